// SPDX-License-Identifier: GPL-2.0
/*
 * delegation: what each kind of requester may do to each kind of target.
 *
 * For each cell of the table: no other process has changed, a refused request has
 * changed nothing, and no request from inside a container has taken a process out
 * of it.
 */

#include "delegation.fixture.h"

static const struct row {
	enum requester kind;
	enum operation operation;
	int err[NR_WHOM];
} rows[] = {
#include "delegation.table.h"
};

static const char * const whom_names[] = {
	"itself", "its thread", "its child", "its sibling",
	"its container's process outside", "container above",
	"container below", "host's container below", "other container",
	"other user namespace", "other network namespace",
	"namespace below", "kernel thread", "zombie",
};

static const char * const operation_names[] = {
	[SET] = "SET", [NEST] = "NEST", [MOVE] = "MOVE", [DROP] = "DROP",
	[GET] = "GET",
};

#define NR_TRIED	5	/* of the operations */

#define ID_OTHER	900
#define ID_FRESH	1000000

/* As the host sees them, all processes but @but have their labels. */
static bool others_stay(const struct fixture *f, enum whom but)
{
	int i;

	for (i = 0; i < NR_WHOM; i++) {
		if (i == (int)but || !has_one(i))
			continue;
		if (raw_contid_of(&nl, f->pidfd[i]) != f->label[i]) {
			diag("%s has changed", whom_names[i]);
			return false;
		}
	}
	return true;
}

/* In any scope: here no two containers share an identifier. */
static const struct raw_desc *find(uint64_t id)
{
	static struct raw_descs list;
	size_t i;

	raw_dump(&nl, &list);
	for (i = 0; i < list.n; i++)
		if (list.v[i].contid == id)
			return &list.v[i];
	return NULL;
}

static bool is_within(uint64_t id, uint64_t own)
{
	const struct raw_desc *desc;

	while (id != own) {
		desc = find(id);
		if (!desc || !(desc->present & 1U << CONTID_A_PARENT))
			return false;
		id = desc->parent;
	}
	return true;
}

/* What GET answers the requester, given what it answers the host. */
static bool got_right(const struct fixture *f, enum whom whom,
		      const struct raw_desc *got)
{
	uint64_t label = f->label[whom];

	if (!has_label(f->kind))
		return got->contid == label;
	if (label == CONTID_UNSET || !is_within(label, f->own))
		return got->contid == CONTID_UNSET;
	return got->contid == label &&
	       !!(got->present & 1U << CONTID_A_PARENT) == (label != f->own);
}

/* What a label of the host's scope is nested in, or CONTID_UNSET. */
static uint64_t parent_of(const struct fixture *f, uint64_t label)
{
	if (label == f->own && has_label(f->kind))
		return f->above;
	if (label == f->below || label == f->below_hosts)
		return has_label(f->kind) ? f->own : f->above;
	return CONTID_UNSET;
}

/* Only the requester can put a process back into a container of its scope. */
static int undo_in_scope(struct fixture *f, int pidfd, uint64_t now)
{
	return ask(f, now == f->own ? SET : MOVE, f->below, pidfd).answer.err;
}

static int undo(struct fixture *f, enum whom whom, uint64_t now)
{
	uint64_t label = f->label[whom], parent = parent_of(f, label);
	int pidfd = f->pidfd[whom];

	if (label == CONTID_UNSET)
		return raw_drop(&nl, pidfd, NULL);
	if (label == f->below && made_below(f))
		return undo_in_scope(f, pidfd, now);
	if (parent != CONTID_UNSET)
		return raw_move_below(&nl, pidfd, label, parent, NULL);
	return raw_move(&nl, pidfd, label, NULL);
}

/* What was done is what was asked for; it is undone again. */
static bool done_right(struct fixture *f, const struct row *row, enum whom whom,
		       uint64_t id)
{
	int pidfd = f->pidfd[whom];
	uint64_t now = raw_contid_of(&nl, pidfd);
	bool good = row->operation == DROP ? now != f->label[whom] : now == id;

	if (has_label(f->kind) && !is_within(now, f->own)) {
		diag("it has left its lineage");
		good = false;
	}
	if (row->operation == NEST && f->label[whom] != CONTID_UNSET)
		good = good && is_within(id, f->label[whom]);
	must_do(undo(f, whom, now), "undo");
	return good && (row->operation == DROP || !find(id));
}

static void check_cell(struct fixture *f, const struct row *row, enum whom whom)
{
	static struct raw_descs before, after;
	static uint64_t id = ID_FRESH;
	struct reply reply;
	char what[200];
	bool good;

	snprintf(what, sizeof(what), "%s by %s: %s: %s",
		 operation_names[row->operation], requester_names[row->kind],
		 whom_names[whom],
		 row->err[whom] ? strerrorname_np(row->err[whom]) : "done");
	if (whom == THREAD && f->pidfd[THREAD] < 0) {
		skip("this kernel has no pidfd of a thread", what);
		return;
	}

	raw_dump(&nl, &before);
	reply = ask(f, row->operation, ++id, f->pidfd[whom]);
	good = reply.answer.err == -row->err[whom];
	if (!good)
		diag("got %s (%s)", strerror(-reply.answer.err),
		     reply.answer.sentence);
	good = others_stay(f, reply.answer.err || row->operation == GET ?
			   NR_WHOM : whom) && good;
	if (!reply.answer.err)
		good = (row->operation == GET ? got_right(f, whom, &reply.last) :
			done_right(f, row, whom, id)) && good;

	/* Refused or undone: the containers are what they were. */
	raw_dump(&nl, &after);
	if (!same_lists(&before, &after)) {
		diag("the containers have changed");
		good = false;
	}
	ok(good, "%s", what);
}

/*
 * PR_SET_PDEATHSIG is cleared by setuid: some processes outlive their parent, and
 * are killed here.
 */
static void end_all_children(void)
{
	FILE *list;
	int pid;

	do {
		list = fopen("/proc/thread-self/children", "re");
		while (list && fscanf(list, "%d", &pid) == 1)
			kill(pid, SIGKILL);
		if (list)
			fclose(list);
	} while (waitpid(-1, NULL, __WALL) > 0);
}

static const enum requester requesters[] = {
	HOST, SERVICE, VISITOR, LABELLED, DELEGATED, CONTAINED, TENANT,
	SOCKET_STAYED, SQUATTER, UNPRIVILEGED, SETUID, BORROWER,
};

#define NR	(sizeof(requesters) / sizeof(*requesters))

int main(void)
{
	static struct fixture fixtures[NR_REQUESTERS];
	struct raw_descs list = {};
	size_t i;
	int whom;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	nl = raw_connect();
	ready = counter_new();
	outsider(ID_OTHER);	/* it stays there */
	other = outsider(ID_OTHER);
	user_ns = outsider(CONTID_UNSET);
	must(process_ask(&user_ns, 'u'), "user namespace");

	for (i = 0; i < NR; i++)
		make_fixture(&fixtures[requesters[i]], requesters[i]);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (whom = 0; whom < NR_WHOM; whom++)
			check_cell(&fixtures[rows[i].kind], &rows[i], whom);
	ok(sizeof(rows) / sizeof(*rows) == NR * NR_TRIED,
	   "the table has a row for each request of each requester");

	for (i = 0; i < NR; i++)
		process_end(&fixtures[requesters[i]].parent);
	raw_dump(&nl, &list);
	ok(list.n > 1, "the containers of those outside are left");
	end_all_children();
	return done_testing();
}
