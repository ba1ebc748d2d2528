// SPDX-License-Identifier: GPL-2.0
/*
 * ns-ids: each namespace has an id, on which all interfaces agree, and which is never
 * given twice.
 */

#include "namespaces.h"
#include "raw_contid.h"
#include "requester.h"

static struct raw_nl nl;
static uint64_t largest = NS_FIRST - 1;	/* id that was seen */

/* Whether an id is of a namespace that was made since the last call. */
static bool is_new(uint64_t id)
{
	static unsigned int complaints;
	bool good = id > largest;

	if (good)
		largest = id;
	else if (complaints++ < 10)
		diag("id %llu after %llu", (unsigned long long)id,
		     (unsigned long long)largest);
	return good;
}

/* The first process has never left the initial namespaces. */
static void check_initial(void)
{
	int i;

	for (i = 0; i < NR_NS; i++)
		ok(ns_of(1, i) == ns_types[i].initial,
		   "%s: %llu is the initial one", ns_types[i].name,
		   (unsigned long long)ns_types[i].initial);
	ok(ns_id_of(1, "pid_for_children") == ns_types[NS_PID].initial &&
	   ns_id_of(1, "time_for_children") == ns_types[NS_TIME].initial,
	   "the namespaces for children are the same");
}

/* The namespaces that a child does not make are ours. */
static bool shares_others(pid_t pid, enum ns made)
{
	bool good = true;
	int i;

	for (i = 0; i < NR_NS; i++)
		if (i != (int)made)
			good = good && ns_of(pid, i) == ns_of(0, i);
	return good;
}

static void check_clone(enum ns type)
{
	const char *name = ns_types[type].name;
	pid_t pid = clone3_idle(ns_types[type].flag);
	int fd;

	must(pid, "clone3");
	fd = open_namespace(pid, name);
	ok(is_new(ns_id(fd)), "%s: clone3 makes one with an id of its own",
	   name);
	ok(shares_others(pid, type), "%s: the other types stay", name);
	end_idle(pid);
	ok(ns_id(fd) == largest, "%s: the id stays when no process is left",
	   name);
	close(fd);
}

/* The order in which the system call makes them is its own affair. */
static void check_clone_all(void)
{
	pid_t pid = clone3_idle(NS_ALL);
	uint64_t before = largest, id[NR_NS];
	bool good = true;
	int i, j;

	must(pid, "clone3");
	for (i = 0; i < NR_NS; i++) {
		id[i] = ns_of(pid, i);
		good = good && id[i] > before;
		for (j = 0; j < i; j++)
			good = good && id[i] != id[j];
		if (id[i] > largest)
			largest = id[i];
	}
	ok(good, "clone3 of all types: eight ids of their own");
	end_idle(pid);
}

/* Orders: the number of a type. The answer is the id. */
static long make_by_unshare(char order, void *data)
{
	char name[32];

	(void)data;
	must_unshare(ns_types[(int)order].flag);
	snprintf(name, sizeof(name), "%s%s", ns_types[(int)order].name,
		 order == NS_TIME ? "_for_children" : "");
	/* That for children has no file before there is one. */
	if (order == NS_PID) {
		pid_t pid = fork_idle();
		uint64_t id = ns_of(pid, NS_PID);

		end_idle(pid);
		return id;
	}
	return ns_id_of(0, name);
}

static void check_unshare(enum ns type)
{
	struct process p = process_start(make_by_unshare, NULL);

	ok(is_new(process_ask(&p, type)),
	   "%s: unshare makes one with an id of its own", ns_types[type].name);
	process_end(&p);
}

/* Each is gone when the next is made. The answer is how many ids did not grow. */
static long make_many(char order, void *data)
{
	static const enum ns cheap[] = { NS_UTS, NS_IPC, NS_CGROUP, NS_TIME };
	unsigned int i, wrong = 0, n = *(unsigned int *)data;

	(void)order;
	for (i = 0; i < n; i++)
		wrong += !is_new(make_by_unshare(cheap[i % 4], NULL));
	return wrong;
}

static void check_many(void)
{
	unsigned int n = rounds(4000);
	struct process p = process_start(make_many, &n);

	ok(!process_ask(&p, 'm'), "%u namespaces that come and go: no id comes again",
	   n);
	process_end(&p);
	/* It has seen larger ones than we. */
	p = process_start(make_by_unshare, NULL);
	largest += n - 1;
	ok(is_new(process_ask(&p, NS_UTS)), "nor after their process has ended");
	process_end(&p);
}

