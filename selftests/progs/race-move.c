// SPDX-License-Identifier: GPL-2.0
/*
 * race-move ROUNDS FIRST-ID MARKER: move a process on while its threads open
 * MARKER without pause, from a container that ends to one that begins. In the
 * audit log each time must have one label, of a container that has begun.
 */

#include <pthread.h>

#include "race.h"

#define THREADS	2
#define BURST	8

/* Shared: how often each thread has opened it, and how often it may. */
static volatile unsigned int *opened, *allowed;
static const char *marker;

static void *open_for_ever(void *arg)
{
	volatile unsigned int *n = arg;

	for (;;) {
		until(*n < *allowed);
		close(open(marker, O_RDONLY | O_CLOEXEC));
		++*n;
	}
	return NULL;
}

/* Order 'g': open as often as is allowed. */
static long run_order(char order, void *data)
{
	pthread_t thread;
	int i;

	(void)order;
	(void)data;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&thread, NULL, open_for_ever,
				   (void *)&opened[i]))
			return -1;
	return 0;
}

static void round_of(struct raw_nl *nl, struct process *p, struct tally *t,
		     uint64_t id)
{
	volatile unsigned int *n = &opened[t->rounds % THREADS];
	unsigned int begin = *allowed;
	struct raw_desc desc = {};

	/* Each container sees something, and the moment varies. */
	*allowed = begin + BURST;
	until(*n > begin);
	race_delay(race_jitter(t->rounds));
	if (raw_move(nl, p->pidfd, id, &desc))
		tally_wrong(t, "MOVE: %s", nl->answer.sentence);
	else if (desc.processes != 1 || desc.contid != id)
		tally_wrong(t, "%u processes in %llu", desc.processes,
			    (long long)desc.contid);
	if (!raw_is_gone(nl, id - 1))
		tally_wrong(t, "the container before is left");
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 1000);
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	struct process p;

	marker = argc > 3 ? argv[3] : "/dev/null";
	opened = shared_memory((THREADS + 1) * sizeof(*opened));
	allowed = &opened[THREADS];
	p = process_start(run_order, NULL);
	if (raw_set(&nl, p.pidfd, id, NULL) || process_ask(&p, 'g'))
		bail("a busy process: %s", nl.answer.sentence);
	for (tally.rounds = 1; tally.rounds < n; tally.rounds++)
		round_of(&nl, &p, &tally, id + tally.rounds);
	process_end(&p);
	diag("%u rounds: opened %u times", n, opened[0] + opened[1]);
	ok(!tally.wrong, "a busy process moves, and is in one container always");
	ok(raw_is_gone(&nl, id + n - 1), "none is left");
	return done_testing();
}
