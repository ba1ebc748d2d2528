// SPDX-License-Identifier: GPL-2.0
/*
 * notify: what the group "events" is notified of, which listeners are, and what
 * one does that was too slow.
 */

#include "listen.h"
#include "requester.h"

#define STORM	10000

static struct raw_nl nl, listener;

/* The next one is that. */
static bool is_notified(struct raw_nl *by, uint8_t cmd, uint64_t id, uint32_t pid,
			struct raw_desc *desc)
{
	struct event event = {};
	int got = listen_next(by, &event);

	if (desc)
		*desc = event.desc;
	if (got == 1 && event.cmd == cmd && event.desc.contid == id &&
	    event.desc.pid == pid)
		return true;
	diag("got %d: command %u, contid %llu, pid %u", got, event.cmd,
	     (long long)event.desc.contid, event.desc.pid);
	return false;
}

static bool quiet(struct raw_nl *by)
{
	struct event event = {};
	int got = listen_next(by, &event);

	if (got)
		diag("got %d: command %u, contid %llu", got, event.cmd,
		     (long long)event.desc.contid);
	return !got;
}

static void check_content(void)
{
	struct process p = process_start(NULL, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_set_options options = {
		.flags = CONTID_FLAG_DELEGATE, .limit = &(const uint32_t){ 7 }, .name = "web",
	};
	struct raw_desc echo, a = {}, b = {};

	raw_set_with(&nl, p.pidfd, 500, options, &echo);
	ok(is_notified(&listener, CONTID_CMD_SET_NTF, 500, p.pid, &a), "SET is notified");
	a.pid = 0;
	a.present &= ~(1U << CONTID_A_PID);
	ok(!memcmp(&a, &echo, sizeof(a)) && !strcmp(a.name, "web"), "with what its echo says");
	raw_set(&nl, q.pidfd, 500, NULL);
	ok(is_notified(&listener, CONTID_CMD_SET_NTF, 500, q.pid, &b) &&
	   b.serial == a.serial && b.processes == 2, "so is a process that joins");
	raw_nest(&nl, q.pidfd, 501, NULL);
	ok(is_notified(&listener, CONTID_CMD_SET_NTF, 501, q.pid, &b) &&
	   b.parent == 500 && b.depth == 1 && b.serial > a.serial,
	   "a nested one comes with its parent");
	ok(raw_set(&nl, p.pidfd, 502, NULL) == -EEXIST && quiet(&listener),
	   "a refusal is not notified");
	raw_drop(&nl, q.pidfd, NULL);
	ok(is_notified(&listener, CONTID_CMD_DROP_NTF, 501, q.pid, &a) &&
	   a.serial == b.serial, "DROP names what was left");
	ok(is_notified(&listener, CONTID_CMD_END_NTF, 501, q.pid, &a) &&
	   a.serial == b.serial && !a.processes, "and then its end");
	raw_move(&nl, q.pidfd, 503, NULL);
	ok(is_notified(&listener, CONTID_CMD_SET_NTF, 503, q.pid, NULL), "MOVE is a SET");
	process_end(&p);
	ok(is_notified(&listener, CONTID_CMD_END_NTF, 500, p.pid, NULL),
	   "the last exit is an end");
	raw_nest(&nl, q.pidfd, 504, NULL);
	is_notified(&listener, CONTID_CMD_SET_NTF, 504, q.pid, NULL);
	process_end(&q);
	ok(is_notified(&listener, CONTID_CMD_END_NTF, 504, q.pid, &a) &&
	   is_notified(&listener, CONTID_CMD_END_NTF, 503, q.pid, &b) &&
	   quiet(&listener), "what is nested ends before its parent, and no more");
}

struct place {
	struct raw_nl nl;
	struct process inmate;
};

/* Order 'n': a network and a pid namespace; 's', 'd', 'f': an inmate, labelled,
 * dropped; 'o': whether its notifications are its own; 'q': whether there are none.
 */
static long run_listener_order(char order, void *data)
{
	static struct place here;
	struct event event = {};

	(void)data;
	switch (order) {
	case 'n':
		return unshare(CLONE_NEWNET | CLONE_NEWPID);
	case 'f':
		here.nl = listen_begin();
		here.inmate.pid = fork_idle();
		here.inmate.pidfd = must_pidfd(here.inmate.pid);
		return here.inmate.pid;
	case 's': {
		struct raw_nl own = raw_connect();

		return raw_set(&own, here.inmate.pidfd, 510, NULL);
	}
	case 'o':
		return is_notified(&here.nl, CONTID_CMD_SET_NTF, 510, here.inmate.pid,
			    NULL) && quiet(&here.nl);
	case 'e':
		/* Absent: the process ended that had a number here. */
		kill(here.inmate.pid, SIGKILL);
		waitpid(here.inmate.pid, NULL, 0);
		if (listen_next(&here.nl, &event) != 1)
			return 0;
		return event.cmd == CONTID_CMD_END_NTF &&
		       event.desc.contid == 510 && quiet(&here.nl);
	case 'q':
		return quiet(&here.nl);
	}
	return -1;
}

static void check_namespaces(void)
{
	struct process owner = process_start(run_listener_order, NULL);
	struct process third = process_start(run_listener_order, NULL);
	struct process p = process_start(NULL, NULL);
	struct event event = {};

	must(process_ask(&owner, 'n'), "namespaces");
	must(process_ask(&third, 'n'), "namespaces");
	process_ask(&owner, 'f');
	process_ask(&third, 'f');
	raw_set(&nl, p.pidfd, 511, NULL);
	is_notified(&listener, CONTID_CMD_SET_NTF, 511, p.pid, NULL);
	ok(!process_ask(&owner, 's'), "SET from another network namespace");
	ok(listen_next(&listener, &event) == 1 && event.desc.contid == 510 &&
	   event.desc.pid > 1 && event.desc.owner, "the host is notified");
	ok(process_ask(&owner, 'o'), "its owner is, and of nothing else");
	ok(process_ask(&third, 'q'), "no other listener is");
	ok(process_ask(&owner, 'e'), "the owner is notified of its end");
	ok(listen_next(&listener, &event) == 1 && event.desc.contid == 510 &&
	   event.cmd == CONTID_CMD_END_NTF, "and the host");
	process_end(&owner);
	process_end(&third);
	process_end(&p);
	is_notified(&listener, CONTID_CMD_END_NTF, 511, p.pid, NULL);
}

static int init_pidfd;

/* Order 'n': be about to enter a pid namespace of our own; 'e': init's. 'f':
 * do so, with a child.
 */
static long run_enter_order(char order, void *data)
{
	(void)data;
	if (order == 'n')
		return unshare(CLONE_NEWPID);
	if (order == 'e')
		return setns(init_pidfd, CLONE_NEWPID);
	return fork_idle();
}

/* GET stops finding a container before its end is notified. */
static void await_ends(unsigned int n)
{
	struct event event = {};

	while (n) {
		until(listen_next(&listener, &event) == 1);
		n -= event.cmd == CONTID_CMD_END_NTF;
	}
}

static void check_adoption(void)
{
	struct process parent = process_start(run_enter_order, NULL), p, q;
	struct raw_desc a = {};
	pid_t init, child;

	must(process_ask(&parent, 'n'), "pid namespace");
	init = process_ask(&parent, 'f');
	init_pidfd = must_pidfd(init);
	p = process_start(run_enter_order, NULL);
	must(process_ask(&p, 'e'), "setns");
	child = process_ask(&p, 'f');
	ok(quiet(&listener), "no label, no adoption");
	kill(child, SIGKILL);
	process_end(&p);

	raw_set(&nl, init_pidfd, 530, NULL);
	is_notified(&listener, CONTID_CMD_SET_NTF, 530, init, NULL);
	p = process_start(run_enter_order, NULL);
	must(process_ask(&p, 'e'), "setns");
	ok(quiet(&listener) && raw_contid_of(&nl, p.pidfd) == CONTID_UNSET,
	   "a process that is about to enter is outside");
	child = process_ask(&p, 'f');
	ok(is_notified(&listener, CONTID_CMD_ADOPT_NTF, 530, child, &a) &&
	   a.processes == 2 && quiet(&listener), "the adoption of its child is notified");

	q = process_start(run_enter_order, NULL);
	raw_set(&nl, q.pidfd, 531, NULL);
	is_notified(&listener, CONTID_CMD_SET_NTF, 531, q.pid, NULL);
	must(process_ask(&q, 'e'), "setns");
	process_ask(&q, 'f');
	ok(quiet(&listener), "a process with an unrelated label keeps it");

	kill(init, SIGKILL);	/* and its whole namespace */
	process_end(&parent);
	process_end(&p);
	process_end(&q);
	await_ends(2);
}

static int try_join(struct raw_nl *from, void *data)
{
	(void)data;
	from->answer.err = listen_join(from);
	return 0;
}

static int try_bind(struct raw_nl *from, void *data)
{
	uint32_t group = listen_group();
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	(void)data;
	if (group > 32)
		return 0;
	addr.nl_groups = 1U << (group - 1);
	from->answer.err = bind(fd, (void *)&addr, sizeof(addr)) ? -errno : 0;
	return 0;
}

static void check_authority(void)
{
	static const struct {
		enum requester kind;
		int err;
	} cases[] = {
		{ HOST, 0 }, { READER, 0 }, { NETNS, 0 }, { USERNS_NETNS, 0 },
		{ UNPRIVILEGED, -EPERM }, { USERNS, -EPERM },
		{ BORROWER, -EPERM },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ok(requester_run(&nl, cases[i].kind, try_join, NULL).err ==
		   cases[i].err, "%s joins: %s", requester_names[cases[i].kind],
		   cases[i].err ? "EPERM" : "done");
		if (listen_group() <= 32)
			ok(requester_run(&nl, cases[i].kind, try_bind, NULL).err ==
			   cases[i].err, "%s binds: %s",
			   requester_names[cases[i].kind],
			   cases[i].err ? "EPERM" : "done");
	}
}

/* As many events as come, with a listener that does not read. */
static void check_storm(void)
{
	struct process keep = process_start(NULL, NULL);
	struct raw_descs list = {};
	unsigned int n = rounds(STORM), i, lost = 0, heard = 0;
	struct raw_nl slow = listen_begin();
	struct event event;
	int got, size = 4096, bad = 0;

	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	raw_set(&nl, keep.pidfd, 520, NULL);
	is_notified(&listener, CONTID_CMD_SET_NTF, 520, keep.pid, NULL);
	for (i = 0; i < n; i++) {
		struct process p = process_start(NULL, NULL);
		uint64_t serial = 0;

		bad += !!raw_set(&nl, p.pidfd, 100000 + i, NULL);
		bad += listen_next(&listener, &event) != 1 ||
		       event.cmd != CONTID_CMD_SET_NTF ||
		       event.desc.contid != 100000 + i ||
		       event.desc.pid != (uint32_t)p.pid;
		serial = event.desc.serial;
		process_end(&p);
		bad += listen_next(&listener, &event) != 1 ||
		       event.cmd != CONTID_CMD_END_NTF ||
		       event.desc.serial != serial;
	}
	ok(!bad && quiet(&listener), "%u times SET and end: a listener that keeps up has each", n);
	while ((got = listen_next(&slow, &event))) {
		lost += got == -ENOBUFS;
		heard += got == 1;
		if (got < 0 && got != -ENOBUFS)
			break;
	}
	ok(lost && heard < 2 * n, "one that does not, learns that it missed some");
	diag("%u were heard", heard);
	ok(!raw_dump(&slow, &list) && list.n == 1 && list.v[0].contid == 520,
	   "and finds in a dump what is left");
	raw_drop(&nl, keep.pidfd, NULL);
	ok(is_notified(&slow, CONTID_CMD_DROP_NTF, 520, keep.pid, NULL) &&
	   is_notified(&slow, CONTID_CMD_END_NTF, 520, keep.pid, NULL),
	   "and goes on from there");
	process_end(&keep);
}

int main(void)
{
	nl = raw_connect();
	listener = listen_begin();
	check_content();
	check_namespaces();
	check_adoption();
	check_authority();
	check_storm();
	return done_testing();
}
