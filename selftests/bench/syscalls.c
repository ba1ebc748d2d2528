// SPDX-License-Identifier: GPL-2.0
/*
 * syscalls WHAT: a system call under the audit rules that there are, which WHAT
 * describes; none of them is about it.
 */

#include "containers.h"

static void call(void *data)
{
	syscall(SYS_getppid);
}

static char row[64];

static void measure(void *state)
{
	bench_measure(&(struct bench){ .row = row, .run = call }, state, 0);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		bail("usage: syscalls WHAT");
	snprintf(row, sizeof(row), "getppid, %s", argv[1]);
	bench_init();
	worker(0, measure, unlabelled());
	if (has_contid()) {
		worker(1, measure, "labelled");
		worker(16, measure, "lineage 16");
	}
	return 0;
}
