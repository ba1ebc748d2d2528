// SPDX-License-Identifier: GPL-2.0
/* contidctl log: files, signals, containers that come back, and what goes wrong. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static char dir[] = "/tmp/contid-log-XXXXXX";
static char path[64], moved[64];

static void set_paths(void)
{
	snprintf(path, sizeof(path), "%s/707.log", getenv("LOG_DIR"));
	snprintf(moved, sizeof(moved), "%s/707.log.1", getenv("LOG_DIR"));
}

static int setup(void **state)
{
	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir) || setenv("LOG_DIR", dir, 1))
		return -1;
	set_paths();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	unlink(moved);
	return rmdir(dir);
}

static void put_file(const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void file_is(const char *name, const char *text)
{
	char buf[4096];
	int fd = open(name, O_RDONLY);
	ssize_t len;

	assert_true(fd >= 0);
	len = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	assert_true(len >= 0);
	buf[len] = '\0';
	assert_string_equal(buf, text);
}

static void two_events(void)
{
	expect_707();
	put_events();
	put_end(0);
}

static void file_is_private_and_appended_to(void **state)
{
	struct stat st;

	(void)state;
	umask(0);
	run("two_events", "log", "--output", path, "707");
	run_check(0, "", "");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	file_is(path, RAW_42 RAW_43);
	run("two_events", "log", "--output", path, "707");
	file_is(path, RAW_42 RAW_43 RAW_42 RAW_43);
}

/* A line that is not complete would swallow the next record. */
static void torn_line_is_ended(void **state)
{
	(void)state;
	put_file("type=SYSCALL msg=audit(1.000");
	run("two_events", "log", "--output", path, "707");
	run_check(0, "", "");
	file_is(path, "type=SYSCALL msg=audit(1.000\n" RAW_42 RAW_43);
}

static void rotate(void)
{
	set_paths();
	rename(path, moved);
	raise(SIGHUP);
}

static void rotated(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	fake_no_record(rotate);
	fake_to_records();
	fake_record(SERIAL, AUDIT_USER, ID(2) "a=2", 0);
	put_end(0);
}

static void file_is_reopened(void **state)
{
	(void)state;
	run("rotated", "log", "--output", path, "707");
	run_check(0, "", "");
	file_is(moved, "type=USER msg=" ID(1) "a=1\n");
	file_is(path, "type=USER msg=" ID(2) "a=2\n");
}

static void block(void)
{
	rotate();
	mkdir(path, 0700);
}

static void blocked(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	fake_no_record(block);
	fake_to_records();
	fake_record(SERIAL, AUDIT_USER, ID(2) "a=2", 0);
	put_end(0);
}

static void old_file_will_do(void **state)
{
	char err[128];

	(void)state;
	run("blocked", "log", "--output", path, "707");
	snprintf(err, sizeof(err), "contidctl: log: %s: Is a directory\n", path);
	run_check(0, "", err);
	file_is(moved, "type=USER msg=" ID(1) "a=1\ntype=USER msg=" ID(2) "a=2\n");
	rmdir(path);
}

static void hang_up(void)
{
	raise(SIGHUP);
}

static void hung_up(void)
{
	expect_707();
	fake_no_record(hang_up);
}

static void without_a_file_sighup_kills(void **state)
{
	(void)state;
	run("hung_up", "log", "707");
	run_check(1000 + SIGHUP, "", "");
}

/* Small enough for the buffer, so that it is the flush that fails, and larger */
static void large(void)
{
	static char text[8000];
	int i;

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, ID(10), strlen(ID(10)));
	expect_707();
	for (i = 0; i < 20; i++) {
		text[strlen(ID(10)) - 4] = '0' + i % 10;
		fake_record(SERIAL, AUDIT_USER, text, 0);
		fake_cut();
	}
	fake_to_answers();
}

static void idle(void)
{
	expect_707();
	put_events();
	fake_no_record(NULL);
}

static void full_disk_is_an_error(void **state)
{
	(void)state;
	run("idle", "log", "--output", "/dev/full", "707");
	run_check(2, "", "contidctl: log: /dev/full: No space left on device\n");
	run("large", "log", "--output", "/dev/full", "707");
	run_check(2, "", "contidctl: log: /dev/full: No space left on device\n");
	run("idle", "log", "-j", "--output", "/dev/full", "707");
	run_check(2, "", "contidctl: log: /dev/full: No space left on device\n");
	cli_before = cli_full_disk;
	run("idle", "log", "707");
	run_check(2, "", "contidctl: log: standard output: No space left on device\n");
	cli_before = cli_no_output;
	run("idle", "log", "707");
	run_check(2, "", "contidctl: log: standard output: Bad file descriptor\n");
	run("nothing", "log", "--output", "/none/707.log", "707");
	run_check(2, "", "contidctl: log: /none/707.log: No such file or directory\n");
}

static void nothing(void)
{
	expect_707();
	fake_no_record(NULL);
}

/* "log 707 | head -1" has what it wanted. */
static void broken_pipe_is_quiet(void **state)
{
	(void)state;
	cli_before = cli_broken_pipe;
	run("idle", "log", "707");
	run_check(0, "", "");
	cli_before = cli_broken_pipe;
	run("large", "log", "707");
	run_check(0, "", "");
	/* and without anything to print */
	cli_before = cli_broken_pipe;
	run("nothing", "log", "707");
	run_check(0, "", "");
}