/* Order 'c': the cookie; others as above. */
static long ask_cookie(char order, void *data)
{
	return order == 'c' ? (long)own_netns_cookie() :
			      make_by_unshare(order, data);
}

static void check_cookies(void)
{
	struct process p = process_start(ask_cookie, NULL);
	bool good = true;
	int i;

	ok(own_netns_cookie() == ns_of(0, NS_NET),
	   "the cookie of the own network namespace is its id");
	for (i = 0; i < 20; i++) {
		uint64_t id = process_ask(&p, NS_NET);

		good = good && (uint64_t)process_ask(&p, 'c') == id && is_new(id);
	}
	ok(good, "so are those of network namespaces that come and go");
	process_end(&p);
}

static int set_310(struct raw_nl *from, void *data)
{
	return raw_set(from, ((struct process *)data)->pidfd, 310, NULL);
}

static void take_cookie(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *in;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if ((attr->nla_type & NLA_TYPE_MASK) != CONTID_A_NETNS)
			continue;
		nl_for_each_attr(in, attr + 1, (char *)attr + attr->nla_len)
			if (in->nla_type == CONTID_A_NETNS_COOKIE)
				memcpy(data, in + 1, sizeof(uint64_t));
	}
}

/* COOKIE of the only network namespace that a container is in. */
static uint64_t cookie_of_container(uint64_t contid)
{
	struct raw_nl_msg msg;
	uint64_t cookie = 0;

	raw_nl_start(&msg, nl.family, CONTID_CMD_GET, 0);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, contid);
	must_do(raw_nl_request(&nl, &msg, take_cookie, &cookie), "GET");
	return cookie;
}

static void check_containers(void)
{
	struct process p = process_start(make_by_unshare, NULL);
	uint64_t id = process_ask(&p, NS_NET);
	struct raw_desc desc = {};

	must_do(requester_run(&nl, NETNS, set_310, &p).err, "SET");
	must_do(raw_get(&nl, 310, &desc), "GET");
	ok(cookie_of_container(310) == id,
	   "COOKIE is the id of the network namespace that a container is in");
	ok(is_new(desc.owner),
	   "OWNER_NETNS is an id, of a network namespace that came later");
	must_do(raw_drop(&nl, p.pidfd, NULL) ?: raw_set(&nl, p.pidfd, 311, &desc),
		"SET by the host");
	ok(desc.owner == ns_of(0, NS_NET), "and that of the host for its own");
	process_end(&p);
}

static int errno_of_id(int fd)
{
	uint64_t id;

	return ioctl(fd, NS_GET_ID, &id) ? errno : 0;
}

/* Only the file counts, and who opened it does not. */
static void check_unprivileged(void)
{
	int *result = shared_memory(sizeof(*result));
	int fd = open_namespace(1, "net");
	pid_t pid = fork();

	if (!pid) {
		become_nobody();
		*result = errno_of_id(fd);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	ok(!*result, "who has the file needs no privilege to read the id");
	close(fd);
}

static void check_errors(void)
{
	static const char * const others[] = {
		"/dev/null", "/proc/self/ns", "/proc/self/status", "/etc/passwd",
	};
	int fd = open_namespace(0, "uts"), pidfd = must_pidfd(getpid()), other;
	size_t i;

	ok(ioctl(fd, _IO(NSIO, 0x7f)) && errno == ENOTTY,
	   "an ioctl that there is none of: ENOTTY");
	ok(ioctl(fd, _IOR(NSIO, 13, uint32_t), &other) && errno == ENOTTY,
	   "nor one of that number with another size");
	ok(ioctl(fd, NS_GET_ID, NULL) && errno == EFAULT,
	   "an address that is none: EFAULT");
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		other = open(others[i], O_RDONLY | O_CLOEXEC);
		must(other, others[i]);
		ok(errno_of_id(other) == ENOTTY, "%s is no namespace: ENOTTY",
		   others[i]);
		close(other);
	}
	ok(errno_of_id(pidfd), "nor is a process");
	other = open("/proc/self/ns/uts", O_PATH | O_CLOEXEC);
	ok(errno_of_id(other) == EBADF, "a file that is not opened: EBADF");
	close(other);
	close(pidfd);
	close(fd);
}

int main(void)
{
	int i;

	nl = raw_connect();
	check_initial();
	for (i = 0; i < NR_NS; i++)
		check_clone(i);
	check_clone_all();
	for (i = 0; i < NR_NS; i++)
		check_unshare(i);
	check_many();
	check_cookies();
	check_containers();
	check_unprivileged();
	check_errors();
	return done_testing();
}
