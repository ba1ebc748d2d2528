// SPDX-License-Identifier: GPL-2.0
/*
 * creators [FILE]: the label of the sender counts, and that of the process that
 * created the socket: each request, on a socket that each kind of process has
 * created, handed over and sent in each way.
 *
 * In each cell of the table, a refused request has changed nothing. FILE gets what
 * the audit log must say of the refusals, a line each: "set ID" or "drop PID".
 */

#include "creators.fixture.h"

/* How it came to the requester. */
enum handover { PASSED, INHERITED, KEPT, NR_HANDOVERS };

static const struct row {
	enum requester kind;
	enum operation operation;
	int err[NR_CREATORS];
} rows[] = {
#include "creators.table.h"
};

static const char * const creator_names[] = {
	"root without label", "nobody without label", "its own container",
	"a container below", "the container above", "another container",
	"an earlier container of its identifier", "a container below that ended",
};

static const char * const handover_names[] = {
	"passed", "inherited across exec", "kept across a change of label",
};

static FILE *expected;

static const char * const operation_names[] = {
	"SET", "NEST", "MOVE", "NEST of a subtree", "DROP", "GET of a process",
	"GET of an identifier", "GET of a serial number", "list",
	"list of processes", "join", "bind",
};

static int target_of(const struct fixture *f, enum operation operation)
{
	switch (operation) {
	case SUBTREE:
		return f->family;
	case DROP:
	case GET:
		return f->in_below;
	default:
		return f->plain;
	}
}

static uint64_t label_of_target(const struct fixture *f, enum operation operation)
{
	return operation == DROP || operation == GET ? f->below : label_of_requester(f);
}

static struct reply ask(struct fixture *f, enum creator creator,
			enum handover handover, enum operation operation,
			enum sending sending, uint64_t id)
{
	int nr = operation < JOIN ? 0 : 1 + 2 * handover + (operation == BIND);
	int fd = f->sockets[creator][nr], pidfd = target_of(f, operation);
	struct job job = {
		.operation = operation, .sending = sending, .family = nl.family,
		.seq = ++seq, .id = operation <= SUBTREE ? id : f->below,
		.serial = f->serial_below, .socket = NO_SOCKET,
	};

	switch (handover) {
	case INHERITED:
		job.socket = fd;
		return agent_ask(&f->inherited, job, pidfd, -1, NULL);
	case KEPT:
		job.socket = -1 - nr;
		return agent_ask(&f->kept[creator], job, pidfd, -1, NULL);
	default:
		return agent_ask(&f->passed, job, pidfd, fd, NULL);
	}
}

/* Of a request that was done: it did what it was to do, and is undone. */
static bool undo(struct fixture *f, enum operation operation, uint64_t id)
{
	int pidfd = target_of(f, operation);
	uint64_t now = raw_contid_of(&nl, pidfd);

	if (operation == DROP) {
		go_below(f, pidfd);
		return now == f->own;
	}
	must_do(raw_drop_as(&f->nl, pidfd, subtree_of(operation == SUBTREE),
			    NULL), "undo");
	return now == id && raw_contid_of(&nl, pidfd) == label_of_requester(f);
}

static bool is_answered_right(const struct fixture *f, enum operation operation,
			      const struct reply *reply, size_t all)
{
	switch (operation) {
	case LIST:
		/* A delegate has its own container and the one below. */
		return reply->n == (has_delegation(f->kind) ? 2 : all);
	case PROCESSES:
		return reply->n == IN_BELOW_ALL && reply->last.contid == f->below;
	default:
		return reply->n == 1 && reply->last.contid == f->below;
	}
}

static void expect_record(const struct fixture *f, enum creator creator,
			  enum operation operation, uint64_t id, pid_t pid)
{
	/* These may be too many for the log. */
	if (!expected || (creator == USER && !has_label(f->kind)))
		return;
	if (operation <= SUBTREE)
		fprintf(expected, "set %llu\n", (unsigned long long)id);
	else if (operation == DROP)
		fprintf(expected, "drop %d\n", pid);
}

static pid_t pid_of(int pidfd)
{
	char path[64], line[100];
	pid_t pid = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		sscanf(line, "Pid: %d", &pid);
	if (info)
		fclose(info);
	return pid;
}

static bool try_sending(struct fixture *f, const struct row *row,
			enum creator creator, enum handover handover,
			enum sending sending)
{
	static struct raw_descs before, after;
	uint64_t id = ++fresh;
	struct reply reply;
	bool good;

	raw_dump(&nl, &before);
	reply = ask(f, creator, handover, row->operation, sending, id);
	good = reply.answer.err == -row->err[creator];
	if (!good)
		diag("%s: got %s (%s)", sending_names[sending],
		     strerror(-reply.answer.err), reply.answer.sentence);
	if (reply.answer.err)
		expect_record(f, creator, row->operation, id,
			      pid_of(target_of(f, row->operation)));
	if (reply.answer.err)
		good = good && !reply.n && raw_is_gone(&nl, id) &&
		       raw_contid_of(&nl, target_of(f, row->operation)) ==
		       label_of_target(f, row->operation);
	else if (row->operation <= DROP)
		good = undo(f, row->operation, id) && good;
	else
		good = is_answered_right(f, row->operation, &reply, before.n) && good;

	/* Refused or undone: the containers are what they were. */
	raw_dump(&nl, &after);
	if (!same_lists(&before, &after))
		diag("%s: the containers have changed", sending_names[sending]);
	if (!good)
		diag("%s: %u described, the last %llu", sending_names[sending],
		     reply.n, (unsigned long long)reply.last.contid);
	return good && same_lists(&before, &after);
}

