// SPDX-License-Identifier: GPL-2.0
/*
 * oracle OPERATIONS [SEED]: random operations on processes and containers, each compared
 * with what the model of the contract says: errno, sentence, description, and after each
 * episode all containers. An episode that differs is cut down to the operations that it
 * takes, and printed.
 */

#include "oracle.world.h"
#include "pick.h"
#include "requester.h"

#define EPISODE		1000	/* operations */

static bool quiet;

static bool differs(const char *what, uint64_t got, uint64_t expected)
{
	if (got == expected)
		return false;
	if (!quiet)
		diag("%s is %lld, not %lld", what, (long long)got, (long long)expected);
	return true;
}

/* @viewer: container of the requester, or NONE */
static bool desc_differs(const struct raw_desc *desc, int container, int viewer)
{
	const struct model_container *c = &model.container[container];
	uint32_t depth;

	if (container == NONE)
		return differs("contid", desc->contid, CONTID_UNSET);
	depth = c->depth - (viewer == NONE ? 0 : model.container[viewer].depth);
	return differs("contid", desc->contid, c->id) ||
	       differs("serial", desc->serial, c->serial) ||
	       differs("depth", desc->depth, depth) ||
	       differs("flags", desc->flags, c->flags) ||
	       differs("limit", desc->limit, c->limit) ||
	       differs("processes", desc->processes, processes_of(&model, container)) ||
	       differs("children", desc->children, children_of(&model, container)) ||
	       differs("parent", desc->parent, c->parent == NONE || container == viewer ? 0 :
						model.container[c->parent].id) ||
	       differs("name", strcmp(desc->name, c->name ?: ""), 0);
}

static bool answer_differs(const struct raw_nl_answer *got, const struct model_answer *expected)
{
	if (got->err != expected->err) {
		if (!quiet)
			diag("answer \"%s\" (%s), not \"%s\" (%s)", strerror(-got->err),
			     got->sentence, strerror(-expected->err),
			     expected->sentence ?: "");
		return true;
	}
	if (!expected->err || !expected->sentence ||
	    strstr(got->sentence, expected->sentence) ||
	    (expected->or_sentence && strstr(got->sentence, expected->or_sentence)))
		return false;
	if (!quiet)
		diag("sentence \"%s\", not \"%s\"", got->sentence, expected->sentence);
	return true;
}

static unsigned int answers[4][200];	/* by command and errno */

/* A container that is new has a serial number that none had before. */
static uint64_t last_serial;

static bool serial_differs(int container, const struct raw_desc *desc)
{
	struct model_container *c = &model.container[container];

	if (container == NONE || c->serial)
		return false;
	c->serial = desc->serial;
	if (c->serial <= last_serial)
		return differs("serial of a new container", c->serial, last_serial + 1);
	last_serial = c->serial;
	return false;
}

/*
 * A requester is the test, or a labelled process. A target may be dead, if the test has
 * its pidfd.
 */
static void resolve(struct model_request *rq)
{
	int target = rq->target;

	if (rq->requester)
		rq->requester = next_process(rq->requester, true, true);
	if (rq->requester)
		rq->owner = OF_HOST;
	if (target && (rq->requester || pidfds[target] < 0 || rq->id % 4))
		rq->target = next_process(target, true, false);
}

static bool request_differs(struct operation *op)
{
	struct model_request *rq = &op->rq;
	struct model_answer expected;
	struct raw_nl *own;
	struct mail *m;
	int viewer;

	resolve(rq);
	own = rq->owner == OF_OTHER ? &visitor : &nl;
	m = &mail[rq->requester];
	m->rq = *rq;
	m->pid = rq->target ? pids[rq->target] : getpid();
	if (rq->requester) {
		ask(rq->requester, ORDER_REQUEST);
	} else {
		send_request(own, rq, pidfds[rq->target], &m->desc);
		m->answer = own->answer;
	}
	viewer = model.process[rq->requester].label;
	expected = model_do(&model, rq);
	answers[rq->command][-expected.err]++;
	return answer_differs(&m->answer, &expected) ||
	       (!expected.err && (serial_differs(expected.container, &m->desc) ||
				  desc_differs(&m->desc, expected.container, viewer)));
}

static int find_serial(uint64_t serial)
{
	int i;

	for (i = 0; i < NR_CONTAINERS; i++) {
		if (model.container[i].live && model.container[i].serial == serial)
			return i;
	}
	return NONE;
}

/* All containers that there are, and no other */
static bool list_differs(void)
{
	static struct raw_descs list;
	unsigned int n = 0;
	bool bad = false;
	size_t i;
	int c;

	must_do(raw_dump(&nl, &list), "dump");
	for (c = 0; c < NR_CONTAINERS; c++)
		n += model.container[c].live;
	bad = differs("number of containers", list.n, n);
	for (i = 0; i < list.n && !bad; i++) {
		c = find_serial(list.v[i].serial);
		bad = c == NONE ? differs("container", list.v[i].contid, CONTID_UNSET) :
				  desc_differs(&list.v[i], c, NONE);
	}
	return bad;
}

static bool operation_differs(struct operation *op)
{
	switch (op->kind) {
	case FORK:
		do_fork(op);
		return false;
	case EXIT:
		do_exit(op);
		return false;
	default:
		return request_differs(op);
	}
}

/* Returns the first operation that differs, @n if the list does, or -1. */
static int run(struct operation *ops, int n)
{
	int i, differs_at = -1;

	world_begin();
	for (i = 0; i < n && differs_at < 0; i++) {
		if (operation_differs(&ops[i]))
			differs_at = i;
	}
	if (differs_at < 0 && list_differs())
		differs_at = n;
	world_end();
	return differs_at;
}

