// SPDX-License-Identifier: GPL-2.0
/*
 * stamp ROUNDS FIRST-ID: label and unlabel processes of which the threads make audited
 * system calls all the while. They are prctl(MARK, ROUND, phase), an error that
 * a rule can ask for, with arguments that the SYSCALL record has:
 *
 *	0	any time: before, during or after the SET
 *	1	begun after the SET was answered
 *	2	begun after the DROP was answered
 *
 * Whether the log agrees is for the caller to see.
 */

#include <pthread.h>
#include <sys/mman.h>

#include "raw_contid.h"
#include "process.h"

#define MARK	0x7ead
#define THREADS	3
#define EAGER	24	/* calls around a SET, per thread: more only fill the log */

struct shared {
	volatile int go;
	volatile int phase;	/* of the test */
	volatile int arrived[THREADS];
	volatile int stop;
};

static struct shared *shared;
static int round_nr;

static void mark(int phase)
{
	syscall(SYS_prctl, MARK, round_nr, phase, 0, 0);
}

static void *mark_phases(void *arg)
{
	long i = (long)arg;
	int phase, n = 0;

	shared->arrived[i] = -2;
	until(shared->go);
	for (;;) {
		phase = shared->phase;
		if (phase ? shared->arrived[i] != phase : n++ < EAGER)
			mark(phase);
		shared->arrived[i] = phase ?: -1;
		if (shared->stop)
			return NULL;
		if (phase)
			sched_yield();
	}
}

static long run_threads(char order, void *data)
{
	pthread_t threads[THREADS];
	long i;

	(void)order;
	(void)data;
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mark_phases, (void *)i);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static void await_all(int what)
{
	int i;

	for (i = 0; i < THREADS; i++)
		until(shared->arrived[i] == what);
}

int main(int argc, char **argv)
{
	int i, n = argc > 1 ? atoi(argv[1]) : 200;
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();

	shared = shared_memory(sizeof(*shared));
	for (i = 0; i < n; i++) {
		struct process p;

		memset(shared, 0, sizeof(*shared));
		round_nr = i;
		p = process_start(run_threads, NULL);
		process_order(&p, 'r');
		await_all(-2);
		shared->go = 1;
		errno = -raw_set(&nl, p.pidfd, id + i, NULL);
		if (errno)
			bail("SET: %s", nl.answer.sentence);
		shared->phase = 1;
		await_all(1);
		errno = -raw_drop(&nl, p.pidfd, NULL);
		if (errno)
			bail("DROP: %s", nl.answer.sentence);
		shared->phase = 2;
		await_all(2);
		shared->stop = 1;
		process_answer(&p);
		process_end(&p);
	}
	return 0;
}
