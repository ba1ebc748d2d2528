// SPDX-License-Identifier: GPL-2.0
/*
 * delegate-limit ROUNDS: many threads of two delegates ask at once for more containers
 * than there may be. The outer delegate has a limit; the inner one is in a
 * container that the outer one made, has a limit of its own, and counts against
 * the outer one's.
 *
 * First all processes only label, so that the limits are reached exactly. Then
 * they label and drop without pause. All that they took is given back: the
 * rounds after it reach the limits again.
 */

#include <pthread.h>

#include "raw_contid.h"
#include "process.h"
#include "race.h"

#define THREADS		6	/* of each */
#define OUTER_LIMIT	5	/* the inner delegate's container is one */
#define INNER_LIMIT	3
#define LAPS		300	/* of each thread in the storm */

#define ID_OUTER	100
#define ID_INNER	101
#define ID_FIRST	1000

/* Shared: how many are known to live, those of the inner one counted in both. */
static struct {
	int outer, inner;
	int surpassed;
} *live;

/* A delegate */

struct asker {
	struct raw_nl nl;
	int pidfd;		/* of whom it labels */
	uint64_t id;
	int won, refused, wrong;
};

static struct asker askers[THREADS];
static pthread_barrier_t start;
static bool inner, storm;

/*
 * Counted after the SET and uncounted before the DROP: no more are counted than
 * there are.
 */
static void count(int by)
{
	int outer = __sync_add_and_fetch(&live->outer, by);
	int within = inner ? __sync_add_and_fetch(&live->inner, by) : 0;

	if (outer > OUTER_LIMIT || within > INNER_LIMIT)
		live->surpassed = 1;
}

static void ask(struct asker *a)
{
	int err = raw_set(&a->nl, a->pidfd, a->id, NULL);

	if (!err) {
		a->won++;
		count(1);
	} else if (err == -ENOSPC) {
		a->refused++;
	} else {
		a->wrong = err;
	}
}

static void give_back(struct asker *a)
{
	count(-1);
	if (raw_drop(&a->nl, a->pidfd, NULL))
		a->wrong = -a->nl.answer.err;
}

static void *run(void *arg)
{
	struct asker *a = arg;
	int lap, won;

	pthread_barrier_wait(&start);
	for (lap = 0; lap < (storm ? LAPS : 1); lap++) {
		won = a->won;
		ask(a);
		if (storm && a->won > won)
			give_back(a);
	}
	return NULL;
}

/* Returns how many got a container, or the errno of what should not have been. */
static long all_ask(void)
{
	pthread_t threads[THREADS];
	long won = 0, wrong = 0;
	int i;

	for (i = 0; i < THREADS; i++) {
		askers[i].won = askers[i].refused = askers[i].wrong = 0;
		pthread_create(&threads[i], NULL, run, &askers[i]);
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		won += askers[i].won;
		wrong = askers[i].wrong ?: wrong;
		if (askers[i].won + askers[i].refused != (storm ? LAPS : 1))
			wrong = wrong ?: -EIO;
	}
	return wrong ?: won;
}

static void make_targets(uint64_t first)
{
	struct process p;
	int i;

	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		p = process_start(NULL, NULL);
		askers[i].nl = raw_connect();
		askers[i].pidfd = p.pidfd;
		askers[i].id = first + i;
	}
}

/*
 * Orders: 'm' make whom to label; 'a' all ask; 'b' give back; 's' storm; 'd'
 * delegate to the process that @data points to.
 */
static long run_order(char order, void *data)
{
	volatile pid_t *other = data;
	struct raw_nl nl;
	int i;

	switch (order) {
	case 'm':
		inner = *other == 0;
		make_targets(inner ? ID_FIRST + THREADS : ID_FIRST);
		return 0;
	case 'd':
		nl = raw_connect();
		return raw_set_as(&nl, must_pidfd(*other), ID_INNER,
				  CONTID_FLAG_DELEGATE, INNER_LIMIT, NULL);
	case 's':
	case 'a':
		storm = order == 's';
		return all_ask();
	case 'b':
		for (i = 0; i < THREADS; i++)
			if (askers[i].won)
				give_back(&askers[i]);
		return 0;
	}
	return -EINVAL;
}

/* Both at the same time; returns whether nothing went wrong. */
static bool both(struct process p[2], char order, long answers[2])
{
	int i;

	for (i = 0; i < 2; i++)
		process_order(&p[i], order);
	for (i = 0; i < 2; i++)
		answers[i] = process_answer(&p[i]);
	if (answers[0] < 0 || answers[1] < 0)
		diag("'%c': %ld, %ld", order, answers[0], answers[1]);
	return answers[0] >= 0 && answers[1] >= 0;
}

static void fill_up(struct raw_nl *nl, struct process p[2], unsigned int n,
		    const char *when)
{
	unsigned int bad = 0, inner_first = 0, round;
	struct raw_desc outer, within;
	long won[2], ignored[2];

	for (round = 0; round < n; round++) {
		bad += !both(p, 'a', won);
		/* All of the outer one's, however they share it */
		bad += 1 + won[0] + won[1] != OUTER_LIMIT;
		bad += won[1] > INNER_LIMIT;
		inner_first += won[1] == INNER_LIMIT;
		raw_get(nl, ID_OUTER, &outer);
		raw_get_in(nl, outer.serial, ID_INNER, &within);
		bad += outer.children + within.children != OUTER_LIMIT;
		bad += !both(p, 'b', ignored);
	}
	diag("%s: the inner limit was reached in %u of %u rounds", when,
	     inner_first, n);
	ok(!bad, "%s: as many as there may be, in %u rounds", when, n);
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 100);
	struct raw_nl nl = raw_connect();
	volatile pid_t *other = shared_memory(sizeof(*other));
	struct raw_descs list = {};
	struct process p[2];
	long won[2];
	bool good;
	int i;

	live = shared_memory(sizeof(*live));
	live->outer = 1;
	for (i = 0; i < 2; i++)
		p[i] = process_start(run_order, (void *)other);
	ok(!raw_set_as(&nl, p[0].pidfd, ID_OUTER, CONTID_FLAG_DELEGATE,
		       OUTER_LIMIT, NULL) &&
	   !raw_set(&nl, p[1].pidfd, ID_OUTER, NULL), "a delegate");
	*other = p[1].pid;
	ok(!process_ask(&p[0], 'm') && !process_ask(&p[0], 'd'),
	   "delegates to another");
	*other = 0;
	process_ask(&p[1], 'm');

	fill_up(&nl, p, n, "all at once");
	good = both(p, 's', won);
	ok(good && won[0] && won[1], "a storm: %ld and %ld times", won[0],
	   won[1]);
	ok(!live->surpassed, "never more than there may be");
	fill_up(&nl, p, n, "after the storm");

	for (i = 0; i < 2; i++)
		process_end(&p[i]);
	until(!raw_dump(&nl, &list) && !list.n);
	ok(true, "they end");
	return done_testing();
}
