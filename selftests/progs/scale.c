// SPDX-License-Identifier: GPL-2.0
/*
 * scale COUNT: that many live containers, each with a process of its own:
 * listed, every second one dropped, the others ended by the exit of their
 * process.
 */

#include <sys/resource.h>

#include "raw_contid.h"
#include "process.h"

#define FIRST	(1ULL << 40)

static pid_t *pids;
static struct raw_descs list;

static bool label_all(struct raw_nl *nl, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		int pidfd = must_pidfd(pids[i]);

		errno = -raw_set(nl, pidfd, FIRST + i, NULL);
		if (errno)
			bail("SET %u: %s", i, nl->answer.sentence);
		close(pidfd);
	}
	return true;
}

/* Each identifier of FIRST + first, + step, … below FIRST + n once, in order. */
static bool listed(struct raw_nl *nl, unsigned int first, unsigned int step,
		   unsigned int n)
{
	unsigned int expected = (n - first + step - 1) / step, i;
	uint64_t serial = 0;

	if (raw_dump(nl, &list) || nl->answer.interrupted ||
	    list.n != expected) {
		diag("%zu of %u listed", list.n, expected);
		return false;
	}
	for (i = 0; i < expected; i++) {
		struct raw_desc *desc = &list.v[i];

		if (desc->contid != FIRST + first + i * step ||
		    desc->serial <= serial || desc->processes != 1) {
			diag("place %u: contid %llx, %u processes", i,
			     (long long)desc->contid, desc->processes);
			return false;
		}
		serial = desc->serial;
	}
	return true;
}

static bool drop_even(struct raw_nl *nl, unsigned int n)
{
	unsigned int i, refused = 0;

	for (i = 0; i < n; i += 2) {
		int pidfd = must_pidfd(pids[i]);

		refused += raw_drop(nl, pidfd, NULL) != 0;
		close(pidfd);
	}
	return !refused;
}

static void raise_limit(const char *path, unsigned int value)
{
	FILE *file = fopen(path, "we");

	if (!file || fprintf(file, "%u", value) < 0 || fclose(file))
		bail("%s", path);
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? atoi(argv[1]) : 1000, i, present = 0;
	struct raw_nl nl = raw_connect(), small = raw_connect_small();
	struct raw_desc desc;

	raise_limit("/proc/sys/kernel/pid_max", 4194304);
	raise_limit("/proc/sys/kernel/threads-max", 2 * n + 10000);
	pids = calloc(n, sizeof(*pids));
	for (i = 0; i < n; i++)
		pids[i] = process_smallest();
	ok(true, "%u processes", n);
	ok(label_all(&nl, n), "%u containers", n);
	ok(listed(&nl, 0, 1, n), "each is listed once, oldest first");
	ok(listed(&small, 0, 1, n), "also into a small buffer");
	for (i = 0; i < n; i += n / 1000 + 1)
		present += !raw_get(&nl, FIRST + i, &desc) && desc.processes == 1;
	ok(present == (n + n / 1000) / (n / 1000 + 1), "%u are found by identifier",
	   present);
	ok(drop_even(&nl, n), "every second one is dropped");
	ok(listed(&nl, 1, 2, n), "the others are listed still");

	for (i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
	for (i = 0; i < n; i++)
		waitpid(pids[i], NULL, 0);
	ok(!raw_dump(&nl, &list) && !list.n, "all have ended");
	return done_testing();
}
