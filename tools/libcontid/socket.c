// SPDX-License-Identifier: LGPL-2.1-or-later
/* The netlink socket behind a handle. */

#include <errno.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/*
 * The kernel fills a buffer of this size per step of a dump, if the reader
 * shows that it has one: fewer steps, fewer inconsistent dumps.
 */
#define DATAGRAM_SIZE	32768

/* Room for some thousands of notifications, with what each costs the kernel */
#define EVENTS_SIZE	(4 << 20)

static int set_option(int fd, int option)
{
	int one = 1;

	return setsockopt(fd, SOL_NETLINK, option, &one, sizeof(one)) ?
	       -errno : 0;
}

static int socket_connect(struct nl_sock *sk)
{
	int err;

	errno = 0;
	if (genl_connect(sk)) {
		if (errno == EAFNOSUPPORT)
			return -EPROTONOSUPPORT;
		return errno ? -errno : -ENOMEM;
	}

	if (nl_socket_set_msg_buf_size(sk, DATAGRAM_SIZE))
		return -ENOMEM;
	nl_socket_disable_msg_peek(sk);

	err = set_option(nl_socket_get_fd(sk), NETLINK_EXT_ACK);
	if (!err)
		err = set_option(nl_socket_get_fd(sk), NETLINK_CAP_ACK);
	return err;
}

/*
 * As large as the kernel allows: notifications that do not fit while the listener is
 * busy are lost. Without CAP_NET_ADMIN the limit is net.core.rmem_max.
 */
static void enlarge_buffer(int fd)
{
	int size = EVENTS_SIZE;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int socket_join(struct nl_sock *sk, uint32_t group)
{
	errno = 0;
	if (nl_socket_add_membership(sk, group) || nl_socket_set_nonblocking(sk))
		return errno ? -errno : -ENOMEM;
	enlarge_buffer(nl_socket_get_fd(sk));
	return 0;
}

/* A record of any length has a datagram. The kernel has set the size of the buffer. */
static int socket_read(struct nl_sock *sk)
{
	errno = 0;
	nl_socket_enable_msg_peek(sk);
	if (nl_socket_set_msg_buf_size(sk, DATAGRAM_SIZE) ||
	    nl_socket_set_nonblocking(sk))
		return errno ? -errno : -ENOMEM;
	return 0;
}

const struct contid_ops contid_socket_ops = {
	.connect = socket_connect,
	.send = nl_send_auto,
	.recv = nl_recv,
	.join = socket_join,
	.read = socket_read,
	.fd = nl_socket_get_fd,
};
