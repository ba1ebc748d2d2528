// SPDX-License-Identifier: GPL-2.0
/*
 * ns_create [STATE]: a namespace of each type is made, and left again. With STATE
 * by a labelled process only, under a policy of the log that STATE describes.
 */

#include "containers.h"

#define ALL (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | \
	     CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME)

static struct type {
	const char *name;
	int flag;
	int initial;	/* file of the namespace to come back to */
} types[] = {
	{ "mnt", CLONE_NEWNS, -1 },
	{ "uts", CLONE_NEWUTS, -1 },
	{ "ipc", CLONE_NEWIPC, -1 },
	{ "pid", CLONE_NEWPID, -1 },
	{ "net", CLONE_NEWNET, -1 },
	{ "cgroup", CLONE_NEWCGROUP, -1 },
	{ "time", CLONE_NEWTIME, -1 },
};

#define NR_TYPES (sizeof(types) / sizeof(*types))

static void open_initial(void)
{
	char path[32];
	unsigned int i;

	for (i = 0; i < NR_TYPES; i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", types[i].name);
		types[i].initial = open(path, O_RDONLY | O_CLOEXEC);
		if (types[i].initial < 0)
			bail(path);
	}
}

static void leave(void *data)
{
	if (unshare(*(int *)data))
		bail("unshare");
}

static void come_back(void *data)
{
	unsigned int i;

	for (i = 0; i < NR_TYPES; i++)
		if (*(int *)data & types[i].flag &&
		    setns(types[i].initial, types[i].flag))
			bail("setns");
}

/* One that cannot be left again is made by a child. */
static void clone_user(void *data)
{
	pid_t pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		bail("clone");
	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static void measure_one(const char *name, int flag, const char *state)
{
	char row[32];
	struct bench b = {
		.row = row, .run = leave, .after = come_back, .data = &flag,
		.times = 31,
	};

	snprintf(row, sizeof(row), "unshare(%s)", name);
	bench_measure(&b, state, 0);
}

static void measure(void *data)
{
	static const struct bench user = {
		.row = "clone(user)+exit+wait", .run = clone_user, .times = 31,
	};
	const char *state = data;
	unsigned int i;

	for (i = 0; i < NR_TYPES; i++)
		measure_one(types[i].name, types[i].flag, state);
	measure_one("all", ALL, state);
	bench_measure(&user, state, 0);
}

int main(int argc, char **argv)
{
	bench_init();
	open_initial();
	if (argc > 1) {
		worker(1, measure, argv[1]);
		return 0;
	}
	worker(0, measure, unlabelled());
	if (has_contid())
		worker(1, measure, "labelled");
	return 0;
}
