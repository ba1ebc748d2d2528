// SPDX-License-Identifier: GPL-2.0
/*
 * storm ROUNDS FIRST-ID: label a tree of processes that fork, create threads,
 * orphan their children and get killed without pause; nest it, move it, drop
 * it. After each request all live processes carry the label, and when the storm
 * is held, TASKS is how many there are.
 */

#include <linux/futex.h>
#include <pthread.h>
#include <time.h>

#include "family.h"
#include "race.h"

#define WORKERS	4
#define RING	24	/* live children of each */
#define PATIENCE	60	/* seconds until what may take its time is wrong */

struct weather {
	volatile int hold;		/* begin no more; a futex */
	volatile int held[WORKERS];
};

static struct weather *weather;	/* shared */
static struct family family;

static void short_life(unsigned int n)
{
	pid_t pid = fork();

	if (!pid) {
		race_delay(n * 7919 % 20000);
		_exit(0);
	}
}

static void *fork_in_thread(void *arg)
{
	short_life((long)arg);
	return NULL;
}

static pid_t fork_child(unsigned int n)
{
	pthread_t thread;
	pid_t pid = fork();

	if (pid)
		return pid;
	switch (n % 4) {
	case 0:
		break;
	case 1:
		pthread_create(&thread, NULL, fork_in_thread, (void *)(long)n);
		break;
	case 2:
		short_life(n);
		break;
	case 3:		/* an orphan */
		short_life(n);
		_exit(0);
	}
	for (;;)
		pause();
}

static void hold(bool on)
{
	weather->hold = on;
	if (!on)
		syscall(SYS_futex, &weather->hold, FUTEX_WAKE, WORKERS, NULL);
}

static void stay_held(void)
{
	syscall(SYS_futex, &weather->hold, FUTEX_WAIT, 1, NULL);
}

static void work(int worker)
{
	pid_t ring[RING] = {};
	unsigned int n;

	for (n = worker; ; n++) {
		weather->held[worker] = weather->hold;
		if (weather->hold) {
			stay_held();
			continue;
		}
		if (ring[n % RING] > 0)
			kill(ring[n % RING], SIGKILL);
		ring[n % RING] = fork_child(n);
	}
}

/* Order 's': let it begin. */
static long run_order(char order, void *data)
{
	int i;

	(void)order;
	(void)data;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* No process waits for its children; the setting is inherited. */
	signal(SIGCHLD, SIG_IGN);
	for (i = 0; i < WORKERS; i++) {
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(i);
	}
	return 0;
}

/* Another process may have its pid by now: look again. */
static void check_all(struct raw_nl *nl, struct process *p, struct tally *t,
		      uint64_t label)
{
	size_t i;

	family_of(&family, p->pid);
	for (i = 0; i < family.n; i++) {
		pid_t pid = family.v[i];

		if (family_label_is(nl, pid, label) != 0)
			continue;
		family_of(&family, p->pid);
		if (family_has(&family, pid) &&
		    family_label_is(nl, pid, label) == 0)
			tally_wrong(t, "process %d is left without %llx", pid,
				    (long long)label);
		i = 0;
	}
}

static void check_count(struct raw_nl *nl, struct process *p, struct tally *t,
			uint64_t label)
{
	time_t deadline = time(NULL) + PATIENCE;
	size_t others, n;
	uint32_t counted;
	bool right;
	int i;

	hold(true);
	for (i = 0; i < WORKERS; i++)
		race_until(&weather->held[i], 1);
	/* Who was killed is on the way out still. */
	do {
		family_of(&family, p->pid);
		n = family_count(nl, &family, label, &others);
		counted = tasks_of(nl, label);
		right = n == counted && !others &&
			tasks_listed(nl, label) == n;
		sched_yield();
	} while (!right && time(NULL) < deadline);
	if (!right)
		tally_wrong(t, "%zu are alive, %zu without label, %u counted, %u listed",
			    n, others, counted, tasks_listed(nl, label));
	t->done += n;
	hold(false);
}

static void change(struct raw_nl *nl, struct process *p, struct tally *t,
		   uint64_t id, uint32_t flags)
{
	int err;

	flags |= CONTID_FLAG_SUBTREE;
	err = raw_set_as(nl, p->pidfd, id, flags, NO_LIMIT, NULL);
	if (err)
		tally_wrong(t, "SET, flags 0x%x: %s (%s)", flags,
			    strerror(-err), nl->answer.sentence);
	check_all(nl, p, t, id);
}

/* What has been killed may be on its way out still, with the label. */
static void await_end(struct raw_nl *nl, uint64_t id)
{
	until(raw_is_gone(nl, id));
}

static void round_of(struct raw_nl *nl, struct process *p, struct tally *t,
		     uint64_t id)
{
	int err;

	change(nl, p, t, id, 0);
	check_count(nl, p, t, id);
	change(nl, p, t, id + 1, CONTID_FLAG_NEST);
	change(nl, p, t, id + 2, CONTID_FLAG_MOVE);
	check_count(nl, p, t, id + 2);
	await_end(nl, id);
	err = raw_drop_as(nl, p->pidfd, CONTID_FLAG_SUBTREE, NULL);
	if (err)
		tally_wrong(t, "DROP: %s (%s)", strerror(-err),
			    nl->answer.sentence);
	check_all(nl, p, t, CONTID_UNSET);
	await_end(nl, id + 2);
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 100);
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	struct process p;

	weather = shared_memory(sizeof(*weather));
	p = process_start(run_order, NULL);
	process_ask(&p, 's');
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &p, &tally, id + 3 * tally.rounds);
	diag("%u rounds, %u processes on average", n, tally.done / (2 * n));
	ok(!tally.wrong, "a subtree in a storm of forks and exits: all of it");
	ok(tally.done / (2 * n) > WORKERS * RING / 2, "it is a storm");

	/* Processes that are left are known by the label. */
	raw_set_as(&nl, p.pidfd, id + 3 * n, CONTID_FLAG_SUBTREE, NO_LIMIT,
		   NULL);
	hold(true);
	family_of(&family, p.pid);
	process_end(&p);
	while (!raw_is_gone(&nl, id + 3 * n)) {
		struct raw_descs list = {};
		size_t i;

		raw_dump_processes(&nl, id + 3 * n, &list);
		for (i = 0; i < list.n; i++)
			kill(list.v[i].pid, SIGKILL);
		free(list.v);
	}
	ok(true, "it ends");
	return done_testing();
}
