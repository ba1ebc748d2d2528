// SPDX-License-Identifier: LGPL-2.1-or-later
/* DROP and GET of one: what is asked, and what the answer becomes. */

#include <errno.h>
#include <string.h>

#include "container.h"

static const struct contid_info unset = {
	.contid = CONTID_UNSET,
	.parent = CONTID_UNSET,
};

static void plain_drop(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_DROP, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_ack(req);
}

static void full_drop(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_DROP, NLM_F_ECHO, 2);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_SUBTREE);
	fake_info(req, 0, &unset);
	fake_cut();
	fake_ack(req);
}

static void drop_asks_for_what_it_is_reported(void **state)
{
	const struct contid_info *info;

	fake_expect(plain_drop);
	assert_int_equal(contid_drop(*state, 5, 0, NULL), 0);
	fake_expect(full_drop);
	assert_int_equal(contid_drop(*state, 5, CONTID_FLAG_SUBTREE, &info), 0);
	check_info(info, &unset);
}

static void get_by_pidfd(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 0);
	fake_info(req, 0, &unset);
	fake_cut();
	fake_ack(req);
}

static void get_by_contid(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, BIG);
	fake_info(req, 0, &full);
	fake_cut();
	fake_ack(req);
}

static void get_asks_for_what_it_is_reported(void **state)
{
	const struct contid_info *info;

	fake_expect(get_by_contid);
	assert_int_equal(contid_get(*state, contid_by_id(BIG), &info), 0);
	check_info(info, &full);
	/* Nothing of the container before may shine through. */
	fake_expect(get_by_pidfd);
	assert_int_equal(contid_get_process(*state, 0, &info), 0);
	check_info(info, &unset);
}

/* The attributes that are always there, but for @left_out */
static void put_info(const struct nlmsghdr *req, int left_out)
{
	static const struct {
		int type;
		uint64_t value;
		bool u64;
	} attrs[] = {
		{ CONTID_A_CONTID, 1, true },
		{ CONTID_A_OWNER_NETNS, 2, true },
		{ CONTID_A_PROCESSES, 3, false },
		{ CONTID_A_CHILDREN, 4, false },
		{ CONTID_A_CREATED, 5, true },
		{ CONTID_A_SERIAL, 6, true },
	};
	size_t i;

	fake_begin(req, FAKE_FAMILY, 0);
	for (i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if (attrs[i].type == left_out)
			continue;
		if (attrs[i].u64)
			fake_u64(attrs[i].type, attrs[i].value);
		else
			fake_u32(attrs[i].type, attrs[i].value);
	}
	fake_end();
}

static void sparse_answer(struct nlmsghdr *req)
{
	put_info(req, 0);
	fake_ack(req);
}

static void optional_attributes_have_defaults(void **state)
{
	static const struct contid_info sparse = {
		.contid = 1,
		.parent = CONTID_UNSET,
		.owner_netns = 2,
		.processes = 3,
		.children = 4,
		.created = 5,
		.serial = 6,
	};
	const struct contid_info *info;

	fake_expect(sparse_answer);
	assert_int_equal(contid_get(*state, contid_by_id(1), &info), 0);
	check_info(info, &sparse);
}

static int left_out;

static void answer_without(struct nlmsghdr *req)
{
	put_info(req, left_out);
	fake_ack(req);
}

static void other_attributes_must_be_there(void **state)
{
	static const int types[] = {
		CONTID_A_CONTID, CONTID_A_OWNER_NETNS, CONTID_A_PROCESSES,
		CONTID_A_CHILDREN, CONTID_A_CREATED, CONTID_A_SERIAL,
	};
	const struct contid_info *info;
	size_t i;

	fake_expect_all(answer_without);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		left_out = types[i];
		assert_int_equal(contid_get(*state, contid_by_id(1), &info), -EBADMSG);
	}
	left_out = 0;
	assert_int_equal(contid_get(*state, contid_by_id(1), &info), 0);
}

