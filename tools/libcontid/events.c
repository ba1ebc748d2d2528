// SPDX-License-Identifier: LGPL-2.1-or-later
/* Notifications: a handle that listens instead of asking. */

#include <errno.h>
#include <stdlib.h>

#include "internal.h"

int contid_subscribe(struct contid_handle *handle)
{
	int err;

	if (handle->out_of_step)
		return -ENOTCONN;
	if (handle->subscribed)
		return 0;
	contid_refusal_clear(handle);
	if (!handle->group)
		return -EOPNOTSUPP;

	err = handle->ops->join(handle->sk, handle->group);
	if (!err)
		handle->subscribed = true;
	return err;
}

int contid_events_fd(const struct contid_handle *handle)
{
	return handle->subscribed ? handle->ops->fd(handle->sk) : -EINVAL;
}

/* The kernel sends one notification in a datagram, so that none is left over. */
static int deliver(struct contid_handle *h, struct nlmsghdr *nlh, int len,
		   contid_event_fn fn, void *data)
{
	int ret = 0;

	while (!ret && nlmsg_ok(nlh, len)) {
		ret = nlh->nlmsg_type == h->family ?
		      contid_msg_event(nlh, fn, data) : -EBADMSG;
		nlh = nlmsg_next(nlh, &len);
	}
	if (!ret && len > 0)
		return -EBADMSG;
	return ret;
}

/*
 * After an overrun the kernel drops everything until all that was queued before
 * has been read. Whoever lists the containers earlier than that misses what is
 * dropped meanwhile: hence -ENOBUFS not at once, but when nothing is left.
 */
int contid_dispatch(struct contid_handle *handle, contid_event_fn fn,
		    void *data)
{
	unsigned char *buf;
	int ret = 0;
	int len;

	if (!handle->subscribed)
		return -EINVAL;

	while (!ret) {
		len = contid_receive(handle, &buf);
		if (len == -EAGAIN)
			break;
		if (len == -ENOBUFS)
			handle->overrun = true;
		else if (len < 0)
			return len;
		if (len <= 0)
			continue;
		ret = deliver(handle, (struct nlmsghdr *)buf, len, fn, data);
		free(buf);
	}

	if (ret || !handle->overrun)
		return ret;
	handle->overrun = false;
	return -ENOBUFS;
}
