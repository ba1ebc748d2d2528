/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two sides that start at the same moment, again and again. The side
 * that came too late gets a lead in the next round, so that the two meet where it
 * matters.
 */

#ifndef SELFTESTS_RACE_H
#define SELFTESTS_RACE_H

#include <sched.h>
#include <sys/mman.h>

#include "raw_contid.h"
#include "process.h"

/*
 * The lead beyond which it is given up, and begun anew: more than a fork or an
 * exit takes on a debug kernel with shared processors.
 */
#define RACE_FAR	40000000

struct race {
	volatile int turn;	/* the other side goes when it changes */
	volatile int ready;	/* the other side waits for that turn */
	volatile long result;	/* of the other side */
	volatile int done;	/* the turn that result is of */
	volatile int lead;	/* of the other side over ours, in loops */
	int step;		/* the last change of the lead */
};

static inline void race_until(volatile int *what, int value)
{
	unsigned int n = 0;

	while (*what != value)
		if (++n % 64 == 0)
			sched_yield();
}

static inline void race_delay(int loops)
{
	volatile int n = loops;

	while (n > 0)
		n--;
}

/* How far apart the two sides start, besides the lead: it changes all the time. */
static inline int race_jitter(int turn)
{
	return turn * 37 % 400;
}

/* @ours: we came first. The same again and again takes longer steps. */
static inline void race_adjust(struct race *race, bool ours)
{
	int step = race->step;

	if (ours)
		step = step > 0 ? 2 * step : 30;
	else
		step = step < 0 ? 2 * step : -30;
	if (step > RACE_FAR / 20 || step < -RACE_FAR / 20)
		step = ours ? RACE_FAR / 20 : -RACE_FAR / 20;
	race->step = step;
	race->lead += step;
	if (race->lead > RACE_FAR || race->lead < -RACE_FAR)
		race->lead = 0;
}

/* Where no side can come too late: let the two wander past each other. */
static inline void race_sweep(struct race *race, unsigned int round)
{
	race->lead = ((int)(round % 128) - 64) * 600;
}

/* The other side: waits for @turn. */
static inline void race_wait(struct race *race, int turn)
{
	race->ready = turn;
	race_until(&race->turn, turn);
	race_delay(-race->lead);
}

/* Our side: the other one waits; let it go. */
static inline void race_go(struct race *race, int turn)
{
	race_until(&race->ready, turn);
	race->turn = turn;
	race_delay(race->lead + race_jitter(turn));
}

static inline void race_finish(struct race *race, int turn, long result)
{
	race->result = result;
	race->done = turn;
}

static inline long race_result(struct race *race, int turn)
{
	race_until(&race->done, turn);
	return race->result;
}

/* What the rounds came to; complaints are limited. */
struct tally {
	unsigned int rounds, done, refused, wrong;
};

__attribute__((format(printf, 2, 3)))
static inline void tally_wrong(struct tally *t, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (t->wrong++ < 10)
		diag("round %u: %s", t->rounds, text);
}

static inline uint32_t tasks_of(struct raw_nl *nl, uint64_t id)
{
	struct raw_desc desc;

	return raw_get(nl, id, &desc) ? 0 : desc.processes;
}

static inline uint32_t tasks_listed(struct raw_nl *nl, uint64_t id)
{
	static struct raw_descs list;

	return raw_dump_processes(nl, id, &list) ? 0 : list.n;
}

#endif /* SELFTESTS_RACE_H */
