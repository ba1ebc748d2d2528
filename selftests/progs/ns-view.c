// SPDX-License-Identifier: GPL-2.0
/*
 * ns-view: a delegate, root of a user and a network namespace, sees by NS_GET the
 * namespaces that are its own, and those that it is in; none else of the host's.
 */

#include "raw_ns.h"

#define ID_BESIDE	321
#define ID_DELEGATE	322
#define ID_BELOW	323	/* of the delegate's scope */

static struct raw_nl nl;

/* The processes that the delegate tries to look at. */
enum whom {
	OUTSIDE,	/* without label */
	OTHER,		/* in another container */
	GUEST,		/* in the delegate's container, in namespaces of the host */
	BELOW,		/* in a container and a user namespace below */
	NR_WHOM
};

static struct process whom[BELOW];	/* the last one is the delegate's child */
static int host_net, host_uts, guest_uts;	/* files */

/* Orders: 'u' a uts namespace; 'b' a user and a uts namespace */
static long run_whom_order(char order, void *data)
{
	(void)data;
	return unshare(order == 'b' ? CLONE_NEWUSER | CLONE_NEWUTS : CLONE_NEWUTS);
}

/* These types and no others, with the ids that the host sees. */
static bool has_types(const struct raw_nss *nss, uint64_t flags,
		      const uint64_t *ids)
{
	uint64_t found = 0;
	bool good = nss;
	size_t i, j;

	for (i = 0; good && i < nss->n; i++) {
		found |= nss->v[i].type;
		for (j = 0; j < NR_NS; j++)
			if (nss->v[i].type == ns_types[j].flag)
				good = nss->v[i].id == ids[j];
	}
	if (good && found == flags)
		return true;
	diag("types 0x%llx", (unsigned long long)found);
	return false;
}

struct view {
	uint64_t ids[NR_WHOM][NR_NS], own[NR_NS];	/* as the host sees them */
	pid_t below;
};

static struct view *view;	/* shared */

static void note_ids(pid_t pid, uint64_t *ids)
{
	int i;

	for (i = 0; i < NR_NS; i++)
		ids[i] = ns_of(pid, i);
}

static int get_pidfd(struct raw_nl *from, int pidfd, struct raw_nss *nss)
{
	return raw_ns_get(from, CONTID_A_PIDFD, pidfd, nss);
}

static int get_file(struct raw_nl *from, int fd)
{
	struct raw_nss nss;

	return raw_ns_get(from, CONTID_A_NS_FD, fd, &nss);
}

/* What the guest shares with the delegate; the rest of it is the host's. */
#define SHARED	(NS_ALL & ~((uint64_t)CLONE_NEWUTS | CLONE_NEWUSER | CLONE_NEWNET))

static void look_at_processes(struct raw_nl *from)
{
	int self = must_pidfd(getpid()), below = must_pidfd(view->below);
	struct raw_nss nss;

	ok(!get_pidfd(from, self, &nss) && has_types(&nss, NS_ALL, view->own),
	   "a delegate sees all namespaces that it is in");
	ok(!get_pidfd(from, below, &nss) &&
	   has_types(&nss, NS_ALL, view->ids[BELOW]),
	   "and those that are owned by a user namespace below its own");
	ok(!get_pidfd(from, whom[GUEST].pidfd, &nss) &&
	   has_types(&nss, SHARED, view->ids[GUEST]),
	   "of a process in its container that is in the host's, those that it is in, too");
	ok(get_pidfd(from, whom[OUTSIDE].pidfd, &nss) == -EXDEV &&
	   get_pidfd(from, whom[OTHER].pidfd, &nss) == -EXDEV,
	   "processes elsewhere are out of sight: EXDEV");
	close(self);
	close(below);
}

static void look_at_files(struct raw_nl *from)
{
	int own = open_namespace(0, "net"), below;

	below = open_namespace(view->below, "uts");
	ok(!get_file(from, own) && !get_file(from, below),
	   "it sees the file of a namespace of its own, or below");
	ok(!get_file(from, host_uts), "and of one of the host's that it is in");
	ok(get_file(from, host_net) == -EXDEV &&
	   get_file(from, guest_uts) == -EXDEV,
	   "others of the host's are out of sight: EXDEV");
	close(own);
	close(below);
}

