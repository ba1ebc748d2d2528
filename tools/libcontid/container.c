// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about one process or one container. */

#include <errno.h>

#include "internal.h"

/* SET is tried again after pauses of 1, 2, 4 ms and so on, a second in all. */
#define SET_TRIES	11

/**
 * struct answer - the answer to a request.
 * @info: where to put it
 * @seen: it has come
 */
struct answer {
	struct contid_info *info;
	bool seen;
};

static int store(const struct contid_info *info, void *data)
{
	struct answer *answer = data;

	answer->seen = true;
	contid_info_release(answer->info);
	return contid_info_copy(answer->info, info);
}

static int on_info(struct nlmsghdr *nlh, void *data)
{
	return contid_msg_container(nlh, store, data);
}

/* Whether @info is the container that @ref names; NULL stands for any. */
static bool is_the_one(const struct contid_info *info,
		       const struct contid_ref *ref)
{
	if (!ref)
		return true;
	if (ref->serial)
		return info->serial == ref->serial;
	return info->contid == ref->contid &&
	       (!ref->scope || info->scope == ref->scope);
}

/*
 * Send @msg, unless building it failed with @err, and free it. If @result is not
 * NULL, there must be an answer. An answer about another container than @ref belongs
 * to another process that uses the same socket.
 */
static int transact(struct contid_handle *h, struct nl_msg *msg, int err,
		    const struct contid_ref *ref,
		    const struct contid_info **result)
{
	struct answer answer = { .info = &h->info };

	if (!err)
		err = contid_exchange(h, msg, on_info, &answer);
	nlmsg_free(msg);
	if (err || !result)
		return err;
	if (!answer.seen)
		return -EBADMSG;
	if (!is_the_one(&h->info, ref)) {
		h->desynced = true;
		return -EBADMSG;
	}

	*result = &h->info;
	return 0;
}

static int set_once(struct contid_handle *h,
		    const struct contid_request *request,
		    const struct contid_info **result)
{
	struct contid_ref ref = contid_by_id(request->contid);
	struct nl_msg *msg = contid_request_new(h);
	int err = contid_msg_set(msg, h->family, result ? NLM_F_ECHO : 0,
				   request);

	return transact(h, msg, err, &ref, result);
}

int contid_set(struct contid_handle *handle,
	       const struct contid_request *request,
	       const struct contid_info **result)
{
	unsigned int i;
	int err;

	for (i = 0; i < SET_TRIES; i++) {
		if (i)
			contid_pause_ms(1U << (i - 1));
		err = set_once(handle, request, result);
		/* After an EAGAIN of the socket itself, the handle is desynced. */
		if (err != -EAGAIN || handle->desynced)
			break;
	}
	return err;
}

int contid_drop(struct contid_handle *handle, int pidfd, uint32_t flags,
		const struct contid_info **result)
{
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_drop(msg, handle->family,
				    result ? NLM_F_ECHO : 0, pidfd, flags);

	return transact(handle, msg, err, NULL, result);
}

int contid_get_process(struct contid_handle *handle, int pidfd,
		       const struct contid_info **result)
{
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_get_process(msg, handle->family, pidfd);

	return transact(handle, msg, err, NULL, result);
}

int contid_get(struct contid_handle *handle, struct contid_ref container,
	       const struct contid_info **result)
{
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_get(msg, handle->family, container);

	return transact(handle, msg, err, &container, result);
}
