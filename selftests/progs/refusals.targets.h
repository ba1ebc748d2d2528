/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The targets of refusals.c: a process of each kind, and how its label shows.
 */

#ifndef SELFTESTS_REFUSALS_TARGETS_H
#define SELFTESTS_REFUSALS_TARGETS_H

#include "requester.h"
#include "thread.h"

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
	IN_DELEGATED,		/* labelled with DELEGATED's container */
	ANCESTOR,	/* the requester's parent: the subtree includes the requester */
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
	IN_SCOPE,	/* of a container that DELEGATED made */
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

#define NO_SERIAL	(1ULL << 60)

static struct process targets[NR_TARGETS];
static int pidfds[NR_TARGETS];
static int userns_fd, netns_fd;
static uint64_t serial_of_hosts;

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
	case IN_DELEGATED:
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

static long fork_child(char order, void *data)
{
	(void)order;
	(void)data;
	return fork_idle();
}

static long add_thread(char order, void *data)
{
	(void)order;
	(void)data;
	return start_thread(idle_thread, NULL);
}

static int label_from_afar(struct raw_nl *nl, void *data)
{
	struct process *p = data;
	uint64_t id = p == &targets[FOREIGN_MEMBER] ? ID_FOREIGN :
		      ID_FOREIGN_PARENT;

	return raw_set(nl, p->pidfd, id, NULL);
}

static int use_up_limit(struct raw_nl *nl, void *data)
{
	return raw_set(nl, ((struct process *)data)->pidfd, ID_USES_LIMIT,
		       NULL);
}

static void make_families(struct raw_nl *nl)
{
	int child;

	targets[MIXED] = process_start(fork_child, NULL);
	must_do(raw_set(nl, targets[MIXED].pidfd, ID_MIXED, NULL), "mixed");
	child = must_pidfd(process_ask(&targets[MIXED], 'c'));
	must_do(raw_nest(nl, child, ID_MIXED_CHILD, NULL), "its child");
	close(child);

	targets[HALF_LABELLED] = process_start(fork_child, NULL);
	child = must_pidfd(process_ask(&targets[HALF_LABELLED], 'c'));
	must_do(raw_set(nl, child, ID_HALF, NULL), "one of a family");
	close(child);
}

/* What the delegated requester finds: its own limit used up, and a lineage
 * that cannot become longer.
 */
static void make_delegated(struct raw_nl *nl)
{
	static struct process user;
	int i;

	for (i = 0; i < 3; i++) {
		struct process p = process_start(NULL, NULL);

		must_do(raw_set_as(nl, p.pidfd, LABEL_OF_DELEGATE,
				   CONTID_FLAG_DELEGATE, LIMIT_OF_DELEGATE, NULL),
			"in the delegate's container");
		if (i == 0)
			targets[IN_DELEGATED] = p;
		else if (i == 1)
			targets[DEEPEST] = p;
		else
			user = p;
	}
	must_do(requester_run(nl, DELEGATED, use_up_limit, &user).err,
		"what uses the limit up");
	for (i = 1; i <= CONTID_DEPTH_MAX; i++)
		must_do(raw_nest(nl, targets[DEEPEST].pidfd, ID_DEEP + i, NULL),
			"deepest");
}

static void make_attributes(struct raw_nl *nl)
{
	struct raw_desc desc;

	must_do(raw_get(nl, ID_HOSTS, &desc), "host's container");
	serial_of_hosts = desc.serial;
	userns_fd = open_namespace(0, "user");
	netns_fd = open_namespace(0, "net");
}

/* From PLAIN to FOREIGN_PARENT: labelled or not, with a child or not. */
static void make_plain(struct raw_nl *nl)
{
	int i;

	for (i = PLAIN; i <= FOREIGN_PARENT; i++) {
		targets[i] = process_start(fork_child, NULL);
		pidfds[i] = targets[i].pidfd;
	}
	process_ask(&targets[PARENT], 'c');
	must_do(raw_set(nl, pidfds[MEMBER], ID_HOSTS, NULL), "member");
	must_do(raw_set(nl, pidfds[MEMBER_PARENT], ID_HOSTS_PARENT, NULL),
		"member with a child");
	for (i = FOREIGN_MEMBER; i <= FOREIGN_PARENT; i++)
		must_do(requester_run(nl, NETNS, label_from_afar,
				      &targets[i]).err, "other owner's");
	process_ask(&targets[MEMBER_PARENT], 'c');
	process_ask(&targets[FOREIGN_PARENT], 'c');
}

/* Pidfds of processes that are gone or going */
static void make_dead(void)
{
	struct process reaped = process_start(NULL, NULL);

	targets[ZOMBIE] = process_start(NULL, NULL);
	pidfds[ZOMBIE] = targets[ZOMBIE].pidfd;
	kill(targets[ZOMBIE].pid, SIGKILL);
	await_zombie(pidfds[ZOMBIE]);
	pidfds[REAPED] = dup(reaped.pidfd);
	process_end(&reaped);
}

/* Numbers that are no pidfd here */
static void make_numbers(void)
{
	pidfds[CLOSED] = 1000;
	pidfds[HUGE_NUMBER] = 0x7fffffff;
	pidfds[NEGATIVE] = -1;
	pidfds[DEV_NULL] = open("/dev/null", O_RDWR | O_CLOEXEC);
	pidfds[SOCKET] = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Opened while the number is free here, then closed on our side. */
	pidfds[OTHERS] = fcntl(pidfds[PLAIN], F_DUPFD, 900);
	targets[OTHERS] = process_start(NULL, NULL);
	close(pidfds[OTHERS]);
}

static void make_targets(struct raw_nl *nl)
{
	int i;

	make_plain(nl);
	make_attributes(nl);
	make_families(nl);
	make_delegated(nl);
	for (i = MIXED; i <= IN_DELEGATED; i++)
		pidfds[i] = targets[i].pidfd;
	targets[ANCESTOR].pid = getpid();
	pidfds[ANCESTOR] = must_pidfd(getpid());
	targets[KERNEL].pid = 2;
	pidfds[KERNEL] = must_pidfd(2);
	make_dead();
	make_numbers();
	targets[THREAD] = process_start(add_thread, NULL);
	process_ask(&targets[THREAD], 't');
	pidfds[THREAD] = pidfd_open(thread_of(targets[THREAD].pid),
				    PIDFD_OF_THREAD);
}

#endif /* SELFTESTS_REFUSALS_TARGETS_H */
