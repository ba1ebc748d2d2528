// SPDX-License-Identifier: GPL-2.0
/*
 * nest FILE MARKER: containers in containers, as deep as can be, and moves
 * between them.
 *
 * FILE gets what the audit log must have to say of it, in order: a line for
 * each CONTAINER_OP, and for each time that MARKER was opened the lineage that
 * its event must carry.
 */

#include "raw_contid.h"
#include "process.h"

static struct raw_nl nl;
static FILE *expected;
static const char *marker;

/* From the top down, as deep as can be, and one more. */
static uint64_t chain[CONTID_DEPTH_MAX + 2];

/* Text that lives as long as we do. */
static const char *below(const char *parent, uint64_t id)
{
	bool top = *parent == '-';
	char *text;

	if (asprintf(&text, "%llu%s%s", (unsigned long long)id,
		     top ? "" : ",^", top ? "" : parent) < 0)
		bail("out of memory");
	return text;
}

/* Lineage of the first @n of the chain. */
static const char *lineage(int n)
{
	const char *text = "-1";
	int i;

	for (i = 0; i < n; i++)
		text = below(text, chain[i]);
	return text;
}

static void expect(const char *op, const struct process *p, const char *after,
		   const char *before, int res)
{
	fprintf(expected, "op=%s opid=%d contid=%s old-contid=%s res=%d\n", op,
		p->pid, after, before, res);
}

static long run_order(char order, void *data)
{
	(void)data;
	if (order == 'o')
		return close(open(marker, O_RDONLY));
	if (order == 'f')
		return fork_idle();
	return -1;
}

static void check_one_deeper(struct process *p, int depth)
{
	struct raw_desc echo = {}, parent = {};
	bool good;

	good = !raw_nest(&nl, p->pidfd, chain[depth], &echo) &&
	       echo.contid == chain[depth] && echo.depth == (uint32_t)depth &&
	       echo.processes == 1 && !echo.children &&
	       raw_contid_of(&nl, p->pidfd) == chain[depth];
	if (depth)
		good = good && echo.parent == chain[depth - 1] &&
		       !raw_get(&nl, chain[depth - 1], &parent) &&
		       !parent.processes && parent.children == 1;
	else
		good = good && !(echo.present & 1U << CONTID_A_PARENT);
	ok(good, "depth %d, with %llu", depth, (unsigned long long)chain[depth]);
	expect("set", p, lineage(depth + 1), lineage(depth), 1);

	process_ask(p, 'o');
	fprintf(expected, "opened %s\n", lineage(depth + 1));
}

