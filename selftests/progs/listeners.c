// SPDX-License-Identifier: GPL-2.0
/*
 * listeners: delegates within delegates each hear of their own containers, and
 * see nothing of what is above; and what authority a socket was joined with.
 */

#include "agent.h"

#define OUTER	600	/* delegated, by the host */
#define INNER	601	/* delegated within it, by the outer delegate */
#define INNERMOST 602	/* in that, by the inner one */
#define BESIDE	603	/* in the outer one, by the host */

static struct raw_nl nl;
static uint32_t seq = 1;

/* What a delegate is to make. */
struct nesting {
	int pidfd;
	uint64_t id;
	uint32_t flags;
};

static struct nesting *nesting;	/* shared */

/* Any order: the SET in @nesting, on a socket of its own. */
static long run_delegate_order(char order, void *data)
{
	static struct raw_nl own;

	(void)order;
	(void)data;
	if (!own.family)
		own = raw_connect();
	return raw_set_as(&own, nesting->pidfd, nesting->id, nesting->flags,
			  NO_LIMIT, NULL);
}

/* The process has to be older than the delegate, which inherits its pidfd. */
static void nest_by(struct process *delegate, const struct process *p,
		    uint64_t id, uint32_t flags)
{
	*nesting = (struct nesting){ p->pidfd, id, flags | CONTID_FLAG_NEST };
	must_do(process_ask(delegate, 's'), "nest by a delegate");
}

enum ear {
	THE_HOST, JOINED_BEFORE, REJOINED, OUTER_OWN, OUTER_GIVEN, INNER_OWN,
	INNERMOST_OWN, NR_EARS
};

static const char * const ear_names[] = {
	"the host", "a process that joined before it was labelled",
	"an outer delegate that joined again with the host's",
	"an outer delegate, on its own socket",
	"an outer delegate, on a socket that the host created",
	"an inner delegate", "a container without delegation",
};

static struct raw_nl ears[NR_EARS];

/* What the next event of an ear has to say; @parent or @scope 0: nothing. */
struct expected {
	uint8_t cmd;
	uint64_t id, parent, scope;
	uint32_t depth;
};

static bool hears_expected(enum ear ear, const struct expected *expected)
{
	struct event event = {};
	const struct raw_desc *desc = &event.desc;
	int got = listen_next(&ears[ear], &event);

	if (!expected->cmd && !got)
		return true;
	if (expected->cmd && got == 1 && event.cmd == expected->cmd &&
	    desc->contid == expected->id && desc->depth == expected->depth &&
	    desc->parent == expected->parent && desc->scope == expected->scope &&
	    !!(desc->present & 1U << CONTID_A_PARENT) == !!expected->parent &&
	    !!(desc->present & 1U << CONTID_A_SCOPE) == !!expected->scope)
		return true;
	diag("%s: got %d: command %u, %llu in %llu, scope %llu, depth %u",
	     ear_names[ear], got, event.cmd, (unsigned long long)desc->contid,
	     (unsigned long long)desc->parent,
	     (unsigned long long)desc->scope, desc->depth);
	return false;
}

static void hear(const char *what, const struct expected expected[NR_EARS])
{
	enum ear ear;

	for (ear = 0; ear < NR_EARS; ear++)
		ok(hears_expected(ear, &expected[ear]), "%s: what %s hears", what,
		   ear_names[ear]);
}

static uint64_t serial_of(int pidfd)
{
	struct raw_desc desc = {};

	must_do(raw_get_process(&nl, pidfd, &desc), "serial number");
	return desc.serial;
}

/* An agent's socket, which it joins with or not. */
static struct raw_nl ear_of(struct process *p, enum operation operation)
{
	struct job job = { .operation = OPEN, .socket = -1, .seq = ++seq };
	int sockets[AGENT_SOCKETS];

	agent_ask(p, job, -1, -1, sockets);
	job.operation = operation;
	must_do(agent_ask(p, job, -1, -1, NULL).answer.err, "join");
	return (struct raw_nl){ .fd = sockets[0], .family = nl.family };
}

static int join_on(struct process *p, int fd)
{
	struct job job = { .operation = JOIN, .socket = NO_SOCKET };

	return agent_ask(p, job, p->pidfd, fd, NULL).answer.err;
}

/* Processes to be labelled, and those that listen and nest */
static struct process p[5], inner, outer;
static struct process outer_agent, inner_agent, none_agent, before;
static uint64_t serial_outer, serial_inner;

static void start_all(void)
{
	int i;

	for (i = 0; i < 5; i++)
		p[i] = process_start(NULL, NULL);
	outer_agent = agent_start(false);
	inner_agent = agent_start(false);
	none_agent = agent_start(false);
	before = agent_start(false);
	inner = process_start(run_delegate_order, NULL);
	outer = process_start(run_delegate_order, NULL);
}

