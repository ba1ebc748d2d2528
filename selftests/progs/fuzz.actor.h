/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An actor of fuzz.c: waits for a step, does it, and says so. What a step returns does
 * not matter, so nothing here looks at it.
 */

#ifndef SELFTESTS_FUZZ_ACTOR_H
#define SELFTESTS_FUZZ_ACTOR_H

#include <arpa/inet.h>
#include <linux/capability.h>
#include <linux/kcov.h>
#include <mqueue.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/un.h>

#include "fuzz.request.h"

#define STACK	(128 << 10)

#ifndef CAP_AUDIT_READ
#define CAP_AUDIT_READ	37
#endif

static const int ns_flags[] = {
	CLONE_NEWNET, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC,
	CLONE_NEWCGROUP, CLONE_NEWTIME,
};

static const char * const ns_names[] = {
	"net", "user", "pid", "mnt", "uts", "ipc", "cgroup", "time",
};

/* Of the low eight bits. */
static int ns_flags_of(uint32_t c)
{
	unsigned int i;
	int flags = 0;

	for (i = 0; i < 8; i++)
		if (c & 1U << i)
			flags |= ns_flags[i];
	return flags;
}

__attribute__((noreturn)) static int act(void *self);

/* Of a stack for each actor there is a copy in each process. */
static int spawn(unsigned int child, int flags)
{
	static char stacks[NR_ACTORS][STACK] __attribute__((aligned(16)));

	return clone(act, stacks[child] + STACK, flags, (void *)(uintptr_t)child,
		     &world->actor[child].pidfd);
}

static void do_spawn(struct actor *self, const struct step *step)
{
	/* CLONE_NEWTIME is for clone3, and one of the bits that are the signal here */
	int flags = CLONE_FILES | (ns_flags_of(step->c >> 4) & ~CLONE_NEWTIME);
	unsigned int number = step->a % NR_ACTORS;
	struct actor *child;

	while (number < NR_ACTORS && world->actor[number].there)
		number++;
	if (number == NR_ACTORS)
		return;
	child = &world->actor[number];
	if (step->c & 1)
		flags |= CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
	else
		flags |= SIGCHLD;
	if (step->c & 2)
		flags |= CLONE_VM;
	if (step->c & 4)
		flags |= CLONE_PARENT;
	if (step->c & 8)
		flags |= CLONE_FS;
	if (step->c & 1 << 14)
		flags |= CLONE_SYSVSEM | CLONE_IO;
	child->pidfd = -1;
	child->apart = self->apart;
	child->busy = false;
	child->there = spawn(number, flags | CLONE_PIDFD) > 0 || spawn(number, flags) > 0;
}

static void do_exec(unsigned int self)
{
	char number[4];
	char world_fd[12];
	char *const argv[] = { "fuzz", "actor", number, world_fd, NULL };
	char *const env[] = { NULL };

	snprintf(number, sizeof(number), "%u", self);
	snprintf(world_fd, sizeof(world_fd), "%d", world_file);
	syscall(SYS_execveat, world->self_fd, "", argv, env, AT_EMPTY_PATH);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
}

static void keep_caps(uint32_t drop, uint32_t keep)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];
	unsigned int i;

	if (syscall(SYS_capget, &head, caps))
		return;
	for (i = 0; i < 2; i++) {
		caps[i].effective &= i ? keep : ~drop;
		caps[i].permitted &= i ? keep : ~drop;
		caps[i].inheritable = 0;
	}
	syscall(SYS_capset, &head, caps);
}

static void do_creds(const struct step *step)
{
	switch (step->a % NR_CREDS) {
	case CREDS_USER:
		syscall(SYS_setresuid, step->b & 1 ? 1000 : -1, 1000, -1);
		break;
	case CREDS_ROOT:
		syscall(SYS_setresuid, 0, 0, 0);
		break;
	case CREDS_NO_NEW_PRIVS:
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		break;
	case CREDS_MAP:
		write_file("/proc/self/setgroups", "deny");
		write_file("/proc/self/uid_map", step->b & 1 ? "0 0 1" : "0 1000 1");
		break;
	case CREDS_NO_AUDIT:
		keep_caps(1U << CAP_AUDIT_CONTROL | 1U << CAP_AUDIT_WRITE, ~0U);
		break;
	case CREDS_AUDIT_ONLY:
		keep_caps(~(1U << CAP_AUDIT_CONTROL), step->b & 1 ? 1U << (CAP_AUDIT_READ - 32) : 0);
		break;
	}
}

static int loopback_socket(int type)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(9),
	};
	int fd = socket(AF_INET, type, 0);

	if (type == SOCK_DGRAM && connect(fd, (void *)&to, sizeof(to)))
		return fd;
	return fd;
}

/* A connection to oneself: its accepted end is in the slot. */
static int tcp_socket(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int listening = loopback_socket(SOCK_STREAM), to_it = loopback_socket(SOCK_STREAM);
	socklen_t len = sizeof(to);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listening, (void *)&to, sizeof(to)) || listen(listening, 1) ||
	    getsockname(listening, (void *)&to, &len) ||
	    fcntl(to_it, F_SETFL, O_NONBLOCK))
		return listening;
	connect(to_it, (void *)&to, len);
	fcntl(listening, F_SETFL, O_NONBLOCK);
	return accept(listening, NULL, NULL);
}

