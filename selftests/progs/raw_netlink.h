/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink by hand: what no library would send can be sent, and the
 * answers are read independently of the project's own library.
 */

#ifndef SELFTESTS_RAW_NETLINK_H
#define SELFTESTS_RAW_NETLINK_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <sys/socket.h>

#include "tap.h"

#ifndef NLMSGERR_ATTR_MISS_TYPE
#define NLMSGERR_ATTR_MISS_TYPE 5
#endif

/* What became of the last request. */
struct raw_nl_answer {
	int err;		/* 0 or negative errno */
	char sentence[256];	/* of the extended ack */
	int offset;		/* of the offending attribute, or -1 */
	int missing;		/* type of the attribute that is missing, or 0 */
	bool interrupted;	/* NLM_F_DUMP_INTR was seen */
};

struct raw_nl {
	int fd;
	uint16_t family;
	uint32_t seq;
	size_t room;		/* for one recv(), default 32 KiB */
	struct raw_nl_answer answer;
};

struct raw_nl_msg {
	union {
		struct nlmsghdr nlh;
		char buf[8192];
	};
};

typedef void (*raw_nl_fn)(const struct nlmsghdr *nlh, void *data);

static inline int raw_nl_socket(void)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd, one = 1;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (fd < 0 || bind(fd, (void *)&any, sizeof(any)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)))
		bail("netlink socket");
	return fd;
}

static inline void raw_nl_start(struct raw_nl_msg *msg, uint16_t type, uint8_t cmd,
				uint16_t flags)
{
	struct genlmsghdr *genl = NLMSG_DATA(&msg->nlh);

	memset(msg, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	msg->nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	msg->nlh.nlmsg_type = type;
	msg->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	genl->cmd = cmd;
	genl->version = 1;
}

static inline void raw_nl_put(struct raw_nl_msg *msg, uint16_t type, const void *data,
			      uint16_t len)
{
	struct nlattr *attr = (void *)(msg->buf + msg->nlh.nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memset(attr + 1, 0, NLA_ALIGN(len));
	memcpy(attr + 1, data, len);
	msg->nlh.nlmsg_len += NLA_HDRLEN + NLA_ALIGN(len);
}

static inline void raw_nl_put_u32(struct raw_nl_msg *msg, uint16_t type, uint32_t value)
{
	raw_nl_put(msg, type, &value, sizeof(value));
}

static inline void raw_nl_put_u64(struct raw_nl_msg *msg, uint16_t type, uint64_t value)
{
	raw_nl_put(msg, type, &value, sizeof(value));
}

#define nl_for_each_attr(attr, start, end)				\
	for (attr = (const void *)(start);				\
	     (const char *)(attr) + NLA_HDRLEN <= (const char *)(end) &&	\
	     (attr)->nla_len >= NLA_HDRLEN;				\
	     attr = (const void *)((const char *)(attr) +		\
				   NLA_ALIGN((attr)->nla_len)))

static inline const void *raw_nl_attrs(const struct nlmsghdr *nlh)
{
	return (const char *)nlh + NLMSG_HDRLEN + GENL_HDRLEN;
}

static inline const void *raw_nl_end(const struct nlmsghdr *nlh)
{
	return (const char *)nlh + nlh->nlmsg_len;
}

static inline void raw_nl_parse_tlvs(struct raw_nl_answer *answer, const void *start,
				     const void *end)
{
	const struct nlattr *attr;

	nl_for_each_attr(attr, start, end) {
		switch (attr->nla_type & NLA_TYPE_MASK) {
		case NLMSGERR_ATTR_MSG:
			snprintf(answer->sentence, sizeof(answer->sentence),
				 "%s", (const char *)(attr + 1));
			break;
		case NLMSGERR_ATTR_OFFS:
			answer->offset = *(const uint32_t *)(attr + 1);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			answer->missing = *(const uint32_t *)(attr + 1);
			break;
		}
	}
}

/* Returns true when nothing more belongs to the request. */
static inline bool raw_nl_handle(struct raw_nl *nl, const struct nlmsghdr *nlh, raw_nl_fn fn,
				 void *data)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const char *tlvs = (const char *)(err + 1);

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		nl->answer.interrupted = true;

	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		nl->answer.err = err->error;
		if (err->error && !(nlh->nlmsg_flags & NLM_F_CAPPED))
			tlvs += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
		if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
			raw_nl_parse_tlvs(&nl->answer, tlvs, raw_nl_end(nlh));
		return true;
	case NLMSG_DONE:
		nl->answer.err = *(const int *)NLMSG_DATA(nlh);
		return true;
	default:
		if (fn)
			fn(nlh, data);
		return false;
	}
}

/* Read all answers to the request nl->seq. */
static inline int raw_nl_receive(struct raw_nl *nl, raw_nl_fn fn, void *data)
{
	static __thread char buf[65536] __attribute__((aligned(8)));
	size_t room = nl->room ?: 32768;
	const struct nlmsghdr *nlh;
	ssize_t len;

	nl->answer = (struct raw_nl_answer){ .offset = -1 };
	for (;;) {
		do {
			len = recv(nl->fd, buf, room, MSG_TRUNC);
		} while (len < 0 && errno == EINTR);
		if (len < 0)
			return nl->answer.err = -errno;
		if ((size_t)len > room)
			return nl->answer.err = -EMSGSIZE;
		nlh = (const void *)buf;
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_seq != nl->seq)
				continue;
			if (raw_nl_handle(nl, nlh, fn, data))
				return nl->answer.err;
		}
	}
}

static inline int raw_nl_send(struct raw_nl *nl, struct raw_nl_msg *msg)
{
	msg->nlh.nlmsg_seq = ++nl->seq;
	if (send(nl->fd, msg, msg->nlh.nlmsg_len, 0) < 0)
		return -errno;
	return 0;
}

/* Returns 0 or a negative errno, which nl->answer explains. */
static inline int raw_nl_request(struct raw_nl *nl, struct raw_nl_msg *msg, raw_nl_fn fn,
				 void *data)
{
	int err = raw_nl_send(nl, msg);

	return err ?: raw_nl_receive(nl, fn, data);
}

static inline void raw_nl_handle_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			*(uint16_t *)data = *(const uint16_t *)(attr + 1);
	}
}

/*
 * The kernel remembers the largest buffer that a socket was ever read with, and
 * fills as much: small ones take a socket of their own.
 */
static inline struct raw_nl raw_nl_connect(const char *family, size_t room)
{
	struct raw_nl nl = { .fd = raw_nl_socket(), .room = room };
	struct raw_nl_msg msg;

	raw_nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	raw_nl_put(&msg, CTRL_ATTR_FAMILY_NAME, family, strlen(family) + 1);
	errno = -raw_nl_request(&nl, &msg, raw_nl_handle_family, &nl.family);
	if (errno)
		bail("no generic netlink family %s", family);
	return nl;
}

#endif /* SELFTESTS_RAW_NETLINK_H */
