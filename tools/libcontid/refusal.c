// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why the kernel refused a request: the extended ack. */

#include <stdio.h>

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

void contid_refusal_clear(struct contid_handle *h)
{
	h->error_attr = NULL;
	h->error_text[0] = '\0';
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

/**
 * contid_refusal_note - keep what the kernel says beside the errno.
 * @h: the handle to keep it in
 * @req: the request that was refused
 * @nlh: the refusal, of type NLMSG_ERROR or NLMSG_DONE
 * @skip: length of the part of it that precedes the attributes, at most that of
 *	its payload
 *
 * A refusal whose attributes are malformed counts as one without reason.
 */
void contid_refusal_note(struct contid_handle *h, const struct nlmsghdr *req,
			 struct nlmsghdr *nlh, size_t skip)
{
	static struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
		[NLMSGERR_ATTR_OFFS] = { .type = NLA_U32 },
		[NLMSGERR_ATTR_MISS_TYPE] = { .type = NLA_U32 },
	};
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];
	size_t len = nlmsg_datalen(nlh);

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;

	if (nlh->nlmsg_type == NLMSG_ERROR &&
	    !(nlh->nlmsg_flags & NLM_F_CAPPED)) {
		const struct nlmsgerr *e = nlmsg_data(nlh);

		skip += NLMSG_ALIGN((size_t)e->msg.nlmsg_len) - NLMSG_HDRLEN;
	}
	if (skip > len ||
	    nla_parse(tb, NLMSGERR_ATTR_MAX,
		      (struct nlattr *)((char *)nlmsg_data(nlh) + skip),
		      (int)(len - skip), policy))
		return;

	if (tb[NLMSGERR_ATTR_MSG])
		snprintf(h->error_text, sizeof(h->error_text), "%s",
			 nla_get_string(tb[NLMSGERR_ATTR_MSG]));

	if (tb[NLMSGERR_ATTR_OFFS])
		h->error_attr = attr_at(req, nla_get_u32(tb[NLMSGERR_ATTR_OFFS]));
	else if (tb[NLMSGERR_ATTR_MISS_TYPE])
		h->error_attr =
			contid_attr_name(nla_get_u32(tb[NLMSGERR_ATTR_MISS_TYPE]));
}

const char *contid_error_text(const struct contid_handle *handle)
{
	return handle->error_text[0] ? handle->error_text : NULL;
}

const char *contid_error_attr(const struct contid_handle *handle)
{
	return handle->error_attr;
}
