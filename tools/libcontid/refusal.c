// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why the kernel refused a request: the extended ack. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

#define ERRNO_MAX	4095	/* MAX_ERRNO of the kernel */

/* Size of what precedes the attributes of an acknowledgment, but for the request; or 0 */
static size_t fixed_part(const struct nlmsghdr *nlh)
{
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		return sizeof(struct nlmsgerr);
	case NLMSG_DONE:
		return sizeof(int);
	default:
		return 0;
	}
}

static size_t payload(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_len < NLMSG_HDRLEN ? 0 : nlh->nlmsg_len - NLMSG_HDRLEN;
}

int contid_msg_ack(const struct nlmsghdr *nlh, int *result)
{
	size_t fixed = fixed_part(nlh);
	int err;

	if (!fixed || payload(nlh) < fixed)
		return -EBADMSG;
	memcpy(&err, NLMSG_DATA(nlh), sizeof(err));
	if (err > 0 || err < -ERRNO_MAX)
		return -EBADMSG;
	*result = err;
	return 0;
}

/*
 * What the kernel says beside the errno. A refusal whose attributes are malformed
 * counts as one without any.
 */
static bool parse(const struct nlmsghdr *nlh,
		  struct nlattr *tb[NLMSGERR_ATTR_MAX + 1])
{
	static const struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
		[NLMSGERR_ATTR_OFFS] = { .type = NLA_U32 },
		[NLMSGERR_ATTR_MISS_TYPE] = { .type = NLA_U32 },
	};
	size_t skip = fixed_part(nlh);
	size_t len = payload(nlh);

	if (!skip || len < skip || !(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return false;

	if (nlh->nlmsg_type == NLMSG_ERROR &&
	    !(nlh->nlmsg_flags & NLM_F_CAPPED)) {
		const struct nlmsgerr *e = NLMSG_DATA(nlh);

		skip += NLMSG_ALIGN((size_t)e->msg.nlmsg_len) - NLMSG_HDRLEN;
	}
	return skip <= len &&
	       !nla_parse(tb, NLMSGERR_ATTR_MAX,
			  (struct nlattr *)((char *)NLMSG_DATA(nlh) + skip),
			  (int)(len - skip), policy);
}

const char *contid_msg_error_text(const struct nlmsghdr *nlh)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	if (!parse(nlh, tb) || !tb[NLMSGERR_ATTR_MSG])
		return NULL;
	return nla_get_string(tb[NLMSGERR_ATTR_MSG]);
}

/* The attribute of @req that stands @offset bytes into it. */
static const char *attr_at(const struct nlmsghdr *req, uint32_t offset)
{
	struct nlattr *nla;
	int rem;

	nlmsg_for_each_attr(nla, (struct nlmsghdr *)req, GENL_HDRLEN, rem)
		if ((char *)nla - (char *)req == (ptrdiff_t)offset)
			return contid_attr_name(nla_type(nla));
	return NULL;
}

const char *contid_msg_error_attr(const struct nlmsghdr *nlh,
				  const struct nlmsghdr *req)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	if (!parse(nlh, tb))
		return NULL;
	if (tb[NLMSGERR_ATTR_OFFS])
		return attr_at(req, nla_get_u32(tb[NLMSGERR_ATTR_OFFS]));
	if (tb[NLMSGERR_ATTR_MISS_TYPE])
		return contid_attr_name(nla_get_u32(tb[NLMSGERR_ATTR_MISS_TYPE]));
	return NULL;
}

void contid_refusal_clear(struct contid_handle *h)
{
	h->error_attr = NULL;
	h->error_text[0] = '\0';
}

/**
 * contid_refusal_note - store what the kernel says beside the errno.
 * @h: the handle to keep it in
 * @req: the request that was refused
 * @nlh: the refusal
 */
void contid_refusal_note(struct contid_handle *h, const struct nlmsghdr *req,
			 const struct nlmsghdr *nlh)
{
	const char *text = contid_msg_error_text(nlh);

	if (text)
		snprintf(h->error_text, sizeof(h->error_text), "%s", text);
	h->error_attr = contid_msg_error_attr(nlh, req);
}

const char *contid_error_text(const struct contid_handle *handle)
{
	return handle->error_text[0] ? handle->error_text : NULL;
}

const char *contid_error_attr(const struct contid_handle *handle)
{
	return handle->error_attr;
}
