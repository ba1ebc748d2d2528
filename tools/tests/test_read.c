// SPDX-License-Identifier: LGPL-2.1-or-later
/* Readers: how records are asked for and read, and what if some are lost. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/genetlink.h>

#include <contid/events.h>

#include "fake.h"

#define ANY	contid_by_id(707)

static void ack(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_READ, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_ack(req);
}

static int setup(void **state)
{
	int ret = fake_setup(state);

	if (ret)
		return ret;
	fake_expect(ack);
	return contid_read_start(*state, ANY, 0, 0);
}

/* The next record is this one. */
static void next_is(struct contid_handle *h, uint64_t serial, uint32_t type,
		    const char *text, uint64_t lost)
{
	const struct contid_record *record;

	assert_int_equal(contid_read_next(h, &record), 0);
	assert_int_equal(record->contid, 707);
	assert_int_equal(record->scope, 0);
	assert_int_equal(record->serial, serial);
	assert_int_equal(record->type, type);
	assert_int_equal(record->lost, lost);
	if (!text) {
		assert_null(record->text);
		return;
	}
	assert_string_equal(record->text, text);
	assert_int_equal(record->len, strlen(text));
}

static void none_is_left(struct contid_handle *h)
{
	const struct contid_record *record = NULL;

	assert_int_equal(contid_read_next(h, &record), -EAGAIN);
	assert_null(record);
}

static void full_request(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_READ, 0, 4);
	fake_check_u64(req, CONTID_A_CONTID, 4);
	fake_check_u64(req, CONTID_A_SCOPE, 12);
	fake_check_u32(req, CONTID_A_LIMIT, 65536);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_TRIM);
	fake_ack(req);
}

static void request_has_what_was_asked_for(void **state)
{
	fake_expect(full_request);
	assert_int_equal(contid_read_start(*state, contid_by_scope(12, 4), 65536,
					   CONTID_FLAG_TRIM), 0);
	assert_int_equal(contid_read_start(*state, ANY, 0, CONTID_FLAG_STOP),
			 -EINVAL);
}

static void refuse(struct nlmsghdr *req)
{
	fake_refuse(req, ENOSPC, "too many readers", CONTID_A_CONTID,
		    fake_offset(req, CONTID_A_CONTID));
}

static void refusal_has_a_reason(void **state)
{
	fake_expect(refuse);
	assert_int_equal(contid_read_start(*state, ANY, 0, 0), -ENOSPC);
	assert_string_equal(contid_error_text(*state), "too many readers");
	assert_string_equal(contid_error_attr(*state), "contid");
}

static int take_event(const struct contid_event *event, void *data)
{
	(void)event;
	(void)data;
	return 0;
}

static void handle_is_for_reading_only(void **state)
{
	const struct contid_record *record;
	const struct contid_info *info;
	struct contid_handle *other;

	assert_int_equal(contid_get(*state, ANY, &info), -EISCONN);
	assert_int_equal(contid_dispatch(*state, 1, take_event, NULL), -EINVAL);
	assert_int_equal(contid_subscribe(*state), -EISCONN);
	assert_true(contid_read_fd(*state) >= 0);

	assert_int_equal(contid_open_ops(&other, &fake_ops), 0);
	assert_int_equal(contid_read_fd(other), -EINVAL);
	assert_int_equal(contid_read_next(other, &record), -EINVAL);
	assert_int_equal(contid_read_stop(other, ANY, NULL), -EINVAL);
	assert_int_equal(contid_subscribe(other), 0);
	assert_int_equal(contid_read_start(other, ANY, 0, 0), -EISCONN);
	contid_close(other);
}

static void a_datagram_has_several_records(void **state)
{
	fake_to_records();
	fake_record(5, AUDIT_SYSCALL, "audit(1.000:1): arch=1", 0);
	fake_record(5, AUDIT_CWD, "audit(1.000:1): cwd=\"/\"", 0);
	fake_record(6, AUDIT_EOE, "audit(1.000:1): ", 0);
	fake_cut();
	fake_record(5, AUDIT_USER, "", 0);
	fake_cut();
	fake_record(5, CONTID_RECORD_END, NULL, 0);
	fake_no_record(NULL);

	next_is(*state, 5, AUDIT_SYSCALL, "audit(1.000:1): arch=1", 0);
	next_is(*state, 5, AUDIT_CWD, "audit(1.000:1): cwd=\"/\"", 0);
	next_is(*state, 6, AUDIT_EOE, "audit(1.000:1): ", 0);
	next_is(*state, 5, AUDIT_USER, "", 0);
	next_is(*state, 5, CONTID_RECORD_END, NULL, 0);
	none_is_left(*state);
}

