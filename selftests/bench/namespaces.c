// SPDX-License-Identifier: GPL-2.0
/*
 * namespaces: execve, and changes of the network namespace, with as many
 * containers in the one that they begin in.
 */

#include "../progs/min_elf.h"
#include "containers.h"

static int here, there, program;

static int my_net(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		bail("/proc/self/ns/net");
	return fd;
}

static void enter(int fd)
{
	if (setns(fd, CLONE_NEWNET))
		bail("setns");
}

static void exec_once(void *data)
{
	pid_t pid = vfork();

	if (!pid)
		min_elf_exec(program);
	waitpid(pid, NULL, 0);
}

static void go_there(void *data)
{
	enter(there);
}

static void come_back(void *data)
{
	enter(here);
}

static void unshare_once(void *data)
{
	if (unshare(CLONE_NEWNET))
		bail("unshare");
}

static const struct bench rows[] = {
	{ "vfork+execve+exit+wait", .run = exec_once },
	{ "setns(net) away", .run = go_there, .after = come_back },
	{ "setns(net) back", .before = go_there, .run = come_back },
	{ "unshare(net)", .run = unshare_once, .after = come_back, .times = 31 },
};

struct work {
	const char *state;
	unsigned long n;
};

static void measure(void *data)
{
	struct work *work = data;
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		bench_measure(&rows[i], work->state, work->n);
}

int main(void)
{
	struct containers containers;
	unsigned long n;

	bench_init();
	containers = containers_new();
	here = my_net();
	unshare_once(NULL);
	there = my_net();
	come_back(NULL);
	program = min_elf_open(min_elf_exit, sizeof(min_elf_exit));

	for (n = 1; n <= 1000; n *= 10) {
		containers_grow(&containers, n);
		worker(0, measure, &(struct work){ "unlabelled", n });
		if (has_contid())
			worker(1, measure, &(struct work){ "labelled", n });
	}
	containers_end(&containers);
	return 0;
}
