/* SPDX-License-Identifier: GPL-2.0 */
/*
 * File descriptors that go from one process to another, and the ways in which
 * the bytes of a request can be sent.
 */

#ifndef SELFTESTS_HANDOVER_H
#define SELFTESTS_HANDOVER_H

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "raw_netlink.h"
#include "process.h"

#define HANDOVER_MOST	32

/* A message with @n descriptors. */
static inline void hand_over(int line, const void *data, size_t len,
			     const int *fds, size_t n)
{
	char control[CMSG_SPACE(HANDOVER_MOST * sizeof(int))] = {};
	struct iovec iov = { (void *)data, len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg;

	if (n) {
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(n * sizeof(int));
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(cmsg), fds, n * sizeof(int));
	}
	if (sendmsg(line, &msg, 0) != (ssize_t)len)
		bail("hand over");
}

/* Returns false at the end of the line. Descriptors survive an exec. */
static inline bool take_over(int line, void *data, size_t len, int *fds,
			     size_t *n)
{
	char control[CMSG_SPACE(HANDOVER_MOST * sizeof(int))];
	struct iovec iov = { data, len };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *cmsg;

	if (recvmsg(line, &msg, 0) != (ssize_t)len)
		return false;
	*n = 0;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (cmsg) {
		*n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(cmsg), *n * sizeof(int));
	}
	return true;
}

enum sending { SEND, SENDTO, SENDMSG, WRITE, URING, NR_SENDING };

static const char * const sending_names[] = {
	"send()", "sendto() with an address", "sendmsg() with an address",
	"write()", "io_uring",
};

static inline ssize_t uring_send(int fd, const void *buf, size_t len)
{
	struct io_uring_params p = {};
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	size_t size, sqes;
	ssize_t result;
	char *rings;
	int ring;

	ring = syscall(SYS_io_uring_setup, 1, &p);
	if (ring < 0 || !(p.features & IORING_FEAT_SINGLE_MMAP))
		bail("io_uring");
	size = p.cq_off.cqes + p.cq_entries * sizeof(*cqe) +
	       p.sq_entries * sizeof(int);
	sqes = p.sq_entries * sizeof(*sqe);
	rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		     IORING_OFF_SQ_RING);
	sqe = mmap(NULL, sqes, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		   IORING_OFF_SQES);
	if (rings == MAP_FAILED || sqe == MAP_FAILED)
		bail("io_uring");

	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_SEND;
	sqe->fd = fd;
	sqe->addr = (unsigned long)buf;
	sqe->len = len;
	*(unsigned int *)(rings + p.sq_off.array) = 0;
	__atomic_store_n((unsigned int *)(rings + p.sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		bail("io_uring_enter");
	cqe = (void *)(rings + p.cq_off.cqes);
	result = cqe->res;
	munmap(rings, size);
	munmap(sqe, sqes);
	close(ring);
	errno = result < 0 ? -result : 0;
	return result < 0 ? -1 : result;
}

/* To the kernel; returns 0 or a negative errno. */
static inline int send_as(enum sending how, int fd, const void *buf, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec iov = { (void *)buf, len };
	struct msghdr msg = {
		.msg_name = &kernel, .msg_namelen = sizeof(kernel),
		.msg_iov = &iov, .msg_iovlen = 1,
	};
	ssize_t sent = -1;

	switch (how) {
	case SEND:
		sent = send(fd, buf, len, 0);
		break;
	case SENDTO:
		sent = sendto(fd, buf, len, 0, (void *)&kernel, sizeof(kernel));
		break;
	case SENDMSG:
		sent = sendmsg(fd, &msg, 0);
		break;
	case WRITE:
		sent = write(fd, buf, len);
		break;
	case URING:
		sent = uring_send(fd, buf, len);
		break;
	case NR_SENDING:
		break;
	}
	return sent == (ssize_t)len ? 0 : -errno;
}

#endif /* SELFTESTS_HANDOVER_H */
