// SPDX-License-Identifier: GPL-2.0
/*
 * pieces: SET and DROP of a subtree so large that it is walked in pieces, while its
 * processes fork, exit and are reaped.
 */

#include "pieces.h"
#include "race.h"

#define CROWD	300	/* children of the target that do nothing */
#define DEAD	200	/* of them, when zombies are reaped */

/* The target, its crowd, a process between, and a child of that one */
#define ALL	(1 + CROWD + 2)

static struct raw_nl nl, other_nl;

static struct shared {
	volatile pid_t crowd[CROWD], between, child;
	volatile int fork;		/* an order for the child */
	volatile pid_t grandchild;
	volatile int result;		/* of the request; 1 until then */
} *shared;

/* Outlives its parent, other than idle(). */
static void stay(void)
{
	for (;;)
		pause();
}

/* A child of the caller. */
static pid_t start(void (*main_fn)(void))
{
	pid_t pid = fork();

	must(pid, "fork");
	if (!pid)
		main_fn();
	return pid;
}

static void be_child(void)
{
	until(shared->fork);
	shared->grandchild = start(stay);
	stay();
}

static void be_between(void)
{
	shared->child = start(be_child);
	stay();
}

static void grow(void)
{
	unsigned int i;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (i = 0; i < CROWD; i++)
		shared->crowd[i] = start(stay);
	shared->between = start(be_between);
	until(shared->child);
}

static long reap(void)
{
	long n = 0;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		n++;
	return n;
}

static long run_order(char order, void *data)
{
	(void)data;
	if (order == 'r')
		return reap();
	grow();
	return 0;
}

static struct process plant(void)
{
	struct process p;

	memset(shared, 0, sizeof(*shared));
	p = process_start(run_order, NULL);
	process_ask(&p, 'g');
	return p;
}

/* The container ends with its last process. */
static void fell(struct process *p, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < CROWD; i++)
		kill(shared->crowd[i], SIGKILL);
	kill(shared->between, SIGKILL);
	kill(shared->child, SIGKILL);
	if (shared->grandchild)
		kill(shared->grandchild, SIGKILL);
	process_end(p);
	until(raw_is_gone(&nl, id));
}

static pid_t begin_request(const struct process *p, uint64_t id)
{
	return pieces_begin(&other_nl, p, id, CONTID_FLAG_SUBTREE, &shared->result);
}

static uint64_t contid_of(pid_t pid)
{
	int pidfd = must_pidfd(pid);
	uint64_t id = raw_contid_of(&nl, pidfd);

	close(pidfd);
	return id;
}

static void check_parent_exits(void)
{
	struct process p = plant();
	pid_t request = begin_request(&p, 1);

	kill(shared->between, SIGKILL);
	until(process_state(shared->between) == 'D');
	ok(shared->result == 1, "a process that is killed meanwhile waits for the SET");
	pieces_end(request);
	ok(!shared->result, "the SET is done");
	until(process_state(shared->between) == 'Z');
	ok(contid_of(shared->child) == 1, "the child that it leaves carries the label");
	ok(tasks_of(&nl, 1) == ALL - 1, "so do all others");
	fell(&p, 1);
}

static void check_fork(void)
{
	struct process p = plant();
	pid_t request = begin_request(&p, 2);

	shared->fork = 1;
	until(process_state(shared->child) == 'D');
	ok(!shared->grandchild, "a process that forks meanwhile waits for the SET");
	pieces_end(request);
	ok(!shared->result, "the SET is done");
	until(shared->grandchild);
	ok(contid_of(shared->grandchild) == 2, "its child is born with the label");
	ok(tasks_of(&nl, 2) == ALL + 1, "all others carry it");
	fell(&p, 2);
}

static void check_reaping(void)
{
	struct process p = plant();
	unsigned int i;
	pid_t request;

	for (i = 0; i < DEAD; i++) {
		kill(shared->crowd[i], SIGKILL);
		until(process_state(shared->crowd[i]) == 'Z');
	}
	request = begin_request(&p, 3);
	ok(process_ask(&p, 'r') == DEAD, "%d zombies are reaped meanwhile", DEAD);
	pieces_end(request);
	ok(!shared->result, "the SET is done");
	ok(tasks_of(&nl, 3) == ALL - DEAD, "all that live carry the label: %u",
	   tasks_of(&nl, 3));
	fell(&p, 3);
}

static void check_drop(void)
{
	struct process p = plant();
	pid_t request;

	must_do(raw_set_as(&nl, p.pidfd, 4, CONTID_FLAG_SUBTREE, NO_LIMIT, NULL), "SET");
	request = begin_request(&p, 0);
	kill(shared->between, SIGKILL);
	until(process_state(shared->between) == 'D');
	pieces_end(request);
	ok(!shared->result, "DROP while a process is killed");
	until(process_state(shared->between) == 'Z');
	ok(raw_is_gone(&nl, 4), "no process carries the label");
	fell(&p, 4);
}

/* The target exits before, during or after the SET, and leaves its children. */
static void check_target_exits(void)
{
	unsigned int n, round, all = 0, none = 0, part = 0;
	struct race race = {};

	for (round = 0; round < rounds(60); round++) {
		struct process p = plant();
		pid_t request = fork();

		must(request, "fork");
		if (!request) {
			run_on(1);
			raw_set_as(&other_nl, p.pidfd, 5, CONTID_FLAG_SUBTREE, NO_LIMIT,
				   NULL);
			_exit(0);
		}
		race_delay(race.lead + race_jitter(round));
		kill(p.pid, SIGKILL);
		await_zombie(p.pidfd);
		waitpid(request, NULL, 0);
		n = tasks_of(&nl, 5);
		all += n == ALL - 1;
		none += !n;
		part += n && n != ALL - 1;
		race_adjust(&race, !n);
		fell(&p, 5);
	}
	diag("%u rounds: %u times all of them, %u times none", round, all, none);
	ok(!part, "the target is killed: SET labels all that it leaves, or none");
	/* Too few rounds there to meet. */
	if (!kernel_is_slow())
		ok(all && none, "it went both ways");
}

int main(void)
{
	must_have_holds();
	nl = raw_connect();
	other_nl = raw_connect();
	shared = shared_memory(sizeof(*shared));
	run_on(0);

	check_parent_exits();
	check_fork();
	check_reaping();
	check_drop();
	check_target_exits();
	return done_testing();
}
