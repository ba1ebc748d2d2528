/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CONTID_INTERNAL_H
#define CONTID_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <netlink/netlink.h>
#include <netlink/msg.h>

#include <contid/message.h>

/**
 * struct contid_ops - how a handle reaches the kernel.
 * @connect: make the socket ready for use, return 0 or -errno
 * @send: complete and send a message, as nl_send_auto()
 * @recv: receive one datagram, as nl_recv()
 * @join: join a multicast group, and have @recv wait no more, return 0 or
 *	-errno
 * @read: receive datagrams of any size, and have @recv wait no more, return 0 or
 *	-errno
 * @fd: what to poll(2) for something to receive
 *
 * @send and @recv set errno when they fail, since libnl's own codes fold many
 * errnos into one. Tests put a kernel of their own in here.
 */
struct contid_ops {
	int (*connect)(struct nl_sock *sk);
	int (*send)(struct nl_sock *sk, struct nl_msg *msg);
	int (*recv)(struct nl_sock *sk, struct sockaddr_nl *from,
		    unsigned char **buf, struct ucred **creds);
	int (*join)(struct nl_sock *sk, uint32_t group);
	int (*read)(struct nl_sock *sk);
	int (*fd)(const struct nl_sock *sk);
};

struct contid_reading;

struct contid_handle {
	struct nl_sock *sk;
	const struct contid_ops *ops;
	pid_t owner;			/* the process that opened it */
	uint16_t family;
	uint32_t group;			/* of the notifications, 0 for none */
	bool desynced;
	bool subscribed;
	bool overrun;			/* notifications were lost; to be reported */
	struct contid_reading *reading;	/* NULL unless it is for reading records */
	struct contid_info info;	/* result of the last request about a container */
	struct contid_ns_process ns;	/* of the last one about namespaces */
	struct contid_stats stats;	/* of the last one about counters */
	const char *error_attr;
	char error_text[256];
};

/* handle.c */
int contid_open_ops(struct contid_handle **handle,
		    const struct contid_ops *ops);

/* socket.c */
extern const struct contid_ops contid_socket_ops;

/* exchange.c */
typedef int (*contid_reply_fn)(struct nlmsghdr *nlh, void *data);

struct nl_msg *contid_request_new(struct contid_handle *h);
bool contid_is_forked(const struct contid_handle *h);
int contid_receive(struct contid_handle *h, unsigned char **buf);
int contid_exchange(struct contid_handle *h, struct nl_msg *msg,
		    contid_reply_fn fn, void *data);

/* reader.c */
int contid_reading_keep(struct contid_handle *h, unsigned char *data, int len);
int contid_reading_wait(struct contid_handle *h);
void contid_reading_free(struct contid_reading *reading);

/* dump.c */
int contid_dump(struct contid_handle *h, struct nl_msg *msg,
		contid_reply_fn fn, void (*empty)(void *data), void *data);

/* members.c */
/**
 * struct contid_pids - process ids that a dump has brought.
 * @pids: them
 * @count: how many there are
 * @room: for how many there is room
 */
struct contid_pids {
	pid_t *pids;
	size_t count;
	size_t room;
};

int contid_pids_read(struct contid_handle *h, struct contid_ref container,
		     struct contid_pids *pids);
int contid_member_open(struct contid_handle *h, pid_t pid, uint64_t serial);

/* pause.c */
void contid_pause_ms(unsigned int ms);

/* room.c */
int contid_make_room(void **items, size_t count, size_t *room,
		     size_t item_size);

/* refusal.c */
void contid_refusal_clear(struct contid_handle *h);
void contid_refusal_note(struct contid_handle *h, const struct nlmsghdr *req,
			 const struct nlmsghdr *nlh);

/* names.c */
const char *contid_attr_name(uint32_t type);

/* build.c */
int contid_msg_begin(struct nl_msg *msg, int family, uint8_t cmd,
		     int nlmsg_flags);

/* sha256.c */
int contid_sha256(const char *text, uint64_t *value);

/* netns.c */
int contid_netns_parse(const struct nlmsghdr *nlh, struct contid_info *info);
void contid_netns_release(struct contid_info *info);
int contid_info_extend(struct contid_info *info,
		       const struct contid_info *more);

/* info.c */
int contid_info_copy(struct contid_info *info, const struct contid_info *from);
void contid_info_release(struct contid_info *info);

/* ns_read.c */
int contid_ns_read(const struct nlmsghdr *nlh,
		   struct contid_ns_process *process);
void contid_ns_release(struct contid_ns_process *process);

/* stats.c */
void contid_stats_release(struct contid_stats *stats);

#endif /* CONTID_INTERNAL_H */
