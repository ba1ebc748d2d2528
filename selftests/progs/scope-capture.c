// SPDX-License-Identifier: GPL-2.0
/*
 * scope-capture: no delegate gets hold of a process of the host's by taking its
 * identifier, and no request of the host's ends up in a delegate's container.
 */

#include "scopes.h"

#define TAKEN	4242	/* by the delegate, before the host picks it */

/* What capture is about: whatever became of it, @p is the host's only. */
static bool is_out_of_reach(const struct process *p)
{
	uint64_t serial = serial_of(p->pid);
	bool good = drop(&delegate, p->pid) == -EXDEV;

	good = set(&delegate, p->pid, 31337, .flags = MOVE) == -EXDEV && good;
	good = set(&delegate, p->pid, 31337, .flags = NEST) == -EXDEV && good;
	good = set(&delegate, p->pid, TAKEN, .flags = 0) == -EXDEV && good;
	good = !get(&delegate, .pid = p->pid) &&
	       got()->contid == CONTID_UNSET && good;
	good = get(&delegate, .serial = WITH(serial)) == -ENOENT && good;
	return good && serial_of(p->pid) == serial;
}

static void check_hosts_set(void)
{
	struct process first = actor(), second = actor(), third = actor();
	struct process far = actor();
	uint64_t serial;

	ok(!set(NULL, first.pid, TAKEN, .flags = 0) && is_hosts(&first, TAKEN),
	   "SET by the host of an identifier that a delegate took");
	serial = got()->serial;
	ok(is_out_of_reach(&first), "the delegate cannot touch or see it");
	ok(!set(NULL, second.pid, TAKEN, .flags = 0) &&
	   is_hosts(&second, TAKEN) && got()->serial == serial &&
	   got()->processes == 2, "the host joins its own container");
	must(process_ask(&far, 'n'), "network namespace");
	ok(set(&far, third.pid, TAKEN, .flags = 0) == -ENOTUNIQ &&
	   is_unlabelled(third.pid),
	   "the host in another network namespace finds the host's");
	process_end(&far);
	process_end(&third);
	process_end(&second);

	ok(!dump(&delegate, .id = WITH(TAKEN), .flags = PROCESSES) &&
	   shared->answer.n == 1 &&
	   (pid_t)shared->answer.list[0].pid != first.pid,
	   "the delegate lists the processes of its own");
	ok(!drop(NULL, first.pid) && is_unlabelled(first.pid) &&
	   get(NULL, .id = WITH(TAKEN)) == -ENOENT &&
	   !get(&delegate, .id = WITH(TAKEN)), "the host's ends alone");
	process_end(&first);
}

/* Each way to label, with a process that starts in @before of the host's. */
static void check_hosts_ways(void)
{
	static const struct {
		const char *what;
		uint32_t flags;
		bool parent;
		uint64_t before;
	} ways[] = {
		{ "SUBTREE", SUBTREE, false, NONE },
		{ "MOVE", MOVE, false, 10 },
		{ "MOVE of a subtree", MOVE | SUBTREE, false, 10 },
		{ "DELEGATE", DELEGATE, false, NONE },
		{ "NEST", NEST, false, 10 },
		{ "PARENT", 0, true, NONE },
		{ "MOVE with PARENT", MOVE, true, 11 },
	};
	struct process keep = actor();
	size_t i;

	must_do(set(NULL, keep.pid, 10, .flags = 0), "a container of the host");
	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		bool below = ways[i].parent || ways[i].flags & NEST;
		struct process p = actor();
		pid_t child = 0;

		if (ways[i].before != NONE)
			must_do(set(NULL, p.pid, ways[i].before, .flags = 0),
				"before");
		if (ways[i].flags & SUBTREE)
			child = process_ask(&p, 'f');
		ok(!set(NULL, p.pid, TAKEN, .flags = ways[i].flags,
			.parent = { ways[i].parent, 10 }) &&
		   carries(p.pid, TAKEN, OF_HOST, below ? 10 : NONE, below) &&
		   (!child || carries(child, TAKEN, OF_HOST, NONE, 0)) &&
		   is_out_of_reach(&p),
		   "%s by the host creates a container of its own",
		   ways[i].what);
		process_end(&p);
		until(get(NULL, .id = WITH(TAKEN)) == -ENOENT);
	}
	ok(set(NULL, keep.pid, 12, .flags = MOVE, .parent = WITH(TAKEN)) ==
	   -ENOENT && is_hosts(&keep, 10),
	   "PARENT of the host is no container of the delegate");
	process_end(&keep);
}