static void end_all(void)
{
	int i;

	for (i = 0; i < 5; i++)
		process_end(&p[i]);
	process_end(&inner);
	process_end(&outer);
	process_end(&outer_agent);
	process_end(&inner_agent);
	process_end(&none_agent);
	process_end(&before);
}

/* In the containers, from the outside in; the last has no delegation. */
static void label_all(void)
{
	int i;

	must_do(raw_set_as(&nl, outer.pidfd, OUTER, CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "outer");
	for (i = 0; i < 5; i++)
		must_do(raw_set(&nl, p[i].pidfd, OUTER, NULL), "outer");
	must_do(raw_set(&nl, outer_agent.pidfd, OUTER, NULL) ?:
		raw_set(&nl, inner_agent.pidfd, OUTER, NULL) ?:
		raw_set(&nl, none_agent.pidfd, OUTER, NULL) ?:
		raw_set(&nl, inner.pidfd, OUTER, NULL) ?:
		raw_set(&nl, before.pidfd, OUTER + 9, NULL), "labels");
	nest_by(&outer, &inner, INNER, CONTID_FLAG_DELEGATE);
	nest_by(&outer, &inner_agent, INNER, 0);
	nest_by(&outer, &p[2], INNER, 0);
	nest_by(&outer, &p[3], INNER, 0);
	nest_by(&outer, &none_agent, INNER, 0);
	nest_by(&inner, &none_agent, INNERMOST + 7, 0);
	serial_outer = serial_of(outer.pidfd);
	serial_inner = serial_of(inner.pidfd);
}

static void join_all(void)
{
	ears[THE_HOST] = listen_begin();
	ears[REJOINED] = listen_begin();
	ears[OUTER_OWN] = ear_of(&outer_agent, JOIN);
	ears[OUTER_GIVEN] = raw_connect();
	must_do(join_on(&outer_agent, ears[OUTER_GIVEN].fd), "join");
	must_do(join_on(&outer_agent, ears[REJOINED].fd), "join again");
	ears[INNER_OWN] = ear_of(&inner_agent, BIND);
	ears[INNERMOST_OWN] = raw_connect();
	ok(join_on(&none_agent, ears[INNERMOST_OWN].fd) == -EPERM,
	   "a labelled process without delegation may not join");
	/* What came before: it heard how all this was made. */
	while (listen_next(&ears[JOINED_BEFORE], &(struct event){}) > 0)
		;
}

/* Heard by the host and by all outer delegates alike; @by_inner: no event if empty. */
static void hear_outside(const char *what, struct expected outside,
			 struct expected by_inner)
{
	hear(what, (const struct expected[NR_EARS]){
		[THE_HOST] = outside, [JOINED_BEFORE] = outside,
		[OUTER_OWN] = outside, [OUTER_GIVEN] = outside,
		[REJOINED] = outside, [INNER_OWN] = by_inner,
	});
}

static void check_views(void)
{
	const struct expected nothing = {};
	const struct expected elsewhere = { CONTID_CMD_SET_NTF, 699, 0, 0, 0 };

	nest_by(&inner, &p[2], INNERMOST, 0);
	hear_outside("what the inner delegate makes",
		     (struct expected){ CONTID_CMD_SET_NTF, INNERMOST, INNER,
					serial_inner, 2 },
		     (struct expected){ CONTID_CMD_SET_NTF, INNERMOST, INNER,
					serial_inner, 1 });
	nest_by(&outer, &p[1], INNER, 0);
	hear_outside("what joins the inner container",
		     (struct expected){ CONTID_CMD_SET_NTF, INNER, OUTER,
					serial_outer, 1 },
		     (struct expected){ CONTID_CMD_SET_NTF, INNER, 0, 0, 0 });
	must_do(raw_nest(&nl, p[0].pidfd, BESIDE, NULL), "beside");
	hear_outside("what the host makes beside it",
		     (struct expected){ CONTID_CMD_SET_NTF, BESIDE, OUTER, 0, 1 },
		     nothing);
	must_do(raw_drop(&nl, p[4].pidfd, NULL), "drop");
	hear_outside("what leaves the outer container",
		     (struct expected){ CONTID_CMD_DROP_NTF, OUTER, 0, 0, 0 },
		     nothing);
	must_do(raw_set(&nl, p[4].pidfd, 699, NULL), "elsewhere");
	hear("what is elsewhere", (const struct expected[NR_EARS]){
		[THE_HOST] = elsewhere, [JOINED_BEFORE] = elsewhere,
	});
}

int main(void)
{
	nl = raw_connect();
	nesting = shared_memory(sizeof(*nesting));
	start_all();
	ears[JOINED_BEFORE] = ear_of(&before, JOIN);
	label_all();
	join_all();
	check_views();
	end_all();
	return done_testing();
}
