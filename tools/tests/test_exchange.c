// SPDX-License-Identifier: LGPL-2.1-or-later
/* How the library talks to the kernel, and what it makes of odd answers. */

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "fake.h"

static const struct contid_info some = {
	.contid = 707,
	.parent = CONTID_UNSET,
	.owner_netns = 1,
	.created = 1000,
	.serial = 12,
	.processes = 3,
};

/* What contid_get() returns when the kernel answers so. */
static int get(struct contid_handle *h)
{
	const struct contid_info *info;

	return contid_get(h, contid_by_id(707), &info);
}

static void answer_well(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_cut();
	fake_ack(req);
}

/* After this error the handle says that it is of no use. */
static void check_lost(struct contid_handle *h, fake_answer answer, int err)
{
	fake_expect(answer);
	fake_expect_all(answer_well);
	assert_int_equal(get(h), err);
	assert_null(contid_error_text(h));
	assert_int_equal(get(h), -ENOTCONN);
	assert_int_equal(fake_requests(), 1);
}

/* After this error the handle goes on working. */
static void check_kept(struct contid_handle *h, fake_answer answer, int err)
{
	fake_expect(answer);
	fake_expect_all(answer_well);
	assert_int_equal(get(h), err);
	assert_int_equal(get(h), 0);
	assert_int_equal(fake_requests(), 2);
}

static void no_family(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, NULL, 0, 0);
}

static void family_refused(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "not for you", 0, 0);
}

static void family_without_id(struct nlmsghdr *req)
{
	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_NAME, "CONTID", 7);
	fake_end();
	fake_ack(req);
}

static void family_only_acknowledged(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void family_with_short_id(struct nlmsghdr *req)
{
	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_ID, "x", 1);
	fake_end();
	fake_ack(req);
}

static void check_open(fake_answer family, int err)
{
	struct contid_handle *untouched = (void *)1;
	struct contid_handle *h = untouched;

	fake_reset();
	fake_expect_family(family);
	assert_int_equal(contid_open_ops(&h, &fake_ops), err);
	assert_ptr_equal(h, untouched);
	assert_int_equal(fake_unread(), 0);
}

static void open_tells_a_missing_family(void **state)
{
	(void)state;
	check_open(no_family, -EPROTONOSUPPORT);
	check_open(family_refused, -EPERM);
}

static void open_refuses_an_answer_without_id(void **state)
{
	(void)state;
	check_open(family_without_id, -EBADMSG);
	check_open(family_only_acknowledged, -EBADMSG);
	check_open(family_with_short_id, -EBADMSG);
}

static int failing_connect(struct nl_sock *sk)
{
	(void)sk;
	return -EMFILE;
}

static void open_passes_a_failed_connect_on(void **state)
{
	static const struct contid_ops ops = { .connect = failing_connect };
	struct contid_handle *h;

	(void)state;
	assert_int_equal(contid_open_ops(&h, &ops), -EMFILE);
}

static void close_takes_null(void **state)
{
	(void)state;
	contid_close(NULL);
}

static void answer_and_ack_in_one_datagram(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_ack(req);
}

static void both_forms_of_an_answer_are_read(void **state)
{
	check_kept(*state, answer_and_ack_in_one_datagram, 0);
}

static void truncated_header(struct nlmsghdr *req)
{
	fake_ack(req);
	fake_truncate(sizeof(struct nlmsgerr) + 4);
}

static void truncated_refusal(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, NULL, 0, 0);
	fake_truncate(4);
}

static void short_refusal(struct nlmsghdr *req)
{
	fake_begin(req, NLMSG_ERROR, 0);
	fake_bytes("\377\377\377\377", 4);
	fake_end();
}

static void truncated_after_answer(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_ack(req);
	fake_truncate(8);
}

static void positive_errno(struct nlmsghdr *req)
{
	fake_refuse(req, -5, NULL, 0, 0);
}

static void empty_datagram(struct nlmsghdr *req)
{
	fake_ack(req);
	fake_truncate(sizeof(struct nlmsghdr) + sizeof(struct nlmsgerr) - 1);
}

