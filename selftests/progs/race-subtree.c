// SPDX-License-Identifier: GPL-2.0
/*
 * race-subtree {fork|thread|orphan|exit} ROUNDS FIRST-ID [CROWD]: label the subtree of
 * a process, and of CROWD others that do nothing, at the moment when
 *
 *	fork	it has a child
 *	thread	it makes a thread that has a child
 *	orphan	its child exits, so that its grandchild becomes its child
 *	exit	its child exits
 *
 * The request succeeds, and all live processes carry the label.
 */

#include <pthread.h>

#include "race.h"

enum kind { FORK, THREAD, ORPHAN, EXIT };

static struct race *race;
static enum kind kind;
static volatile pid_t *grandchild;	/* shared */
static unsigned int crowd;

/* An orphan outlives the parent that it loses. */
static pid_t fork_grandchild(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, kind == ORPHAN ? 0 : SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

static void *fork_in_thread(void *arg)
{
	race_finish(race, (long)arg, fork_grandchild());
	/* The child ends with the thread that made it. */
	for (;;)
		pause();
	return NULL;
}

/* The child that is going to exit at the right moment. */
static void doomed(int turn)
{
	*grandchild = kind == ORPHAN ? fork_grandchild() : 0;
	race_wait(race, turn);
	_exit(0);
}

/* The crowd has a process group of its own, so that it is not waited for. */
static void start_crowd(void)
{
	unsigned int i;
	pid_t pid;

	for (i = 0; i < crowd; i++) {
		pid = fork_idle();
		must(pid, "fork");
		setpgid(pid, 0);
	}
}

/* Order 's' comes first. Order 'r': one round, 'c': and its children are gone. */
static long run_order(char order, void *data)
{
	static int turn;
	pthread_t thread;
	pid_t pid = 0;

	(void)data;
	if (order == 's') {
		start_crowd();
		return 0;
	}
	if (order == 'c') {
		while (waitpid(0, NULL, 0) > 0)
			;
		return 0;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	turn++;
	switch (kind) {
	case FORK:
		race_wait(race, turn);
		pid = fork_grandchild();
		race_finish(race, turn, pid);
		break;
	case THREAD:
		race_wait(race, turn);
		pthread_create(&thread, NULL, fork_in_thread,
			       (void *)(long)turn);
		break;
	case ORPHAN:
	case EXIT:
		pid = fork();
		if (!pid)
			doomed(turn);
		while (waitpid(pid, NULL, 0) != pid)
			;
		race_finish(race, turn, *grandchild);
	}
	return 0;
}

static void round_of(struct raw_nl *nl, struct process *p, struct tally *t,
		     uint64_t id)
{
	struct raw_desc desc = {};
	int turn = t->rounds + 1, err, pidfd;
	uint32_t left = crowd + (kind == EXIT ? 1 : 2);
	pid_t child;
	bool first;

	process_order(p, 'r');
	race_go(race, turn);
	err = raw_set_as(nl, p->pidfd, id, CONTID_FLAG_SUBTREE, NO_LIMIT,
			 &desc);
	child = race_result(race, turn);
	process_answer(p);
	if (err)
		tally_wrong(t, "SET: %s (%s)", strerror(-err),
			    nl->answer.sentence);

	/* Whether what happened, happened later. */
	first = kind == FORK || kind == THREAD ? desc.processes == crowd + 1 :
		desc.processes > left;
	t->done += first;
	t->refused += !first;
	race_adjust(race, first);

	if (raw_contid_of(nl, p->pidfd) != id)
		tally_wrong(t, "the process has no label");
	if (child) {
		pidfd = must_pidfd(child);
		if (raw_contid_of(nl, pidfd) != id)
			tally_wrong(t, "its descendant has no label");
		close(pidfd);
	}
	if (tasks_of(nl, id) != left)
		tally_wrong(t, "%u processes are counted", tasks_of(nl, id));
	if (raw_drop_as(nl, p->pidfd, CONTID_FLAG_SUBTREE, NULL))
		tally_wrong(t, "DROP: %s", nl->answer.sentence);
	if (!raw_is_gone(nl, id))
		tally_wrong(t, "the container is left");
	if (child)
		kill(child, SIGKILL);
	process_ask(p, 'c');
}

int main(int argc, char **argv)
{
	static const char * const kinds[] = { "fork", "thread", "orphan", "exit" };
	unsigned int n = rounds(argc > 2 ? atoi(argv[2]) : 1000);
	uint64_t id = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	struct process p;

	crowd = argc > 4 ? atoi(argv[4]) : 0;
	while (argc > 1 && kind < EXIT && strcmp(argv[1], kinds[kind]))
		kind++;
	race = shared_memory(sizeof(*race));
	grandchild = shared_memory(sizeof(*grandchild));
	p = process_start(run_order, NULL);
	process_ask(&p, 's');
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &p, &tally, id + tally.rounds);
	diag("%u rounds: SET came first in %u", n, tally.done);
	ok(!tally.wrong, "SET of a subtree of %u against %s: all of it", crowd + 1,
	   kinds[kind]);
	/* Of a crowd there are too few rounds to meet. */
	if (!crowd || !kernel_is_slow())
		ok(tally.done && tally.refused, "it went both ways");
	process_end(&p);
	return done_testing();
}
