// SPDX-License-Identifier: GPL-2.0
/*
 * memory: bytes that the system uses for each container, and for each namespace
 * that a container is in besides. Printed as bench_measure() does.
 */

#include <linux/membarrier.h>
#include <sys/syscall.h>

#include "audit.h"
#include "containers.h"

#define N	10000
#define ALL	(2 * N)	/* the first ones fill the holes that others left */

static long long read_memory(void)
{
	long long kilobytes = 0, value;
	char name[64];
	FILE *file = fopen("/proc/meminfo", "re");

	if (!file)
		bail("/proc/meminfo");
	while (fscanf(file, "%63[^:]: %lld%*[^\n]\n", name, &value) == 2)
		if (!strcmp(name, "Slab") || !strcmp(name, "VmallocUsed"))
			kilobytes += value;
	fclose(file);
	return kilobytes * 1024;
}

/*
 * Bytes of objects and tables; a page that is but partly used counts as well.
 * What waits for a grace period is freed behind it, by workers: they are done when
 * a further one changes nothing.
 */
static long long used_memory(void)
{
	long long last, now = -1;

	do {
		last = now;
		if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
			bail("membarrier");
		now = read_memory();
	} while (now != last);
	return now;
}

static void report(const char *row, long long bytes)
{
	double each = (double)bytes / N;

	printf("%s\tbytes\t%u\t%.1f\t%.1f\t%.1f\t1\n", row, N, each, each, each);
}

int main(void)
{
	static pid_t pids[2][ALL];
	unsigned int where, i;
	long long before = 0;
	struct raw_nl nl;

	if (!has_contid())
		return 0;
	nl = raw_connect();
	raise_limits(2 * ALL);
	audit_switch(false);
	for (where = 0; where < 2; where++) {
		for (i = 0; i < ALL; i++)
			pids[where][i] = process_smallest();
		if (!where && unshare(CLONE_NEWNET))
			bail("unshare");
	}
	for (where = 0; where < 2; where++) {
		for (i = 0; i < ALL; i++) {
			if (i == N)
				before = used_memory();
			must_set(&nl, pids[where][i], CONTAINERS_FIRST + i, 0);
		}
		report(where ? "memory of a container, further netns" :
			     "memory of a container", used_memory() - before);
	}
	for (where = 0; where < 2; where++)
		for (i = 0; i < ALL; i++)
			kill(pids[where][i], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	audit_switch(true);
	return 0;
}
