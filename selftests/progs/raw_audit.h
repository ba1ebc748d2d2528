/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages to audit by hand, and what it sends.
 */

#ifndef SELFTESTS_RAW_AUDIT_H
#define SELFTESTS_RAW_AUDIT_H

#include <linux/audit.h>
#include <poll.h>
#include <stdbool.h>

#include "handover.h"

/* Of libaudit: the kernel knows ranges of user messages only. */
#ifndef AUDIT_USER_LOGIN
#define AUDIT_USER_LOGIN	1112
#endif

#define AUDIT_TEXT_MOST	9216

struct raw_audit_msg {
	struct nlmsghdr nlh;
	char data[65536];
};

static inline int raw_audit_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	if (fd < 0)
		bail("audit socket");
	return fd;
}

static inline void raw_audit_make(struct raw_audit_msg *msg, uint16_t type,
				  const void *data, size_t len)
{
	memset(&msg->nlh, 0, sizeof(msg->nlh));
	msg->nlh.nlmsg_len = NLMSG_LENGTH(len);
	msg->nlh.nlmsg_type = type;
	msg->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	msg->nlh.nlmsg_seq = 1;
	memcpy(msg->data, data, len);
}

/*
 * Receives until the acknowledgment, and returns its number. With @reply, the data
 * of another message is put there.
 */
static inline int raw_audit_answer(int fd, void *reply, size_t size)
{
	static char buf[16384] __attribute__((aligned(4)));
	const struct nlmsghdr *nlh = (void *)buf;
	ssize_t n;

	for (;;) {
		n = recv(fd, buf, sizeof(buf), 0);
		if (n < (ssize_t)sizeof(*nlh))
			bail("answer of audit");
		if (nlh->nlmsg_type == NLMSG_ERROR)
			return ((struct nlmsgerr *)NLMSG_DATA(nlh))->error;
		if (reply && (size_t)n >= NLMSG_HDRLEN + size)
			memcpy(reply, NLMSG_DATA(nlh), size);
	}
}

/* Returns 0, a negative errno, or what else audit answers with. */
static inline int raw_audit_ask(int fd, uint16_t type, const void *data, size_t len)
{
	static struct raw_audit_msg msg;
	int err;

	raw_audit_make(&msg, type, data, len);
	err = send_as(SENDTO, fd, &msg, msg.nlh.nlmsg_len);
	return err ?: raw_audit_answer(fd, NULL, 0);
}

/* The reply may come after the acknowledgment, which audit sends from elsewhere. */
static inline int raw_audit_get(int fd, struct audit_status *status)
{
	static struct raw_audit_msg msg;
	char buf[4096] __attribute__((aligned(4)));
	const struct nlmsghdr *nlh = (void *)buf;
	int err;

	memset(status, 0xff, sizeof(*status));
	raw_audit_make(&msg, AUDIT_GET, "", 0);
	err = send_as(SENDTO, fd, &msg, msg.nlh.nlmsg_len);
	err = err ?: raw_audit_answer(fd, status, sizeof(*status));
	while (!err && status->mask == ~0U) {
		if (recv(fd, buf, sizeof(buf), 0) < (ssize_t)NLMSG_LENGTH(sizeof(*status)))
			bail("status");
		if (nlh->nlmsg_type == AUDIT_GET)
			memcpy(status, NLMSG_DATA(nlh), sizeof(*status));
	}
	return err;
}

static inline int raw_audit_set(int fd, struct audit_status status)
{
	return raw_audit_ask(fd, AUDIT_SET, &status, sizeof(status));
}

/* One record to a daemon, terminated; returns its type, or 0 if there is none. */
static inline int raw_audit_record(int fd, char text[AUDIT_TEXT_MOST])
{
	static char buf[NLMSG_HDRLEN + AUDIT_TEXT_MOST] __attribute__((aligned(4)));
	const struct nlmsghdr *nlh = (void *)buf;
	ssize_t n = recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT);

	if (n < (ssize_t)sizeof(*nlh))
		return 0;
	buf[n] = '\0';
	snprintf(text, AUDIT_TEXT_MOST, "%s", buf + NLMSG_HDRLEN);
	/* As audit has it: the length of the text, without header */
	return nlh->nlmsg_len + NLMSG_HDRLEN == n ? nlh->nlmsg_type : -1;
}

#endif /* SELFTESTS_RAW_AUDIT_H */
