// SPDX-License-Identifier: GPL-2.0
/*
 * uring {inline|sqpoll} [COUNT]: open /dev/null through io_uring, COUNT times,
 * by the system call or by the kernel's polling thread. If standard input is a
 * pipe, once before its end and COUNT times after.
 */

#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "tap.h"

struct ring {
	int fd;
	unsigned int *sq_head, *sq_tail, *sq_mask, *sq_flags, *sq_array;
	unsigned int *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
};

static void *map(int fd, size_t len, off_t what)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, fd, what);

	if (p == MAP_FAILED) {
		perror("uring: mmap");
		exit(1);
	}
	return p;
}

static void ring_open(struct ring *r, unsigned int flags)
{
	struct io_uring_params p = { .flags = flags, .sq_thread_idle = 1000 };
	char *sq, *cq;

	r->fd = syscall(SYS_io_uring_setup, 8, &p);
	if (r->fd < 0) {
		perror("uring: io_uring_setup");
		exit(1);
	}
	sq = map(r->fd, p.sq_off.array + p.sq_entries * sizeof(int),
		 IORING_OFF_SQ_RING);
	cq = map(r->fd, p.cq_off.cqes + p.cq_entries * sizeof(*r->cqes),
		 IORING_OFF_CQ_RING);
	r->sqes = map(r->fd, p.sq_entries * sizeof(*r->sqes), IORING_OFF_SQES);
	r->sq_head = (void *)(sq + p.sq_off.head);
	r->sq_tail = (void *)(sq + p.sq_off.tail);
	r->sq_mask = (void *)(sq + p.sq_off.ring_mask);
	r->sq_flags = (void *)(sq + p.sq_off.flags);
	r->sq_array = (void *)(sq + p.sq_off.array);
	r->cq_head = (void *)(cq + p.cq_off.head);
	r->cq_tail = (void *)(cq + p.cq_off.tail);
	r->cq_mask = (void *)(cq + p.cq_off.ring_mask);
	r->cqes = (void *)(cq + p.cq_off.cqes);
}

static void submit(struct ring *r, bool sqpoll)
{
	unsigned int flags = IORING_ENTER_GETEVENTS;
	unsigned int n = 1;

	if (sqpoll) {
		n = 0;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (*r->sq_flags & IORING_SQ_NEED_WAKEUP)
			flags |= IORING_ENTER_SQ_WAKEUP;
	}
	if (syscall(SYS_io_uring_enter, r->fd, n, 1, flags, NULL, 0) < 0) {
		perror("uring: io_uring_enter");
		exit(1);
	}
}

static int open_once(struct ring *r, bool sqpoll)
{
	unsigned int tail = *r->sq_tail, i = tail & *r->sq_mask, head;
	int result;

	memset(&r->sqes[i], 0, sizeof(r->sqes[i]));
	r->sqes[i].opcode = IORING_OP_OPENAT;
	r->sqes[i].fd = AT_FDCWD;
	r->sqes[i].addr = (unsigned long)"/dev/null";
	r->sqes[i].open_flags = O_RDONLY;
	r->sq_array[i] = i;
	__atomic_store_n(r->sq_tail, tail + 1, __ATOMIC_RELEASE);

	head = *r->cq_head;
	do {
		submit(r, sqpoll);
	} while (__atomic_load_n(r->cq_tail, __ATOMIC_ACQUIRE) == head);
	result = r->cqes[head & *r->cq_mask].res;
	__atomic_store_n(r->cq_head, head + 1, __ATOMIC_RELEASE);
	return result;
}

int main(int argc, char **argv)
{
	bool sqpoll = argc > 1 && !strcmp(argv[1], "sqpoll");
	int i, fd, n = argc > 2 ? atoi(argv[2]) : 1;
	struct ring ring;
	struct stat st;
	char byte;

	fstat(0, &st);
	ring_open(&ring, sqpoll ? IORING_SETUP_SQPOLL : 0);
	for (i = S_ISFIFO(st.st_mode) ? -1 : 0; i < n; i++) {
		fd = open_once(&ring, sqpoll);
		if (fd < 0) {
			fprintf(stderr, "uring: open: %s\n", strerror(-fd));
			return 1;
		}
		close(fd);
		if (i < 0 && read(0, &byte, 1))
			return 1;
	}
	return 0;
}
