// SPDX-License-Identifier: GPL-2.0
/* A peer of a handle that answers with the bytes of an input, see peer.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fuzz.h"
#include "libcontid/internal.h"
#include "peer.h"

#define LENGTH	0x0fff
#define FOREIGN	0x1000
#define ENOBUF	0x2000
#define EMPTY	0x4000

static struct {
	const uint8_t *data;
	size_t left;
	bool resolved;
} peer;

static int connect_peer(struct nl_sock *sk)
{
	(void)sk;
	return 0;
}

static int send_peer(struct nl_sock *sk, struct nl_msg *msg)
{
	nl_complete_msg(sk, msg);
	nlmsg_hdr(msg)->nlmsg_seq = PEER_SEQ;
	return nlmsg_hdr(msg)->nlmsg_len;
}

/* The kernel's answer to the request for the family */
static int recv_family(unsigned char **buf)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *groups, *group;
	struct nlmsghdr *nlh;
	struct nlmsgerr done = { 0 };
	int len;

	check(msg && genlmsg_put(msg, 0, PEER_SEQ, GENL_ID_CTRL, 0, 0, CTRL_CMD_NEWFAMILY, 1));
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, PEER_FAMILY);
	groups = nla_nest_start(msg, CTRL_ATTR_MCAST_GROUPS);
	group = nla_nest_start(msg, 1);
	nla_put_string(msg, CTRL_ATTR_MCAST_GRP_NAME, CONTID_MCGRP_EVENTS);
	nla_put_u32(msg, CTRL_ATTR_MCAST_GRP_ID, PEER_GROUP);
	nla_nest_end(msg, group);
	nla_nest_end(msg, groups);

	len = NLMSG_ALIGN(nlmsg_hdr(msg)->nlmsg_len);
	*buf = calloc(1, len + NLMSG_LENGTH(sizeof(done)));
	memcpy(*buf, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	nlh = (struct nlmsghdr *)(*buf + len);
	*nlh = (struct nlmsghdr){
		.nlmsg_len = NLMSG_LENGTH(sizeof(done)),
		.nlmsg_type = NLMSG_ERROR,
		.nlmsg_seq = PEER_SEQ,
	};
	peer.resolved = true;
	return len + NLMSG_LENGTH(sizeof(done));
}

static int fail(int err)
{
	errno = err;
	return -NLE_FAILURE;
}

static int recv_peer(struct nl_sock *sk, struct sockaddr_nl *from, unsigned char **buf,
		     struct ucred **creds)
{
	unsigned int head;
	size_t len;

	(void)sk;
	(void)creds;
	if (!peer.resolved)
		return recv_family(buf);
	if (peer.left < 2)
		return fail(ECONNRESET);
	head = peer.data[0] | peer.data[1] << 8;
	len = head & LENGTH;
	peer.data += 2;
	peer.left -= 2;
	if (head & ENOBUF)
		return fail(ENOBUFS);
	if (head & EMPTY || !len)
		return fail(EAGAIN);
	if (len > peer.left)
		len = peer.left;
	if (!len)
		return fail(ECONNRESET);

	*buf = malloc(len);
	memcpy(*buf, peer.data, len);
	peer.data += len;
	peer.left -= len;
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK, .nl_pid = !!(head & FOREIGN) };
	return len;
}

static int join_peer(struct nl_sock *sk, uint32_t group)
{
	(void)sk;
	(void)group;
	return 0;
}

static int read_peer(struct nl_sock *sk)
{
	(void)sk;
	return 0;
}

/* There is always something to receive, if only that there is nothing. */
static int fd_peer(const struct nl_sock *sk)
{
	static int fd = -1;

	(void)sk;
	if (fd < 0)
		fd = eventfd(1, EFD_CLOEXEC);
	return fd;
}

static const struct contid_ops ops = {
	.connect = connect_peer,
	.send = send_peer,
	.recv = recv_peer,
	.join = join_peer,
	.read = read_peer,
	.fd = fd_peer,
};

struct contid_handle *peer_open(const uint8_t *data, size_t size, int resolve)
{
	struct contid_handle *handle;

	peer.data = data;
	peer.left = size;
	peer.resolved = resolve;
	return contid_open_ops(&handle, &ops) ? NULL : handle;
}

/* Processes are what the peer says: none of this machine's may be meant by that. */
long __real_syscall(long nr, ...);
long __wrap_syscall(long nr, ...);
long __wrap_syscall(long nr, ...)
{
	va_list ap;
	int pid;

	check(nr == SYS_pidfd_open);
	va_start(ap, nr);
	pid = va_arg(ap, int);
	va_end(ap);
	if (pid % 3)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	errno = pid % 2 ? ESRCH : EINVAL;
	return -1;
}
