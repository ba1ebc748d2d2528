// SPDX-License-Identifier: GPL-2.0
/*
 * tasks: a process and a thread, from birth to death, with as many other
 * processes in the container.
 */

#include "births.h"
#include "containers.h"

static void fork_once(void *data)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* With all that the kernel puts off until later */
static void vfork_train(void *data)
{
	int i;

	for (i = 0; i < 1000; i++)
		vfork_once(NULL);
}

static const struct bench rows[] = {
	{ "vfork+exit+wait", .run = vfork_once },
	{ "fork+exit+wait", .run = fork_once },
	{ "pthread create+join", .run = thread_once },
	{ "vfork+exit+wait, 1000 in a row", .run = vfork_train, .per = 1000,
	  .times = 11 },
};

struct work {
	const char *state;
	unsigned long n;
};

static void measure(void *data)
{
	struct work *work = data;
	struct containers members = {};	/* by inheritance */
	unsigned int i;

	containers_grow(&members, work->n - 1);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		bench_measure(&rows[i], work->state, work->n);
	containers_end(&members);
}

int main(void)
{
	unsigned long n;

	bench_init();
	for (n = 1; n <= 1000; n *= 10) {
		worker(0, measure, &(struct work){ "unlabelled", n });
		if (has_contid())
			worker(1, measure, &(struct work){ "labelled", n });
	}
	return 0;
}
