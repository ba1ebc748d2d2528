/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whom refusals.c asks about: a process of each kind, and how its label shows.
 */

#ifndef SELFTESTS_REFUSALS_TARGETS_H
#define SELFTESTS_REFUSALS_TARGETS_H

#include "requester.h"

enum target {
	NOT_NAMED,	/* no PIDFD */
	PLAIN,		/* unlabelled, alone */
	PARENT,		/* unlabelled, with a live child */
	MEMBER,		/* labelled by the host */
	MEMBER_PARENT,	/* labelled by the host, then had a child */
	FOREIGN_MEMBER,	/* labelled from another network namespace */
	FOREIGN_PARENT,	/* the same, with a child */
	MIXED,		/* labelled, with a child in a nested container */
	HALF_LABELLED,	/* unlabelled, with a labelled child */
	DEEPEST,	/* labelled as deep as can be */
	TENANT,		/* labelled with DELEGATED's container */
	ANCESTOR,	/* the requester's parent, whose subtree has it */
	SELF,		/* the requester */
	KERNEL,		/* kthreadd, which has children */
	ZOMBIE,		/* not reaped yet */
	REAPED,
	CLOSED,		/* a number that is not open */
	HUGE_NUMBER,
	NEGATIVE,
	DEV_NULL,
	SOCKET,
	OTHERS,		/* open in the target's table only */
	THREAD,		/* pidfd of a thread that leads no group */
	NR_TARGETS
};

static const char * const target_names[] = {
	"no process", "plain process", "process with child", "labelled process",
	"labelled process with child", "other owner's process",
	"other owner's process with child", "process with nested child",
	"process with labelled child", "deepest process", "delegate's process",
	"the requester's parent", "itself", "kthreadd", "zombie",
	"reaped process", "closed fd", "huge fd", "negative fd", "/dev/null",
	"socket", "fd of another process", "thread",
};

enum identifier {
	NO_ID, FRESH, UNSET,
	HOSTS,		/* MEMBER's, owned by the host */
	FOREIGN,	/* FOREIGN_MEMBER's */
	DELEGATES,	/* DELEGATED's own */
	UNUSED_ID,	/* for GET */
};

#define ID_HOSTS	5000
#define ID_HOSTS_PARENT	5001
#define ID_FOREIGN	6000
#define ID_FOREIGN_PARENT	6001
#define ID_MIXED	5002
#define ID_MIXED_CHILD	5003
#define ID_HALF		5004
#define ID_DEEP		5100	/* and upwards, below LABEL_OF_DELEGATE */
#define ID_USES_LIMIT	5200
#define ID_UNUSED	7000
#define ID_FRESH	1000000		/* plus the row */

static struct process targets[NR_TARGETS];
static int pidfds[NR_TARGETS];

/* As a regular expression. */
static const char *label_of(enum target target)
{
	static char deep[256];
	int depth, len = 0;

	switch (target) {
	case MEMBER:
		return "5000";
	case MEMBER_PARENT:
		return "5001";
	case FOREIGN_MEMBER:
		return "6000";
	case FOREIGN_PARENT:
		return "6001";
	case MIXED:
		return "5002";
	case TENANT:
		return "4998";
	case DEEPEST:
		for (depth = CONTID_DEPTH_MAX; depth; depth--)
			len += sprintf(deep + len, "%d,\\^", ID_DEEP + depth);
		sprintf(deep + len, "4998");
		return deep;
	default:
		return "-1";
	}
}

