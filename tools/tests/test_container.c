// SPDX-License-Identifier: LGPL-2.1-or-later
/* SET, DROP and GET of one: what is asked, and what the answer becomes. */

#include <errno.h>
#include <string.h>

#include "fake.h"

#define BIG	0xfedcba9876543210ULL

static const struct contid_info full = {
	.contid = BIG,
	.parent = 0,
	.owner_netns = BIG + 1,
	.created = BIG + 2,
	.serial = BIG + 3,
	.depth = 16,
	.flags = CONTID_FLAG_DELEGATE,
	.limit = 1024,
	.tasks = 0xffffffff,
	.children = 5,
};

static const struct contid_info unset = {
	.contid = CONTID_UNSET,
	.parent = CONTID_UNSET,
};

static void check_info(const struct contid_info *a,
		       const struct contid_info *b)
{
	assert_int_equal(a->contid, b->contid);
	assert_int_equal(a->parent, b->parent);
	assert_int_equal(a->owner_netns, b->owner_netns);
	assert_int_equal(a->created, b->created);
	assert_int_equal(a->serial, b->serial);
	assert_int_equal(a->depth, b->depth);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->limit, b->limit);
	assert_int_equal(a->tasks, b->tasks);
	assert_int_equal(a->children, b->children);
}

static void plain_set(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u64(req, CONTID_A_CONTID, 0);
	fake_ack(req);
}

static void full_set(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, NLM_F_ECHO, 4);
	fake_check_u32(req, CONTID_A_PIDFD, -1);
	fake_check_u64(req, CONTID_A_CONTID, BIG);
	fake_check_u32(req, CONTID_A_FLAGS,
		       CONTID_FLAG_DELEGATE | CONTID_FLAG_NEST);
	fake_check_u32(req, CONTID_A_LIMIT, 1024);
	fake_info(req, 0, &full);
	fake_cut();
	fake_ack(req);
}

static void set_asks_for_what_it_is_told(void **state)
{
	const struct contid_info *info;

	fake_expect(plain_set);
	assert_int_equal(contid_set(*state, 5, 0, 0, 0, NULL), 0);

	fake_expect(full_set);
	assert_int_equal(contid_set(*state, -1, BIG,
				    CONTID_FLAG_DELEGATE | CONTID_FLAG_NEST,
				    1024, &info), 0);
	check_info(info, &full);
}

/* What the kernel checks is left to the kernel, which has better words. */
static void set_unset(struct nlmsghdr *req)
{
	fake_check_u64(req, CONTID_A_CONTID, CONTID_UNSET);
	fake_refuse(req, ERANGE, "no container has this id",
		    NLMSGERR_ATTR_OFFS, fake_offset(req, CONTID_A_CONTID));
}

static void set_leaves_checks_to_the_kernel(void **state)
{
	const struct contid_info *info = &full;

	fake_expect(set_unset);
	assert_int_equal(contid_set(*state, 5, CONTID_UNSET, 0, 0, &info),
			 -ERANGE);
	assert_ptr_equal(info, &full);
	assert_string_equal(contid_error_text(*state),
			    "no container has this id");
	assert_string_equal(contid_error_attr(*state), "contid");
}

static void flags_refused(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, "unknown flag", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_FLAGS));
}

static void limit_refused(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, "limit", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_LIMIT));
}

static void every_attribute_of_a_request_has_a_name(void **state)
{
	fake_expect(flags_refused);
	assert_int_equal(contid_set(*state, 5, 1, 0x80000000, 0, NULL),
			 -EINVAL);
	assert_string_equal(contid_error_attr(*state), "flags");
	fake_expect(limit_refused);
	assert_int_equal(contid_set(*state, 5, 1, 0, 7, NULL), -EINVAL);
	assert_string_equal(contid_error_attr(*state), "limit");
}

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

static void drop_asks_for_what_it_is_told(void **state)
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

static void get_asks_for_what_it_is_told(void **state)
{
	const struct contid_info *info;

	fake_expect(get_by_contid);
	assert_int_equal(contid_get(*state, BIG, &info), 0);
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
		{ CONTID_A_TASKS, 3, false },
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
		.tasks = 3,
		.children = 4,
		.created = 5,
		.serial = 6,
	};
	const struct contid_info *info;

	fake_expect(sparse_answer);
	assert_int_equal(contid_get(*state, 1, &info), 0);
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
		CONTID_A_CONTID, CONTID_A_OWNER_NETNS, CONTID_A_TASKS,
		CONTID_A_CHILDREN, CONTID_A_CREATED, CONTID_A_SERIAL,
	};
	const struct contid_info *info;
	size_t i;

	fake_expect_all(answer_without);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		left_out = types[i];
		assert_int_equal(contid_get(*state, 1, &info), -EBADMSG);
	}
	left_out = 0;
	assert_int_equal(contid_get(*state, 1, &info), 0);
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
	assert_int_equal(contid_get(*state, 1, &info), 0);
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
		assert_int_equal(contid_get(*state, 1, &info), -EBADMSG);
		assert_ptr_equal(info, &full);
	}
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(set_asks_for_what_it_is_told),
		with_handle(set_leaves_checks_to_the_kernel),
		with_handle(every_attribute_of_a_request_has_a_name),
		with_handle(drop_asks_for_what_it_is_told),
		with_handle(get_asks_for_what_it_is_told),
		with_handle(optional_attributes_have_defaults),
		with_handle(other_attributes_must_be_there),
		with_handle(unknown_attributes_are_passed_over),
		with_handle(malformed_attributes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
