// SPDX-License-Identifier: GPL-2.0
/* The features of audit that decide what is logged about namespaces. */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#include "audit/connection.h"
#include "common/message.h"
#include "ns/ns.h"

/* Returns 0 or -errno. */
static int fetch(int fd, struct audit_features *features)
{
	struct audit_reply reply;
	int err;

	err = ctl_audit_sent(audit_request_features(fd));
	if (!err)
		err = ctl_audit_receive(fd, &reply);
	if (err)
		return err;
	if (reply.type != AUDIT_GET_FEATURE ||
	    NLMSG_PAYLOAD(reply.nlh, 0) < (int)sizeof(*features))
		return -EBADMSG;
	memcpy(features, NLMSG_DATA(reply.nlh), sizeof(*features));
	return 0;
}

static int refused(const struct ctl *ctl, int err)
{
	if (err == -EPERM)
		return ctl_system(ctl, "CAP_AUDIT_CONTROL is needed", err);
	return ctl_system(ctl, "audit", err);
}

/**
 * ns_features_get - see which features are on, and which are locked.
 * @ctl: the run
 * @features: where to put them
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int ns_features_get(const struct ctl *ctl, struct audit_features *features)
{
	int fd = ctl_audit_open(ctl);
	int err;

	if (fd < 0)
		return CTL_REFUSED;
	err = fetch(fd, features);
	audit_close(fd);
	return err ? refused(ctl, err) : CTL_DONE;
}

/*
 * Not audit_set_feature(), which changes one feature: if the next one is locked, the
 * first would stay changed. Of one message, the kernel carries out all or nothing.
 */
static int send_change(int fd, const struct audit_features *change)
{
	struct {
		struct nlmsghdr nlh;
		struct audit_features features;
	} request = {
		.nlh = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = AUDIT_SET_FEATURE,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.features = *change,
	};
	ssize_t sent;

	do {
		sent = send(fd, &request, sizeof(request), 0);
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* What became of the change. Returns 0 or -errno. */
static int receive_ack(int fd)
{
	struct audit_reply reply;
	int ret;

	do {
		ret = audit_get_reply(fd, &reply, GET_REPLY_BLOCKING, 0);
		if (ret <= 0)
			return ret ? ret : -EBADMSG;
	} while (reply.type != NLMSG_ERROR);
	return reply.error->error;
}

/* The kernel says EPERM of a locked feature as well as of a missing capability. */
static int change_refused(const struct ctl *ctl, int fd,
			  const struct audit_features *change, int err)
{
	struct audit_features now;

	if (err == -EPERM && !fetch(fd, &now) &&
	    now.lock & change->mask & (now.features ^ change->features))
		return ctl_system(ctl, "the settings are locked until the next boot",
				  err);
	return refused(ctl, err);
}

/* A kernel that does not know a feature passes over it, and does not say so. */
static int check(const struct ctl *ctl, int fd,
		 const struct audit_features *change)
{
	struct audit_features now;
	struct utsname uts;
	int err;

	err = fetch(fd, &now);
	if (err)
		return refused(ctl, err);
	if (!((now.features ^ change->features) & change->mask) &&
	    !(change->lock & ~now.lock))
		return CTL_DONE;
	uname(&uts);
	ctl_message(ctl, "nothing is changed: this kernel (%s) writes no records about namespaces",
		    uts.release);
	return CTL_REFUSED;
}

/**
 * ns_features_set - change features, all or none.
 * @ctl: the run
 * @change: which ones, to what, and which to lock
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int ns_features_set(const struct ctl *ctl, const struct audit_features *change)
{
	int fd = ctl_audit_open(ctl);
	int ret;
	int err;

	if (fd < 0)
		return CTL_REFUSED;
	err = send_change(fd, change);
	if (!err)
		err = receive_ack(fd);
	ret = err ? change_refused(ctl, fd, change, err) :
		    check(ctl, fd, change);
	audit_close(fd);
	return ret;
}
