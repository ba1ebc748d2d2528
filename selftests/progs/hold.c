// SPDX-License-Identifier: GPL-2.0
/*
 * hold: races that are staged. A task is held at a place in the kernel's code
 * (CONFIG_CONTID_TEST_HOLD) while another task changes what the first one uses.
 *
 * The task that is held spins on processor 1, everything else is on 0.
 */

#include "hold.h"
#include "raw_contid.h"
#include "identity.h"
#include "race.h"
#include "thread.h"

static struct raw_nl nl, other_nl;

/* Which namespaces processes and containers are in */

static uint32_t netns_of(pid_t pid)
{
	char path[64], link[64] = "";
	uint32_t inum;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	if (readlink(path, link, sizeof(link) - 1) < 0 ||
	    sscanf(link, "net:[%u]", &inum) != 1)
		bail("%s", path);
	return inum;
}

struct netns_threads {
	uint32_t inum, threads;
};

static void handle_netns(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *in;
	struct netns_threads *wanted = data;
	uint32_t inum, threads;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if ((attr->nla_type & NLA_TYPE_MASK) != CONTID_A_NETNS)
			continue;
		inum = 0;
		threads = 0;
		nl_for_each_attr(in, attr + 1, (char *)attr + attr->nla_len) {
			if (in->nla_type == CONTID_A_NETNS_INUM)
				inum = *(uint32_t *)(in + 1);
			if (in->nla_type == CONTID_A_NETNS_THREADS)
				threads = *(uint32_t *)(in + 1);
		}
		if (inum == wanted->inum)
			wanted->threads += threads;
	}
}

/* How many threads of a container live in a namespace. */
static uint32_t threads_in(uint64_t id, uint32_t inum)
{
	struct netns_threads wanted = { .inum = inum };
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl.family, CONTID_CMD_GET, 0);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, id);
	return raw_nl_request(&nl, &msg, handle_netns, &wanted) ?
	       0 : wanted.threads;
}

/* A process with a thread that takes orders */

static struct shared {
	volatile int order;	/* for the thread; 0 when done */
	volatile pid_t child;	/* of the thread */
	volatile int set;	/* what a SET came to; 1 until then */
} *shared;

static int elsewhere;	/* another network namespace */

static void run_thread_order(int order)
{
	int flags = SIGCHLD;
	pid_t pid;

	switch (order) {
	case 's':	/* setns, and let go of a SET that is held */
		must_setns(elsewhere, CLONE_NEWNET);
		hold(CONTID_HOLD_NONE);
		break;
	case 'm':	/* setns on processor 1, to be held there */
		run_on(1);
		must_setns(elsewhere, CLONE_NEWNET);
		run_on(0);
		return;
	case 'n':	/* a child in a namespace of its own */
		flags |= CLONE_NEWNET;
		break;
	case 'f':
		break;
	case 'q':
		run_on(1);
		shared->order = 0;
		syscall(SYS_exit, 0);
	}
	pid = syscall(SYS_clone, flags, NULL, NULL, NULL, 0);
	if (!pid)
		idle();
	shared->child = pid;
}

static void *thread_main(void *arg)
{
	for (;;) {
		until(shared->order);
		run_thread_order(shared->order);
		shared->order = 0;
	}
	return arg;
}

/* Any order: start the thread. */
static long run_order(char order, void *data)
{
	(void)order;
	(void)data;
	return start_thread(thread_main, NULL);
}

static struct process start(void)
{
	struct process p;

	memset(shared, 0, sizeof(*shared));
	p = process_start(run_order, NULL);
	if (process_ask(&p, 't'))
		bail("thread");
	return p;
}

static void order_thread(char order)
{
	shared->order = order;
}

static void await_thread(void)
{
	until(!shared->order);
}

/* Counts: a thread that exits against DROP and MOVE */

/*
 * Container 1 has two processes: one that stays, and one with a thread that
 * exits and is held on its way.
 */
struct exiting {
	struct process stays, exits;
};

static struct exiting hold_exit(enum contid_hold place)
{
	struct exiting e;

	e.stays = process_start(NULL, NULL);
	e.exits = start();
	must_do(raw_set(&nl, e.stays.pidfd, 1, NULL), "SET");
	must_do(raw_set(&nl, e.exits.pidfd, 1, NULL), "SET");
	hold(place);
	order_thread('q');
	await_held(place);
	return e;
}

static void check_end(struct exiting *e)
{
	process_end(&e->stays);
	ok(raw_is_gone(&nl, 1), "the container ends");
}