static void a_record_can_be_long(void **state)
{
	static char text[32001];

	memset(text, '\377', sizeof(text) - 1);
	fake_to_records();
	fake_record(5, AUDIT_USER, text, 0);
	fake_no_record(NULL);
	next_is(*state, 5, AUDIT_USER, text, 0);
	none_is_left(*state);
}

/* The kernel says it once, and for each container by itself. */
static void loss_adds_up_for_each_container(void **state)
{
	fake_to_records();
	fake_record(5, AUDIT_USER, "a", 3);
	fake_record(6, AUDIT_USER, "b", 0);
	fake_record(5, AUDIT_USER, "c", 0);
	fake_record(6, AUDIT_USER, "d", 0xfedcba9876543210ULL);
	fake_record(5, AUDIT_USER, "e", 4);
	fake_record(5, CONTID_RECORD_END, NULL, 9);
	fake_record(6, AUDIT_USER, "f", 0);
	fake_record(6, CONTID_RECORD_END, NULL, 0);
	fake_no_record(NULL);

	next_is(*state, 5, AUDIT_USER, "a", 3);
	next_is(*state, 6, AUDIT_USER, "b", 0);
	next_is(*state, 5, AUDIT_USER, "c", 3);
	next_is(*state, 6, AUDIT_USER, "d", 0xfedcba9876543210ULL);
	next_is(*state, 5, AUDIT_USER, "e", 4);
	next_is(*state, 5, CONTID_RECORD_END, NULL, 9);
	next_is(*state, 6, AUDIT_USER, "f", 0xfedcba9876543210ULL);
	next_is(*state, 6, CONTID_RECORD_END, NULL, 0xfedcba9876543210ULL);
	none_is_left(*state);
}

static void many_containers_may_lose(void **state)
{
	uint64_t i;

	fake_to_records();
	for (i = 1; i <= 200; i++)
		fake_record(i, AUDIT_USER, "", i);
	for (i = 1; i <= 200; i++)
		fake_record(i, CONTID_RECORD_END, NULL, 0);
	fake_no_record(NULL);
	for (i = 1; i <= 200; i++)
		next_is(*state, i, AUDIT_USER, "", i);
	for (i = 1; i <= 200; i++)
		next_is(*state, i, CONTID_RECORD_END, NULL, i);
	none_is_left(*state);
}

/* An overrun of the socket is counted by the kernel. */
static void overrun_is_passed_over(void **state)
{
	fake_to_records();
	fake_record(5, AUDIT_USER, "a", 0);
	fake_receive_fails(ENOBUFS);
	fake_record(5, AUDIT_USER, "b", 2);
	fake_no_record(NULL);

	next_is(*state, 5, AUDIT_USER, "a", 0);
	next_is(*state, 5, AUDIT_USER, "b", 2);
	none_is_left(*state);
}

static void stop_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_READ, 0, 2);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_STOP);
	/* what was on its way */
	fake_record(5, AUDIT_USER, "a", 1);
	fake_record(5, AUDIT_USER, "b", 0);
	fake_cut();
	fake_receive_fails(EAGAIN);
	fake_record(5, AUDIT_USER, "c", 0);
	fake_cut();
	fake_begin(req, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_CONTID, 707);
	fake_u64(CONTID_A_SERIAL, 5);
	fake_u64(CONTID_A_LOST, 7);
	fake_end();
	fake_cut();
	fake_ack(req);
}

static void stop_keeps_what_was_sent(void **state)
{
	uint64_t lost = 0;

	fake_expect(stop_answer);
	assert_int_equal(contid_read_stop(*state, ANY, &lost), 0);
	assert_int_equal(lost, 7);
	next_is(*state, 5, AUDIT_USER, "a", 1);
	next_is(*state, 5, AUDIT_USER, "b", 1);
	next_is(*state, 5, AUDIT_USER, "c", 1);
	fake_expect(stop_answer);
	assert_int_equal(contid_read_stop(*state, ANY, NULL), 0);
	/* and frees it in the end */
}

static void stop_without_count(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_SERIAL, 5);
	fake_end();
	fake_cut();
	fake_ack(req);
}

static void stop_has_to_be_counted(void **state)
{
	uint64_t lost = 1;

	fake_expect(refuse);
	assert_int_equal(contid_read_stop(*state, ANY, &lost), -ENOSPC);
	fake_expect(stop_without_count);
	assert_int_equal(contid_read_stop(*state, ANY, &lost), -EBADMSG);
	assert_int_equal(lost, 1);
}

static void lose_answer(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(ENOBUFS);
	fake_to_records();
	fake_record(5, AUDIT_USER, "a", 0);
	fake_to_answers();
	fake_no_record(NULL);
}

static void records_outlast_a_lost_answer(void **state)
{
	fake_expect(lose_answer);
	assert_int_equal(contid_read_start(*state, ANY, 0, 0), -ENOBUFS);
	assert_int_equal(contid_read_start(*state, ANY, 0, 0), -ENOTCONN);
	next_is(*state, 5, AUDIT_USER, "a", 0);
	none_is_left(*state);
}

