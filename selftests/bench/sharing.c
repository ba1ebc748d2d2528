// SPDX-License-Identifier: GPL-2.0
/*
 * sharing: two processes, on a processor each, that fork or create threads, for
 * selftests/bench/sharing to compare what both write to. Both are in one control group with
 * a limit of processes, and in one container or in none. The first number behind the state
 * is the processor.
 */

#include "births.h"
#include "containers.h"

#define PROCESSORS	2

static const struct bench rows[] = {
	{ "sharing: vfork+exit+wait", .run = vfork_once },
	{ "sharing: pthread create+join", .run = thread_once },
};

static void trace_on(unsigned int processor, const char *state)
{
	unsigned int i, row;

	run_on(processor);
	for (row = 0; row < sizeof(rows) / sizeof(*rows); row++) {
		if (strcmp(bench_only, rows[row].row))
			continue;
		/* The caches of this processor have what it takes then */
		for (i = 0; i < 50; i++)
			bench_once(&rows[row]);
		bench_trace(&rows[row], state, processor);
	}
}

/* Processes that live as long as the other, one after the other. */
static void both(void *state)
{
	int turn[PROCESSORS][2], done[2], status;
	unsigned int i;
	char go = 0;

	if (pipe(done))
		bail("pipe");
	for (i = 0; i < PROCESSORS; i++) {
		if (pipe(turn[i]))
			bail("pipe");
		fflush(stdout);
		if (fork())
			continue;
		if (read(turn[i][0], &go, 1) != 1)
			_exit(1);
		trace_on(i, state);
		if (write(done[1], &go, 1) != 1 || read(turn[i][0], &go, 1) != 1)
			_exit(1);
		_exit(0);
	}
	for (i = 0; i < PROCESSORS; i++)
		if (write(turn[i][1], &go, 1) != 1 || read(done[0], &go, 1) != 1)
			bail("processor %u", i);
	for (i = 0; i < PROCESSORS; i++)
		if (write(turn[i][1], &go, 1) != 1 || wait(&status) < 0 || status)
			bail("a process failed");
}

int main(void)
{
	bench_init();
	if (!bench_only)
		bail("this is for selftests/bench/sharing");
	worker(0, both, "unlabelled");
	if (has_contid())
		worker(1, both, "labelled");
	return 0;
}
