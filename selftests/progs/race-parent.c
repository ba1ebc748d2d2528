// SPDX-License-Identifier: GPL-2.0
/*
 * race-parent ROUNDS: SET with a PARENT that ends meanwhile, while its identifier
 * is taken again at once. The new container is nested in the parent of before,
 * or the request is refused with ENOENT; it is never nested in another one.
 */

#include "race.h"

#define ID_PARENT	100
#define ID_CHILD	101

struct side {
	struct race race;
	volatile pid_t victim;	/* the only process of the parent */
	volatile uint64_t serial;	/* of the parent that came after */
	volatile int between;	/* the turn in which there is no parent now */
	volatile int asked;	/* the turn in which the request has its answer */
};

/* In some rounds the request comes while there is no parent, however busy the machine. */
static bool is_staged(int turn)
{
	return turn % 16 == 0;
}

/* Shared with the other side. */
static struct side *side;

/*
 * Ends the parent and makes another one of the same identifier, with a process
 * of its own. Order 'g': as many rounds as @data points to.
 */
static long other_side(char order, void *data)
{
	unsigned int n = *(unsigned int *)data, turn;
	struct raw_nl nl = raw_connect();
	struct process p = process_start(NULL, NULL);
	int victim, err;

	(void)order;
	for (turn = 1; turn < n; turn++) {
		struct raw_desc desc = {};

		race_wait(&side->race, turn);
		victim = must_pidfd(side->victim);
		err = raw_drop(&nl, victim, NULL);
		close(victim);
		if (is_staged(turn)) {
			side->between = turn;
			race_until(&side->asked, turn);
		}
		err = err ?: raw_set(&nl, p.pidfd, ID_PARENT, &desc);
		side->serial = desc.serial;
		race_finish(&side->race, turn, err);
		/* Until the round is judged. */
		race_until(&side->race.ready, -(int)turn);
		raw_drop_as(&nl, p.pidfd, 0, NULL);
		race_finish(&side->race, -(int)turn, 0);
	}
	process_end(&p);
	return 0;
}

enum outcome { FIRST, REFUSED, SECOND };

/* Which of the two parents the child is nested in, or neither. */
static enum outcome judge(struct raw_nl *nl, struct tally *t,
			  struct process *child, int err, uint64_t first)
{
	struct raw_desc desc = {}, parent = {};

	if (err) {
		if (err != -ENOENT)
			tally_wrong(t, "SET: %s (%s)", strerror(-err),
				    nl->answer.sentence);
		if (raw_contid_of(nl, child->pidfd) != CONTID_UNSET)
			tally_wrong(t, "refused, and labelled");
		t->refused++;
		return REFUSED;
	}
	t->done++;
	if (raw_get_process(nl, child->pidfd, &desc) ||
	    desc.contid != ID_CHILD || desc.parent != ID_PARENT ||
	    raw_get(nl, ID_PARENT, &parent) || parent.children != 1)
		tally_wrong(t, "not nested: contid %llu, children %u",
			    (unsigned long long)desc.contid, parent.children);
	/* It kept the first alive, which the other side joined; or came after. */
	else if (parent.serial != side->serial)
		tally_wrong(t, "two containers have the identifier, %llu and %llu",
			    (unsigned long long)parent.serial,
			    (unsigned long long)side->serial);
	return parent.serial == first ? FIRST : SECOND;
}

static void round_of(struct raw_nl *nl, struct tally *t, struct process *child,
		     struct process *victim)
{
	int turn = t->rounds, err;
	struct raw_desc desc = {};
	enum outcome outcome;

	if (raw_set(nl, victim->pidfd, ID_PARENT, &desc))
		bail("the parent: %s", nl->answer.sentence);
	side->victim = victim->pid;
	race_go(&side->race, turn);
	if (is_staged(turn))
		race_until(&side->between, turn);
	err = raw_set_with(nl, child->pidfd, ID_CHILD,
			   (struct raw_set_options){
				.parent = &(uint64_t){ ID_PARENT } }, NULL);
	side->asked = turn;
	if (race_result(&side->race, turn))
		tally_wrong(t, "the other side failed: %ld",
			    side->race.result);
	outcome = judge(nl, t, child, err, desc.serial);
	if (outcome != REFUSED)
		race_adjust(&side->race, outcome == FIRST);
	if (!err) {
		raw_drop(nl, child->pidfd, NULL);
		raw_drop(nl, child->pidfd, NULL);
	}
	side->race.ready = -turn;
	race_result(&side->race, -turn);
	if (!raw_is_gone(nl, ID_PARENT) || !raw_is_gone(nl, ID_CHILD))
		tally_wrong(t, "a container is left");
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 1000);
	struct raw_nl nl = raw_connect();
	struct process other, child, victim;
	struct tally tally = {};

	side = shared_memory(sizeof(*side));
	other = process_start(other_side, &n);
	child = process_start(NULL, NULL);
	victim = process_start(NULL, NULL);
	process_order(&other, 'g');
	for (tally.rounds = 1; tally.rounds < n; tally.rounds++)
		round_of(&nl, &tally, &child, &victim);
	process_answer(&other);
	diag("%u rounds: %u nested, %u refused", n, tally.done, tally.refused);
	ok(!tally.wrong, "PARENT against its end");
	ok(tally.done && tally.refused, "both have happened");
	process_end(&victim);
	process_end(&child);
	process_end(&other);
	return done_testing();
}
