// SPDX-License-Identifier: GPL-2.0
/*
 * subtree: a tree of thousands of processes changes its label as one, or not
 * at all.
 */

#include <pthread.h>

#include "family.h"

#define FAN	13	/* children of a process */
#define DEPTH	3	/* generations of that kind */
#define CHAIN	200	/* and then only children */

/* 1 + 13 + 13^2 + 13^3, and the chain */
#define PROCESSES	(1 + FAN + FAN * FAN + FAN * FAN * FAN + CHAIN)

static struct raw_nl nl;
static struct family family;
static int born;	/* counter */

static void grow(int depth);

static void fork_child(int depth)
{
	pid_t pid = fork();

	if (pid < 0)
		bail("fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		grow(depth);
		for (;;)
			pause();
	}
}

/* Half of the children hang off a thread that stays. */
static void *fork_half(void *arg)
{
	int i;

	for (i = 0; i < FAN / 2; i++)
		fork_child((long)arg);
	for (;;)
		pause();
	return NULL;
}

static void grow(int depth)
{
	pthread_t thread;
	int i = 0;

	counter_add(born, 1);
	if (depth < 0 && depth > -CHAIN)
		fork_child(depth - 1);
	if (depth <= 0)
		return;
	if (depth == 2) {
		i = FAN / 2;
		if (pthread_create(&thread, NULL, fork_half,
				   (void *)(long)(depth - 1)))
			bail("thread");
	}
	for (; i < FAN; i++)
		fork_child(depth - 1);
}

static long run_order(char order, void *data)
{
	(void)order;
	(void)data;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	grow(DEPTH);
	fork_child(-1);
	return 0;
}

static struct process plant(void)
{
	struct process p = process_start(run_order, NULL);

	process_ask(&p, 'g');
	counter_await(born, PROCESSES);
	return p;
}

/* Each of them, and all that count say so. */
static bool all_are(uint64_t label)
{
	struct raw_descs list = {};
	struct raw_desc desc = {};
	size_t n, others;
	bool good;

	n = family_count(&nl, &family, label, &others);
	if (n != PROCESSES || others) {
		diag("%zu with the label, %zu without", n, others);
		return false;
	}
	if (label == CONTID_UNSET)
		return true;
	good = !raw_get(&nl, label, &desc) && desc.processes == PROCESSES &&
	       !raw_dump_processes(&nl, label, &list) && list.n == PROCESSES;
	if (!good)
		diag("%u counted, %zu listed", desc.processes, list.n);
	free(list.v);
	return good;
}

static int set(struct process *p, uint64_t id, uint32_t flags)
{
	return raw_set_as(&nl, p->pidfd, id, CONTID_FLAG_SUBTREE | flags,
			  NO_LIMIT, NULL);
}

static int drop(int pidfd)
{
	return raw_drop_as(&nl, pidfd, CONTID_FLAG_SUBTREE, NULL);
}

/* One that carries something else keeps all of them as they are. */
static void check_refusal(struct process *p)
{
	int last = must_pidfd(family.v[family.n - 1]);
	struct raw_desc desc = {};

	ok(!raw_nest(&nl, last, 63, NULL), "the last descendant has another label");
	ok(set(p, 64, CONTID_FLAG_NEST) == -EEXIST &&
	   set(p, 64, CONTID_FLAG_MOVE) == -EEXIST &&
	   drop(p->pidfd) == -EEXIST, "each request for all is refused");
	ok(raw_is_gone(&nl, 64) && !raw_get(&nl, 60, &desc) &&
	   desc.processes == PROCESSES - 1 && raw_contid_of(&nl, last) == 63,
	   "and nothing has changed");
	ok(!raw_drop(&nl, last, NULL) && raw_is_gone(&nl, 63),
	   "it falls back");
	close(last);
}

static void check_branch(struct process *p)
{
	struct raw_desc desc = {};
	struct family branch = {};
	int top;

	/* The root's children come first in the family. */
	top = must_pidfd(family.v[1]);
	family_of(&branch, family.v[1]);
	ok(!raw_set_as(&nl, top, 65, CONTID_FLAG_SUBTREE | CONTID_FLAG_NEST,
		       NO_LIMIT, &desc) &&
	   desc.processes == branch.n && branch.n > 1 && branch.n < PROCESSES,
	   "a branch of %zu, apart", branch.n);
	ok(!raw_get(&nl, 60, &desc) && desc.processes == PROCESSES - branch.n,
	   "the rest stays where it was");
	ok(set(p, 66, CONTID_FLAG_NEST) == -EEXIST, "so that the whole is no whole");
	ok(!drop(top) && raw_is_gone(&nl, 65), "until the branch is back");
	close(top);
}

int main(void)
{
	struct raw_descs list = {};
	struct process p;
	size_t i;

	nl = raw_connect();
	born = counter_new();
	p = plant();
	family_of(&family, p.pid);
	ok(family.n == PROCESSES, "a family of %d", PROCESSES);

	ok(raw_set(&nl, p.pidfd, 60, NULL) == -EBUSY && all_are(CONTID_UNSET),
	   "SET without subtree is refused");
	ok(!set(&p, 60, 0) && all_are(60), "SET of the whole tree");
	ok(set(&p, 60, 0) == -EEXIST && all_are(60), "it has a label now");
	check_refusal(&p);
	check_branch(&p);
	ok(!set(&p, 61, CONTID_FLAG_NEST) && all_are(61), "NEST of the whole tree");
	ok(!set(&p, 62, CONTID_FLAG_MOVE) && all_are(62) &&
	   raw_is_gone(&nl, 61) && raw_is_gone(&nl, 60),
	   "MOVE of the whole tree, which ends both");
	ok(!drop(p.pidfd) && all_are(CONTID_UNSET) && raw_is_gone(&nl, 62),
	   "DROP of the whole tree");
	ok(drop(p.pidfd) == -ENODATA, "there is nothing left to be dropped");
	ok(!set(&p, 67, 0) && all_are(67), "SET once more");

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	process_end(&p);
	while (wait(NULL) > 0)
		;
	for (i = 0; i < family.n; i++)
		if (!kill(family.v[i], 0))
			break;
	ok(i == family.n && raw_is_gone(&nl, 67), "all of it ends");
	ok(!raw_dump(&nl, &list) && !list.n, "no container is left");
	return done_testing();
}