static const char * const commands[] = { "SET", "DROP", "GET of a process", "GET" };

/* What the operations came to: those that were compared, by their answer. */
static void print_answers(void)
{
	int command, err;

	for (command = 0; command < 4; command++) {
		for (err = 0; err < 200; err++) {
			if (answers[command][err])
				diag("%u x %s: %s", answers[command][err],
				     commands[command], err ? strerror(err) : "done");
		}
	}
}

static void print(const struct operation *op)
{
	if (op->kind == FORK)
		diag("  %d forks %d", op->process, op->child);
	else if (op->kind == EXIT)
		diag("  %d exits", op->process);
	else
		diag("  %s by %d, owner %d, of %d: id %llu flags %x limit %u parent %llu name %s",
		     commands[op->rq.command], op->rq.requester, op->rq.owner,
		     op->rq.target, (unsigned long long)op->rq.id, op->rq.flags,
		     op->rq.limit, (unsigned long long)op->rq.parent,
		     op->rq.name ?: "-");
}

/* Leaves out what the difference does not take, in pieces that get smaller. */
static int minimise(struct operation *ops, int n)
{
	struct operation *fewer = calloc(n, sizeof(*ops));
	int piece, at;

	quiet = true;
	for (piece = n / 2; piece; piece /= 2) {
		for (at = 0; at + piece <= n;) {
			memcpy(fewer, ops, at * sizeof(*ops));
			memcpy(fewer + at, ops + at + piece,
			       (n - at - piece) * sizeof(*ops));
			if (run(fewer, n - piece) < 0) {
				at += piece;
				continue;
			}
			n -= piece;
			memcpy(ops, fewer, n * sizeof(*ops));
		}
	}
	quiet = false;
	free(fewer);
	return n;
}

/* What an episode leans to, so that its refusals come up as well. */
enum mood {
	EVEN,
	DEEP,		/* nesting by the host, to the bound */
	DELEGATING,	/* delegates with small limits, which they use up */
	NR_MOODS
};

static int pick_process(void)
{
	return pick(NR_PROCESSES);
}

static const char *pick_name(void)
{
	static const char * const names[] = { "a", "b" };

	return pick(5) ? NULL : names[pick(2)];
}

static struct model_request pick_request(void)
{
	struct model_request rq = {
		.command = pick(10) < 6 ? MODEL_SET : pick(3) + MODEL_DROP,
		.requester = pick(2) ? 0 : pick_process(),
		.target = pick_process(),
		.id = 1 + pick(pick(3) ? 6 : 30),
	};

	if (!rq.requester)
		rq.owner = pick(6) ? OF_HOST : OF_OTHER;
	if (rq.command == MODEL_SET) {
		rq.flags |= pick(3) ? 0 : CONTID_FLAG_NEST;
		rq.flags |= pick(4) ? 0 : CONTID_FLAG_MOVE;
		rq.flags |= pick(3) ? 0 : CONTID_FLAG_DELEGATE;
		rq.limit = pick(3) ? 0 : 1 + pick(4);
		rq.parent = pick(5) ? 0 : 1 + pick(pick(2) ? 6 : 30);
		rq.name = pick_name();
		/* A limit without delegation is refused: not too often */
		if (!(rq.flags & CONTID_FLAG_DELEGATE) && pick(8))
			rq.limit = 0;
	}
	if (rq.command <= MODEL_DROP)
		rq.flags |= pick(3) ? 0 : CONTID_FLAG_SUBTREE;
	return rq;
}

static void lean(struct model_request *rq, enum mood mood)
{
	if (mood == EVEN || !pick(4) || rq->command != MODEL_SET)
		return;
	rq->parent = 0;
	rq->name = NULL;
	rq->id = 1 + pick(60);
	rq->flags = mood == DEEP ? CONTID_FLAG_NEST | CONTID_FLAG_SUBTREE :
				   CONTID_FLAG_DELEGATE | CONTID_FLAG_SUBTREE;
	rq->requester = mood == DEEP ? 0 : pick_process();
	rq->owner = OF_HOST;
	rq->limit = mood == DEEP ? 0 : 1 + pick(2);
}

static struct operation pick_operation(enum mood mood)
{
	unsigned int kind = pick(100);
	struct operation op = {
		.kind = kind < 6 ? FORK : kind < 11 ? EXIT : REQUEST,
		.process = pick_process(), .child = 1 + pick(NR_PROCESSES - 1),
	};

	if (op.kind != REQUEST)
		return op;
	op.rq = pick_request();
	lean(&op.rq, mood);
	return op;
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? atoi(argv[1]) : 10000, done = 0;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	static struct operation ops[EPISODE];
	int i, length, bad = -1;

	nl = raw_connect();
	visitor = connect_as_visitor();
	make_mail();
	signal(SIGCHLD, SIG_IGN);
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper");
	for (; done < n && bad < 0; seed++) {
		pick_seed(seed);
		for (i = 0; i < EPISODE; i++)
			ops[i] = pick_operation(seed % NR_MOODS);
		bad = run(ops, EPISODE);
		done += EPISODE;
	}
	if (!ok(bad < 0, "%u operations are as the model has them", done)) {
		length = minimise(ops, bad < EPISODE ? bad + 1 : EPISODE);
		diag("seed %llu, operation %d; what it takes:", (unsigned long long)seed - 1, bad);
		for (i = 0; i < length; i++)
			print(&ops[i]);
		run(ops, length);
	}
	print_answers();
	return done_testing();
}
