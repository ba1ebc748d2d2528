// SPDX-License-Identifier: GPL-2.0
/*
 * race-requester ROUNDS FIRST-ID: a delegate moves a process while the host takes
 * the delegate out of its container and the process exits, so that the container
 * in which the new one would be nested ends meanwhile.
 *
 * Either the request comes first, and what it made is nested in a container that
 * lives; or it is refused and has made nothing.
 */

#include "race.h"

#define AWAY	7

static struct race *race;
static struct process target;

/* Order: the identifier is @data's. The request of each round. */
static long run_requester_order(char order, void *data)
{
	const uint64_t *id = data;
	struct raw_nl own = raw_connect();
	long result;

	(void)order;
	race_wait(race, 1);
	result = raw_move(&own, target.pidfd, *id, NULL);
	race_finish(race, 1, result);
	return result;
}

/* Each container's parent is one of those that live. */
static bool is_whole(struct raw_nl *nl)
{
	static struct raw_descs list;
	struct raw_desc parent;
	size_t i;

	raw_dump(nl, &list);
	for (i = 0; i < list.n; i++) {
		if (!(list.v[i].present & 1U << CONTID_A_PARENT))
			continue;
		if (raw_get(nl, list.v[i].parent, &parent) ||
		    !parent.children)
			return false;
	}
	return true;
}

static void round_of(struct raw_nl *nl, struct tally *t, uint64_t own)
{
	uint64_t id = own + 1;
	struct process p;
	struct process requester;
	long err;

	race->turn = race->ready = race->done = 0;
	target = process_start(NULL, NULL);
	requester = process_start(run_requester_order, &id);
	p = target;
	must_do(raw_set_as(nl, requester.pidfd, own, CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "delegate");
	must_do(raw_set(nl, p.pidfd, own, NULL), "target");
	process_order(&requester, 'm');
	race_go(race, 1);
	if (t->rounds % 2)
		kill(p.pid, SIGKILL);
	raw_move(nl, requester.pidfd, AWAY, NULL);
	if (!(t->rounds % 2))
		kill(p.pid, SIGKILL);
	err = process_answer(&requester);
	race_adjust(race, err);
	process_end(&p);
	if (!err)
		t->done++;
	else
		t->refused++;
	if (err && err != -EPERM && err != -ESRCH && err != -EXDEV &&
	    err != -EEXIST)
		tally_wrong(t, "refused with %s", strerror(-err));
	if (!is_whole(nl))
		tally_wrong(t, "one is nested in a container that is gone");
	process_end(&requester);
	until(raw_is_gone(nl, own));
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 1 ? atoi(argv[1]) : 1000);
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 10000;
	struct raw_nl nl = raw_connect();
	struct process stays = process_start(NULL, NULL);
	struct raw_descs list = {};
	struct tally tally = {};

	race = shared_memory(sizeof(*race));
	must_do(raw_set(&nl, stays.pidfd, AWAY, NULL), "away");
	for (tally.rounds = 0; tally.rounds < n; tally.rounds++)
		round_of(&nl, &tally, id + 2 * tally.rounds);
	diag("%u rounds: %u done, %u refused", n, tally.done, tally.refused);
	ok(!tally.wrong, "a delegate's MOVE against the end of its container");
	ok(tally.done && tally.refused, "each came first at times");
	process_end(&stays);
	until(!raw_dump(&nl, &list) && !list.n);
	ok(true, "none is left");
	return done_testing();
}
