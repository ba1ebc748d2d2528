// SPDX-License-Identifier: LGPL-2.1-or-later
/* Containers as people name them, and the words for errnos. */

#include <errno.h>
#include <string.h>

#include <contid/events.h>

#include "fake.h"

/* 707, whose serial number is 12, delegates, and so does 4 in its scope. */
static void get_707(struct nlmsghdr *req)
{
	struct contid_info info = { .contid = 707, .serial = 12 };

	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void get_707_4(struct nlmsghdr *req)
{
	struct contid_info info = { .contid = 4, .scope = 12, .serial = 15 };

	fake_check(req, CONTID_CMD_GET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 4);
	fake_check_u64(req, CONTID_A_SCOPE, 12);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void no_707(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "not in use", 0, 0);
}

static void check_resolved(struct contid_handle *h, const char *path,
			   uint64_t scope, uint64_t contid)
{
	struct contid_ref ref;

	assert_int_equal(contid_resolve(h, path, &ref), 0);
	assert_int_equal(ref.contid, contid);
	assert_int_equal(ref.scope, scope);
	assert_int_equal(ref.serial, 0);
}

static void paths_are_resolved(void **state)
{
	static const char *const wrong[] = {
		"", "/", "707/", "/4", "707//4", "707/x", "x/4", "4/+4",
		"1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1",
	};
	struct contid_ref ref = contid_by_id(99);
	size_t i;

	check_resolved(*state, "707", 0, 707);
	check_resolved(*state, "docker-4f2a000000000001aa.scope", 0,
		       0x4f2a000000000001);
	assert_int_equal(fake_requests(), 0);
	fake_expect(get_707);
	check_resolved(*state, "707/4", 12, 4);
	fake_expect(get_707);
	fake_expect(get_707_4);
	check_resolved(*state, "707/4/0x4f2a000000000001", 15,
		       0x4f2a000000000001);

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(contid_resolve(*state, wrong[i], &ref),
				 -EINVAL);
	assert_int_equal(contid_resolve(*state, "707/18446744073709551615",
					&ref), -ERANGE);
	assert_int_equal(fake_requests(), 3);
	fake_expect(no_707);
	assert_int_equal(contid_resolve(*state, "707/4", &ref), -ENOENT);
	assert_string_equal(contid_error_text(*state), "not in use");
	assert_int_equal(ref.contid, 99);
}

static void words_are_there(void **state)
{
	(void)state;
	assert_string_equal(contid_strerror(-EBADMSG),
			    "the kernel's answer is not understood");
	assert_string_equal(contid_strerror(-ECHILD),
			    "the connection belongs to another process");
	assert_string_equal(contid_strerror(-EIO), strerror(EIO));
	assert_string_equal(contid_event_name(CONTID_EVENT_ADOPT), "adopt");
	assert_null(contid_event_name(CONTID_EVENT_END + 1));
	assert_int_equal(contid_version(), CONTID_VERSION);
	assert_true(CONTID_VERSION >= CONTID_VERSION_NUMBER(0, 1));
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(paths_are_resolved),
		cmocka_unit_test(words_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
