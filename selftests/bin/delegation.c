// SPDX-License-Identifier: GPL-2.0
/*
 * delegation: what each kind of requester may do to each kind of target.
 *
 * Whatever a cell of the table says, after it nobody else has changed, a
 * refused request has changed nothing, and no request from inside a container
 * took anybody out of it.
 */

#include "world.h"

static const struct row {
	enum who who;
	enum asked asked;
	int err[NR_WHOM];
} rows[] = {
#include "delegation.table.h"
};

static const char * const who_names[] = {
	"root", "capable user", "root on another namespace's socket",
	"labelled root", "labelled root with delegation",
	"user namespace's labelled root",
	"user namespace's labelled root with delegation",
	"the same on the host's socket", "nobody",
	"set-user-ID root on nobody's socket", "nobody on root's socket",
};

static const char * const whom_names[] = {
	"itself", "its thread", "its child", "its sibling",
	"its container's process outside", "container above",
	"container below", "host's container below", "other container",
	"other user namespace", "other network namespace",
	"namespace below", "kernel thread", "zombie",
};

static const char * const asked_names[] = {
	"SET", "NEST", "MOVE", "DROP", "GET",
};

#define ID_OTHER	900
#define ID_FRESH	1000000

static struct nl nl;
static struct process other, user_ns;

static void must_do(int err, const char *what)
{
	if (err)
		bail("%s: %s (%s)", what, strerror(-err), nl.answer.sentence);
}

/* Order: the namespaces to be in. */
static long leave(char order, void *data)
{
	(void)data;
	return unshare(order == 'u' ? CLONE_NEWUSER | CLONE_NEWNET :
		       CLONE_NEWNET);
}

static struct process outsider(uint64_t label)
{
	struct process p = process_start(leave, NULL);

	if (label != CONTID_UNSET)
		must_do(contid_set(&nl, p.pidfd, label, NULL), "outsider");
	return p;
}

/* Two processes, so that the container stays when one of them leaves. */
static void populate(struct world *w, uint64_t id, const pid_t pids[2],
		     bool by_requester)
{
	struct job job = { .asked = SET, .id = id, .limit = NO_LIMIT };
	int i, pidfd;

	for (i = 0; i < 2; i++) {
		pidfd = must_pidfd(pids[i]);
		if (by_requester)
			must_do(world_ask(w, job, pidfd).answer.err, "below");
		else if (has_label(w->who))
			must_do(contid_nest(&nl, pidfd, id, NULL), "below");
		else
			must_do(contid_set(&nl, pidfd, w->above, NULL) ?:
				contid_nest(&nl, pidfd, id, NULL), "below");
		close(pidfd);
	}
}

#define MEMBERS	"prpppppb"	/* what the keeper makes, in that order */

static void make_members(struct world *w, pid_t member[])
{
	size_t i;

	if (has_namespaces(w->who)) {
		must(process_ask(&w->keeper, MAKE_NAMESPACES), "namespaces");
		map_root(w->keeper.pid);
	}
	for (i = 0; i < strlen(MEMBERS); i++)
		process_ask(&w->keeper, MEMBERS[i]);
	/* Each of them, and the requester's child */
	counter_await(world_ready, strlen(MEMBERS) + 1);
	for (i = 0; i < strlen(MEMBERS); i++)
		member[i] = child_of(w->keeper.pid, i);
}

static pid_t thread_of(pid_t pid)
{
	pid_t tid = pid + 1;
	char path[64];

	for (;; tid++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
		if (!access(path, F_OK))
			return tid;
	}
}

static void make_targets(struct world *w, const pid_t member[])
{
	struct process net_ns = outsider(CONTID_UNSET);
	pid_t requester = member[1], zombie = child_of(requester, 1);

	must(process_ask(&net_ns, 'n'), "network namespace");
	if (has_label(w->who))
		must_do(contid_set(&nl, net_ns.pidfd, w->own, NULL), "net_ns");
	w->pidfd[SELF] = must_pidfd(requester);
	w->pidfd[THREAD] = pidfd_open(thread_of(requester), PIDFD_OF_THREAD);
	w->pidfd[CHILD] = must_pidfd(child_of(requester, 0));
	w->pidfd[SIBLING] = must_pidfd(member[2]);
	w->pidfd[SAME] = outsider(w->own).pidfd;
	w->pidfd[ABOVE] = outsider(w->above).pidfd;
	w->pidfd[BELOW] = must_pidfd(member[3]);
	w->pidfd[BELOW_HOSTS] = must_pidfd(member[5]);
	w->pidfd[OTHER] = other.pidfd;
	w->pidfd[USER_NS] = user_ns.pidfd;
	w->pidfd[NET_NS] = net_ns.pidfd;
	w->pidfd[NS_BELOW] = must_pidfd(member[7]);
	w->pidfd[KERNEL] = must_pidfd(2);
	w->pidfd[ZOMBIE] = must_pidfd(zombie);
	await_zombie(w->pidfd[ZOMBIE]);
}

static bool has_one(enum whom whom)
{
	return whom != THREAD && whom != ZOMBIE;
}

