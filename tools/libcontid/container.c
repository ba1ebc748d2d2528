// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about one process or one container. */

#include <errno.h>

#include "internal.h"

struct answer {
	struct contid_info *info;
	bool seen;
};

static int keep(const struct contid_info *info, void *data)
{
	struct answer *answer = data;

	answer->seen = true;
	contid_info_release(answer->info);
	return contid_info_copy(answer->info, info);
}

static int take_info(struct nlmsghdr *nlh, void *data)
{
	return contid_msg_container(nlh, keep, data);
}

/* Send @msg, if it is @built; when @result is not NULL, an answer is due. */
static int ask(struct contid_handle *h, struct nl_msg *msg, int built,
	       const struct contid_info **result)
{
	struct answer answer = { .info = &h->info };
	int err = built;

	if (!err)
		err = contid_exchange(h, msg, take_info, &answer);
	nlmsg_free(msg);
	if (err || !result)
		return err;
	if (!answer.seen)
		return -EBADMSG;

	*result = &h->info;
	return 0;
}

int contid_set(struct contid_handle *handle, int pidfd, uint64_t contid,
	       uint32_t flags, uint32_t limit,
	       const struct contid_info **result)
{
	struct nl_msg *msg = contid_request(handle);
	int built = contid_msg_set(msg, handle->family, result ? NLM_F_ECHO : 0,
				   pidfd, contid, flags, limit);

	return ask(handle, msg, built, result);
}

int contid_drop(struct contid_handle *handle, int pidfd, uint32_t flags,
		const struct contid_info **result)
{
	struct nl_msg *msg = contid_request(handle);
	int built = contid_msg_drop(msg, handle->family,
				    result ? NLM_F_ECHO : 0, pidfd, flags);

	return ask(handle, msg, built, result);
}

int contid_get_process(struct contid_handle *handle, int pidfd,
		       const struct contid_info **result)
{
	struct nl_msg *msg = contid_request(handle);
	int built = contid_msg_get_process(msg, handle->family, pidfd);

	return ask(handle, msg, built, result);
}

int contid_get(struct contid_handle *handle, uint64_t contid,
	       const struct contid_info **result)
{
	struct nl_msg *msg = contid_request(handle);
	int built = contid_msg_get(msg, handle->family, contid);

	return ask(handle, msg, built, result);
}
