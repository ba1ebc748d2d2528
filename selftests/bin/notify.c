// SPDX-License-Identifier: GPL-2.0
/*
 * notify: what listeners of the group "events" are told, who is told, and what
 * one does that was too slow.
 */

#include "listen.h"
#include "requester.h"

#define STORM	10000

static struct nl nl, listener;

/* The next one is that. */
static bool told(struct nl *by, uint8_t cmd, uint64_t id, uint32_t pid,
		 struct contid_desc *desc)
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

static bool quiet(struct nl *by)
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
	struct contid_desc echo, a = {}, b = {};

	contid_set_as(&nl, p.pidfd, 500, CONTID_FLAG_DELEGATE, 7, &echo);
	ok(told(&listener, CONTID_CMD_SET_NTF, 500, p.pid, &a), "SET is told");
	a.pid = 0;
	a.present &= ~(1U << CONTID_A_PID);
	ok(!memcmp(&a, &echo, sizeof(a)), "with what its echo says");
	contid_set(&nl, q.pidfd, 500, NULL);
	ok(told(&listener, CONTID_CMD_SET_NTF, 500, q.pid, &b) &&
	   b.serial == a.serial && b.tasks == 2, "so is who joins");
	contid_nest(&nl, q.pidfd, 501, NULL);
	ok(told(&listener, CONTID_CMD_SET_NTF, 501, q.pid, &b) &&
	   b.parent == 500 && b.depth == 1 && b.serial > a.serial,
	   "a nested one comes with its parent");
	ok(contid_set(&nl, p.pidfd, 502, NULL) == -EEXIST && quiet(&listener),
	   "a refusal is not told");
	contid_drop(&nl, q.pidfd, NULL);
	ok(told(&listener, CONTID_CMD_DROP_NTF, 501, q.pid, &a) &&
	   a.serial == b.serial, "DROP is told of what was left");
	ok(told(&listener, CONTID_CMD_END_NTF, 501, q.pid, &a) &&
	   a.serial == b.serial && !a.tasks, "and then its end");
	contid_move(&nl, q.pidfd, 503, NULL);
	ok(told(&listener, CONTID_CMD_SET_NTF, 503, q.pid, NULL), "MOVE is a SET");
	process_end(&p);
	ok(told(&listener, CONTID_CMD_END_NTF, 500, p.pid, NULL),
	   "the last exit is an end");
	contid_nest(&nl, q.pidfd, 504, NULL);
	told(&listener, CONTID_CMD_SET_NTF, 504, q.pid, NULL);
	process_end(&q);
	ok(told(&listener, CONTID_CMD_END_NTF, 504, q.pid, &a) &&
	   told(&listener, CONTID_CMD_END_NTF, 503, q.pid, &b) &&
	   quiet(&listener), "what is nested ends before its parent, and no more");
}

struct place {
	struct nl nl;
	struct process inmate;
};

/* Order 'n': a network and a pid namespace; 's', 'd', 'f': an inmate, labelled,
 * dropped; 'o': whether what it was told is its own; 'q': whether nothing was.
 */
