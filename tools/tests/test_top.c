// SPDX-License-Identifier: GPL-2.0
/* contidctl top: what it executes. What that shows is tested by test-top. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define PROGRAM	"libexec/contid-top"

static void put_program(const char *text)
{
	FILE *f = fopen(PROGRAM, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
	assert_int_equal(chmod(PROGRAM, 0755), 0);
}

static void view_is_executed(void **state)
{
	(void)state;
	put_program("#!/bin/sh\nfor a in \"$@\"; do echo \"<$a>\"; done\nexit 7\n");
	run("none", "top");
	run_check(7, "<>\n<2000>\n", "");
	run("none", "-n", "a b", "top", "--interval", "0.1");
	run_check(7, "<a b>\n<100>\n", "");
	run("none", "top", "--interval=60.25");
	run_check(7, "<>\n<60250>\n", "");
	unlink(PROGRAM);
	run("none", "top");
	run_check(2, "", "contidctl: top: libexec/contid-top: No such file or directory\n");
}

static void wrong_arguments_are_reported(void **state)
{
	(void)state;
	run("none", "top", "--interval", "0.099");
	run_check(1, "", "contidctl: top: the interval is 0.1 seconds at least\nTry 'contidctl top help'.\n");
	run("none", "top", "--interval", "0");
	run_check(1, "", NULL);
	run("none", "top", "--interval", "soon");
	run_check(1, "", "contidctl: top: 'soon' is no interval: seconds, such as 10 or 0.5\nTry 'contidctl top help'.\n");
	run("none", "top", "707");
	run_check(1, "", "contidctl: top: unexpected argument '707'\nTry 'contidctl top help'.\n");
	run("none", "-j", "top");
	run_check(1, "", NULL);
	cli_input = "top\n";
	run("none", "-b", "-");
	run_check(1, "", NULL);
}

/* Where contidctl of this program looks for the view */
static int make_directory(void **state)
{
	char dir[] = "/tmp/contid-top-XXXXXX";

	(void)state;
	return !mkdtemp(dir) || chdir(dir) || mkdir("libexec", 0755);
}

static int remove_directory(void **state)
{
	char *dir = getcwd(NULL, 0);
	int ret;

	(void)state;
	ret = rmdir("libexec") || chdir("/") || rmdir(dir);
	free(dir);
	return ret;
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = { { NULL, NULL } };
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(view_is_executed, make_directory,
						remove_directory),
		cmocka_unit_test(wrong_arguments_are_reported),
	};

	return cli_main(argc, argv, scenarios, tests, sizeof(tests) / sizeof(tests[0]));
}
