// SPDX-License-Identifier: GPL-2.0
/*
 * bustle US FIRST: every US microseconds a container comes or goes, with
 * identifiers from FIRST upwards, until SIGTERM. Prints "ready" after the first,
 * and at the end how many times it was.
 */

#include <stdlib.h>
#include <time.h>

#include "raw_contid.h"
#include "process.h"

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	(void)sig;
	stop = 1;
}

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	struct process p = process_start(NULL, NULL);
	struct timespec period;
	unsigned long n;
	uint64_t first;
	long us;
	int err;

	if (argc != 3)
		bail("usage: bustle US FIRST");
	us = strtol(argv[1], NULL, 10);
	first = strtoull(argv[2], NULL, 10);
	period = (struct timespec){ us / 1000000, us % 1000000 * 1000 };
	signal(SIGTERM, on_term);
	for (n = 0; !stop; n++) {
		if (n % 2)
			err = raw_drop(&nl, p.pidfd, NULL);
		else
			err = raw_set(&nl, p.pidfd, first + n, NULL);
		if (err)
			bail("change %lu: %s", n, nl.answer.sentence);
		if (!n) {
			printf("ready\n");
			fflush(stdout);
		}
		nanosleep(&period, NULL);
	}
	process_end(&p);
	printf("%lu\n", n);
	return 0;
}
