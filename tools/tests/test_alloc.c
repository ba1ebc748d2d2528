// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that is not there: each allocation of the library fails in turn. */

#include <errno.h>
#include <stdlib.h>

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
	return contid_set(h, 1, 2, 0, 0, NULL);
}

static int drop_it(struct contid_handle *h)
{
	return contid_drop(h, 1, 0, NULL);
}

static int get_it(struct contid_handle *h)
{
	const struct contid_info *info;

	return contid_get(h, 1, &info);
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

static int count_member(pid_t pid, void *data)
{
	(void)pid;
	++*(int *)data;
	return 0;
}

static int list_it(struct contid_handle *h)
{
	int n = 0;
	int err = contid_list(h, CONTID_UNSET, -1, count_container, &n);

	assert_int_equal(n, err ? 0 : 100);
	return err;
}

static int members_it(struct contid_handle *h)
{
	int n = 0;
	int err = contid_members(h, 1, count_member, &n);

	assert_int_equal(n, err ? 0 : 100);
	return err;
}

static void obey(struct nlmsghdr *req)
{
	static const struct contid_netns netns = { 1, 2, 3 };
	struct contid_info info = {
		.parent = CONTID_UNSET,
		.netns_count = 1,
		.netns = &netns,
	};
	int i;

	if (!(req->nlmsg_flags & NLM_F_DUMP)) {
		fake_info(req, 0, &info);
		fake_ack(req);
		return;
	}
	for (i = 0; i < 100; i++) {
		if (fake_find(req, CONTID_A_CONTID))
			fake_pid(req, NLM_F_MULTI, i);
		else
			fake_info(req, NLM_F_MULTI, &info);
		info.serial++;
		info.netns_count = i == 49;
		if (i % 20 == 19)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
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
		{ members_it, 3 },
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
