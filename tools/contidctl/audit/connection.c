// SPDX-License-Identifier: GPL-2.0
/* Connections to the kernel's audit part, through libaudit. */

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "audit/connection.h"
#include "common/message.h"

#define TIMEOUT_S	60	/* seconds for an answer */

/**
 * ctl_audit_open - connect to audit.
 * @ctl: the run
 *
 * Return: a socket, for audit_close(), or -errno after a message.
 */
int ctl_audit_open(const struct ctl *ctl)
{
	static const struct timeval timeout = { .tv_sec = TIMEOUT_S };
	int fd = audit_open();
	int err;

	if (fd < 0) {
		err = -errno;
		ctl_system(ctl, err == -EPROTONOSUPPORT ?
				"this kernel has no audit" : "audit", err);
		return err;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	return fd;
}

/**
 * ctl_audit_sent - see whether a request was sent.
 * @ret: what libaudit returned, of which 0 is not documented
 *
 * Return: 0 or -errno.
 */
int ctl_audit_sent(int ret)
{
	return ret > 0 ? 0 : ret ? ret : -EBADMSG;
}

/**
 * ctl_audit_receive - receive the next message that is no acknowledgment.
 * @fd: the socket
 * @reply: where to put the message
 *
 * Return: 0 or -errno, which may be that of a refusal.
 */
int ctl_audit_receive(int fd, struct audit_reply *reply)
{
	int ret;

	do {
		ret = audit_get_reply(fd, reply, GET_REPLY_BLOCKING, 0);
		if (ret <= 0)
			return ret ? ret : -EBADMSG;
		if (reply->type == NLMSG_ERROR && reply->error->error)
			return reply->error->error;
	} while (reply->type == NLMSG_ERROR || reply->type == NLMSG_NOOP);
	return 0;
}
