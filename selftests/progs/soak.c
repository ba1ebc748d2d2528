// SPDX-License-Identifier: GPL-2.0
/*
 * soak LIVES: so many containers live and end, as fast as two workers can make them, with
 * children, threads, namespaces, packets, nested containers and audited calls. Two
 * listeners and an audit daemon hear of each, once, and with the right identifier.
 *
 * A worker is at most AHEAD lives ahead of those who listen, so none of them loses
 * anything. Rules for prctl(0x7ead) and for packets to port 9.
 */

#include "soak.ears.h"

#define AHEAD	200

static unsigned long least_heard(unsigned int worker)
{
	unsigned long least = ~0UL, n;
	unsigned int i;

	for (i = 0; i < EARS; i++) {
		n = shared->ends[i][worker];
		least = n < least ? n : least;
	}
	return least;
}

static void work(unsigned int worker, unsigned long lives, int ready)
{
	struct raw_nl nl = raw_connect();
	unsigned long life, n = 0;

	(void)ready;
	for (life = worker; life < lives; life += WORKERS, n++) {
		until(n < least_heard(worker) + AHEAD || shared->given_up);
		if (shared->given_up)
			_exit(1);
		run_life(&nl, life);
	}
}

/* A process that runs a part of the test. */
static pid_t part(void (*fn)(unsigned int, unsigned long, int), unsigned int number,
		  unsigned long lives, int ready)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	must(pid, "fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fn(number, lives, ready);
		_exit(0);
	}
	return pid;
}

static void await(const pid_t *pids, unsigned int n, const char *who)
{
	int status, failed = 0;

	while (n--) {
		while (waitpid(pids[n], &status, 0) < 0 && errno == EINTR)
			;
		failed += status != 0;
	}
	ok(!failed, "%s have come to their end", who);
}

int main(int argc, char **argv)
{
	static const char * const ears[] = { "a listener", "another listener", "the audit daemon" };
	pid_t hearing[EARS], working[WORKERS];
	unsigned long lives;
	unsigned int i;
	int ready;

	if (argc != 2)
		bail("usage: soak LIVES");
	lives = strtoul(argv[1], NULL, 10);
	shared = shared_memory(sizeof(*shared));
	ready = counter_new();
	for (i = 0; i < EARS; i++)
		hearing[i] = part(i < EARS - 1 ? listen_to_all : read_all, i, lives, ready);
	counter_await(ready, EARS);
	for (i = 0; i < WORKERS; i++)
		working[i] = part(work, i, lives, ready);
	await(working, WORKERS, "workers");
	await(hearing, EARS, "those who listen");
	for (i = 0; i < EARS; i++)
		ok(!shared->wrong[i], "%s has heard of %lu lives, and nothing wrong",
		   ears[i], lives);
	return done_testing();
}
