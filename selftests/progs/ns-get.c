// SPDX-License-Identifier: GPL-2.0
/*
 * ns-get: NS_GET says which namespaces a process is in, as /proc does, to those that may
 * know. What is refused otherwise: refusals.
 */

#include "raw_ns.h"
#include "thread.h"

#define ID_HOSTS	320
#define ID_BESIDE	321
#define ID_DELEGATE	322
#define ID_BELOW	323	/* of the delegate's scope */

static struct raw_nl nl;

/* What /proc says of an open namespace. */
static struct raw_ns ns_by_proc(int fd, enum ns type)
{
	struct raw_ns ns = {
		.type = ns_types[type].flag, .id = ns_id(fd),
		.inum = ns_inum(fd),
	};
	int owner = ioctl(fd, NS_GET_USERNS);

	/* Not for the initial user namespace. */
	if (owner < 0)
		return ns;
	ns.owner = ns_id(owner);
	close(owner);
	return ns;
}

static bool is_as_by_proc(const struct raw_ns *ns, int fd, enum ns type)
{
	struct raw_ns wanted = ns_by_proc(fd, type);
	uint32_t present = 1U << CONTID_A_NS_TYPE | 1U << CONTID_A_NS_ID |
			   1U << CONTID_A_NS_INUM;

	if (wanted.owner)
		present |= 1U << CONTID_A_NS_OWNER;
	if (ns && ns->type == wanted.type && ns->id == wanted.id &&
	    ns->inum == wanted.inum && ns->owner == wanted.owner &&
	    (ns->present & ~(1U << CONTID_A_NS_PAD)) == present)
		return true;
	if (!ns)
		diag("%s: not listed", ns_types[type].name);
	else
		diag("%s: id %llu, inum %u, owner %llu, attributes 0x%x",
		     ns_types[type].name, (unsigned long long)ns->id, ns->inum,
		     (unsigned long long)ns->owner, ns->present);
	return false;
}

/* All eight, each once, as in /proc/PID/ns. */
static bool is_process(const struct raw_nss *nss, pid_t pid)
{
	bool good = nss && nss->n == NR_NS;
	int i, fd;

	for (i = 0; good && i < NR_NS; i++) {
		fd = open_namespace(pid, ns_types[i].name);
		good = is_as_by_proc(raw_ns_find(nss, i), fd, i);
		close(fd);
	}
	if (nss && nss->n != NR_NS)
		diag("%zu namespaces", nss->n);
	return good;
}

static void check_pidfd(const char *what, pid_t pid)
{
	int pidfd = must_pidfd(pid);
	struct raw_nss nss;

	ok(!raw_ns_get(&nl, CONTID_A_PIDFD, pidfd, &nss) && is_process(&nss, pid),
	   "by pidfd, %s: as /proc says", what);
	close(pidfd);
}

static void check_ns_fd(pid_t pid, enum ns type)
{
	int fd = open_namespace(pid, ns_types[type].name);
	struct raw_nss nss;

	ok(!raw_ns_get(&nl, CONTID_A_NS_FD, fd, &nss) && nss.n == 1 &&
	   is_as_by_proc(&nss.v[0], fd, type),
	   "by file, %s: the only one, as /proc says", ns_types[type].name);
	close(fd);
}

static void check_one_process(void)
{
	pid_t pid = clone3_idle(NS_ALL);
	struct raw_nss nss;
	int fd, i;

	must(pid, "clone3");
	check_pidfd("the first process", 1);
	check_pidfd("one in namespaces of its own", pid);
	for (i = 0; i < NR_NS; i++) {
		check_ns_fd(1, i);
		check_ns_fd(pid, i);
	}
	fd = open_namespace(pid, "uts");
	end_idle(pid);
	ok(!raw_ns_get(&nl, CONTID_A_NS_FD, fd, &nss) && nss.n == 1 &&
	   nss.v[0].id == ns_id(fd), "by file, where no process is any more");
	close(fd);
}

/* A thread that is elsewhere than its leader */

static volatile pid_t stray;

static void *go_astray(void *arg)
{
	must_unshare(CLONE_NEWUTS | CLONE_NEWNET);
	stray = gettid();
	return idle_thread(arg);
}

/* Orders: 'c' namespaces for children; 's' a thread elsewhere; 't' one that stays */
static long run_order(char order, void *data)
{
	(void)data;
	switch (order) {
	case 'c':
		return unshare(CLONE_NEWPID | CLONE_NEWTIME);
	case 's':
		must_start_thread(go_astray, NULL);
		until(stray);
		return stray;
	case 't':
		return start_thread(idle_thread, NULL);
	}
	return -1;
}

