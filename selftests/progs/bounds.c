// SPDX-License-Identifier: GPL-2.0
/*
 * bounds PROCESSES: what a request costs others grows with its threads, not
 * with their network namespaces, nor with what they do meanwhile.
 *
 * Each time is compared with one taken on the same machine just before, and is
 * the best of several where that is enough.
 */

#include <math.h>
#include <time.h>

#include "raw_contid.h"
#include "identity.h"
#include "thread.h"

#define TRIES		4
#define NAMESPACES	64	/* that threads wander through */
#define WANDERERS	3
#define IDLE_THREADS	300

static struct raw_nl nl;

static struct shared {
	volatile double worst;		/* the longest fork, in seconds */
	volatile unsigned long forks;	/* that are over */
	volatile unsigned long steps;	/* of the wandering threads */
} *shared;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double most(double a, double b)
{
	return a > b ? a : b;
}

#define AHEAD	4	/* that many children of a tree are on their way at once */

static int grown;	/* counter of the children that are there */

/* Order 's': @data children, which do nothing; 'n': each in a namespace of its own. */
static long grow(char order, void *data)
{
	int i, n = *(int *)data;

	for (i = 0; i < n; i++) {
		pid_t pid = fork();

		must(pid, "fork");
		if (!pid) {
			if (order == 'n')
				must_unshare(CLONE_NEWNET);
			counter_add(grown, 1);
			idle();
		}
		if (i >= AHEAD)
			counter_await(grown, 1);
	}
	counter_await(grown, least(n, AHEAD));
	return 0;
}

static struct process grow_tree(int n, char order)
{
	struct process p = process_start(grow, &n);

	process_ask(&p, order);
	return p;
}

/* Any order: forks for ever on the other processor, and times each. */
static long time_forks(char order, void *data)
{
	double begin, took;
	pid_t pid;

	(void)order;
	(void)data;
	run_on(1);
	for (;; shared->forks++) {
		begin = now();
		pid = vfork();
		if (!pid)
			_exit(0);
		took = now() - begin;
		waitpid(pid, NULL, 0);
		shared->worst = most(shared->worst, took);
	}
}

/* The fork that is under way is over, and one that began afterwards. */
static void await_forks(void)
{
	unsigned long begin = shared->forks;

	until(shared->forks - begin >= 2);
}

struct cost {
	double request, fork;	/* seconds */
};

enum request { SET, NEST, DROP, NR_REQUESTS };

static void must_request(struct process *p, enum request request)
{
	static const uint64_t ids[] = { [SET] = 1, [NEST] = 2 };
	uint32_t flags = CONTID_FLAG_SUBTREE;
	int err;

	if (request == NEST)
		flags |= CONTID_FLAG_NEST;
	if (request == DROP)
		err = raw_drop_as(&nl, p->pidfd, flags, NULL);
	else
		err = raw_set_as(&nl, p->pidfd, ids[request], flags,
				 NO_LIMIT, NULL);
	must_do(err, nl.answer.sentence);
}

/* SET, NEST and DROP of a subtree: the costliest of them, and the longest fork. */
static struct cost cost_of_round(struct process *top)
{
	double took[NR_REQUESTS], begin;
	struct cost cost;
	enum request i;

	await_forks();
	shared->worst = 0;
	for (i = SET; i < NR_REQUESTS; i++) {
		begin = now();
		must_request(top, i);
		took[i] = now() - begin;
	}
	must_request(top, DROP);
	await_forks();
	diag("SET %.1f, NEST %.1f, DROP %.1f ms; longest fork %.1f ms",
	     took[SET] * 1e3, took[NEST] * 1e3, took[DROP] * 1e3,
	     shared->worst * 1e3);
	cost.request = most(most(took[SET], took[NEST]), took[DROP]);
	cost.fork = shared->worst;
	return cost;
}

/* The best of several rounds. */
static struct cost cost_of_subtree(struct process *top)
{
	struct process forks = process_start(time_forks, NULL);
	struct cost best, cost;
	int i;

	process_order(&forks, 'f');
	best = cost_of_round(top);
	for (i = 1; i < TRIES; i++) {
		cost = cost_of_round(top);
		best.request = least(best.request, cost.request);
		best.fork = least(best.fork, cost.fork);
	}
	process_end(&forks);
	return best;
}

/* setns by a thread of a container that is in many namespaces */

/* Long, for a clock of the guest's that knows no more than ticks of 4 ms. */
#define HOP_SECONDS	0.5

