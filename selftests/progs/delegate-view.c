// SPDX-License-Identifier: GPL-2.0
/*
 * delegate-view: a delegate sees its own container and those below, and no other one:
 * not what its own is nested in, nor how many there are.
 */

#include "raw_contid.h"
#include "process.h"

#define ID_OTHER	1	/* not its business */
#define ID_ABOVE	10
#define ID_BESIDE	11	/* in the container above, too */
#define ID_OWN		20
#define ID_BY_HOST	21	/* in its own, the host made it */
#define ID_BY_ITSELF	22
#define ID_DEEPER	23	/* in that */

static struct process others[6];	/* as make_others() puts them */

static bool is_of(const struct raw_descs *list, const uint64_t *ids, size_t n)
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

/* In the delegate, which has the test's standard output */
static void look(void)
{
	static const uint64_t hidden[] = { ID_OTHER, ID_ABOVE, ID_BESIDE };
	struct raw_nl nl = raw_connect();
	struct raw_descs list = {};
	struct raw_desc desc;
	uint64_t serial_by_host;
	bool good = true;
	size_t i;

	ok(!raw_dump(&nl, &list) &&
	   is_list(&list, ID_OWN, ID_BY_HOST, ID_BY_ITSELF, ID_DEEPER),
	   "it lists its own container and those below");
	ok(!(list.v[0].present & (1U << CONTID_A_PARENT)) &&
	   list.v[1].parent == ID_OWN && list.v[2].parent == ID_OWN &&
	   list.v[3].parent == ID_BY_ITSELF,
	   "with their parents, but for its own");
	ok(list.v[0].children == 2, "its own has two children");
	serial_by_host = list.v[1].serial;
	ok(!raw_dump_below(&nl, ID_BY_ITSELF, &list) &&
	   is_list(&list, ID_DEEPER), "one lists what is below another");
	ok(raw_dump_below(&nl, ID_OWN, &list) || !list.n,
	   "its own identifier is not of its scope");
	ok(raw_dump_below(&nl, ID_ABOVE, &list) || !list.n,
	   "the container above is none to it");

	for (i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		good = good && raw_get(&nl, hidden[i], &desc) == -ENOENT &&
		       raw_dump_processes(&nl, hidden[i], &list) == -ENOENT;
	ok(good, "those elsewhere do not exist, by GET and by PROCESSES");

	ok(!raw_dump_processes(&nl, ID_DEEPER, &list) && list.n == 1 &&
	   (pid_t)list.v[0].pid == others[5].pid, "processes below are listed");
	ok(raw_dump_processes(&nl, ID_BY_HOST, &list) == -ENOENT &&
	   raw_get(&nl, ID_BY_HOST, &desc) == -ENOENT &&
	   !raw_get_serial(&nl, serial_by_host, &desc) &&
	   desc.contid == ID_BY_HOST,
	   "what the host nested there has a serial number, and no identifier of its scope");
	ok(!raw_get_process(&nl, others[5].pidfd, &desc) &&
	   desc.contid == ID_DEEPER && desc.depth == 2,
	   "GET reports what processes below carry, as deep as it is below its own");
	for (i = 0, good = true; i < 3; i++) {
		int err = raw_get_process(&nl, others[i].pidfd, &desc);

		if (!err && desc.contid != CONTID_UNSET)
			good = false;
	}
	ok(good, "GET does not say what processes elsewhere carry");
}

static long run_order(char order, void *data)
{
	struct raw_nl nl;

	(void)data;
	if (order == 'n') {
		nl = raw_connect();
		return raw_nest(&nl, others[4].pidfd, ID_BY_ITSELF, NULL) ?:
		       raw_nest(&nl, others[5].pidfd, ID_BY_ITSELF, NULL) ?:
		       raw_nest(&nl, others[5].pidfd, ID_DEEPER, NULL);
	}
	look();
	fflush(stdout);
	return tap_count;
}

/* Who carries what: all but the first in the container above. */
static void make_others(struct raw_nl *nl)
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
			must_do(raw_nest(nl, others[i].pidfd, ids[i][j],
					 NULL), "one of the others");
	}
}

int main(void)
{
	struct raw_nl nl = raw_connect();
	struct process owner = process_start(NULL, NULL), delegate;
	struct raw_descs list = {};
	int i;

	/* What others join has to be delegated by the first. */
	must_do(raw_set(&nl, owner.pidfd, ID_ABOVE, NULL) ?:
		raw_set_as(&nl, owner.pidfd, ID_OWN,
			   CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "the delegate's container");
	make_others(&nl);
	delegate = process_start(run_order, NULL);
	must_do(raw_set(&nl, delegate.pidfd, ID_ABOVE, NULL) ?:
		raw_nest(&nl, delegate.pidfd, ID_OWN, NULL), "the delegate");
	must_do(process_ask(&delegate, 'n'), "what the delegate nests");
	tap_count = process_ask(&delegate, 'l');

	process_end(&delegate);
	process_end(&owner);
	for (i = 0; i < 6; i++)
		process_end(&others[i]);
	until(!raw_dump(&nl, &list) && !list.n);
	return done_testing();
}
