/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes to be labelled. The test sends some of them an order, which is a byte,
 * and gets a number as the answer.
 */

#ifndef SELFTESTS_PROCESS_H
#define SELFTESTS_PROCESS_H

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tap.h"

#define PIDFD_OF_THREAD	O_EXCL	/* PIDFD_THREAD, since 6.9 */

struct process {
	pid_t pid;
	int pidfd;
	int fd;		/* our end of the line */
};

/* Runs one order; its answer is what process_ask() returns. */
typedef long (*process_fn)(char order, void *data);

static inline int pidfd_open(pid_t pid, unsigned int flags)
{
	return syscall(SYS_pidfd_open, pid, flags);
}

static inline int must_pidfd(pid_t pid)
{
	int pidfd = pidfd_open(pid, 0);

	if (pidfd < 0)
		bail("pidfd of %d", pid);
	return pidfd;
}

/* What a child does that only has to be there; it ends with its parent. */
__attribute__((noreturn))
static inline void idle(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

__attribute__((noreturn))
static inline void idle_below(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Ended before that already; 0 is a parent in another pid namespace. */
	if (getppid() && getppid() != parent)
		_exit(0);
	idle();
}

/* Returns the pid of a child that does nothing, or -1. */
static inline pid_t fork_idle(void)
{
	pid_t parent = getpid(), pid = fork();

	if (!pid)
		idle_below(parent);
	return pid;
}

/* The same by clone(2), with these flags; takes no lock of the C library. */
static inline pid_t clone_idle(unsigned long flags)
{
	pid_t parent = flags & CLONE_PARENT ? getppid() : getpid();
	pid_t pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, 0);

	if (!pid)
		idle_below(parent);
	return pid;
}

/* The same by clone3(2). */
static inline pid_t clone3_idle(uint64_t flags)
{
	struct clone_args args = { .flags = flags, .exit_signal = SIGCHLD };
	pid_t pid = syscall(SYS_clone3, &args, sizeof(args));

	if (!pid)
		idle();
	return pid;
}

/* Ends a child that does nothing. */
static inline void end_idle(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* What a child does with its end of the line to us. */
typedef void (*process_main_fn)(int line, void *data);

/* A process that ends with us. */
static inline struct process process_fork(process_main_fn fn, void *data)
{
	struct process p;
	int line[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line))
		bail("socketpair");
	fflush(stdout);
	p.pid = fork();
	if (p.pid < 0)
		bail("fork");
	if (!p.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(line[0]);
		fn(line[1], data);
		_exit(0);
	}
	close(line[1]);
	p.fd = line[0];
	p.pidfd = must_pidfd(p.pid);
	return p;
}

struct process_orders {
	process_fn fn;
	void *data;
};

static inline void process_run_orders(int line, void *data)
{
	const struct process_orders *orders = data;
	long answer;
	char order;

	while (read(line, &order, 1) == 1) {
		answer = orders->fn ? orders->fn(order, orders->data) : 0;
		if (write(line, &answer, sizeof(answer)) != sizeof(answer))
			break;
	}
}

/* A process that waits for orders. */
static inline struct process process_start(process_fn fn, void *data)
{
	struct process_orders orders = { fn, data };

	return process_fork(process_run_orders, &orders);
}

static inline void process_order(struct process *p, char order)
{
	if (write(p->fd, &order, 1) != 1)
		bail("order to %d", p->pid);
}

static inline long process_answer(struct process *p)
{
	long answer;

	if (read(p->fd, &answer, sizeof(answer)) != sizeof(answer))
		bail("answer of %d", p->pid);
	return answer;
}

static inline long process_ask(struct process *p, char order)
{
	process_order(p, order);
	return process_answer(p);
}

static inline void process_reap(struct process *p)
{
	while (waitpid(p->pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static inline void process_end(struct process *p)
{
	kill(p->pid, SIGKILL);
	process_reap(p);
	close(p->pidfd);
	close(p->fd);
}

/*
 * A process that does nothing, as small as there can be: it shares with us all
 * that can be shared, its stack included, which it never touches. To be killed.
 */
static inline pid_t process_smallest(void)
{
	register long r10 asm("r10") = 0;
	register long r8 asm("r8") = 0;
	long pid = SYS_clone;

	asm volatile("syscall\n\t"
		     "test %%rax, %%rax\n\t"
		     "jnz 2f\n"
		     "1:\tmov %[nr_pause], %%eax\n\t"
		     "syscall\n\t"
		     "jmp 1b\n"
		     "2:"
		     : "+a" (pid)
		     : "D" ((long)(CLONE_VM | CLONE_FS | CLONE_FILES |
				   CLONE_SIGHAND | SIGCHLD)),
		       "S" (0L), "d" (0L), "r" (r10), "r" (r8),
		       [nr_pause] "i" (SYS_pause)
		     : "rcx", "r11", "memory");
	if (pid < 0) {
		errno = -pid;
		bail("clone");
	}
	return pid;
}

/* The letter that /proc shows, or 0. */
static inline char process_state(pid_t pid)
{
	char path[64], buf[256], *p;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	buf[n] = '\0';
	p = strrchr(buf, ')');
	return p && p[1] ? p[2] : 0;
}

/* All threads have exited, and the process has not been waited for. */
static inline void await_zombie(int pidfd)
{
	struct pollfd poll_for = { .fd = pidfd, .events = POLLIN };

	while (poll(&poll_for, 1, -1) < 0 && errno == EINTR)
		;
}

/*
 * Waits for a condition that nothing announces. The runner's limit ends what
 * never comes.
 */
#define until(condition) do {						\
	while (!(condition))						\
		sched_yield();						\
} while (0)

/* A leader that exits before its threads is announced by nothing. */
static inline void await_zombie_leader(pid_t pid)
{
	until(process_state(pid) == 'Z');
}

/* On one processor from here on. */
static inline void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		bail("run on processor %d", cpu);
}

/* In a single write, as files of /proc and of tracefs want it. */
static inline void must_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		bail("%s", path);
	close(fd);
}

/* Memory that is shared with the processes that are forked later. */
static inline void *shared_memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		bail("shared memory");
	return p;
}

/*
 * A count that processes share: each adds, one waits for a number of them. The
 * runner's limit ends what never comes.
 */
static inline int counter_new(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);

	if (fd < 0)
		bail("eventfd");
	return fd;
}

static inline void counter_add(int counter, uint64_t n)
{
	if (write(counter, &n, sizeof(n)) != sizeof(n))
		bail("eventfd");
}

static inline void counter_await(int counter, uint64_t n)
{
	uint64_t one;

	while (n--)
		if (read(counter, &one, sizeof(one)) != sizeof(one))
			bail("eventfd");
}

#endif /* SELFTESTS_PROCESS_H */