/* The other way round: the host was first. */
static void check_delegates_set(void)
{
	struct process hosts = actor(), p = inside(707);
	uint64_t serial;

	must_do(set(NULL, hosts.pid, 4243, .flags = 0), "the host's");
	serial = got()->serial;
	ok(!set(&delegate, p.pid, 4243, .flags = 0) &&
	   carries(p.pid, 4243, scope, 707, 1) && got()->serial != serial,
	   "SET by a delegate of an identifier that the host uses");
	ok(!set(&delegate, p.pid, 808, .flags = MOVE) &&
	   carries(p.pid, 808, scope, 707, 1), "or another delegate's own");
	ok(!set(&delegate, p.pid, 707, .flags = MOVE) &&
	   carries(p.pid, 707, scope, 707, 1), "or its own");
	ok(!get(&delegate, .id = WITH(707)) && got()->serial != scope &&
	   !get(NULL, .id = WITH(707)) && got()->serial == scope,
	   "GET distinguishes them");
	process_end(&p);
	process_end(&hosts);
}

/* Ids that end and come back, on either side, many times. */
static void check_again(void)
{
	struct process hosts = actor(), p = inside(707);
	unsigned int n = rounds(500), i, bad = 0;
	uint64_t last = 0;

	for (i = 0; i < n; i++) {
		bool first = i % 2;

		bad += first && set(NULL, hosts.pid, 4244, .flags = 0);
		bad += !!set(&delegate, p.pid, 4244, .flags = 0);
		bad += !first && set(NULL, hosts.pid, 4244, .flags = 0);
		bad += !is_hosts(&hosts, 4244) || got()->serial <= last;
		bad += !carries(p.pid, 4244, scope, 707, 1) ||
		       got()->serial <= last;
		last = got()->serial;
		bad += i % 3 && drop(&delegate, p.pid);
		bad += !!drop(NULL, hosts.pid);
		bad += !(i % 3) && drop(&delegate, p.pid);
		bad += get(NULL, .id = WITH(4244)) != -ENOENT;
		if (bad)
			break;
	}
	ok(!bad, "an identifier ends and comes back in two scopes, %u times", n);
	process_end(&p);
	process_end(&hosts);
}

/* A process that enters a pid namespace is adopted by its init's container. */
static void check_adoption(void)
{
	struct process parent = inside(707), stranger, hosts;
	pid_t init, child;

	must(process_ask(&parent, 'p'), "pid namespace");
	init = process_ask(&parent, 'f');
	must_do(set(&delegate, init, 4245, .flags = 0), "init");
	setns_fd = must_pidfd(init);

	stranger = actor();
	must(process_ask(&stranger, 'e'), "setns");
	child = process_ask(&stranger, 'f');
	ok(carries(child, 4245, scope, 707, 1), "adoption into a delegate's container");
	hosts = actor();
	ok(!set(NULL, hosts.pid, 4245, .flags = 0) && is_hosts(&hosts, 4245),
	   "SET by the host of that identifier");
	must(process_ask(&hosts, 'e'), "setns");
	child = process_ask(&hosts, 'f');
	ok(carries(child, 4245, OF_HOST, NONE, 0),
	   "the same identifier of the host's scope is kept on entering");
	ok(drop(&delegate, child) == -EXDEV, "and is not the delegate's to drop");

	kill(init, SIGKILL);
	process_end(&parent);
	process_end(&stranger);
	process_end(&hosts);
	close(setns_fd);
}

static void check_capture(void)
{
	struct process p = inside(707);

	must_do(set(&delegate, p.pid, TAKEN, .flags = 0), "what is taken");
	check_hosts_set();
	/* As capture was done: kept alive without a process in it. */
	ok(!set(&delegate, p.pid, 31337, .flags = NEST) &&
	   carries(p.pid, 31337, scope, TAKEN, 2) &&
	   !get(&delegate, .id = WITH(TAKEN)) && !got()->processes,
	   "a container without process keeps the identifier");
	must_do(set(&delegate, p.pid, TAKEN, .flags = MOVE), "back");
	check_hosts_ways();
	process_end(&p);
	p = inside(707);
	must_do(set(&delegate, p.pid, TAKEN, .flags = 0) ?:
		set(&delegate, p.pid, 31337, .flags = NEST), "below");
	check_hosts_ways();
	process_end(&p);
	check_delegates_set();
	check_again();
	check_adoption();
}

int main(void)
{
	scopes_begin();
	check_capture();
	return scopes_end();
}
