// SPDX-License-Identifier: GPL-2.0
/*
 * delegate-view: a delegate sees its own container and those below, and nothing else of
 * the world: not what its own is nested in, nor how much there is.
 */

#include "contid.h"
#include "process.h"

#define ID_OTHER	1	/* not its business */
#define ID_ABOVE	10
#define ID_BESIDE	11	/* in the container above, too */
#define ID_OWN		20
#define ID_BY_HOST	21	/* in its own, the host made it */
#define ID_BY_ITSELF	22
#define ID_DEEPER	23	/* in that */

static struct process others[6];	/* as make_others() puts them */

static bool is_of(const struct contid_descs *list, const uint64_t *ids, size_t n)
{
	size_t i;

	for (i = 0; i < list->n && i < n; i++)
		if (list->v[i].contid != ids[i])
			break;
	if (i == n && i == list->n)
		return true;
	for (i = 0; i < list->n; i++)
		diag("listed: %llu", (unsigned long long)list->v[i].contid);
	return false;
}

#define is_list(list, ...)						\
	is_of(list, (const uint64_t[]){ __VA_ARGS__ },			\
	      sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

/* In the delegate, whose standard output is the test's */
static void look(void)
{
	static const uint64_t hidden[] = { ID_OTHER, ID_ABOVE, ID_BESIDE };
	struct nl nl = contid_connect();
	struct contid_descs list = {};
	struct contid_desc desc;
	bool good = true;
	size_t i;

	ok(!contid_dump(&nl, &list) &&
	   is_list(&list, ID_OWN, ID_BY_HOST, ID_BY_ITSELF, ID_DEEPER),
	   "it lists its own container and those below");
	ok(!(list.v[0].present & (1U << CONTID_A_PARENT)) &&
	   list.v[1].parent == ID_OWN && list.v[2].parent == ID_OWN &&
	   list.v[3].parent == ID_BY_ITSELF,
	   "with their parents, but for its own");
	ok(list.v[0].children == 2, "its own has two children");
	ok(!contid_dump_below(&nl, ID_OWN, &list) &&
	   is_list(&list, ID_BY_HOST, ID_BY_ITSELF), "those are listed below it");
	ok(contid_dump_below(&nl, ID_ABOVE, &list) || !list.n,
	   "the container above is none to it");

	for (i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		good = good && contid_get(&nl, hidden[i], &desc) == -ENOENT &&
		       contid_dump_tasks(&nl, hidden[i], &list) == -ENOENT;
	ok(good, "those elsewhere do not exist, by GET and by TASKS");

	ok(!contid_dump_tasks(&nl, ID_DEEPER, &list) && list.n == 1 &&
	   (pid_t)list.v[0].pid == others[5].pid, "processes below are listed");
	ok(!contid_get_process(&nl, others[5].pidfd, &desc) &&
	   desc.contid == ID_DEEPER && desc.depth == 3,
	   "and told what they carry, as deep as they are");
	for (i = 0, good = true; i < 3; i++) {
		int err = contid_get_process(&nl, others[i].pidfd, &desc);

		if (!err && desc.contid != CONTID_UNSET)
			good = false;
	}
	ok(good, "what processes elsewhere carry is not told");
}

static long obey(char order, void *data)
{
	struct nl nl;

	(void)data;
	if (order == 'n') {
		nl = contid_connect();
		return contid_nest(&nl, others[4].pidfd, ID_BY_ITSELF, NULL) ?:
		       contid_nest(&nl, others[5].pidfd, ID_BY_ITSELF, NULL) ?:
		       contid_nest(&nl, others[5].pidfd, ID_DEEPER, NULL);
	}
	look();
	fflush(stdout);
	return tap_count;
}

static void must_do(int err, const char *what)
{
	if (err)
		bail("%s: %s", what, strerror(-err));
}

/* Who carries what: all but the first in the container above. */
static void make_others(struct nl *nl)
{
	static const uint64_t ids[][3] = {
		{ ID_OTHER }, { ID_ABOVE }, { ID_ABOVE, ID_BESIDE },
		{ ID_ABOVE, ID_OWN, ID_BY_HOST }, { ID_ABOVE, ID_OWN },
		{ ID_ABOVE, ID_OWN },
	};
	size_t i, j;

	for (i = 0; i < 6; i++) {
		others[i] = process_start(NULL, NULL);
		for (j = 0; j < 3 && ids[i][j]; j++)
			must_do(contid_nest(nl, others[i].pidfd, ids[i][j],
					    NULL), "one of the others");
	}
}

int main(void)
{
	struct nl nl = contid_connect();
	struct process owner = process_start(NULL, NULL), delegate;
	struct contid_descs list = {};
	int i;

	/* What others join has to be delegated by the first. */
	must_do(contid_set(&nl, owner.pidfd, ID_ABOVE, NULL) ?:
		contid_set_as(&nl, owner.pidfd, ID_OWN,
			      CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE,
			      NO_LIMIT, NULL), "the delegate's container");
	make_others(&nl);
	delegate = process_start(obey, NULL);
	must_do(contid_set(&nl, delegate.pidfd, ID_ABOVE, NULL) ?:
		contid_nest(&nl, delegate.pidfd, ID_OWN, NULL), "the delegate");
	must_do(process_ask(&delegate, 'n'), "what the delegate nests");
	tap_count = process_ask(&delegate, 'l');

	process_end(&delegate);
	process_end(&owner);
	for (i = 0; i < 6; i++)
		process_end(&others[i]);
	while (contid_dump(&nl, &list), list.n)
		sched_yield();
	return done_testing();
}
