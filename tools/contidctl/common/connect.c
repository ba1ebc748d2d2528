// SPDX-License-Identifier: GPL-2.0
/* Connections to the kernel, from the network namespace of -n. */

#include <errno.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <contid/events.h>

#include "common/connect.h"
#include "common/message.h"
#include "common/netns.h"

static int no_contid(const struct ctl *ctl)
{
	struct utsname uts;

	uname(&uts);
	ctl_message(ctl, "this kernel (%s) has no audit container identifiers: boot one that is built with CONFIG_CONTID=y",
		    uts.release);
	return CTL_NO_CONTID;
}

/**
 * ctl_connect - connect to the kernel, from the network namespace of -n.
 * @ctl: the run
 * @handle: where to put the connection, for the caller to close
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int ctl_connect(struct ctl *ctl, struct contid_handle **handle)
{
	int err;
	int fd;

	if (ctl->netns) {
		fd = netns_open(ctl, ctl->netns, NULL);
		if (fd < 0)
			return CTL_REFUSED;
		err = contid_open_at(fd, handle);
		close(fd);
		/* Of all that opening takes, only setns(2) wants a capability. */
		if (err == -EPERM)
			return netns_failed(ctl, ctl->netns, err);
	} else {
		err = contid_open(handle);
	}

	if (err == -EPROTONOSUPPORT)
		return no_contid(ctl);
	if (err)
		return ctl_system(ctl, "netlink", err);
	return CTL_DONE;
}

/* Connect, unless an earlier command of the run has: they share the connection. */
int ctl_open(struct ctl *ctl)
{
	return ctl->handle ? CTL_DONE : ctl_connect(ctl, &ctl->handle);
}

/**
 * ctl_subscribe - make a connection that notifications come through.
 * @ctl: the run
 * @events: where to put it, for the caller to close; NULL on failure
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int ctl_subscribe(struct ctl *ctl, struct contid_handle **events)
{
	int ret;
	int err;

	*events = NULL;
	ret = ctl_connect(ctl, events);
	if (ret)
		return ret;
	err = contid_subscribe(*events);
	if (!err)
		return CTL_DONE;

	contid_close(*events);
	*events = NULL;
	switch (err) {
	case -EPERM:
		return ctl_system(ctl, "CAP_AUDIT_READ is needed", err);
	case -EOPNOTSUPP:
		return ctl_system(ctl, "this kernel sends no notifications",
				  err);
	default:
		return ctl_system(ctl, "notifications", err);
	}
}
