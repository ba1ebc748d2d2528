// SPDX-License-Identifier: GPL-2.0
/*
 * spawn-containers COUNT FIRST: that many containers, with a process each and identifiers
 * from FIRST upwards, in the network namespace that this runs in. Prints how
 * many there are, and waits to be killed.
 */

#include "raw_contid.h"
#include "process.h"

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	unsigned long i, count;
	uint64_t first;

	if (argc != 3)
		bail("usage: spawn-containers COUNT FIRST");
	count = strtoul(argv[1], NULL, 10);
	first = strtoull(argv[2], NULL, 10);
	for (i = 0; i < count; i++) {
		int pidfd = must_pidfd(fork_idle());

		if (raw_set(&nl, pidfd, first + i, NULL))
			bail("SET %lu: %s", i, nl.answer.sentence);
		close(pidfd);
	}
	printf("%lu\n", i);
	fclose(stdout);
	for (;;)
		pause();
}
