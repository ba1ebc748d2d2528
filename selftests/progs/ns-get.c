// SPDX-License-Identifier: GPL-2.0
/*
 * ns-get: NS_GET says which namespaces a process is in, as /proc does. What a delegate
 * sees: ns-view. What is refused: refusals.
 */

#include "raw_ns.h"
#include "thread.h"

#define ID_HOSTS	320

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

int main(void)
{
	struct raw_descs list = {};

	nl = raw_connect();
	check_one_process();
	check_threads();
	check_all();
	until(!raw_dump(&nl, &list) && !list.n);
	ok(true, "no container is left");
	return done_testing();
}
