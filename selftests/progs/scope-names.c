// SPDX-License-Identifier: GPL-2.0
/*
 * scope-names: an identifier of several scopes names another container in each, and
 * a description shows no scope that its reader may not know of.
 */

#include "scopes.h"

/* A delegate's delegate, and processes in the containers of each */
static struct process grand, a, b, c, below, hosts;
static uint64_t inner;		/* scope of the delegate's delegate */

static void make_grand(void)
{
	grand = inside(707);
	a = inside(707);
	b = inside(707);
	must_do(set(&delegate, grand.pid, 4, .flags = DELEGATE), "grand");
	inner = got()->serial;
}

/* 9 of three scopes: the delegate's delegate's, the delegate's, the host's. */
static void check_three_scopes(void)
{
	uint64_t serials[3];

	must_do(set(&delegate, a.pid, 4, .flags = 0), "one inside");
	ok(!set(&grand, a.pid, 9, .flags = 0) && carries(a.pid, 9, inner, 4, 2),
	   "a delegate's delegate has a scope of its own");
	serials[0] = got()->serial;
	ok(!set(&delegate, b.pid, 9, .flags = 0) &&
	   carries(b.pid, 9, scope, 707, 1), "not that of the one above");
	serials[1] = got()->serial;
	ok(!set(NULL, hosts.pid, 9, .flags = 0) && is_hosts(&hosts, 9),
	   "nor the host's: three containers have the same identifier");
	serials[2] = got()->serial;

	ok(!get(&grand, .id = WITH(9)) && got()->serial == serials[0] &&
	   !get(&delegate, .id = WITH(9)) && got()->serial == serials[1] &&
	   !get(NULL, .id = WITH(9)) && got()->serial == serials[2],
	   "GET by each finds its own");
	ok(!get(&delegate, .id = WITH(9), .scope = WITH(inner)) &&
	   got()->serial == serials[0] &&
	   !get(NULL, .id = WITH(9), .scope = WITH(inner)) &&
	   got()->serial == serials[0] &&
	   !get(NULL, .id = WITH(9), .scope = WITH(scope)) &&
	   got()->serial == serials[1], "SCOPE names those below");
	ok(get(&grand, .id = WITH(9), .scope = WITH(scope)) == -ENOENT &&
	   get(&grand, .id = WITH(9), .scope = WITH(rivals)) == -ENOENT,
	   "not those above");
	ok(drop(&grand, b.pid) == -EXDEV && drop(&grand, hosts.pid) == -EXDEV &&
	   !drop(&grand, a.pid) && carries(a.pid, 4, scope, 707, 1),
	   "a delegate's delegate reaches its own");
}

/* What the host nests in a delegate's container is of the host's scope. */
static void check_nested_by_host(void)
{
	uint64_t serial;

	ok(!set(NULL, below.pid, 9, .flags = NEST) &&
	   carries(below.pid, 9, OF_HOST, 4, 2) && !has(SCOPE),
	   "NEST by the host in a delegate's container: 9,^+4,^707");
	serial = got()->serial;
	ok(!get(NULL, .id = WITH(9)) && got()->serial == serial &&
	   get(&delegate, .id = WITH(9)) == -ENOENT &&
	   get(&grand, .id = WITH(9)) == -ENOENT, "it is of the host's scope");
	ok(!get(&delegate, .serial = WITH(serial)) && got()->contid == 9 &&
	   got()->depth == 2 && !has(SCOPE),
	   "a delegate above finds it by its serial number");
	ok(!set(&delegate, a.pid, 9, .flags = MOVE) &&
	   carries(a.pid, 9, scope, 707, 1) && got()->serial != serial,
	   "and joins it by no identifier");
	ok(set(&delegate, a.pid, 5, .flags = MOVE, .parent = WITH(4)) == 0 &&
	   carries(a.pid, 5, scope, 4, 2) &&
	   set(&delegate, a.pid, 6, .flags = MOVE, .parent = WITH(9)) == -ENOENT,
	   "nor is it a PARENT for a delegate");
}

static void check_grand(void)
{
	make_grand();
	hosts = actor();
	below = actor();
	must_do(set(NULL, below.pid, 707, .flags = 0) ?:
		set(&delegate, below.pid, 4, .flags = 0), "another inside");
	check_three_scopes();
	process_end(&hosts);
	process_end(&b);
	until(get(NULL, .id = WITH(9)) == -ENOENT);
	check_nested_by_host();
	process_end(&below);
	process_end(&a);
	process_end(&grand);
}

/* What a description shows to which reader, and by which names it is found */

/*
 * Serial numbers: 8 that the delegate's delegate made, 8 that the delegate made in
 * 4, and 9 that the host made there.
 */
static uint64_t serial_a, serial_b, serial_hosts;

