// SPDX-License-Identifier: GPL-2.0
/*
 * race-set ROUNDS FIRST-ID: two requesters label the same process. One of them
 * does, the other is refused and leaves nothing behind. In every other round
 * they want the same identifier.
 */

#include <pthread.h>

#include "race.h"

static struct race *race;
static volatile int target;
static volatile uint64_t wanted;

static void *rival(void *arg)
{
	struct raw_nl nl = raw_connect();
	int turn;

	(void)arg;
	for (turn = 1;; turn++) {
		race_wait(race, turn);
		if (target < 0)
			return NULL;
		race_finish(race, turn, raw_set(&nl, target, wanted, NULL));
	}
}

static void round_of(struct raw_nl *nl, struct process *p, struct tally *t,
		     uint64_t id)
{
	uint64_t other = id + t->rounds % 2, label;
	int ours, theirs, turn = t->rounds + 1;

	target = p->pidfd;
	wanted = other;
	race_go(race, turn);
	ours = raw_set(nl, p->pidfd, id, NULL);
	theirs = race_result(race, turn);

	race_adjust(race, !ours);
	t->done += !ours;
	t->refused += !theirs;
	if (!((!ours && theirs == -EEXIST) || (!theirs && ours == -EEXIST)))
		tally_wrong(t, "%d and %d", ours, theirs);
	label = raw_contid_of(nl, p->pidfd);
	if (label != (ours ? other : id))
		tally_wrong(t, "the label is %llx", (long long)label);
	if (other != id && !raw_is_gone(nl, ours ? id : other))
		tally_wrong(t, "the loser's container is there");
	if (tasks_of(nl, label) != 1)
		tally_wrong(t, "%u processes", tasks_of(nl, label));
	if (raw_drop(nl, p->pidfd, NULL) || !raw_is_gone(nl, label))
		tally_wrong(t, "DROP: %s", nl->answer.sentence);
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 1000);
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct tally tally = {};
	pthread_t thread;
	struct process p;

	race = shared_memory(sizeof(*race));
	p = process_start(NULL, NULL);
	pthread_create(&thread, NULL, rival, NULL);
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &p, &tally, id + 2 * tally.rounds);
	diag("%u rounds: %u ours, %u theirs", n, tally.done, tally.refused);
	ok(!tally.wrong, "two SETs: exactly one wins in each round");
	ok(tally.done && tally.refused, "now the one, now the other");

	target = -1;
	race_go(race, n + 1);
	pthread_join(thread, NULL);
	process_end(&p);
	return done_testing();
}
