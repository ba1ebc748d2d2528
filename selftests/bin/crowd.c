// SPDX-License-Identifier: GPL-2.0
/*
 * crowd COUNT FIRST: that many containers, with a process each and identifiers
 * from FIRST upwards, in the network namespace that this runs in. Prints how
 * many there are, and waits to be killed.
 */

#include "contid.h"
#include "process.h"

static pid_t start_idle(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

int main(int argc, char **argv)
{
	struct nl nl = contid_connect();
	unsigned long i, count;
	uint64_t first;

	if (argc != 3)
		bail("usage: crowd COUNT FIRST");
	count = strtoul(argv[1], NULL, 10);
	first = strtoull(argv[2], NULL, 10);
	for (i = 0; i < count; i++) {
		int pidfd = must_pidfd(start_idle());

		if (contid_set(&nl, pidfd, first + i, NULL))
			bail("SET %lu: %s", i, nl.answer.sentence);
		close(pidfd);
	}
	printf("%lu\n", i);
	fclose(stdout);
	for (;;)
		pause();
}