/* What is there when the signal comes is printed, and what was lost is reported. */
static void stop_slowly(struct nlmsghdr *req)
{
	stopped(req, 9);
	fake_to_records();
	fake_record(SERIAL, AUDIT_SYSCALL, ID(2) "a=2", 4);
	fake_no_record(NULL);
}

static void signalled(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	fake_no_record(stop);
	fake_expect(stop_slowly);
}

static void signal_leaves_nothing_behind(void **state)
{
	(void)state;
	run("signalled", "log", "707");
	run_check(4, "type=USER msg=" ID(1) "a=1\ntype=SYSCALL msg=" ID(2) "a=2\n",
		  "contidctl: log: 707: 4 records lost\ncontidctl: log: 707: 5 records lost\n");
}

static void stop_too_late(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "no such container", 0, 0);
	fake_to_records();
	put_end(2);
}

static void signalled_at_the_end(void)
{
	expect_707();
	fake_no_record(stop);
	fake_expect(stop_too_late);
}

static void container_may_have_ended_by_itself(void **state)
{
	(void)state;
	run("signalled_at_the_end", "log", "707");
	run_check(4, "", "contidctl: log: 707: 2 records lost\n");
}

static void none_707(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "there is no such container", 0, 0);
}

static void read_too_late(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "the container has ended", 0, 0);
}

static void labelled(void)
{
	static const struct contid_info info = { .contid = 707, .parent = CONTID_UNSET, .serial = SERIAL };

	fake_event(CONTID_CMD_SET_NTF, 70, &info);
	fake_pause(NULL);
}

/*
 * It is not there, is gone before it is read, comes, and ends. It has come again before
 * its end is read: no notification follows.
 */
static void comes_back(void)
{
	fake_expect(none_707);
	labelled();
	fake_expect(get_707);
	fake_expect(read_too_late);
	fake_no_record(NULL);
	labelled();
	expect_707();
	fake_no_record(NULL);
	labelled();
	fake_to_records();
	put_end(0);
	fake_pause(NULL);
	fake_no_record(NULL);
	expect_707();
	put_events();
	fake_no_record(stop);
	fake_pause(NULL);
	fake_expect(stop_707);
	fake_no_record(NULL);
}

static void follow_waits_for_containers(void **state)
{
	(void)state;
	run("comes_back", "log", "--follow", "707");
	run_check(0, RAW_42 RAW_43, "");
}

static void gone(void)
{
	fake_expect(none_707);
}

static void too_late(void)
{
	fake_expect(get_707);
	fake_expect(read_too_late);
}

static void too_many_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ENOSPC, "it has too many readers", 0, 0);
}

static void too_many(void)
{
	fake_expect(get_707);
	fake_expect(too_many_answer);
}

static void join_denied(void)
{
	fake_join_fails(EPERM);
}

static void malformed(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	fake_record(SERIAL, AUDIT_USER, ID(2) "a=2", 0);
	fake_truncate(4);
	fake_cut();
	fake_to_answers();
}

static void failure_is_reported(void **state)
{
	(void)state;
	run("gone", "log", "707");
	run_check(2, "", "contidctl: log: 707: there is no such container: No such file or directory\n");
	run("too_late", "log", "707");
	run_check(2, "", NULL);
	run("too_many", "log", "--follow", "707");
	run_check(2, "", "contidctl: log: 707: it has too many readers: No space left on device\n");
	run("join_denied", "log", "--follow", "707");
	run_check(2, "", "contidctl: log: CAP_AUDIT_READ is needed: Operation not permitted\n");
	run("malformed", "log", "707");
	run_check(2, "type=USER msg=" ID(1) "a=1\n",
		  "contidctl: log: a record is not understood: Bad message\n");
	/* A name that is wrong leaves no file. */
	run("gone", "log", "--output", path, "707");
	assert_int_equal(access(path, F_OK), -1);
}

static void batch_goes_on_after_it(void **state)
{
	(void)state;
	cli_input = "log --json 707\nlog 707\n";
	run("twice", "-b", "-");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "\"audit_serial\":1,"));
	assert_non_null(strstr(result.out, "\ntype=USER msg=" ID(2) "a=2\n"));
}

static void twice(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	put_end(0);
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(2) "a=2", 0);
	put_end(0);
}

#define with_dir(test) \
	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "two_events", two_events },
		{ "rotated", rotated },
		{ "blocked", blocked },
		{ "hung_up", hung_up },
		{ "large", large },
		{ "idle", idle },
		{ "nothing", nothing },
		{ "signalled", signalled },
		{ "signalled_at_the_end", signalled_at_the_end },
		{ "comes_back", comes_back },
		{ "gone", gone },
		{ "too_late", too_late },
		{ "too_many", too_many },
		{ "join_denied", join_denied },
		{ "malformed", malformed },
		{ "twice", twice },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		with_dir(file_is_private_and_appended_to),
		with_dir(torn_line_is_ended),
		with_dir(file_is_reopened),
		with_dir(old_file_will_do),
		cmocka_unit_test(without_a_file_sighup_kills),
		cmocka_unit_test(full_disk_is_an_error),
		cmocka_unit_test(broken_pipe_is_quiet),
		cmocka_unit_test(signal_leaves_nothing_behind),
		cmocka_unit_test(container_may_have_ended_by_itself),
		cmocka_unit_test(follow_waits_for_containers),
		with_dir(failure_is_reported),
		cmocka_unit_test(batch_goes_on_after_it),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
