/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A requester and everybody it could try to label: one world per requester.
 *
 * A keeper makes those who belong together, so that they share its namespaces
 * and its label. The test itself stays outside, with authority of the host.
 */

#ifndef SELFTESTS_WORLD_H
#define SELFTESTS_WORLD_H

#include <pthread.h>

#include "requester.h"

enum who {
	ROOT,		/* root of the host */
	SERVICE,	/* a plain user with CAP_AUDIT_CONTROL */
	VISITOR,	/* root, on a socket of another network namespace */
	LABELLED,	/* root of the host, labelled */
	DELEGATE,	/* the same, with delegation */
	CONTAINED,	/* labelled root of user, pid and network namespace */
	TENANT,		/* the same, with delegation */
	SOCKET_STAYED,	/* as TENANT, on a socket of the host's namespaces */
	ANYBODY,	/* nobody */
	SETUID,		/* nobody's, set-user-ID, on a socket nobody opened */
	BORROWED,	/* nobody, on a socket that root opened */
	NR_WHO
};

enum whom {
	SELF, THREAD, CHILD, SIBLING,
	SAME,		/* same container, the host's namespaces */
	ABOVE,		/* in the container above */
	BELOW,		/* in one below, that the requester made if it can */
	BELOW_HOSTS,	/* in one below, that the host made */
	OTHER,		/* in another container */
	USER_NS,	/* in another user and network namespace, unlabelled */
	NET_NS,		/* same container, another network namespace */
	NS_BELOW,	/* same container, a user and network namespace below */
	KERNEL, ZOMBIE,
	NR_WHOM
};

enum asked { SET, NEST, MOVE, DROP, GET, NR_ASKED };

struct job {
	enum asked asked;
	uint64_t id;
	uint32_t flags;
	long limit;
};

struct reply {
	struct nl_answer answer;
	struct contid_desc desc;
};

struct world {
	enum who who;
	uint64_t above, own, below, below_hosts;	/* ids, or CONTID_UNSET */
	int line;		/* to the requester */
	struct process keeper;
	int pidfd[NR_WHOM];
	uint64_t label[NR_WHOM];
};

static int world_ready;		/* counter of those who have got there */

static inline bool has_label(enum who who)
{
	return who >= LABELLED && who <= SOCKET_STAYED;
}

static inline bool has_namespaces(enum who who)
{
	return who == CONTAINED || who == TENANT;
}

static inline bool delegates(enum who who)
{
	return who == DELEGATE || who == TENANT || who == SOCKET_STAYED;
}

/* Sends a pidfd with a job, and gets what became of it. */
static inline struct reply world_ask(struct world *w, struct job job, int pidfd)
{
	char control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec iov = { &job, sizeof(job) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	struct reply reply;

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &pidfd, sizeof(int));
	if (sendmsg(w->line, &msg, 0) < 0 ||
	    recv(w->line, &reply, sizeof(reply), MSG_WAITALL) != sizeof(reply))
		bail("requester");
	return reply;
}

static inline bool take_job(int line, struct job *job, int *pidfd)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { job, sizeof(*job) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};

	if (recvmsg(line, &msg, MSG_CMSG_CLOEXEC) != sizeof(*job))
		return false;
	memcpy(pidfd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(int));
	return true;
}

static inline void do_jobs(struct nl *nl, int line)
{
	static const uint32_t flags[] = {
		[NEST] = CONTID_FLAG_NEST, [MOVE] = CONTID_FLAG_MOVE,
		[GET] = 0,
	};
	struct reply reply;
	struct job job;
	int pidfd;

	while (take_job(line, &job, &pidfd)) {
		memset(&reply, 0, sizeof(reply));
		if (job.asked == DROP)
			contid_drop_as(nl, pidfd, job.flags, NULL);
		else if (job.asked == GET)
			contid_get_process(nl, pidfd, &reply.desc);
		else
			contid_set_as(nl, pidfd, job.id,
				      job.flags | flags[job.asked], job.limit,
				      &reply.desc);
		reply.answer = nl->answer;
		close(pidfd);
		if (write(line, &reply, sizeof(reply)) != sizeof(reply))
			break;
	}
	_exit(0);
}

static inline void keep_only_audit_control(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	must(prctl(PR_SET_KEEPCAPS, 1), "keepcaps");
	become_nobody();
	data[0].permitted = data[0].effective = 1U << CAP_AUDIT_CONTROL;
	must(syscall(SYS_capset, &header, data), "capset");
}

/* Become what the world is about, and return the socket. */
static inline struct nl become(enum who who)
{
	struct nl nl = {};
	int netns;

	switch (who) {
	case SERVICE:
		keep_only_audit_control();
		break;
	case VISITOR:
		netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		must(unshare(CLONE_NEWNET), "unshare");
		nl = contid_connect();
		must(setns(netns, CLONE_NEWNET), "setns");
		break;
	case SOCKET_STAYED:
		nl = contid_connect();
		must(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare");
		break;
	case ANYBODY:
		become_nobody();
		break;
	case SETUID:
		must(setresuid(NOBODY, NOBODY, 0), "setresuid");
		nl = contid_connect();
		must(seteuid(0), "seteuid");
		break;
	case BORROWED:
		nl = contid_connect();
		become_nobody();
		break;
	default:
		break;
	}
	return nl.family ? nl : contid_connect();
}

static inline void *stay(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static inline void be_ready(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	counter_add(world_ready, 1);
}

/* The requester begets its child, a zombie and a thread first. */
static inline void be_requester(enum who who, int line)
{
	pthread_t thread;
	struct nl nl;

	if (!fork()) {
		be_ready();
		stay(NULL);
	}
	if (!fork())
		_exit(0);
	nl = become(who);
	pthread_create(&thread, NULL, stay, NULL);
	be_ready();
	do_jobs(&nl, line);
}

/* A keeper's orders: what it is to make, or to be. */
#define MAKE_NAMESPACES	'n'
#define MAKE_REQUESTER	'r'
#define MAKE_PLAIN	'p'
#define MAKE_NS_BELOW	'b'

struct keeper {
	enum who who;
	int line;
};

static inline long keep(char order, void *data)
{
	struct keeper *keeper = data;
	pid_t pid;

	if (order == MAKE_NAMESPACES)
		return unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET);
	pid = fork();
	if (pid)
		return pid;
	if (order == MAKE_REQUESTER)
		be_requester(keeper->who, keeper->line);
	if (order == MAKE_NS_BELOW)
		must(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare");
	be_ready();
	stay(NULL);
	return 0;
}

/* Root of the user namespace that a process has made is root here. */
static inline void map_root(pid_t pid)
{
	static const char * const maps[] = { "uid_map", "gid_map" };
	char path[64];
	int i, fd;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, maps[i]);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, "0 0 1", 5) != 5)
			bail("%s", path);
		close(fd);
	}
}

/* The nth child, oldest first, as the test's own pid namespace knows it. */
static inline pid_t child_of(pid_t parent, int nth)
{
	char path[64];
	FILE *list;
	int pid;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
	list = fopen(path, "re");
	do {
		if (!list || fscanf(list, "%d", &pid) != 1)
			bail("child %d of %d", nth, parent);
	} while (nth--);
	fclose(list);
	return pid;
}

#endif /* SELFTESTS_WORLD_H */