static void other_sequence(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_last()->nlmsg_seq++;
	fake_ack(req);
}

static void other_type(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_last()->nlmsg_type++;
	fake_ack(req);
}

static void malformed_answers_end_the_handle(void **state)
{
	static const fake_answer answers[] = {
		truncated_header, truncated_refusal, short_refusal,
		truncated_after_answer, positive_errno, empty_datagram,
		other_sequence, other_type,
	};
	size_t i;

	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		contid_close(*state);
		assert_int_equal(fake_setup(state), 0);
		check_lost(*state, answers[i], -EBADMSG);
	}
}

static void receive_enobufs(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(ENOBUFS);
}

static void receive_enomem(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_receive_fails(ENOMEM);
}

static void receive_truncated(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(-1);
}

static void failed_receive_ends_the_handle(void **state)
{
	check_lost(*state, receive_enobufs, -ENOBUFS);

	contid_close(*state);
	assert_int_equal(fake_setup(state), 0);
	check_lost(*state, receive_enomem, -ENOMEM);

	/* libnl has reasons of its own, for which it sets no errno. */
	contid_close(*state);
	assert_int_equal(fake_setup(state), 0);
	check_lost(*state, receive_truncated, -EBADMSG);
}

static void failed_send_ends_the_handle(void **state)
{
	fake_send_fails(ECONNREFUSED, 1);
	assert_int_equal(get(*state), -ECONNREFUSED);
	assert_int_equal(get(*state), -ENOTCONN);

	contid_close(*state);
	assert_int_equal(fake_setup(state), 0);
	fake_send_fails(0, 1);
	assert_int_equal(get(*state), -ENOMEM);
}

static void interrupted_send_is_repeated(void **state)
{
	fake_send_fails(EINTR, 5);
	fake_expect(answer_well);
	assert_int_equal(get(*state), 0);
}

static void with_a_stranger(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "I am the kernel", 0, 0);
	fake_from(4711);
	fake_cut();
	answer_well(req);
}

static void only_the_kernel_is_heard(void **state)
{
	check_kept(*state, with_a_stranger, 0);
}

static void only_acknowledged(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void answer_must_be_there(void **state)
{
	check_kept(*state, only_acknowledged, -EBADMSG);
}

static void flagged_ack(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_DUMP_INTR, &some);
	fake_ack(req);
	fake_last()->nlmsg_flags |= NLM_F_DUMP_INTR;
}

/* A flag that is about dumps means nothing elsewhere. */
static void only_dumps_are_interrupted(void **state)
{
	check_kept(*state, flagged_ack, 0);
}

/* What a child of the opener gets: 0 when all is as it should be */
static int use_in_child(struct contid_handle *h)
{
	const struct contid_info *info;
	struct contid_ref ref = contid_by_id(707);

	if (contid_get(h, ref, &info) != -ECHILD ||
	    contid_subscribe(h) != -ECHILD ||
	    fake_set(h, 5, 7, 0, 0, NULL) != -ECHILD ||
	    fake_requests() != 1)
		return 1;
	contid_close(h);
	return 0;
}

static void handles_do_not_survive_fork(void **state)
{
	int status;
	pid_t pid;

	fake_expect_all(answer_well);
	assert_int_equal(get(*state), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(use_in_child(*state));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(get(*state), 0);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_tells_a_missing_family),
		cmocka_unit_test(open_refuses_an_answer_without_id),
		cmocka_unit_test(open_passes_a_failed_connect_on),
		cmocka_unit_test(close_takes_null),
		with_handle(both_forms_of_an_answer_are_read),
		with_handle(malformed_answers_end_the_handle),
		with_handle(failed_receive_ends_the_handle),
		with_handle(failed_send_ends_the_handle),
		with_handle(interrupted_send_is_repeated),
		with_handle(only_the_kernel_is_heard),
		with_handle(answer_must_be_there),
		with_handle(only_dumps_are_interrupted),
		with_handle(handles_do_not_survive_fork),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
