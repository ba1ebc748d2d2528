// SPDX-License-Identifier: LGPL-2.1-or-later
/* Notifications: a handle that listens instead of asking. */

#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include <contid/events.h>

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

/* Returns 1, 0 when later kernels alone know the notification, or -EBADMSG. */
static int parse_event(struct nlmsghdr *nlh, struct contid_info *info,
		       struct contid_event *event)
{
	const struct genlmsghdr *genl = nlmsg_data(nlh);
	struct nlattr *pid;

	if (!genlmsg_valid_hdr(nlh, 0))
		return -EBADMSG;

	switch (genl->cmd) {
	case CONTID_CMD_SET_NTF:
		event->type = CONTID_EVENT_SET;
		break;
	case CONTID_CMD_DROP_NTF:
		event->type = CONTID_EVENT_DROP;
		break;
	case CONTID_CMD_ADOPT_NTF:
		event->type = CONTID_EVENT_ADOPT;
		break;
	case CONTID_CMD_END_NTF:
		event->type = CONTID_EVENT_END;
		break;
	default:
		return 0;
	}

	if (contid_info_parse(nlh, info) || info->contid == CONTID_UNSET)
		return -EBADMSG;
	pid = nlmsg_find_attr(nlh, GENL_HDRLEN, CONTID_A_PID);
	if (pid && nla_len(pid) < (int)sizeof(uint32_t))
		return -EBADMSG;

	event->pid = pid ? nla_get_u32(pid) : 0;
	event->info = info;
	return 1;
}

static int take_event(struct contid_handle *h, struct nlmsghdr *nlh,
		      contid_event_fn fn, void *data)
{
	struct contid_event event;
	struct contid_info info;
	int ret;

	if (nlh->nlmsg_type != h->family)
		return -EBADMSG;
	ret = parse_event(nlh, &info, &event);
	return ret > 0 ? fn(&event, data) : ret;
}

/* The kernel sends one notification in a datagram, so that none is left over. */
static int deliver(struct contid_handle *h, struct nlmsghdr *nlh, int len,
		   contid_event_fn fn, void *data)
{
	int ret = 0;

	while (!ret && nlmsg_ok(nlh, len)) {
		ret = take_event(h, nlh, fn, data);
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
