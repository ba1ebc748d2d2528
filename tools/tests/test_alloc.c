// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that is not there: each allocation of the library fails in turn. */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "fake.h"

/* Allocations that succeed before one fails, -1 for all of them */
static int budget = -1;

static bool granted(void)
{
	return budget < 0 || budget-- > 0;
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
	return granted() ? __real_calloc(n, size) : NULL;
}

void *__real_reallocarray(void *old, size_t n, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
	return granted() ? __real_reallocarray(old, n, size) : NULL;
}

struct nl_sock *__real_nl_socket_alloc(void);
struct nl_sock *__wrap_nl_socket_alloc(void);
struct nl_sock *__wrap_nl_socket_alloc(void)
{
	return granted() ? __real_nl_socket_alloc() : NULL;
}

struct nl_msg *__real_nlmsg_alloc(void);
struct nl_msg *__wrap_nlmsg_alloc(void);
struct nl_msg *__wrap_nlmsg_alloc(void)
{
	return granted() ? __real_nlmsg_alloc() : NULL;
}

static int open_it(struct contid_handle *h)
{
	int err;

	(void)h;
	fake_reset();
	err = contid_open_ops(&h, &fake_ops);
	if (!err)
		contid_close(h);
	return err;
}

static int set_it(struct contid_handle *h)
{
	return fake_set(h, 1, 0, 0, 0, NULL);
}

static int drop_it(struct contid_handle *h)
{
	return contid_drop(h, 1, 0, NULL);
}

static int get_it(struct contid_handle *h)
{
	const struct contid_info *info;

	return contid_get(h, contid_by_id(0), &info);
}

static int get_process_it(struct contid_handle *h)
{
	const struct contid_info *info;

	return contid_get_process(h, 1, &info);
}

static int count_container(const struct contid_info *info, void *data)
{
	(void)info;
	++*(int *)data;
	return 0;
}

static int count_member(int pidfd, pid_t pid, void *data)
{
	(void)pidfd;
	(void)pid;
	++*(int *)data;
	return 0;
}

static int list_it(struct contid_handle *h)
{
	int n = 0;
	int err = contid_list(h, contid_by_id(CONTID_UNSET), -1, count_container, &n);

	assert_int_equal(n, err ? 0 : 100);
	return err;
}

/* What is in the list of members, MEMBERS times */
#define MEMBERS	66	/* more than a table has room for at first */

static pid_t member;

static int members_it(struct contid_handle *h)
{
	int n = 0;
	int err;

	member = getpid();
	err = contid_members(h, contid_by_id(0), count_member, &n);
	if (!err)
		assert_int_equal(n, MEMBERS);
	return err;
}

static int kill_it(struct contid_handle *h)
{
	member = getppid();
	return contid_kill(h, contid_by_id(0), 0, NULL);
}

static int ns_get_it(struct contid_handle *h)
{
	const struct contid_ns_process *process;

	return contid_ns_get(h, 1, &process);
}

static int ns_get_fd_it(struct contid_handle *h)
{
	const struct contid_ns *ns;

	return contid_ns_get_fd(h, 1, &ns);
}

static int count_process(const struct contid_ns_process *process, void *data)
{
	(void)process;
	++*(int *)data;
	return 0;
}

static int ns_list_it(struct contid_handle *h)
{
	int n = 0;
	int err = contid_ns_list(h, contid_by_id(CONTID_UNSET), count_process, &n);

	assert_int_equal(n, err ? 0 : MEMBERS);
	return err;
}

static int read_start_it(struct contid_handle *h)
{
	struct contid_handle *other;
	int left = budget;
	int err;

	/* One that is for reading does not work as before. */
	(void)h;
	budget = -1;
	assert_int_equal(contid_open_ops(&other, &fake_ops), 0);
	budget = left;
	err = contid_read_start(other, contid_by_id(0), 0, 0);
	contid_close(other);
	return err;
}

static int dup_it(struct contid_handle *h)
{
	static const struct contid_netns netns = { 1, 2, 3 };
	static const struct contid_info info = {
		.netns_count = 1,
		.netns = &netns,
		.name = "web",
	};
	struct contid_info *copy = contid_info_dup(&info);

	(void)h;
	contid_info_free(copy);
	return copy ? 0 : -ENOMEM;
}

static void obey_dump(struct nlmsghdr *req, struct contid_info *info)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (!fake_find(req, CONTID_A_CONTID))
			fake_info(req, NLM_F_MULTI, info);
		else if (i < MEMBERS)
			fake_pid(req, NLM_F_MULTI, member);
		info->serial++;
		info->netns_count = i == 49;
		if (i % 20 == 19)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

static void obey_ns(struct nlmsghdr *req)
{
	static const struct contid_ns ns = { 1, 2, 3, 4 };
	const struct contid_ns_process process = {
		.pid = 1, .contid = CONTID_UNSET, .ns_count = 1, .ns = &ns,
	};
	int i;

	if (!(req->nlmsg_flags & NLM_F_DUMP)) {
		fake_ns_process(req, 0, &process);
		return fake_ack(req);
	}
	for (i = 0; i < MEMBERS; i++)
		fake_ns_process(req, NLM_F_MULTI, &process);
	fake_done(req, 0, 0, NULL);
}

static void obey(struct nlmsghdr *req)
{
	static const struct contid_netns netns = { 1, 2, 3 };
	struct contid_info info = {
		.parent = CONTID_UNSET,
		.netns_count = 1,
		.netns = &netns,
	};

	if (((const struct genlmsghdr *)nlmsg_data(req))->cmd == CONTID_CMD_NS_GET)
		return obey_ns(req);
	if (req->nlmsg_flags & NLM_F_DUMP)
		return obey_dump(req, &info);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void every_allocation_may_fail(void **state)
{
	static const struct {
		int (*fn)(struct contid_handle *h);
		int allocations;
	} calls[] = {
		{ open_it, 3 },		/* handle, socket, message */
		{ set_it, 3 },		/* message, namespaces, a copy of them */
		{ drop_it, 3 },
		{ get_it, 3 },
		{ get_process_it, 3 },
		{ list_it, 7 },		/* and twice that, table, larger table */
		/* a description, twice a list, and a description of each */
		{ members_it, 3 + 2 * 3 + 3 * MEMBERS },
		/* the second list finds none that is new */
		{ kill_it, 3 + 3 + 3 + 1 + 1 + 3 },
		{ ns_get_it, 2 },	/* message, namespaces */
		{ ns_get_fd_it, 2 },
		/* message, table, larger table, namespaces of each */
		{ ns_list_it, 3 + MEMBERS },
		{ read_start_it, 2 },	/* the part that reads, message */
		{ dup_it, 3 },		/* description, name, namespaces */
	};
	struct contid_handle *h;
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		for (n = 0; n <= calls[i].allocations; n++) {
			assert_int_equal(fake_setup((void **)&h), 0);
			fake_expect_all(obey);
			budget = n;
			assert_int_equal(calls[i].fn(h),
					 n < calls[i].allocations ? -ENOMEM : 0);
			budget = -1;

			/* The handle works as before. */
			fake_expect_all(obey);
			assert_int_equal(list_it(h), 0);
			assert_int_equal(fake_teardown((void **)&h), 0);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
