// SPDX-License-Identifier: LGPL-2.1-or-later
/* Notifications: a handle that listens and sends no requests. */

#include <errno.h>
#include <stdlib.h>

#include "internal.h"

int contid_subscribe(struct contid_handle *handle)
{
	int err;

	if (contid_is_forked(handle))
		return -ECHILD;
	if (handle->desynced)
		return -ENOTCONN;
	if (handle->subscribed)
		return 0;
	if (handle->reading)
		return -EISCONN;
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

/* One notification in a datagram: stopping early loses none. */
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
 * After an overrun the kernel drops notifications until all that were queued before
 * have been read. A list of the containers that is read earlier would miss what is
 * dropped meanwhile: -ENOBUFS is returned when the queue is empty, not at once.
 */
static int end_of_events(struct contid_handle *h)
{
	if (!h->overrun)
		return 0;
	h->overrun = false;
	return -ENOBUFS;
}

int contid_dispatch(struct contid_handle *handle, unsigned int budget,
		    contid_event_fn fn, void *data)
{
	unsigned char *buf;
	int ret = 0;
	int len;

	if (contid_is_forked(handle))
		return -ECHILD;
	if (!handle->subscribed || !budget)
		return -EINVAL;

	for (; !ret && budget; budget--) {
		len = contid_receive(handle, &buf);
		if (len == -EAGAIN)
			return end_of_events(handle);
		if (len == -ENOBUFS)
			handle->overrun = true;
		else if (len < 0)
			return len;
		if (len <= 0)
			continue;
		ret = deliver(handle, (struct nlmsghdr *)buf, len, fn, data);
		free(buf);
	}
	return ret;
}