static long beget(char order, void *data)
{
	pid_t pid;

	(void)order;
	(void)data;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

static void *idle(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static long add_thread(char order, void *data)
{
	pthread_t thread;

	(void)order;
	(void)data;
	return pthread_create(&thread, NULL, idle, NULL);
}

static int label_from_afar(struct nl *nl, void *data)
{
	struct process *p = data;
	uint64_t id = p == &targets[FOREIGN_MEMBER] ? ID_FOREIGN :
		      ID_FOREIGN_PARENT;

	return contid_set(nl, p->pidfd, id, NULL);
}

/* The first thread that is not the leader. */
static pid_t thread_of(pid_t pid)
{
	char path[64];
	pid_t tid;

	for (tid = pid + 1;; tid++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
		if (!access(path, F_OK))
			return tid;
		if (tid > pid + 1000)
			bail("no thread of %d", pid);
	}
}

static int use_up_limit(struct nl *nl, void *data)
{
	return contid_set(nl, ((struct process *)data)->pidfd, ID_USES_LIMIT,
			  NULL);
}

static void must_label(int err, const char *what)
{
	if (err)
		bail("label of %s: %s", what, strerror(-err));
}

static void make_families(struct nl *nl)
{
	int child;

	targets[MIXED] = process_start(beget, NULL);
	must_label(contid_set(nl, targets[MIXED].pidfd, ID_MIXED, NULL), "mixed");
	child = must_pidfd(process_ask(&targets[MIXED], 'c'));
	must_label(contid_nest(nl, child, ID_MIXED_CHILD, NULL), "its child");
	close(child);

	targets[HALF_LABELLED] = process_start(beget, NULL);
	child = must_pidfd(process_ask(&targets[HALF_LABELLED], 'c'));
	must_label(contid_set(nl, child, ID_HALF, NULL), "one of a family");
	close(child);
}

/* What the delegated requester finds: its own limit used up, and a lineage
 * that cannot become longer.
 */
static void make_tenants(struct nl *nl)
{
	static struct process user;
	int i;

	for (i = 0; i < 3; i++) {
		struct process p = process_start(NULL, NULL);

		must_label(contid_set_as(nl, p.pidfd, LABEL_OF_DELEGATE,
					 CONTID_FLAG_DELEGATE,
					 LIMIT_OF_DELEGATE, NULL),
			   "tenant");
		if (i == 0)
			targets[TENANT] = p;
		else if (i == 1)
			targets[DEEPEST] = p;
		else
			user = p;
	}
	must_label(requester_run(nl, DELEGATED, use_up_limit, &user).err,
		   "what uses the limit up");
	for (i = 1; i <= CONTID_DEPTH_MAX; i++)
		must_label(contid_nest(nl, targets[DEEPEST].pidfd, ID_DEEP + i,
				       NULL), "deepest");
}

static void make_targets(struct nl *nl)
{
	struct process reaped;
	int i;

	for (i = PLAIN; i <= FOREIGN_PARENT; i++) {
		targets[i] = process_start(beget, NULL);
		pidfds[i] = targets[i].pidfd;
	}
	process_ask(&targets[PARENT], 'c');
	if (contid_set(nl, pidfds[MEMBER], ID_HOSTS, NULL) ||
	    contid_set(nl, pidfds[MEMBER_PARENT], ID_HOSTS_PARENT, NULL))
		bail("label of a target");
	for (i = FOREIGN_MEMBER; i <= FOREIGN_PARENT; i++)
		if (requester_run(nl, NETNS, label_from_afar, &targets[i]).err)
			bail("label of a target from another namespace");
	process_ask(&targets[MEMBER_PARENT], 'c');
	process_ask(&targets[FOREIGN_PARENT], 'c');

	make_families(nl);
	make_tenants(nl);
	for (i = MIXED; i <= TENANT; i++)
		pidfds[i] = targets[i].pidfd;
	targets[ANCESTOR].pid = getpid();
	pidfds[ANCESTOR] = must_pidfd(getpid());

	targets[KERNEL].pid = 2;
	pidfds[KERNEL] = must_pidfd(2);

	targets[ZOMBIE] = process_start(NULL, NULL);
	pidfds[ZOMBIE] = targets[ZOMBIE].pidfd;
	kill(targets[ZOMBIE].pid, SIGKILL);
	await_zombie(pidfds[ZOMBIE]);

	reaped = process_start(NULL, NULL);
	pidfds[REAPED] = dup(reaped.pidfd);
	process_end(&reaped);

	pidfds[CLOSED] = dup(pidfds[PLAIN]);
	close(pidfds[CLOSED]);
	pidfds[CLOSED] = 1000;
	pidfds[HUGE_NUMBER] = 0x7fffffff;
	pidfds[NEGATIVE] = -1;
	pidfds[DEV_NULL] = open("/dev/null", O_RDWR | O_CLOEXEC);
	pidfds[SOCKET] = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Opened while the number is free here, then closed on our side. */
	pidfds[OTHERS] = fcntl(pidfds[PLAIN], F_DUPFD, 900);
	targets[OTHERS] = process_start(NULL, NULL);
	close(pidfds[OTHERS]);

	targets[THREAD] = process_start(add_thread, NULL);
	process_ask(&targets[THREAD], 't');
	pidfds[THREAD] = pidfd_open(thread_of(targets[THREAD].pid),
				    PIDFD_OF_THREAD);
}

#endif /* SELFTESTS_REFUSALS_TARGETS_H */