static void make_world(struct world *w, enum who who)
{
	static struct keeper keeper;
	pid_t member[sizeof(MEMBERS)];
	int line[2];
	int i;

	w->who = who;
	w->above = 1000 * (who + 1);
	w->own = has_label(who) ? w->above + 1 : CONTID_UNSET;
	w->below = w->above + 2;
	w->below_hosts = w->above + 3;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line))
		bail("socketpair");
	keeper = (struct keeper){ .who = who, .line = line[1] };
	w->keeper = process_start(keep, &keeper);
	w->line = line[0];
	if (has_label(who))
		must_do(contid_set(&nl, w->keeper.pidfd, w->above, NULL) ?:
			contid_set_as(&nl, w->keeper.pidfd, w->own,
				      CONTID_FLAG_NEST |
				      (delegates(who) ? CONTID_FLAG_DELEGATE : 0),
				      NO_LIMIT, NULL), "the world");
	make_members(w, member);
	populate(w, w->below, &member[3], who == DELEGATE || who == TENANT);
	populate(w, w->below_hosts, &member[5], false);
	make_targets(w, member);
	for (i = 0; i < NR_WHOM; i++)
		if (has_one(i))
			w->label[i] = contid_of(&nl, w->pidfd[i]);
}

/* As the host sees them: where everybody belongs, but for @who. */
static bool others_stay(const struct world *w, enum whom but)
{
	int i;

	for (i = 0; i < NR_WHOM; i++) {
		if (i == (int)but || !has_one(i))
			continue;
		if (contid_of(&nl, w->pidfd[i]) != w->label[i]) {
			diag("%s has changed", whom_names[i]);
			return false;
		}
	}
	return true;
}

static bool is_within(uint64_t id, uint64_t own)
{
	struct contid_desc desc = {};

	while (id != own) {
		if (contid_get(&nl, id, &desc) ||
		    !(desc.present & 1U << CONTID_A_PARENT))
			return false;
		id = desc.parent;
	}
	return true;
}

/* What GET says to somebody, given what it says to the host. */
static bool got_right(const struct world *w, enum whom whom,
		      const struct contid_desc *got)
{
	uint64_t label = w->label[whom];

	if (!has_label(w->who))
		return got->contid == label;
	if (label == CONTID_UNSET || !is_within(label, w->own))
		return got->contid == CONTID_UNSET;
	return got->contid == label &&
	       !!(got->present & 1U << CONTID_A_PARENT) == (label != w->own);
}

/* What was done is what was asked for; it is undone again. */
static bool done_right(struct world *w, const struct row *row, enum whom whom,
		       uint64_t id)
{
	int pidfd = w->pidfd[whom];
	uint64_t now = contid_of(&nl, pidfd);
	bool good = row->asked == DROP ? now != w->label[whom] : now == id;

	if (has_label(w->who) && !is_within(now, w->own)) {
		diag("it has left its lineage");
		good = false;
	}
	if (row->asked == NEST && w->label[whom] != CONTID_UNSET)
		good = good && is_within(id, w->label[whom]);
	if (w->label[whom] != CONTID_UNSET)
		must_do(contid_move(&nl, pidfd, w->label[whom], NULL), "undo");
	else
		must_do(contid_drop(&nl, pidfd, NULL), "undo");
	return good && (row->asked == DROP || contid_is_gone(&nl, id));
}

static void check_cell(struct world *w, const struct row *row, enum whom whom)
{
	static struct contid_descs before, after;
	static uint64_t id = ID_FRESH;
	struct job job = { .asked = row->asked, .id = ++id, .limit = NO_LIMIT };
	struct reply reply;
	char what[200];
	bool good;

	snprintf(what, sizeof(what), "%s by %s: %s: %s",
		 asked_names[row->asked], who_names[row->who],
		 whom_names[whom],
		 row->err[whom] ? strerrorname_np(row->err[whom]) : "done");
	if (whom == THREAD && w->pidfd[THREAD] < 0) {
		skip("this kernel has no pidfd of a thread", what);
		return;
	}

	contid_dump(&nl, &before);
	reply = world_ask(w, job, w->pidfd[whom]);
	good = reply.answer.err == -row->err[whom];
	if (!good)
		diag("got %s (%s)", strerror(-reply.answer.err),
		     reply.answer.sentence);
	good = others_stay(w, reply.answer.err || row->asked == GET ?
			   NR_WHOM : whom) && good;
	if (!reply.answer.err)
		good = (row->asked == GET ? got_right(w, whom, &reply.desc) :
			done_right(w, row, whom, id)) && good;

	/* Refused or undone: the world is what it was. */
	contid_dump(&nl, &after);
	if (before.n != after.n ||
	    memcmp(before.v, after.v, after.n * sizeof(*after.v))) {
		diag("the containers have changed");
		good = false;
	}
	ok(good, "%s", what);
}

/* Some outlive their keeper, whose end is no signal to who changed its uid. */
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

int main(void)
{
	static struct world worlds[NR_WHO];
	struct contid_descs list = {};
	size_t i;
	int whom;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	nl = contid_connect();
	world_ready = counter_new();
	outsider(ID_OTHER);	/* it stays there */
	other = outsider(ID_OTHER);
	user_ns = outsider(CONTID_UNSET);
	must(process_ask(&user_ns, 'u'), "user namespace");

	for (i = 0; i < NR_WHO; i++)
		make_world(&worlds[i], i);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (whom = 0; whom < NR_WHOM; whom++)
			check_cell(&worlds[rows[i].who], &rows[i], whom);
	ok(sizeof(rows) / sizeof(*rows) == NR_WHO * NR_ASKED,
	   "the table has a row for each request of each requester");

	for (i = 0; i < NR_WHO; i++)
		process_end(&worlds[i].keeper);
	contid_dump(&nl, &list);
	ok(list.n > 1, "the containers of those outside are left");
	end_all_children();
	return done_testing();
}