static void check_exit(enum contid_hold place, const char *where, bool move)
{
	struct exiting e = hold_exit(place);

	ok(!(move ? raw_move(&nl, e.exits.pidfd, 2, NULL) :
		    raw_drop(&nl, e.exits.pidfd, NULL)),
	   "%s of a process whose thread %s", move ? "MOVE" : "DROP", where);
	ok(tasks_of(&nl, 1) == 1, "one process is left");
	let_go();
	until(threads_of(e.exits.pid) == 1);
	ok(tasks_of(&nl, 1) == 1 && tasks_listed(&nl, 1) == 1,
	   "and still is when the thread has exited: %u counted, %u listed",
	   tasks_of(&nl, 1), tasks_listed(&nl, 1));
	if (move)
		ok(tasks_of(&nl, 2) == 1, "one process is where it moved");
	process_end(&e.exits);
	ok(!move || raw_is_gone(&nl, 2), "what it moved to ends with it");
	check_end(&e);
}

/* All threads but the one that is held exit after the MOVE. */
static void check_last_exit(enum contid_hold place, const char *where)
{
	struct exiting e = hold_exit(place);

	ok(!raw_move(&nl, e.exits.pidfd, 2, NULL),
	   "MOVE of a process whose thread %s", where);
	kill(e.exits.pid, SIGKILL);
	await_zombie_leader(e.exits.pid);
	let_go();
	process_end(&e.exits);
	ok(tasks_of(&nl, 1) == 1, "the others exit before it: %u left",
	   tasks_of(&nl, 1));
	ok(raw_is_gone(&nl, 2), "what it moved to has ended");
	check_end(&e);
}

/* Namespaces: a thread that changes its own during SET */

/* @moved: threads of the process that are in the child's namespace, out of two. */
static void check_child(struct process *p, uint64_t id, const char *what,
			uint32_t moved)
{
	uint32_t home = netns_of(p->pid), there = netns_of(shared->child);

	ok(home != there, "%s: the thread's child is in another namespace", what);
	ok(threads_in(id, home) == 2 - moved &&
	   threads_in(id, there) == 1 + moved,
	   "the container is where they are: %u in its own, %u in the other",
	   threads_in(id, home), threads_in(id, there));
	kill(shared->child, SIGKILL);
	process_end(p);
}

static void check_move_and_fork(void)
{
	struct process p = start();
	pid_t pid;

	shared->set = 1;
	hold(CONTID_HOLD_RELABEL);
	pid = fork();
	if (!pid) {
		run_on(1);
		shared->set = raw_set(&other_nl, p.pidfd, 3, NULL);
		_exit(0);
	}
	await_held(CONTID_HOLD_RELABEL);
	order_thread('s');
	await_held(CONTID_HOLD_NONE);
	await_thread();
	waitpid(pid, NULL, 0);
	ok(!shared->set, "SET of a process whose thread moves, and forks at once");
	check_child(&p, 3, "moved before its label", 1);
}

static void check_set_of_a_mover(void)
{
	struct process p = start();

	if (raw_set(&nl, p.pidfd, 4, NULL))
		bail("SET: %s", nl.answer.sentence);
	hold(CONTID_HOLD_SWITCH_NETNS);
	order_thread('m');
	await_held(CONTID_HOLD_SWITCH_NETNS);
	ok(!raw_nest(&nl, p.pidfd, 5, NULL),
	   "SET of a process whose thread is about to follow");
	let_go();
	await_thread();
	order_thread('f');
	await_thread();
	check_child(&p, 5, "labelled before it followed", 1);
}

/* Nothing is held: the label that fork takes is of the wrong namespace. */
static void check_birth(void)
{
	struct process p = start();

	if (raw_set(&nl, p.pidfd, 6, NULL))
		bail("SET: %s", nl.answer.sentence);
	order_thread('n');
	await_thread();
	check_child(&p, 6, "born in one of its own", 0);
}

int main(void)
{
	must_have_holds();
	nl = raw_connect();
	other_nl = raw_connect();
	shared = shared_memory(sizeof(*shared));
	run_on(0);
	elsewhere = open_namespace(0, "net");
	must_unshare(CLONE_NEWNET);

	check_exit(CONTID_HOLD_EXIT, "is about to exit", false);
	check_exit(CONTID_HOLD_EXITED, "is exiting", false);
	check_exit(CONTID_HOLD_EXIT, "is about to exit", true);
	check_exit(CONTID_HOLD_EXITED, "is exiting", true);
	check_last_exit(CONTID_HOLD_EXIT, "is about to exit");
	check_last_exit(CONTID_HOLD_EXITED, "is exiting");
	check_move_and_fork();
	check_set_of_a_mover();
	check_birth();
	return done_testing();
}