static long live(char order, void *data)
{
	static struct place here;
	struct event event;

	(void)data;
	switch (order) {
	case 'n':
		return unshare(CLONE_NEWNET | CLONE_NEWPID);
	case 'f':
		here.nl = listen_begin();
		here.inmate.pid = fork();
		if (!here.inmate.pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
		here.inmate.pidfd = must_pidfd(here.inmate.pid);
		return here.inmate.pid;
	case 's': {
		struct nl own = contid_connect();

		return contid_set(&own, here.inmate.pidfd, 510, NULL);
	}
	case 'o':
		return told(&here.nl, CONTID_CMD_SET_NTF, 510, here.inmate.pid,
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
	struct process owner = process_start(live, NULL);
	struct process third = process_start(live, NULL);
	struct process p = process_start(NULL, NULL);
	struct event event = {};

	must(process_ask(&owner, 'n'), "namespaces");
	must(process_ask(&third, 'n'), "namespaces");
	process_ask(&owner, 'f');
	process_ask(&third, 'f');
	contid_set(&nl, p.pidfd, 511, NULL);
	told(&listener, CONTID_CMD_SET_NTF, 511, p.pid, NULL);
	ok(!process_ask(&owner, 's'), "SET from another network namespace");
	ok(listen_next(&listener, &event) == 1 && event.desc.contid == 510 &&
	   event.desc.pid > 1 && event.desc.owner, "the host is told");
	ok(process_ask(&owner, 'o'), "its owner is, of nothing else");
	ok(process_ask(&third, 'q'), "nobody else is");
	ok(process_ask(&owner, 'e'), "the owner is told of its end");
	ok(listen_next(&listener, &event) == 1 && event.desc.contid == 510 &&
	   event.cmd == CONTID_CMD_END_NTF, "and the host");
	process_end(&owner);
	process_end(&third);
	process_end(&p);
	told(&listener, CONTID_CMD_END_NTF, 511, p.pid, NULL);
}

static int init_pidfd;

/* Order 'n': be about to enter a pid namespace of our own; 'e': init's. 'f':
 * do so, with a child.
 */
static long enter(char order, void *data)
{
	pid_t pid;

	(void)data;
	if (order == 'n')
		return unshare(CLONE_NEWPID);
	if (order == 'e')
		return setns(init_pidfd, CLONE_NEWPID);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

static void check_adoption(void)
{
	struct process keeper = process_start(enter, NULL), p, q;
	struct contid_desc a = {};
	pid_t init, child;

	must(process_ask(&keeper, 'n'), "pid namespace");
	init = process_ask(&keeper, 'f');
	init_pidfd = must_pidfd(init);
	p = process_start(enter, NULL);
	must(process_ask(&p, 'e'), "setns");
	child = process_ask(&p, 'f');
	ok(quiet(&listener), "no label, no adoption");
	kill(child, SIGKILL);
	process_end(&p);

	contid_set(&nl, init_pidfd, 530, NULL);
	told(&listener, CONTID_CMD_SET_NTF, 530, init, NULL);
	p = process_start(enter, NULL);
	must(process_ask(&p, 'e'), "setns");
	ok(quiet(&listener) && contid_of(&nl, p.pidfd) == CONTID_UNSET,
	   "who is about to enter is outside");
	child = process_ask(&p, 'f');
	ok(told(&listener, CONTID_CMD_ADOPT_NTF, 530, child, &a) &&
	   a.tasks == 2 && quiet(&listener), "the adoption of its child is told");

	q = process_start(enter, NULL);
	contid_set(&nl, q.pidfd, 531, NULL);
	told(&listener, CONTID_CMD_SET_NTF, 531, q.pid, NULL);
	must(process_ask(&q, 'e'), "setns");
	process_ask(&q, 'f');
	ok(quiet(&listener), "who has an unrelated label keeps it");

	kill(init, SIGKILL);	/* and its whole namespace */
	process_end(&keeper);
	process_end(&p);
	process_end(&q);
	while (!contid_is_gone(&nl, 530) || !contid_is_gone(&nl, 531))
		sched_yield();
	while (listen_next(&listener, &(struct event){}) > 0)
		;
}

static int try_join(struct nl *from, void *data)
{
	(void)data;
	from->answer.err = listen_join(from);
	return 0;
}

static int try_bind(struct nl *from, void *data)
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
		enum requester who;
		int err;
	} cases[] = {
		{ HOST, 0 }, { READER, 0 }, { NETNS, 0 }, { USERNS_NETNS, 0 },
		{ UNPRIVILEGED, -EPERM }, { USERNS, -EPERM },
		{ BORROWER, -EPERM },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ok(requester_run(&nl, cases[i].who, try_join, NULL).err ==
		   cases[i].err, "%s joins: %s", requester_names[cases[i].who],
		   cases[i].err ? "EPERM" : "done");
		if (listen_group() <= 32)
			ok(requester_run(&nl, cases[i].who, try_bind, NULL).err ==
			   cases[i].err, "%s binds: %s",
			   requester_names[cases[i].who],
			   cases[i].err ? "EPERM" : "done");
	}
}

/* As many events as come, with a listener that does not read. */
static void check_storm(void)
{
	struct process keep = process_start(NULL, NULL);
	struct contid_descs list = {};
	unsigned int n = rounds(STORM), i, lost = 0, heard = 0;
	struct nl slow = listen_begin();
	struct event event;
	int got, size = 4096, bad = 0;

	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	contid_set(&nl, keep.pidfd, 520, NULL);
	told(&listener, CONTID_CMD_SET_NTF, 520, keep.pid, NULL);
	for (i = 0; i < n; i++) {
		struct process p = process_start(NULL, NULL);
		uint64_t serial = 0;

		bad += !!contid_set(&nl, p.pidfd, 100000 + i, NULL);
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
	ok(!contid_dump(&slow, &list) && list.n == 1 && list.v[0].contid == 520,
	   "and finds in a dump what is left");
	contid_drop(&nl, keep.pidfd, NULL);
	ok(told(&slow, CONTID_CMD_DROP_NTF, 520, keep.pid, NULL) &&
	   told(&slow, CONTID_CMD_END_NTF, 520, keep.pid, NULL),
	   "and goes on from there");
	process_end(&keep);
}

int main(void)
{
	nl = contid_connect();
	listener = listen_begin();
	check_content();
	check_namespaces();
	check_adoption();
	check_authority();
	check_storm();
	return done_testing();
}