static void answer_with_more(struct nlmsghdr *req)
{
	put_info(req, 0);
	fake_attr(CONTID_A_MAX + 1, "from the future", 16);
	fake_attr((CONTID_A_MAX + 2) | NLA_F_NESTED, "12345678", 8);
	fake_u32(0x3fff, 7);
	fake_end();
	fake_ack(req);
}

static void unknown_attributes_are_passed_over(void **state)
{
	const struct contid_info *info;

	fake_expect(answer_with_more);
	assert_int_equal(contid_get(*state, contid_by_id(1), &info), 0);
	assert_int_equal(info->serial, 6);
}

static void answer_with_short_u64(struct nlmsghdr *req)
{
	put_info(req, CONTID_A_SERIAL);
	fake_u32(CONTID_A_SERIAL, 6);
	fake_end();
	fake_ack(req);
}

static void answer_with_short_u32(struct nlmsghdr *req)
{
	put_info(req, 0);
	fake_attr(CONTID_A_DEPTH, "x", 1);
	fake_end();
	fake_ack(req);
}

static void answer_without_genl_header(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	fake_truncate(2);
	fake_end();
	fake_cut();
	fake_ack(req);
}

static void malformed_attributes_are_refused(void **state)
{
	static const fake_answer answers[] = {
		answer_with_short_u64, answer_with_short_u32,
		answer_without_genl_header,
	};
	const struct contid_info *info = &full;
	size_t i;

	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		fake_expect(answers[i]);
		assert_int_equal(contid_get(*state, contid_by_id(1), &info), -EBADMSG);
		assert_ptr_equal(info, &full);
	}
}

static void full_answer(struct nlmsghdr *req)
{
	fake_info(req, 0, &full);
	fake_ack(req);
}

static void answers_are_about_what_was_asked(void **state)
{
	static const struct contid_ref right[] = {
		{ BIG, 0, 0 }, { BIG, BIG + 4, 0 }, { CONTID_UNSET, 0, BIG + 3 },
	};
	static const struct contid_ref wrong[] = {
		{ BIG + 1, 0, 0 }, { BIG, BIG + 5, 0 }, { BIG, 0, BIG + 4 },
	};
	const struct contid_info *info;
	size_t i;

	fake_expect_all(full_answer);
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		assert_int_equal(contid_get(*state, right[i], &info), 0);
	assert_int_equal(fake_set(*state, 5, BIG, 0, 0, &info), 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(contid_get(*state, wrong[i], &info), -EBADMSG);
		assert_int_equal(contid_get(*state, right[0], &info),
				 -ENOTCONN);
		contid_close(*state);
		assert_int_equal(fake_setup(state), 0);
		fake_expect_all(full_answer);
	}
	assert_int_equal(fake_set(*state, 5, 1, 0, 0, &info), -EBADMSG);
}

static void copies_last(void **state)
{
	static const struct contid_netns netns[] = { { 1, 2, 3 }, { 4, 5, 6 } };
	struct contid_info info = full;
	struct contid_info *copy;

	(void)state;
	info.netns = netns;
	info.netns_count = 2;
	copy = contid_info_dup(&info);
	assert_non_null(copy);
	info.netns = NULL;
	check_info(copy, &full);
	assert_int_equal(copy->netns_count, 2);
	assert_memory_equal(copy->netns, netns, sizeof(netns));
	contid_info_free(copy);
	contid_info_free(NULL);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(drop_asks_for_what_it_is_reported),
		with_handle(get_asks_for_what_it_is_reported),
		with_handle(optional_attributes_have_defaults),
		with_handle(other_attributes_must_be_there),
		with_handle(unknown_attributes_are_passed_over),
		with_handle(malformed_attributes_are_refused),
		with_handle(answers_are_about_what_was_asked),
		cmocka_unit_test(copies_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