static void make_named(void)
{
	make_grand();
	ok(has(SCOPE) && got()->scope == scope && got()->depth == 1 &&
	   got()->parent == 707, "the echo of a delegate's SET has its scope");
	must_do(set(&delegate, a.pid, 4, .flags = 0) ?:
		set(&grand, a.pid, 8, .flags = 0), "a");
	serial_a = got()->serial;
	ok(got()->scope == inner && got()->depth == 1 && got()->parent == 4,
	   "that of a delegate's delegate too, as deep as it sees");
	must_do(set(&delegate, b.pid, 8, .parent = WITH(4)), "b");
	serial_b = got()->serial;
	hosts = inside(707);
	must_do(set(NULL, hosts.pid, 707, .flags = MOVE) ?:
		set(&delegate, hosts.pid, 4, .flags = 0) ?:
		set(NULL, hosts.pid, 9, .flags = NEST), "by host");
	serial_hosts = got()->serial;
	c = inside(707);
	must_do(set(&delegate, c.pid, 10, .flags = 0), "c");
}

static bool describes(struct process *requester, uint64_t serial, uint64_t id,
		      uint64_t of_scope, uint32_t depth)
{
	return !get(requester, .serial = WITH(serial)) && got()->contid == id &&
	       got()->scope == of_scope && has(SCOPE) == !!of_scope &&
	       got()->depth == depth;
}

static void check_descriptions(void)
{
	ok(describes(NULL, scope, 707, OF_HOST, 0) && !has(PARENT),
	   "host: a container of its own has no scope");
	ok(describes(NULL, inner, 4, scope, 1) &&
	   describes(NULL, serial_a, 8, inner, 2) &&
	   describes(NULL, serial_b, 8, scope, 2) &&
	   describes(NULL, serial_hosts, 9, OF_HOST, 2),
	   "host: SERIAL finds each, with its scope");
	ok(describes(&delegate, scope, 707, OF_HOST, 0) && !has(PARENT),
	   "delegate: its own container has no scope and no parent");
	ok(describes(&delegate, serial_a, 8, inner, 2) &&
	   describes(&delegate, serial_hosts, 9, OF_HOST, 2) &&
	   !get(&delegate, .id = WITH(8), .scope = WITH(inner)) &&
	   got()->serial == serial_a && !get(&delegate, .id = WITH(8)) &&
	   got()->serial == serial_b && got()->scope == scope,
	   "delegate: those below have theirs");
	ok(describes(&grand, inner, 4, OF_HOST, 0) && !has(PARENT) &&
	   describes(&grand, serial_b, 8, OF_HOST, 1) && got()->parent == 4 &&
	   !get(&grand, .id = WITH(8)) && got()->serial == serial_a &&
	   got()->scope == inner,
	   "delegate's delegate: no scope of a container that it cannot see");
}

static bool lists_process(const struct process *p)
{
	return shared->answer.n == 1 &&
	       (pid_t)shared->answer.list[0].pid == p->pid;
}

static void check_dumps(void)
{
	ok(!dump(NULL, .serial = WITH(serial_a), .flags = PROCESSES) &&
	   lists_process(&a) &&
	   !dump(NULL, .id = WITH(8), .scope = WITH(scope), .flags = PROCESSES) &&
	   lists_process(&b) &&
	   dump(NULL, .id = WITH(8), .flags = PROCESSES) == -ENOENT,
	   "processes by SERIAL, and by CONTID and SCOPE");
	ok(!dump(NULL, .parent = WITH(4), .scope = WITH(scope)) &&
	   listed(8, 8, 9) && !dump(NULL, .parent = WITH(4)) &&
	   !shared->answer.n && !dump(NULL, .parent = WITH(707)) &&
	   listed(4, 10), "dump below PARENT and SCOPE");
	ok(!dump(&delegate, .parent = WITH(4)) && listed(8, 8, 9) &&
	   !dump(&delegate, .parent = WITH(4), .scope = WITH(scope)) &&
	   listed(8, 8, 9), "a delegate's dump below one of its own");
	ok(dump(NULL, .parent = WITH(4), .scope = WITH(1ULL << 60)) == -ENOENT &&
	   get(NULL, .id = WITH(4), .scope = WITH(1ULL << 60)) == -ENOENT &&
	   dump(&grand, .parent = WITH(4), .scope = WITH(scope)) == -ENOENT,
	   "a scope that does not exist, or is not seen: ENOENT");
	ok(!dump(&grand, .flags = 0) && listed(4, 8, 8, 9),
	   "all that a delegate's delegate sees");
}

static void check_names(void)
{
	make_named();
	check_descriptions();
	check_dumps();
	process_end(&grand);
	process_end(&a);
	process_end(&b);
	process_end(&c);
	process_end(&hosts);
}

int main(void)
{
	scopes_begin();
	check_grand();
	check_names();
	return scopes_end();
}
