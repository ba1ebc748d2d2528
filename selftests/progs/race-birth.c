// SPDX-License-Identifier: GPL-2.0
/*
 * race-birth {fork|vfork|thread} ROUNDS FIRST-ID: label a process while it
 * makes a child or a thread.
 *
 * The child was seen, and SET is refused with EBUSY and changes nothing; or it
 * came later, and carries the label. A thread always carries its process's.
 */

#include <pthread.h>

#include "race.h"
#include "min_elf.h"

enum kind { FORK, VFORK, THREAD };

static struct race *race;
static enum kind kind;
static int min_elf;

/* What a thread carries shows in a child that it has afterwards. */
static volatile int thread_may_fork;
static volatile pid_t child_of_thread;

static pid_t fork_child(void)
{
	pid_t pid = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);

	if (!pid)
		idle();
	return pid;
}

static void *thread_main(void *arg)
{
	int status;
	pid_t pid;

	race_until(&thread_may_fork, 1);
	pid = fork_child();
	race_finish(race, (long)arg, pid);
	while (waitpid(pid, &status, 0) != pid)
		;
	return NULL;
}

static pid_t by_vfork(void)
{
	pid_t pid = vfork();

	if (!pid)
		min_elf_exec(min_elf);
	return pid;
}

/* Order 'r': one round. The answer comes when the round has been tidied up. */
static long run_order(char order, void *data)
{
	static int turn;
	pthread_t thread;
	pid_t pid;

	(void)order;
	(void)data;
	turn++;
	thread_may_fork = 0;
	race_wait(race, turn);
	if (kind == THREAD) {
		pthread_create(&thread, NULL, thread_main, (void *)(long)turn);
		race_until(&race->ready, -turn);
		thread_may_fork = 1;
		pthread_join(thread, NULL);
		return 0;
	}
	pid = kind == FORK ? fork_child() : by_vfork();
	race_finish(race, turn, pid);
	while (waitpid(pid, NULL, 0) != pid)
		;
	return 0;
}

static void round_of(struct raw_nl *nl, struct process *p, struct tally *t,
		     uint64_t id)
{
	uint64_t label, expected = CONTID_UNSET;
	int turn = t->rounds + 1, err, pidfd;
	pid_t child;

	process_order(p, 'r');
	race_go(race, turn);
	err = raw_set(nl, p->pidfd, id, NULL);
	if (kind == THREAD)
		race->ready = -turn;
	child = race_result(race, turn);
	pidfd = must_pidfd(child);

	if (!err) {
		t->done++;
		expected = id;
	} else if (err == -EBUSY && kind != THREAD) {
		t->refused++;
	} else {
		tally_wrong(t, "SET: %s (%s)", strerror(-err), nl->answer.sentence);
	}
	/* SET always comes before a thread's child, so let it wander. */
	if (kind == THREAD)
		race_sweep(race, t->rounds);
	else
		race_adjust(race, !err);

	label = raw_contid_of(nl, p->pidfd);
	if (label != expected)
		tally_wrong(t, "process with %llx after %d", (long long)label, err);
	label = raw_contid_of(nl, pidfd);
	if (label != expected)
		tally_wrong(t, "child with %llx after %d", (long long)label, err);
	if (tasks_of(nl, id) != (err ? 0 : 2))
		tally_wrong(t, "%u processes are counted", tasks_of(nl, id));
	if (!err && t->rounds % 256 == 0 && tasks_listed(nl, id) != 2)
		tally_wrong(t, "%u processes are listed", tasks_listed(nl, id));

	kill(child, SIGKILL);
	process_answer(p);
	close(pidfd);
	if (!err && raw_drop(nl, p->pidfd, NULL))
		tally_wrong(t, "DROP: %s", nl->answer.sentence);
	/* A thread that has been joined may be exiting still, with the label. */
	if (kind == THREAD)
		until(raw_is_gone(nl, id));
	if (!raw_is_gone(nl, id))
		tally_wrong(t, "the container is left");
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 2 ? atoi(argv[2]) : 1000);
	uint64_t id = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	struct process p;

	kind = argc > 1 && !strcmp(argv[1], "vfork") ? VFORK :
	       argc > 1 && !strcmp(argv[1], "thread") ? THREAD : FORK;
	race = shared_memory(sizeof(*race));
	min_elf = min_elf_open(min_elf_pause, sizeof(min_elf_pause));
	p = process_start(run_order, NULL);
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &p, &tally, id + tally.rounds);
	diag("%u rounds: %u labelled, %u refused", n, tally.done, tally.refused);
	ok(!tally.wrong, "SET against %s: all or nothing in each round",
	   argc > 1 ? argv[1] : "fork");
	ok(kind == THREAD || (tally.done && tally.refused),
	   "it went both ways");
	process_end(&p);
	return done_testing();
}
