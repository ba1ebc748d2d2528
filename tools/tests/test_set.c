// SPDX-License-Identifier: LGPL-2.1-or-later
/* SET: what is asked, and what the answer becomes. */

#include <errno.h>

#include "container.h"

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

static void set_asks_for_what_it_is_reported(void **state)
{
	const struct contid_info *info;

	fake_expect(plain_set);
	assert_int_equal(fake_set(*state, 5, 0, 0, 0, NULL), 0);

	fake_expect(full_set);
	assert_int_equal(fake_set(*state, -1, BIG,
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
	assert_int_equal(fake_set(*state, 5, CONTID_UNSET, 0, 0, &info),
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
	assert_int_equal(fake_set(*state, 5, 1, 0x80000000, 0, NULL),
			 -EINVAL);
	assert_string_equal(contid_error_attr(*state), "flags");
	fake_expect(limit_refused);
	assert_int_equal(fake_set(*state, 5, 1, 0, 7, NULL), -EINVAL);
	assert_string_equal(contid_error_attr(*state), "limit");
}

static void nested_set(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 4);
	fake_check_u64(req, CONTID_A_PARENT, 0);
	fake_check_u32(req, CONTID_A_USERNS_FD, 0);
	fake_refuse(req, ENOENT, "no such parent", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_PARENT));
}

static void userns_refused(struct nlmsghdr *req)
{
	fake_refuse(req, EBADF, "not open", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_USERNS_FD));
}

static void set_may_name_a_parent(void **state)
{
	struct contid_request request = CONTID_REQUEST_INIT;

	request.pidfd = 5;
	request.contid = 7;
	request.parent = 0;
	request.userns_fd = 0;
	fake_expect(nested_set);
	assert_int_equal(contid_set(*state, &request, NULL), -ENOENT);
	assert_string_equal(contid_error_attr(*state), "parent");
	fake_expect(userns_refused);
	assert_int_equal(contid_set(*state, &request, NULL), -EBADF);
	assert_string_equal(contid_error_attr(*state), "userns-fd");
}

static void set_checks_the_size(void **state)
{
	struct contid_request request = { 0 };

	assert_int_equal(contid_set(*state, &request, NULL), -EINVAL);
	assert_int_equal(fake_requests(), 0);
}

static void ending(struct nlmsghdr *req)
{
	fake_refuse(req, EAGAIN, "an earlier container is ending", 0, 0);
}

static void set_tries_again_for_a_while(void **state)
{
	fake_expect(ending);
	fake_expect(ending);
	fake_expect(plain_set);
	assert_int_equal(fake_set(*state, 5, 0, 0, 0, NULL), 0);
	assert_int_equal(fake_requests(), 3);
	assert_null(contid_error_text(*state));

	fake_expect_all(ending);
	assert_int_equal(fake_set(*state, 5, 0, 0, 0, NULL), -EAGAIN);
	assert_int_equal(fake_requests(), 3 + 11);
	assert_string_equal(contid_error_text(*state),
			    "an earlier container is ending");
}

/* An answer about another container belongs to another request. */
#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(set_asks_for_what_it_is_reported),
		with_handle(set_leaves_checks_to_the_kernel),
		with_handle(every_attribute_of_a_request_has_a_name),
		with_handle(set_may_name_a_parent),
		with_handle(set_checks_the_size),
		with_handle(set_tries_again_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