static void begin(uint8_t cmd)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = cmd };

	fake_begin(&req.nlh, FAKE_FAMILY, 0);
}

static void without_serial(void)
{
	begin(CONTID_CMD_RECORD_NTF);
	fake_u32(CONTID_A_RECORD_TYPE, AUDIT_USER);
	fake_attr(CONTID_A_RECORD, "a", 2);
	fake_end();
}

static void without_type(void)
{
	begin(CONTID_CMD_RECORD_NTF);
	fake_u64(CONTID_A_SERIAL, 5);
	fake_attr(CONTID_A_RECORD, "a", 2);
	fake_end();
}

static void without_text(void)
{
	begin(CONTID_CMD_RECORD_NTF);
	fake_u64(CONTID_A_SERIAL, 5);
	fake_u32(CONTID_A_RECORD_TYPE, AUDIT_USER);
	fake_end();
}

static void without_end_of_text(void)
{
	begin(CONTID_CMD_RECORD_NTF);
	fake_u64(CONTID_A_SERIAL, 5);
	fake_u32(CONTID_A_RECORD_TYPE, AUDIT_USER);
	fake_attr(CONTID_A_RECORD, "abcd", 4);
	fake_end();
}

static void end_without_serial(void)
{
	begin(CONTID_CMD_END_NTF);
	fake_u64(CONTID_A_CONTID, 707);
	fake_end();
}

static void without_command(void)
{
	begin(CONTID_CMD_RECORD_NTF);
	fake_truncate(4);
	fake_end();
}

static void truncated(void)
{
	fake_record(5, AUDIT_USER, "abcdefgh", 0);
	fake_truncate(8);
}

static void malformed_message_is_one_error(void **state)
{
	static void (*const malformed[])(void) = {
		without_serial, without_type, without_text, without_end_of_text,
		end_without_serial, without_command, truncated,
	};
	const struct contid_record *record;
	size_t i;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		fake_to_records();
		malformed[i]();
		fake_cut();
		fake_record(5, AUDIT_USER, "a", 0);
		fake_no_record(NULL);
		assert_int_equal(contid_read_next(*state, &record), -EBADMSG);
		next_is(*state, 5, AUDIT_USER, "a", 0);
		none_is_left(*state);
	}
}

static void others_are_passed_over(void **state)
{
	const struct nlmsghdr req = { .nlmsg_seq = 1 };

	fake_to_records();
	fake_ack(&req);				/* of a request that was given up */
	fake_cut();
	begin(CONTID_CMD_MAX + 1);		/* of a later kernel */
	fake_end();
	fake_record(5, AUDIT_USER, "a", 0);
	fake_last()->nlmsg_type++;		/* of another family */
	fake_cut();
	fake_record(5, AUDIT_USER, "b", 0);	/* of another process */
	fake_from(4711);
	fake_cut();
	fake_record(5, AUDIT_USER, "c", 0);
	fake_no_record(NULL);
	next_is(*state, 5, AUDIT_USER, "c", 0);
	none_is_left(*state);
}

static void child_does_not_read(void **state)
{
	const struct contid_record *record;
	struct contid_handle *h = *state;

	h->owner++;
	assert_int_equal(contid_read_next(h, &record), -ECHILD);
	assert_int_equal(contid_read_start(h, ANY, 0, 0), -ECHILD);
	assert_int_equal(contid_read_stop(h, ANY, NULL), -ECHILD);
}

static void open_wants_a_netlink_socket(void **state)
{
	struct contid_handle *h = NULL;
	int fds[2];

	(void)state;
	assert_int_equal(contid_read_open(-1, &h), -EBADF);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(contid_read_open(fds[0], &h), -EINVAL);
	/* and it is still the caller's */
	assert_int_equal(close(fds[0]), 0);
	assert_int_equal(close(fds[1]), 0);
	assert_null(h);
}

#define with_reader(test) \
	cmocka_unit_test_setup_teardown(test, setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_reader(request_has_what_was_asked_for),
		with_reader(refusal_has_a_reason),
		with_reader(handle_is_for_reading_only),
		with_reader(a_datagram_has_several_records),
		with_reader(a_record_can_be_long),
		with_reader(loss_adds_up_for_each_container),
		with_reader(many_containers_may_lose),
		with_reader(overrun_is_passed_over),
		with_reader(stop_keeps_what_was_sent),
		with_reader(stop_has_to_be_counted),
		with_reader(records_outlast_a_lost_answer),
		with_reader(malformed_message_is_one_error),
		with_reader(others_are_passed_over),
		with_reader(child_does_not_read),
		cmocka_unit_test(open_wants_a_netlink_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
