/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of delegation.c, one for each kind of requester: the requester and
 * all that it could try to label.
 *
 * A parent makes those that belong together, so that they share its namespaces
 * and its label. The test itself stays outside, with authority of the host.
 */

#ifndef SELFTESTS_DELEGATION_FIXTURE_H
#define SELFTESTS_DELEGATION_FIXTURE_H

#include "agent.h"

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

struct fixture {
	enum requester kind;
	uint64_t above, own, below, below_hosts;	/* ids, or CONTID_UNSET */
	struct process requester;	/* an agent */
	struct process parent;
	int pidfd[NR_WHOM];
	uint64_t label[NR_WHOM];
};

static struct raw_nl nl;
static struct process other, user_ns;	/* targets that all fixtures share */
static int ready;		/* counter of processes that are in place */
static struct raw_nl stayed;	/* a parent's socket, of before it made namespaces */

/* Makes a request on the requester's own socket. */
static inline struct reply ask(struct fixture *f, enum operation operation,
			       uint64_t id, int pidfd)
{
	static uint32_t seq = 1000000;
	struct job job = {
		.operation = operation, .id = id, .family = nl.family,
		.seq = ++seq, .socket = -1,
	};

	return agent_ask(&f->requester, job, pidfd, -1, NULL);
}

static inline void be_ready(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	counter_add(ready, 1);
}

/* The requester has its child, a zombie and a thread first. */
static inline void be_requester(enum requester kind, int line)
{
	int sockets[AGENT_SOCKETS] = {};

	if (!fork()) {
		be_ready();
		idle();
	}
	if (!fork())
		_exit(0);
	sockets[0] = kind == SOCKET_STAYED ? stayed.fd :
					    requester_become(kind).fd;
	must_start_thread(idle_thread, NULL);
	be_ready();
	agent_run(line, sockets);
}

/* A parent's orders: what it is to make, or to be. */
#define MAKE_NAMESPACES	'n'
#define MAKE_REQUESTER	'r'
#define MAKE_PLAIN	'p'
#define MAKE_NS_BELOW	'b'

struct parent {
	enum requester kind;
	int line;
};

static inline long run_parent_order(char order, void *data)
{
	const struct parent *parent = data;
	pid_t pid;

	if (order == MAKE_NAMESPACES) {
		if (parent->kind == SOCKET_STAYED)
			stayed = raw_connect();
		return unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET);
	}
	pid = fork();
	if (pid)
		return pid;
	if (order == MAKE_REQUESTER)
		be_requester(parent->kind, parent->line);
	if (order == MAKE_NS_BELOW)
		must_unshare(CLONE_NEWUSER | CLONE_NEWNET);
	be_ready();
	idle();
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

/* Order: the namespaces to make. */
static long unshare_as_ordered(char order, void *data)
{
	(void)data;
	return unshare(order == 'u' ? CLONE_NEWUSER | CLONE_NEWNET :
		       CLONE_NEWNET);
}

static struct process outsider(uint64_t label)
{
	struct process p = process_start(unshare_as_ordered, NULL);

	if (label != CONTID_UNSET)
		must_do(raw_set(&nl, p.pidfd, label, NULL), "outsider");
	return p;
}

static struct process insider(const struct fixture *f)
{
	struct process p = outsider(CONTID_UNSET);

	if (has_label(f->kind))
		must_do(raw_move_below(&nl, p.pidfd, f->own, f->above, NULL),
			"insider");
	return p;
}

/* The requester made the container below, so that it is of its scope. */
static bool made_below(const struct fixture *f)
{
	return f->kind == DELEGATED || f->kind == TENANT;
}

/* Two processes, so that the container stays when one of them leaves. */
static void populate(struct fixture *f, uint64_t id, const pid_t pids[2],
		     bool by_requester)
{
	int i, pidfd;

	for (i = 0; i < 2; i++) {
		pidfd = must_pidfd(pids[i]);
		if (by_requester)
			must_do(ask(f, SET, id, pidfd).answer.err, "below");
		else if (has_label(f->kind))
			must_do(raw_nest(&nl, pidfd, id, NULL), "below");
		else
			must_do(raw_set(&nl, pidfd, f->above, NULL) ?:
				raw_nest(&nl, pidfd, id, NULL), "below");
		close(pidfd);
	}
}

