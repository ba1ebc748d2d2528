/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one operation costs: it is repeated, each time is measured alone, and
 * the median is printed, as a line of
 *
 *	ROW STATE X MEDIAN LEAST MEAN TIMES
 *
 * with tabs between. X is what the cost may grow with. By default the unit is the
 * guest instruction: the machine is emulated, and its time stamp counter counts
 * what it executes (selftests/vm/boot, ACCEL=icount). With BENCH_CLOCK=wall
 * it is the nanosecond. With BENCH_ROW only rows of that name are run, a few
 * times, and wait for a line of input before: selftests/bench/profile traces
 * them.
 */

#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <sched.h>
#include <stdint.h>
#include <time.h>

#include "../progs/raw_contid.h"
#include "../progs/process.h"

#define BENCH_WARM	10
#define BENCH_TIMES	101	/* odd, for there to be a median */

typedef void (*bench_fn)(void *data);

struct bench {
	const char *row;
	bench_fn before;	/* each time, not measured */
	bench_fn run;
	bench_fn after;		/* each time, not measured */
	void *data;
	unsigned int times;	/* 0: BENCH_TIMES */
	unsigned int per;	/* operations in one run(); 0: 1 */
};

static double bench_unit = 1;	/* of the time stamp counter */
static const char *bench_only;	/* the row to trace, or NULL for all */

static inline uint64_t bench_now(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline uint64_t bench_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* At the beginning of a tick, in case the clock knows nothing in between. */
static inline uint64_t bench_tick(uint64_t earliest)
{
	uint64_t now, last = bench_clock();

	while ((now = bench_clock()) == last || now < earliest)
		last = now;
	return now;
}

/* Nanoseconds that a step of the time stamp counter takes. */
static inline double bench_calibrate(void)
{
	uint64_t from = bench_tick(0), ticks = bench_now(), to;

	to = bench_tick(from + 300000000);
	return (double)(to - from) / (bench_now() - ticks);
}

/*
 * The two ends of what is measured, as a trace of the machine shows them: no
 * library, so that their addresses are those of the program's file.
 */
__attribute__((noinline, used))
static uint64_t bench_begin(void)
{
	return bench_now();
}

__attribute__((noinline, used))
static uint64_t bench_end(void)
{
	return bench_now();
}

/* Lets the audit daemon, and what the kernel put off, have the processor. */
static inline void bench_rest(void)
{
	struct timespec ts = { .tv_nsec = 500000 };

	nanosleep(&ts, NULL);
}

__attribute__((noinline))
static uint64_t bench_once(const struct bench *b)
{
	uint64_t begin, end;

	if (b->before)
		b->before(b->data);
	bench_rest();
	begin = bench_begin();
	b->run(b->data);
	end = bench_end();
	if (b->after)
		b->after(b->data);
	return end - begin;
}

static inline int bench_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

__attribute__((noinline))
static void bench_nothing(void *data)
{
	(void)data;
	asm volatile("");
}

/* What measuring nothing takes. */
static inline uint64_t bench_overhead(void)
{
	static const struct bench nothing = { .run = bench_nothing };
	static uint64_t least;
	uint64_t took;
	unsigned int i;

	if (least)
		return least;
	least = bench_once(&nothing);
	for (i = 0; i < BENCH_WARM; i++) {
		took = bench_once(&nothing);
		if (took < least)
			least = took;
	}
	return least;
}

static inline void bench_trace(const struct bench *b, const char *state,
			       unsigned long x)
{
	unsigned int i;

	if (strcmp(bench_only, b->row))
		return;
	fprintf(stderr, "tracing %s: %s, %s, %lu\n",
		program_invocation_short_name, b->row, state, x);
	while (getchar() != '\n')
		;
	for (i = 0; i < 5; i++)
		bench_once(b);
	fprintf(stderr, "traced\n");
	while (getchar() != '\n')
		;
}

static inline void bench_measure(const struct bench *b, const char *state,
				 unsigned long x)
{
	unsigned int times = b->times ?: BENCH_TIMES, i;
	uint64_t overhead, took[BENCH_TIMES];
	unsigned int warm = times < BENCH_WARM ? times : BENCH_WARM;
	double per = (b->per ?: 1) / bench_unit, sum = 0;

	if (bench_only) {
		bench_trace(b, state, x);
		return;
	}
	overhead = bench_overhead();
	for (i = 0; i < warm; i++)
		bench_once(b);
	for (i = 0; i < times; i++) {
		took[i] = bench_once(b);
		took[i] -= took[i] < overhead ? took[i] : overhead;
		sum += took[i];
	}
	qsort(took, times, sizeof(*took), bench_compare);
	printf("%s\t%s\t%lu\t%.1f\t%.1f\t%.1f\t%u\n", b->row, state, x,
	       took[times / 2] / per, took[0] / per, sum / times / per, times);
	fflush(stdout);
}

/* Only what an operation wakes gets the processor in the middle of it. */
static inline void bench_init(void)
{
	const struct sched_param param = { .sched_priority = 1 };
	const char *clock = getenv("BENCH_CLOCK");

	if (clock && !strcmp(clock, "wall"))
		bench_unit = bench_calibrate();
	bench_only = getenv("BENCH_ROW");
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		bail("sched_setscheduler");
}

#endif /* BENCH_BENCH_H */
