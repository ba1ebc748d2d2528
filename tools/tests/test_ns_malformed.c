// SPDX-License-Identifier: LGPL-2.1-or-later
/* Namespaces in answers that are malformed. */

#include <errno.h>
#include <sched.h>

#include <netlink/attr.h>

#include "fake.h"

static const struct contid_ns netns = { .id = 1, .type = CLONE_NEWNET, .inum = 1 };

static int see(const struct contid_ns_process *process, void *data)
{
	(void)process, (void)data;
	fail_msg("a malformed process is listed");
	return 0;
}

static int list_all(struct contid_handle *h)
{
	return contid_ns_list(h, contid_by_id(CONTID_UNSET), see, NULL);
}

static void answer(struct nlmsghdr *req)
{
	const struct contid_ns_process process = {
		.contid = CONTID_UNSET, .ns_count = 1, .ns = &netns,
	};

	fake_ns_process(req, 0, &process);
	fake_ack(req);
}

static void put_ns(int left_out)
{
	fake_nest(CONTID_A_NS);
	if (left_out != CONTID_A_NS_TYPE)
		fake_u32(CONTID_A_NS_TYPE, CLONE_NEWNET);
	if (left_out != CONTID_A_NS_ID)
		fake_u64(CONTID_A_NS_ID, 1);
	if (left_out != CONTID_A_NS_INUM)
		fake_u32(CONTID_A_NS_INUM, 1);
	fake_nest_end();
}

static void without_type(void)
{
	put_ns(CONTID_A_NS_TYPE);
}

static void without_id(void)
{
	put_ns(CONTID_A_NS_ID);
}

static void without_inum(void)
{
	put_ns(CONTID_A_NS_INUM);
}

static void short_id(void)
{
	fake_nest(CONTID_A_NS);
	fake_u32(CONTID_A_NS_TYPE, CLONE_NEWNET);
	fake_u32(CONTID_A_NS_ID, 1);
	fake_u32(CONTID_A_NS_INUM, 1);
	fake_nest_end();
}

static void short_owner(void)
{
	fake_nest(CONTID_A_NS);
	fake_u32(CONTID_A_NS_TYPE, CLONE_NEWNET);
	fake_u64(CONTID_A_NS_ID, 1);
	fake_u32(CONTID_A_NS_INUM, 1);
	fake_u32(CONTID_A_NS_OWNER, 1);
	fake_nest_end();
}

static void no_nest(void)
{
	put_ns(0);
	fake_attr(CONTID_A_NS, "\1\0\0\0\0", 5);
}

static void label_without_serial(void)
{
	fake_u64(CONTID_A_CONTID, 707);
}

static void short_contid(void)
{
	fake_u32(CONTID_A_CONTID, 707);
}

static void (*malformed)(void);

static void answer_malformed(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, req->nlmsg_flags & NLM_F_DUMP ? NLM_F_MULTI : 0);
	fake_u32(CONTID_A_PID, 1);
	malformed();
	fake_end();
	if (req->nlmsg_flags & NLM_F_DUMP)
		fake_done(req, 0, 0, NULL);
	else
		fake_ack(req);
}

static void what_is_malformed_is_refused(void **state)
{
	static void (*const all[])(void) = {
		without_type, without_id, without_inum, short_id, short_owner,
		no_nest, label_without_serial, short_contid,
	};
	const struct contid_ns_process *process;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		malformed = all[i];
		fake_expect_all(answer_malformed);
		assert_int_equal(contid_ns_get(*state, 5, &process), -EBADMSG);
		assert_int_equal(list_all(*state), -EBADMSG);
	}
	/* The handle goes on working. */
	fake_expect_all(answer);
	assert_int_equal(contid_ns_get(*state, 5, &process), 0);
	assert_int_equal(process->ns_count, 1);
}

static void without_pid(struct nlmsghdr *req)
{
	const struct contid_ns_process process = {
		.ns_count = 1, .contid = CONTID_UNSET, .ns = &netns,
	};

	fake_ns_process(req, NLM_F_MULTI, &process);
	fake_done(req, 0, 0, NULL);
}

static void the_list_has_pids(void **state)
{
	fake_expect(without_pid);
	assert_int_equal(list_all(*state), -EBADMSG);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(what_is_malformed_is_refused),
		with_handle(the_list_has_pids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