static void check_depth(void)
{
	struct process p = process_start(run_order, NULL);
	struct raw_desc desc = {};
	int depth;

	/* Names as long as can be, but for the smallest of all. */
	for (depth = 1; depth <= CONTID_DEPTH_MAX + 1; depth++)
		chain[depth] = CONTID_UNSET - depth;
	for (depth = 0; depth <= CONTID_DEPTH_MAX; depth++)
		check_one_deeper(&p, depth);

	ok(raw_nest(&nl, p.pidfd, chain[depth], NULL) == -EMLINK &&
	   raw_contid_of(&nl, p.pidfd) == chain[depth - 1] &&
	   raw_is_gone(&nl, chain[depth]), "and no deeper");
	expect("set", &p, lineage(depth + 1), lineage(depth), 0);

	ok(process_ask(&p, 'f') > 0 && !raw_get(&nl, chain[depth - 1], &desc) &&
	   desc.processes == 2, "a child inherits it");
	ok(raw_drop_as(&nl, p.pidfd, CONTID_FLAG_SUBTREE, NULL) == 0 &&
	   raw_contid_of(&nl, p.pidfd) == chain[depth - 2],
	   "both fall back to the one above");
	expect("drop", &p, lineage(depth - 1), lineage(depth), 1);
	expect("end", &p, "-1", lineage(depth), 1);
	for (depth--; depth > CONTID_DEPTH_MAX / 2; depth--) {
		ok(raw_drop_as(&nl, p.pidfd, CONTID_FLAG_SUBTREE, NULL) == 0 &&
		   !raw_get_process(&nl, p.pidfd, &desc) &&
		   desc.contid == chain[depth - 2] && desc.processes == 2 &&
		   !desc.children && raw_is_gone(&nl, chain[depth - 1]),
		   "from depth %d to the one above", depth - 1);
		expect("drop", &p, lineage(depth - 1), lineage(depth), 1);
		expect("end", &p, "-1", lineage(depth), 1);
		process_ask(&p, 'o');
		fprintf(expected, "opened %s\n", lineage(depth - 1));
	}
	/* The end of the child comes with it, and is not awaited by us. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	process_end(&p);
	while (wait(NULL) > 0)
		;
	ok(raw_is_gone(&nl, chain[0]), "all end with the process");
	for (; depth; depth--)
		fprintf(expected, "op=end opid=* contid=-1 old-contid=%s res=1\n",
			lineage(depth));
}

static void check_parent_stays(void)
{
	struct process p = process_start(run_order, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_desc desc = {};

	raw_set(&nl, p.pidfd, 10, NULL);
	expect("set", &p, "10", "-1", 1);
	raw_set(&nl, q.pidfd, 10, NULL);
	expect("set", &q, "10", "-1", 1);
	raw_nest(&nl, p.pidfd, 11, NULL);
	expect("set", &p, "11,^10", "10", 1);
	process_end(&q);
	ok(!raw_get(&nl, 10, &desc) && !desc.processes && desc.children == 1,
	   "a container without process stays for the one nested in it");

	q = process_start(NULL, NULL);
	ok(!raw_set(&nl, q.pidfd, 10, &desc) && desc.processes == 1,
	   "and can be joined");
	expect("set", &q, "10", "-1", 1);
	ok(!raw_nest(&nl, q.pidfd, 11, &desc) && desc.processes == 2 &&
	   desc.parent == 10, "what is nested can be joined from there");
	expect("set", &q, "11,^10", "10", 1);
	process_end(&p);
	ok(!raw_get(&nl, 10, &desc) && desc.children == 1,
	   "one of two processes is left");
	process_end(&q);
	ok(raw_is_gone(&nl, 10) && raw_is_gone(&nl, 11),
	   "both end with the last process below");
	expect("end", &q, "-1", "11,^10", 1);
	expect("end", &q, "-1", "10", 1);
}

#define CHILDREN	50

static void check_many_children(void)
{
	struct process p[CHILDREN];
	struct raw_descs list = {};
	struct raw_desc desc = {};
	size_t i;
	bool good;

	for (i = 0; i < CHILDREN; i++) {
		p[i] = process_start(NULL, NULL);
		raw_set(&nl, p[i].pidfd, 20, NULL);
		expect("set", &p[i], "20", "-1", 1);
		raw_nest(&nl, p[i].pidfd, 21 + i, NULL);
		expect("set", &p[i], below("20", 21 + i), "20", 1);
		raw_nest(&nl, p[i].pidfd, 121 + i, NULL);
		expect("set", &p[i], below(below("20", 21 + i), 121 + i),
		       below("20", 21 + i), 1);
	}
	ok(!raw_get(&nl, 20, &desc) && desc.children == CHILDREN &&
	   !desc.processes, "%d children are counted, not theirs", CHILDREN);
	good = !raw_dump_below(&nl, 20, &list) && list.n == CHILDREN;
	for (i = 0; good && i < CHILDREN; i++)
		good = list.v[i].contid == 21 + i && list.v[i].parent == 20;
	ok(good, "and listed, oldest first");
	ok(!raw_dump(&nl, &list) && list.n == 2 * CHILDREN + 1,
	   "the list of all has those below, too");
	for (i = 0; i < CHILDREN; i++) {
		process_end(&p[i]);
		expect("end", &p[i], "-1",
		       below(below("20", 21 + i), 121 + i), 1);
		expect("end", &p[i], "-1", below("20", 21 + i), 1);
	}
	expect("end", &p[i - 1], "-1", "20", 1);
	ok(raw_is_gone(&nl, 20), "the last child takes the parent with it");
}

static void check_move(void)
{
	struct process p = process_start(NULL, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_desc a = {}, b = {};

	ok(!raw_move(&nl, p.pidfd, 30, &a) && a.processes == 1,
	   "MOVE of a process without label labels it");
	expect("set", &p, "30", "-1", 1);
	ok(!raw_move(&nl, p.pidfd, 30, &b) && a.serial == b.serial &&
	   b.processes == 1, "MOVE to where it is changes nothing");
	expect("set", &p, "30", "30", 1);
	ok(!raw_move(&nl, p.pidfd, 31, &b) && !b.depth && b.processes == 1 &&
	   raw_is_gone(&nl, 30), "MOVE of the last process ends the old one");
	expect("set", &p, "31", "30", 1);
	expect("end", &p, "-1", "30", 1);

	raw_set(&nl, q.pidfd, 31, NULL);
	expect("set", &q, "31", "-1", 1);
	ok(!raw_move(&nl, p.pidfd, 32, &b) && !raw_get(&nl, 31, &a) &&
	   a.processes == 1 && b.processes == 1, "MOVE of one of two does not");
	expect("set", &p, "32", "31", 1);

	raw_nest(&nl, q.pidfd, 33, NULL);
	expect("set", &q, "33,^31", "31", 1);
	ok(raw_move(&nl, p.pidfd, 33, NULL) == -ENOTUNIQ,
	   "MOVE does not look for a nested container at the top");
	expect("set", &p, "33", "32", 0);
	ok(!raw_move_below(&nl, p.pidfd, 33, 31, &b) && b.parent == 31 &&
	   b.depth == 1 && b.processes == 2,
	   "MOVE into a nested container, with its parent");
	expect("set", &p, "33,^31", "32", 1);
	expect("end", &p, "-1", "32", 1);
	ok(!raw_move(&nl, p.pidfd, 31, &b) && b.processes == 1 &&
	   b.children == 1, "MOVE out into its parent");
	expect("set", &p, "31", "33,^31", 1);
	ok(!raw_move(&nl, q.pidfd, 34, &b) && raw_is_gone(&nl, 33) &&
	   !raw_get(&nl, 31, &a) && !a.children && a.processes == 1,
	   "MOVE to the top ends what was nested, not its parent");
	expect("set", &q, "34", "33,^31", 1);
	expect("end", &q, "-1", "33,^31", 1);
	process_end(&p);
	expect("end", &p, "-1", "31", 1);
	process_end(&q);
	expect("end", &q, "-1", "34", 1);
}

int main(int argc, char **argv)
{
	struct raw_descs list = {};

	expected = argc > 2 ? fopen(argv[1], "we") : NULL;
	if (!expected)
		bail("usage: nest FILE MARKER");
	marker = argv[2];
	nl = raw_connect();
	check_depth();
	check_parent_stays();
	check_many_children();
	check_move();
	ok(!raw_dump(&nl, &list) && !list.n, "no container is left");
	fclose(expected);
	return done_testing();
}