static int netlink_socket(int protocol, unsigned int groups)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int fd = socket(AF_NETLINK, SOCK_RAW, protocol), one = 1;

	bind(fd, (void *)&any, sizeof(any));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	return fd;
}

static int open_socket(unsigned int kind)
{
	int fd, one = 1, pair[2] = { -1, -1 };

	switch (kind % NR_SOCKET_KINDS) {
	case SOCKET_CONTID:
		return netlink_socket(NETLINK_GENERIC, 0);
	case SOCKET_STRICT:
		fd = netlink_socket(NETLINK_GENERIC, 0);
		setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
		setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
		return fd;
	case SOCKET_EVENTS:
		fd = netlink_socket(NETLINK_GENERIC, 0);
		setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &world->events,
			   sizeof(world->events));
		return fd;
	case SOCKET_AUDIT:
		return netlink_socket(NETLINK_AUDIT, 0);
	case SOCKET_AUDIT_LOG:
		return netlink_socket(NETLINK_AUDIT, 1);
	case SOCKET_UDP:
		return loopback_socket(SOCK_DGRAM);
	case SOCKET_TCP:
		return tcp_socket();
	default:
		if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
			return -1;
		return pair[0];
	}
}

/* Each leaves records, where a rule asks for them. */
static void do_call(const struct step *step)
{
	struct actor *other = actor_at(step->b);
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "/run/none" };
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 1 };

	switch (step->a % 8) {
	case 0: close(open("/proc/self/status", O_RDONLY | O_CLOEXEC)); break;
	case 1: open("/none", O_RDONLY); break;
	case 2: syscall(SYS_pidfd_send_signal, other->pidfd, 0, NULL, 0); break;
	case 3: kill(-1, 0); break;
	case 4: connect(world->slot[step->b % NR_SLOTS], (void *)&name, sizeof(name)); break;
	case 5: syscall(SYS_mq_open, "fuzz", O_CREAT | O_RDWR, 0600, &attr); break;
	case 6: ptrace(PTRACE_TRACEME, 0, NULL, NULL); break;
	default: syscall(SYS_sethostname, "fuzz", 4); break;
	}
}

static void do_packet(const struct step *step)
{
	unsigned int n = step->b % 16 + 1;

	while (n--)
		send(world->slot[step->a % NR_SLOTS], "packet", 6, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void do_step(unsigned int self, const struct step *step)
{
	struct actor *other = actor_at(step->a);
	int *slot = &world->slot[step->a % NR_SLOTS];
	char path[32];

	switch (step->op % NR_OPS) {
	case OP_SEND: do_send(step); break;
	case OP_READ: receive(*slot, step->b, step->c & 0x7fff); break;
	case OP_SOCKET: *slot = open_socket(step->b); break;
	case OP_RULE: do_rule(step); break;
	case OP_AUDIT: do_audit(step); break;
	case OP_SPAWN: do_spawn(&world->actor[self], step); break;
	case OP_EXEC: do_exec(self); break;
	case OP_EXIT: syscall(step->a & 1 ? SYS_exit : SYS_exit_group, 0); break;
	case OP_KILL:
		syscall(SYS_pidfd_send_signal, other->pidfd, SIGKILL, NULL, 0);
		break;
	case OP_UNSHARE: unshare(ns_flags_of(step->c)); break;
	case OP_SETNS: setns(other->pidfd, ns_flags_of(step->c)); break;
	case OP_CREDS: do_creds(step); break;
	case OP_PACKET: do_packet(step); break;
	case OP_CALL: do_call(step); break;
	case OP_NSFD:
		snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", ns_names[step->b % 8]);
		*slot = open(path, O_RDONLY);
		break;
	case OP_CLOSE: close(*slot); break;
	case OP_FAIL: world->actor[self].fail = step->a; break;
	case OP_STORM: do_storm(step); break;
	}
}

/* Of the calling thread; without fault injection there is no such file. */
static void set_failure(unsigned int nth)
{
	char number[12];

	snprintf(number, sizeof(number), "%u", nth);
	write_file("/proc/thread-self/fail-nth", number);
}

static void do_failing_step(unsigned int self, const struct step *step)
{
	unsigned int nth = world->actor[self].fail;

	world->actor[self].fail = 0;
	if (!nth) {
		do_step(self, step);
		return;
	}
	set_failure(nth);
	do_step(self, step);
	set_failure(0);
}

static int act(void *number)
{
	unsigned int index = (uintptr_t)number;
	struct actor *self = &world->actor[index];
	uint64_t orders;

	/* The first is the ancestor of all */
	if (!index && write(world->procs_fd, "0", 1) < 0)
		_exit(1);
	/* A kernel without KCOV is shaken all the same */
	ioctl(self->cover_fd, KCOV_ENABLE, KCOV_TRACE_PC);
	while (read(self->order_fd, &orders, sizeof(orders)) == sizeof(orders)) {
		do_failing_step(index, &self->step);
		ring(self->done_fd);
	}
	_exit(0);
}

#endif /* SELFTESTS_FUZZ_ACTOR_H */