static void look_at_lists(struct raw_nl *from)
{
	struct raw_ns_list list = {};
	const struct raw_nss *below;

	ok(!raw_ns_dump(from, 0, 0, &list) && list.n == 3 &&
	   has_types(raw_ns_of_pid(&list, getpid(), 0), NS_ALL, view->own) &&
	   has_types(raw_ns_of_pid(&list, whom[GUEST].pid, 0), SHARED,
		     view->ids[GUEST]) &&
	   has_types(raw_ns_of_pid(&list, view->below, 0), NS_ALL,
		     view->ids[BELOW]),
	   "the dump has the processes of its container and below, and the same namespaces");
	below = raw_ns_of_pid(&list, view->below, 0);
	ok(below && below->desc.contid == ID_BELOW, "with identifiers of its scope");
	ok(!raw_ns_dump(from, CONTID_A_CONTID, ID_BELOW, &list) && list.n == 1 &&
	   raw_ns_of_pid(&list, view->below, 0), "the dump of a container below");
	ok(raw_ns_dump(from, CONTID_A_CONTID, ID_BESIDE, &list) == -ENOENT &&
	   !list.n, "that of another one, which does not exist to it: ENOENT");
	free(list.v);
}

/*
 * Orders: 'n' make the namespaces; 'b' have the child below, whose pid is the answer;
 * 'l' look. TAP comes from the delegate then.
 */
static long run_delegate_order(char order, void *data)
{
	static struct process below;
	static struct raw_nl own;

	(void)data;
	switch (order) {
	case 'n':
		must_unshare(CLONE_NEWUSER | CLONE_NEWNET);
		/* A change of credentials forgets it. */
		return prctl(PR_SET_PDEATHSIG, SIGKILL);
	case 'b':
		own = raw_connect();
		below = process_start(run_whom_order, NULL);
		must(process_ask(&below, 'b'), "namespaces below");
		must_do(raw_nest(&own, below.pidfd, ID_BELOW, NULL), "below");
		return below.pid;
	case 'l':
		look_at_processes(&own);
		look_at_files(&own);
		look_at_lists(&own);
		fflush(stdout);
		return tap_count;
	}
	return -1;
}

static void make_whom(void)
{
	whom[OUTSIDE] = process_start(NULL, NULL);
	whom[OTHER] = process_start(NULL, NULL);
	whom[GUEST] = process_start(run_whom_order, NULL);
	must(process_ask(&whom[GUEST], 'u'), "uts namespace");
	note_ids(whom[GUEST].pid, view->ids[GUEST]);
	host_net = open_namespace(0, "net");
	host_uts = open_namespace(0, "uts");
	guest_uts = open_namespace(whom[GUEST].pid, "uts");
}

/* The delegate is forked behind the others, and so it has the files of them all. */
static struct process make_delegate(void)
{
	struct process p = process_start(run_delegate_order, NULL);

	must(process_ask(&p, 'n'), "namespaces");
	map_root(p.pid);
	note_ids(p.pid, view->own);
	must_do(raw_set_as(&nl, p.pidfd, ID_DELEGATE, CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL) ?:
		raw_set(&nl, whom[GUEST].pidfd, ID_DELEGATE, NULL) ?:
		raw_set(&nl, whom[OTHER].pidfd, ID_BESIDE, NULL), "labels");
	view->below = process_ask(&p, 'b');
	note_ids(view->below, view->ids[BELOW]);
	return p;
}

static void check_delegate(void)
{
	struct process delegate;
	int i;

	view = shared_memory(sizeof(*view));
	make_whom();
	delegate = make_delegate();
	tap_count = process_ask(&delegate, 'l');
	process_end(&delegate);
	for (i = OUTSIDE; i <= GUEST; i++)
		process_end(&whom[i]);
}

int main(void)
{
	struct raw_descs list = {};

	nl = raw_connect();
	check_delegate();
	until(!raw_dump(&nl, &list) && !list.n);
	ok(true, "no container is left");
	return done_testing();
}
