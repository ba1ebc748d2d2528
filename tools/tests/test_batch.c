// SPDX-License-Identifier: GPL-2.0
/* contidctl -b: commands from a file. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static void set_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, fake_requests());
	fake_ack(req);
}

static void refuse_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EEXIST, "labelled already", 0, 0);
}

static unsigned int connects;

static void only_once(struct nlmsghdr *req)
{
	assert_int_equal(++connects, 1);
	fake_family(req);
}

static void three_sets(void)
{
	fake_expect_family(only_once);
	fake_expect(set_answer);
	fake_expect(set_answer);
	fake_expect(set_answer);
}

static void second_refused(void)
{
	fake_expect(set_answer);
	fake_expect(refuse_answer);
}

static void second_and_fourth_refused(void)
{
	fake_expect(set_answer);
	fake_expect(refuse_answer);
	fake_expect(set_answer);
	fake_expect(refuse_answer);
}

static void lines_are_commands(void **state)
{
	(void)state;
	cli_input =
		"set --pidfd 9 1\n"
		"\n"
		"   # a comment\n"
		"\tset --pidfd\t9 2 # and another\r\n"
		"new --from web#b\n"
		"s --pidfd 9 \\\n"
		"\\\n"
		"  3";
	run("three_sets", "-b", "-");
	run_check(0, "17261569637414261432\n", "");
}

static void words_may_be_quoted(void **state)
{
	(void)state;
	cli_input =
		"new --from 'a b'\n"
		"new --from \"a b\"\n"
		"new --from a' 'b\n"
		"new --from ''a' '\"b\"\n"
		"new --from '# \"'\n";
	run("none", "-b", "-");
	run_check(0, "14440926382800072402\n14440926382800072402\n"
		     "14440926382800072402\n14440926382800072402\n"
		     "1986626542218978360\n", "");

	cli_input = "help\nnew --from ''\n";
	run("none", "-b", "-");
	run_check(1, NULL,
		  "contidctl: new: --from needs a text\n"
		  "Try 'contidctl new help'.\n"
		  "contidctl: -:2: command failed\n");

	cli_input = "new --from \"web\n";
	run("none", "-b", "-");
	run_check(1, "",
		  "contidctl: quote without end\n"
		  "Try 'contidctl help'.\n"
		  "contidctl: -:1: command failed\n");
}

static void first_failure_ends_the_batch(void **state)
{
	(void)state;
	cli_input =
		"set --pidfd 9 1\n"
		"# a comment\n"
		"set --pidfd 9 \\\n"
		"	2\n"
		"set --pidfd 9 3\n";
	run("second_refused", "-b", "-");
	run_check(2, "",
		  "contidctl: set: labelled already: File exists\n"
		  "contidctl: -:3: command failed\n");

	cli_input = "none such\nset --pidfd 9 1\n";
	run("none", "-b", "-");
	run_check(1, "",
		  "contidctl: unknown command 'none'\n"
		  "Try 'contidctl help'.\n"
		  "contidctl: -:1: command failed\n");
}

static void force_goes_on(void **state)
{
	(void)state;
	cli_input =
		"set --pidfd 9 1\n"
		"set --pidfd 9 2\n"
		"set --pidfd 9 3\n"
		"set --pidfd 9 4\n"
		"none\n"
		"new --from web\n";
	run("second_and_fourth_refused", "-force", "-b", "-");
	run_check(2, "5430874918674711225\n",
		  "contidctl: set: labelled already: File exists\n"
		  "contidctl: -:2: command failed\n"
		  "contidctl: set: labelled already: File exists\n"
		  "contidctl: -:4: command failed\n"
		  "contidctl: unknown command 'none'\n"
		  "Try 'contidctl help'.\n"
		  "contidctl: -:5: command failed\n");
}

static void files_are_read(void **state)
{
	char path[] = "/tmp/contidctl-batch-XXXXXX";
	int fd = mkstemp(path);
	char err[128];

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "new --f web\nnew\0x\n", 18), 18);
	close(fd);
	run("none", "-b", path);
	unlink(path);
	snprintf(err, sizeof(err),
		 "contidctl: %s:2: NUL byte\nTry 'contidctl help'.\n", path);
	run_check(1, "5430874918674711225\n", err);

	run("none", "-b", "/nowhere/at/all");
	run_check(2, "", "contidctl: /nowhere/at/all: No such file or directory\n");
	run("none", "-b", "/proc/self");
	run_check(2, "", "contidctl: /proc/self: Is a directory\n");
	run("none", "-b", "/dev/null");
	run_check(0, "", "");
}

static void json_is_an_array_for_each_line(void **state)
{
	(void)state;
	cli_input = "new --from web\nnew --from web\n";
	run("none", "-j", "-b", "-");
	run_check(0, "[{\"contid\":\"5430874918674711225\"}]\n"
		     "[{\"contid\":\"5430874918674711225\"}]\n", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "three_sets", three_sets },
		{ "second_refused", second_refused },
		{ "second_and_fourth_refused", second_and_fourth_refused },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_commands),
		cmocka_unit_test(words_may_be_quoted),
		cmocka_unit_test(first_failure_ends_the_batch),
		cmocka_unit_test(force_goes_on),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(json_is_an_array_for_each_line),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