/* What the listener of a cell hears of, as the table has it. */
static unsigned int to_hear(const struct fixture *f, enum creator creator, int err)
{
	if (err)
		return 0;
	if (!has_label(f->kind))
		return ALL;
	/* It is shared with a container that has no authority. */
	if (creator == BELOW || creator == ENDED_BELOW)
		return 0;
	return 1U << IN_OWN | 1U << IN_BELOW;
}

/* A container comes and goes there, and the listener gets each notification. */
static bool happens(struct fixture *f, int place, struct raw_nl *listener, bool hears)
{
	static const uint8_t cmds[] = {
		CONTID_CMD_SET_NTF, CONTID_CMD_DROP_NTF, CONTID_CMD_END_NTF,
	};
	const uint64_t parents[] = { 0, f->other, f->above, f->own, f->below };
	const uint32_t depths[] = { 0, 1, 1, 2, 3 };
	uint32_t top = has_label(f->kind) ? 1 : 0;
	struct event event = {};
	uint64_t id = ++fresh;
	size_t i;

	must_do(raw_nest(&f->nl, f->member[place], id, NULL), "event");
	must_do(raw_drop(&f->nl, f->member[place], NULL), "event");
	for (i = 0; hears && i < 3; i++) {
		if (listen_next(listener, &event) != 1 ||
		    event.cmd != cmds[i] || event.desc.contid != id ||
		    event.desc.depth != depths[place] - top ||
		    (place && event.desc.parent != parents[place]) ||
		    event.desc.present & 1U << CONTID_A_SCOPE) {
			diag("place %d, event %zu: command %u, contid %llu in %llu, depth %u",
			     place, i, event.cmd,
			     (unsigned long long)event.desc.contid,
			     (unsigned long long)event.desc.parent,
			     event.desc.depth);
			return false;
		}
	}
	if (!listen_next(listener, &event))
		return true;
	diag("place %d: notified of %llu", place,
	     (unsigned long long)event.desc.contid);
	return false;
}

static bool try_joining(struct fixture *f, const struct row *row,
			enum creator creator, enum handover handover)
{
	int nr = 1 + 2 * handover + (row->operation == BIND);
	struct raw_nl there = {
		.fd = f->sockets[creator][nr], .family = nl.family,
	};
	unsigned int hears = to_hear(f, creator, row->err[creator]);
	struct reply reply;
	int place;
	bool good;

	reply = ask(f, creator, handover, row->operation, SEND, 0);
	good = reply.answer.err == -row->err[creator];
	if (!good)
		diag("got %s", strerror(-reply.answer.err));
	for (place = 0; place < NR_PLACES; place++)
		good = happens(f, place, &there, hears & 1U << place) && good;

	/* Refused, it is still the socket that it was. */
	there.seq = ++seq;
	if (row->err[creator] && creator == UNLABELLED &&
	    raw_get_process(&there, f->plain, NULL)) {
		diag("of no use any more: %s", there.answer.sentence);
		good = false;
	}
	return good;
}

static void check_cell(struct fixture *f, const struct row *row,
		       enum creator creator, enum handover handover)
{
	enum sending sending;
	bool good = true;

	if (row->operation >= JOIN)
		good = try_joining(f, row, creator, handover);
	for (sending = 0; row->operation < JOIN && sending < NR_SENDING; sending++)
		good = try_sending(f, row, creator, handover, sending) && good;
	ok(good, "%s by %s on the socket of %s, %s: %s",
	   operation_names[row->operation], requester_names[row->kind],
	   creator_names[creator], handover_names[handover],
	   row->err[creator] ? strerrorname_np(row->err[creator]) : "done");
}

static void check_row(struct fixture *f, const struct row *row)
{
	enum creator creator;
	enum handover handover;

	for (creator = 0; creator < NR_CREATORS; creator++)
		for (handover = 0; handover < NR_HANDOVERS; handover++)
			check_cell(f, row, creator, handover);
}

/* After the table: sockets that have joined go on to hear, of the same. */
static void check_owner(struct fixture *f)
{
	struct raw_nl there = {
		.fd = f->sockets[OWN][1 + 2 * PASSED], .family = nl.family,
	};
	struct event event;
	bool good;

	while (listen_next(&there, &event) > 0)
		;
	must_do(raw_nest(&nl, f->member[IN_OWN], ++fresh, NULL), "event");
	must_do(raw_drop(&nl, f->member[IN_OWN], NULL), "event");
	good = !listen_next(&there, &event);
	ok(happens(f, IN_OWN, &there, true) && good,
	   "a delegate hears of what its network namespace owns, and of no other");
}

static const enum requester requesters[] = {
	HOST, SERVICE, LABELLED, DELEGATED, TENANT,
};

#define NR	(sizeof(requesters) / sizeof(*requesters))

int main(int argc, char **argv)
{
	static struct fixture fixtures[NR_REQUESTERS];
	size_t i;

	agent_run_if_executed(argc, argv);
	if (argc > 1) {
		expected = fopen(argv[1], "we");
		if (!expected)
			bail("%s", argv[1]);
	}
	nl = raw_connect();
	for (i = 0; i < NR; i++)
		make_fixture(&fixtures[requesters[i]], requesters[i]);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(&fixtures[rows[i].kind], &rows[i]);
	check_owner(&fixtures[TENANT]);
	ok(sizeof(rows) / sizeof(*rows) == NR * NR_OPERATIONS,
	   "the table has a row for each request of each requester");
	if (expected)
		fclose(expected);
	return done_testing();
}
