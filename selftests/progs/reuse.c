// SPDX-License-Identifier: GPL-2.0
/*
 * reuse ROUNDS FIRST-ID: give an identifier to a new process while the last one
 * that had it exits. Either the new one joins the container, or it gets another
 * of the same identifier with a later serial number. For a quarter of the rounds
 * the old process is gone before.
 */

#include <pthread.h>

#include "race.h"

static struct race *race;
static volatile pid_t victim;

static void *killer(void *arg)
{
	int turn;

	(void)arg;
	for (turn = 1;; turn++) {
		race_wait(race, turn);
		if (!victim)
			return NULL;
		kill(victim, SIGKILL);
		race_finish(race, turn, 0);
	}
}

static void round_of(struct raw_nl *nl, struct tally *t, uint64_t id)
{
	struct process first = process_start(NULL, NULL);
	struct process second = process_start(NULL, NULL);
	struct raw_desc before, after;
	int turn = t->rounds + 1, err;

	if (raw_set(nl, first.pidfd, id, &before))
		tally_wrong(t, "the first SET: %s", nl->answer.sentence);
	victim = first.pid;
	race_go(race, turn);
	if (turn % 4 == 0) {
		race_result(race, turn);
		process_reap(&first);
	}
	err = raw_set(nl, second.pidfd, id, &after);
	race_result(race, turn);

	if (err)
		tally_wrong(t, "the second SET: %s", nl->answer.sentence);
	else if (after.serial < before.serial)
		tally_wrong(t, "serial number %llu after %llu",
			    (long long)after.serial, (long long)before.serial);
	else if (after.serial == before.serial && turn % 4 == 0)
		tally_wrong(t, "a container that ended is back");
	else if (after.serial == before.serial)
		t->done++;
	else
		t->refused++;
	if (turn % 4)
		race_adjust(race, after.serial == before.serial);
	if (raw_contid_of(nl, second.pidfd) != id)
		tally_wrong(t, "the second process has no label");
	if (turn % 4)
		process_reap(&first);
	if (tasks_of(nl, id) != 1)
		tally_wrong(t, "%u processes", tasks_of(nl, id));

	process_end(&second);
	close(first.pidfd);
	close(first.fd);
	if (!raw_is_gone(nl, id))
		tally_wrong(t, "the container is left");
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 1000);
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	pthread_t thread;

	race = shared_memory(sizeof(*race));
	pthread_create(&thread, NULL, killer, NULL);
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &tally, id + tally.rounds);
	diag("%u rounds: %u joined, %u anew", n, tally.done, tally.refused);
	ok(!tally.wrong, "an identifier is used again, with a new serial number");
	ok(tally.done && tally.refused, "some joined in time and some did not");

	victim = 0;
	race_go(race, n + 1);
	pthread_join(thread, NULL);
	return done_testing();
}
