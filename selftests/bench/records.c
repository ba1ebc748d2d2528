// SPDX-License-Identifier: GPL-2.0
/*
 * records CALL WHAT: an audited openat or kill, under the audit rules that WHAT
 * describes.
 */

#include "containers.h"

static int file;
static pid_t targets[2];	/* without label, and with one */

static void open_once(void *data)
{
	file = openat(AT_FDCWD, "/dev/null", O_RDONLY);
}

static void close_file(void *data)
{
	close(file);
}

static void kill_once(void *data)
{
	syscall(SYS_kill, *(pid_t *)data, 0);
}

static char row[64];
static bool is_kill;

static void measure(void *state)
{
	struct bench b = { .row = row, .run = open_once, .after = close_file };

	if (is_kill) {
		b.run = kill_once;
		b.after = NULL;
		b.data = &targets[!!strstr(state, "target labelled")];
	}
	bench_measure(&b, state, 0);
}

int main(int argc, char **argv)
{
	struct raw_nl nl;

	if (argc != 3)
		bail("usage: records CALL WHAT");
	is_kill = !strcmp(argv[1], "kill");
	snprintf(row, sizeof(row), "audited %s%s%s", argv[1],
		 *argv[2] ? ", " : "", argv[2]);
	bench_init();
	targets[0] = process_smallest();
	targets[1] = process_smallest();

	worker(0, measure, unlabelled());
	if (has_contid()) {
		nl = raw_connect();
		must_set(&nl, targets[1], CONTAINERS_FIRST, 0);
		worker(1, measure, "labelled");
		if (is_kill) {
			worker(0, measure, "target labelled");
			worker(1, measure, "labelled, target labelled");
		}
		worker(16, measure, "lineage 16");
	}
	kill(targets[0], SIGKILL);
	kill(targets[1], SIGKILL);
	return 0;
}