#define MEMBERS	"prpppppb"	/* what the parent makes, in that order */

static void make_members(struct fixture *f, pid_t member[])
{
	size_t i;

	for (i = 0; i < strlen(MEMBERS); i++)
		process_ask(&f->parent, MEMBERS[i]);
	/* Each of them, and the requester's child */
	counter_await(ready, strlen(MEMBERS) + 1);
	for (i = 0; i < strlen(MEMBERS); i++)
		member[i] = child_of(f->parent.pid, i);
}

static void make_targets(struct fixture *f, const pid_t member[])
{
	struct process net_ns = insider(f);
	pid_t requester = member[1], zombie = child_of(requester, 1);

	must(process_ask(&net_ns, 'n'), "network namespace");
	f->pidfd[SELF] = must_pidfd(requester);
	f->pidfd[THREAD] = pidfd_open(thread_of(requester), PIDFD_OF_THREAD);
	f->pidfd[CHILD] = must_pidfd(child_of(requester, 0));
	f->pidfd[SIBLING] = must_pidfd(member[2]);
	f->pidfd[SAME] = insider(f).pidfd;
	f->pidfd[ABOVE] = outsider(f->above).pidfd;
	f->pidfd[BELOW] = must_pidfd(member[3]);
	f->pidfd[BELOW_HOSTS] = must_pidfd(member[5]);
	f->pidfd[OTHER] = other.pidfd;
	f->pidfd[USER_NS] = user_ns.pidfd;
	f->pidfd[NET_NS] = net_ns.pidfd;
	f->pidfd[NS_BELOW] = must_pidfd(member[7]);
	f->pidfd[KERNEL] = must_pidfd(2);
	f->pidfd[ZOMBIE] = must_pidfd(zombie);
	await_zombie(f->pidfd[ZOMBIE]);
}

static bool has_one(enum whom whom)
{
	return whom != THREAD && whom != ZOMBIE;
}

/* Namespaces first: delegation is to the user namespace of the target. */
static void make_parent(struct fixture *f, struct parent *data)
{
	f->parent = process_start(run_parent_order, data);
	if (has_namespaces(f->kind)) {
		must(process_ask(&f->parent, MAKE_NAMESPACES), "namespaces");
		map_root(f->parent.pid);
	}
	if (has_label(f->kind))
		must_do(raw_set(&nl, f->parent.pidfd, f->above, NULL) ?:
			raw_set_as(&nl, f->parent.pidfd, f->own,
				   CONTID_FLAG_NEST |
				   (has_delegation(f->kind) ? CONTID_FLAG_DELEGATE : 0),
				   NO_LIMIT, NULL), "its container");
}

static void make_fixture(struct fixture *f, enum requester kind)
{
	pid_t member[sizeof(MEMBERS)];
	struct parent parent;
	int line[2];
	int i;

	f->kind = kind;
	f->above = 1000 * (kind + 1);
	f->own = has_label(kind) ? f->above + 1 : CONTID_UNSET;
	f->below = f->above + 2;
	f->below_hosts = f->above + 3;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line))
		bail("socketpair");
	parent = (struct parent){ .kind = kind, .line = line[1] };
	make_parent(f, &parent);
	make_members(f, member);
	f->requester = (struct process){ .pid = member[1], .fd = line[0] };
	populate(f, f->below, &member[3], made_below(f));
	populate(f, f->below_hosts, &member[5], false);
	make_targets(f, member);
	for (i = 0; i < NR_WHOM; i++)
		if (has_one(i))
			f->label[i] = raw_contid_of(&nl, f->pidfd[i]);
}

#endif /* SELFTESTS_DELEGATION_FIXTURE_H */