/* Its network and uts namespace are the thread's, the others those of the process. */
static bool is_stray(const struct raw_nss *nss, pid_t pid, pid_t tid)
{
	bool good = nss && nss->n == NR_NS;
	int i;

	for (i = 0; good && i < NR_NS; i++) {
		const struct raw_ns *found = raw_ns_find(nss, i);
		bool moved = i == NS_UTS || i == NS_NET;

		good = found && found->id == ns_of(tid, i) &&
		       (found->id != ns_of(pid, i)) == moved;
	}
	return good;
}

static void check_threads(void)
{
	struct process p = process_start(run_order, NULL);
	struct process q = process_start(run_order, NULL);
	struct raw_ns_list list = {};
	struct raw_desc desc;
	pid_t tid;
	size_t i;

	must(process_ask(&p, 'c'), "namespaces for children");
	must(process_ask(&p, 't'), "a thread");
	tid = process_ask(&q, 's');
	must_do(raw_set(&nl, p.pidfd, ID_HOSTS, NULL) ?:
		raw_set(&nl, q.pidfd, ID_HOSTS, &desc), "label");

	check_pidfd("with others for its children", p.pid);
	check_pidfd("with a thread elsewhere", q.pid);
	ok(!raw_ns_dump(&nl, CONTID_A_CONTID, ID_HOSTS, &list) && list.n == 3,
	   "the dump of a container: two processes, and a thread elsewhere");
	for (i = 0; i < list.n; i++)
		if (list.v[i].desc.contid != ID_HOSTS ||
		    list.v[i].desc.serial != desc.serial ||
		    list.v[i].desc.present & 1U << CONTID_A_SCOPE)
			break;
	ok(i == list.n, "each message has its identifier and serial number");
	ok(is_process(raw_ns_of_pid(&list, p.pid, 0), p.pid) &&
	   !raw_ns_of_pid(&list, p.pid, 1),
	   "one message is of the process whose threads are together");
	ok(is_process(raw_ns_of_pid(&list, q.pid, 0), q.pid),
	   "another is of the leader of the thread elsewhere");
	ok(is_stray(raw_ns_of_pid(&list, q.pid, 1), q.pid, tid),
	   "and one is of that thread");
	ok(!raw_ns_dump(&nl, CONTID_A_SERIAL, desc.serial, &list) && list.n == 3,
	   "the same by serial number");
	free(list.v);
	process_end(&p);
	process_end(&q);
}

#define MANY	300

/* More than one buffer holds. */
static void check_all(void)
{
	static pid_t pids[MANY];
	struct process labelled = process_start(NULL, NULL);
	struct raw_ns_list list = {};
	const struct raw_nss *nss;
	bool good = true;
	int i;

	must_do(raw_set(&nl, labelled.pidfd, ID_HOSTS, NULL), "label");
	for (i = 0; i < MANY; i++) {
		pids[i] = i % 50 ? fork_idle() : clone3_idle(NS_ALL);
		must(pids[i], "child");
	}
	ok(!raw_ns_dump(&nl, 0, 0, &list) && !nl.answer.interrupted,
	   "the dump of all processes");
	for (i = 0; i < MANY; i++)
		good = good && is_process(raw_ns_of_pid(&list, pids[i], 0), pids[i]) &&
		       !raw_ns_of_pid(&list, pids[i], 1);
	ok(good, "it has each of %d once, as /proc says", MANY);
	ok(is_process(raw_ns_of_pid(&list, 1, 0), 1) &&
	   is_process(raw_ns_of_pid(&list, getpid(), 0), getpid()),
	   "and the first process, and the requester");
	nss = raw_ns_of_pid(&list, getpid(), 0);
	ok(nss && !(nss->desc.present & (1U << CONTID_A_CONTID |
					 1U << CONTID_A_SERIAL)),
	   "a process without label has no identifier there");
	nss = raw_ns_of_pid(&list, labelled.pid, 0);
	ok(nss && nss->desc.contid == ID_HOSTS, "a labelled one has its own");
	for (i = 0; i < MANY; i++)
		end_idle(pids[i]);
	free(list.v);
	process_end(&labelled);
}

/*
 * A delegate, root of a user and a network namespace, and the processes that it tries
 * to look at.
 */
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
	check_one_process();
	check_threads();
	check_all();
	check_delegate();
	until(!raw_dump(&nl, &list) && !list.n);
	ok(true, "no container is left");
	return done_testing();
}