static double hop(void)
{
	double begin, end;
	unsigned long i;
	int fd[2];

	for (i = 0; i < 2; i++) {
		must_unshare(CLONE_NEWNET);
		fd[i] = open_namespace(0, "net");
	}
	begin = now();
	do {
		must_setns(fd[i++ % 2], CLONE_NEWNET);
		end = i % 1000 ? begin : now();
	} while (end - begin < HOP_SECONDS);
	return (end - begin) / i;
}

static long run_hop_order(char order, void *data)
{
	(void)order;
	(void)data;
	run_on(1);
	return hop() * 1e9;
}

/* Nanoseconds of a setns in container @id. */
static long cost_of_setns(uint64_t id)
{
	struct process p = process_start(run_hop_order, NULL);
	long ns;

	must_do(raw_set(&nl, p.pidfd, id, NULL), "SET");
	ns = process_ask(&p, 'h');
	process_end(&p);
	return ns;
}

/*
 * In a container of one namespace, and in one of @n. A search through them would
 * cost dozens of times as much. What else the machine does may double a time: one
 * round without that is enough.
 */
static void check_setns(struct process *top, int n)
{
	double here = HUGE_VAL, there = HUGE_VAL;
	int i;

	must_request(top, SET);
	for (i = 0; i < TRIES; i++) {
		here = least(here, cost_of_setns(3));
		there = least(there, cost_of_setns(1));
	}
	ok(there < 4 * here,
	   "setns costs the same in a container of %d namespaces: %.1f instead of %.1f us",
	   n, there / 1e3, here / 1e3);
}

static void check_subtree(int n)
{
	struct process together = grow_tree(n, 's'), apart;
	struct cost one, many;

	diag("%d processes in one network namespace:", n);
	one = cost_of_subtree(&together);
	process_end(&together);
	apart = grow_tree(n, 'n');
	diag("%d processes in a network namespace each:", n);
	many = cost_of_subtree(&apart);
	ok(many.request < 8 * one.request,
	   "a subtree in %d namespaces costs a few times one in a single one: %.1f times",
	   n, many.request / one.request);
	ok(many.fork < 0.2, "no fork waits for it for long: %.1f ms",
	   many.fork * 1e3);
	check_setns(&apart, n);
	process_end(&apart);
}

/* Requests about threads that wander */

static int netns[NAMESPACES];
static volatile bool moves;

static void *wander(void *arg)
{
	unsigned long i, step = (unsigned long)arg;

	run_on(1);
	for (i = 0;; i += 7 + step) {
		if (moves)
			must_setns(netns[i % NAMESPACES], CLONE_NEWNET);
		__sync_fetch_and_add(&shared->steps, 1);
	}
	return NULL;
}

/* Orders: 's' starts the threads, 'm' has them move. */
static long run_wander_order(char order, void *data)
{
	unsigned long i;

	(void)data;
	if (order == 'm') {
		moves = true;
		return 0;
	}
	for (i = 0; i < NAMESPACES; i++) {
		must_unshare(CLONE_NEWNET);
		netns[i] = open_namespace(0, "net");
	}
	for (i = 0; i < IDLE_THREADS; i++)
		must_start_thread(idle_thread, NULL);
	for (i = 0; i < WANDERERS; i++)
		must_start_thread(wander, (void *)i);
	return 0;
}

static double longest_request(struct process *p, double seconds)
{
	double end = now() + seconds, begin, longest = 0;
	unsigned int n = 0;
	int err;

	while (now() < end) {
		begin = now();
		err = n++ % 2 ? raw_drop(&nl, p->pidfd, NULL) :
				raw_nest(&nl, p->pidfd, 5, NULL);
		must_do(err, nl.answer.sentence);
		longest = most(longest, now() - begin);
	}
	/* Back to where it began */
	if (n % 2)
		raw_drop(&nl, p->pidfd, NULL);
	diag("%u requests, the longest %.1f ms", n, longest * 1e3);
	return longest;
}

static void check_wandering(void)
{
	struct process p = process_start(run_wander_order, NULL);
	double still, moving;
	unsigned long steps;

	must_do(raw_set(&nl, p.pidfd, 4, NULL), "SET");
	process_ask(&p, 's');
	until(shared->steps);
	still = longest_request(&p, 5);
	process_ask(&p, 'm');
	steps = shared->steps;
	moving = longest_request(&p, 10);
	ok(shared->steps > steps, "%d threads wander", WANDERERS);
	/* A request is shorter than the clock's ticks, which come between. */
	ok(moving < 10 * still || moving < 0.1,
	   "requests about them do not wait for them: %.1f instead of %.1f ms",
	   moving * 1e3, still * 1e3);
	process_end(&p);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	nl = raw_connect();
	shared = shared_memory(sizeof(*shared));
	grown = counter_new();
	run_on(0);
	check_wandering();
	check_subtree(atoi(argv[1]));
	return done_testing();
}
