// SPDX-License-Identifier: GPL-2.0
/* contidctl rule -R: files of rules. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "fake_audit.h"

#define AT(line)	"contidctl: rule: rules:" line ": "
#define NO_CALL(line)	AT(line) "'x' is no system call\n"
#define LIST		"rule -R rules\nrule list\n"

static void write_rules(const char *text, size_t len)
{
	FILE *file;

	unlink("rules");
	umask(022);
	file = fopen("rules", "we");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
}

static void files_are_obeyed(void **state)
{
	static const struct {
		const char *rules;
		int status;
		const char *out;
		const char *err;
	} files[] = {
		{ "", 0, "No rules\n", "" },
		{ "# one\n\n  \t\n   # -D\n#\n", 0, "No rules\n", "" },
		{ "-a always,exit -S all -F contid=5", 0,
		  "-a always,exit -S all -F contid=5\n", "" },
		{ "  -a\talways,exit  -S all \r\n", 0,
		  "-a always,exit -S all\n", "" },
		/* A backslash saves spaces and itself, quotes are nothing. */
		{ "-w /a\\ b\\\\c\\d -p r -k \"x\n", 0,
		  "-w /a b\\134c\\134d -p r -k \"x\n", "" },
		{ "-a always,exit -S all\n-d exit,always -S all\n", 0,
		  "No rules\n", "" },
		{ "-w /nowhere -p r\n-W /nowhere -p r\n", 0, "No rules\n", "" },
		/* What one rule is about, the next is not. */
		{ "-a always,exit -F arch=b32 -S open -k a\n"
		  "-a always,exit -F arch=b64 -S open\n", 0,
		  "-a always,exit -F arch=b32 -S open -F key=a\n"
		  "-a always,exit -F arch=b64 -S open\n", "" },
		{ "-a always,exit -S 1 -k one\n-a always,exit -S 2 -k two\n"
		  "-D -k tw\n", 0, "-a always,exit -S write -F key=one\n", "" },
		{ "-a always,exit -S all\n-D\n", 0, "No rules\n", "" },

		/* The first error ends it, */
		{ "-a always,exit -S all\n-a always,exit -S x\n-D\n", 1,
		  "-a always,exit -S all\n", NO_CALL("2") },
		{ "-d always,exit -S all\n-a always,exit -S all\n", 2,
		  "No rules\n",
		  AT("1") "no rule matches: No such file or directory\n" },
		/* but is printed without effect after -i, */
		{ "-i\n-a always,exit -S x\n-a always,exit -S all\n", 0,
		  "-a always,exit -S all\n", NO_CALL("2") },
		{ "-a always,exit -S x\n-i\n", 1, "No rules\n", NO_CALL("1") },
		/* and decides the status after -c. */
		{ "-c\n-a always,exit -S x\n-D -k\n-d never,exit -S all\n"
		  "-a always,exit -S all\n", 1, "-a always,exit -S all\n",
		  NO_CALL("2") AT("3") "-D stands alone, or with -k KEY\n"
		  AT("4") "no rule matches: No such file or directory\n" },

		/* Settings */
		{ "-b 8192\n-e 1\n-f 2\n-r 0x10\n--backlog_wait_time 5\n", 0,
		  "backlog_limit 8192\nenabled 1\nfailure 2\nrate_limit 16\n"
		  "backlog_wait_time 5\nNo rules\n", "" },
		{ "-b 1 -f 0\n-t\n-q /a,/b\n--loginuid-immutable\n"
		  "--reset-lost\n--reset_backlog_wait_time_actual\n", 0,
		  "backlog_limit 1\nfailure 0\ntrim_subtrees 0\n/a is /b\n"
		  "set_loginuid_immutable 0\nreset_lost 0\n"
		  "reset_backlog_wait_time_actual 0\nNo rules\n", "" },
		{ "-b x\n", 1, "No rules\n",
		  AT("1") "-b takes a number from 0 to 4294967295, not 'x'\n" },
		{ "-b 4294967296\n", 1, "No rules\n",
		  AT("1") "-b takes a number from 0 to 4294967295, not '4294967296'\n" },
		{ "-b -1\n", 1, "No rules\n",
		  AT("1") "-b takes a number from 0 to 4294967295, not '-1'\n" },
		{ "\n-e 3\n", 1, "No rules\n",
		  AT("2") "-e takes a number from 0 to 2, not '3'\n" },
		{ "-f\n", 1, "No rules\n", AT("1") "-f needs a value\n" },
		{ "-q /a\n", 2, "No rules\n", AT("1") "-q: Invalid argument\n" },

		/* What is neither */
		{ "-l\n", 1, "No rules\n",
		  AT("1") "-l has no place in a file of rules\n" },
		{ "-R rules\n", 1, "No rules\n",
		  AT("1") "-R has no place in a file of rules\n" },
		{ "-hi\n", 1, "No rules\n",
		  AT("1") "-h has no place in a file of rules\n" },
		{ "-b\n", 1, "No rules\n",
		  AT("1") "-b needs a value\n" },
		{ "--backlog_wait_time\n", 1, "No rules\n",
		  AT("1") "--backlog_wait_time needs a value\n" },
		{ "-m text\n", 1, "No rules\n",
		  AT("1") "-m has no place in a file of rules\n" },
		{ "--signal hup\n", 1, "No rules\n",
		  AT("1") "--signal has no place in a file of rules\n" },
		/* -i has been said by then. */
		{ "-i x\n", 0, "No rules\n",
		  AT("1") "'x' belongs to no option\n" },
		{ "word\n", 1, "No rules\n",
		  AT("1") "'word' belongs to no option\n" },
		{ "-\n", 1, "No rules\n", AT("1") "'-' belongs to no option\n" },
		/* No word of a file controls a terminal. */
		{ "-a \033c\n", 1, "No rules\n",
		  AT("1") "'\\033c' is no LIST,ACTION\n" },
		{ "-a always,exit -F \a=1\n", 1, "No rules\n",
		  AT("1") "-F unknown field: \\007\n" },
		{ "-\033\n", 1, "No rules\n", AT("1") "-\\033 has no place in a file of rules\n" },
	};
	char err[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		write_rules(files[i].rules, strlen(files[i].rules));
		snprintf(err, sizeof(err), "%s%s", files[i].err,
			 files[i].status ? "contidctl: -:1: command failed\n" :
					   "");
		cli_input = LIST;
		run("audit", "-force", "-b", "-");
		run_check(files[i].status, files[i].out, err);
	}
}

static void both_ways_to_ask_are_one(void **state)
{
	static const char rules[] = "-b 1\n";

	(void)state;
	write_rules(rules, strlen(rules));
	run("audit", "rule", "-R", "rules");
	run_check(0, "backlog_limit 1\n", "");
	run("audit", "rule", "add", "-R", "rules");
	run_check(0, "backlog_limit 1\n", "");
}

static void untrustworthy_files_are_refused(void **state)
{
	(void)state;
	unlink("rules");
	run("none", "rule", "-R", "rules");
	run_check(2, "", "contidctl: rule: rules: open: No such file or directory\n");
	run("none", "rule", "-R", ".");
	run_check(1, "", "contidctl: rule: .: not a regular file\n");
	run("none", "rule", "-R", "/dev/null");
	run_check(1, "", "contidctl: rule: /dev/null: not a regular file\n");

	write_rules("-D\n", 3);
	chmod("rules", 0602);
	run("none", "rule", "-R", "rules");
	run_check(1, "", "contidctl: rule: rules: writable by everybody\n");
	chmod("rules", 0600);
	if (!chown("rules", 1234, 0)) {
		run("none", "rule", "-R", "rules");
		run_check(1, "", "contidctl: rule: rules: owned by user 1234, neither root nor you\n");
	}
	write_rules("-D\n\0-D\n", 7);
	run("audit", "rule", "-R", "rules");
	run_check(1, "", AT("2") "NUL byte\n");
}

static void kernel_refusals_name_the_line(void **state)
{
	static const char rules[] = "#\n-a always,exit -F contid=5\n";

	(void)state;
	write_rules(rules, strlen(rules));
	run("old", "rule", "-R", "rules");
	run_check(3, "", NULL);
	assert_non_null(strstr(result.err, AT("2") "this kernel ("));
	run("locked", "rule", "-R", "rules");
	run_check(2, "", AT("2") "audit is locked until the next boot: Operation not permitted\n");
	write_rules("-b 5\n", 5);
	run("locked", "rule", "-R", "rules");
	run_check(2, "", AT("1") "-b: Operation not permitted\n");
}

static void kernel(void)
{
	fake_audit = (struct fake_audit){
		.there = true,
		.features = 0xff,
		.enabled = 1,
	};
}

static void old_kernel(void)
{
	kernel();
	fake_audit.features = 0x7f;
}

static void locked(void)
{
	kernel();
	fake_audit.enabled = 2;
	fake_audit.refuse = EPERM;
}

static char directory[] = "/tmp/contid-test-XXXXXX";

static int enter_directory(void **state)
{
	(void)state;
	return !mkdtemp(directory) || chdir(directory);
}

static int remove_directory(void **state)
{
	(void)state;
	unlink("rules");
	return rmdir(directory);
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "audit", kernel },
		{ "old", old_kernel },
		{ "locked", locked },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(files_are_obeyed, enter_directory),
		cmocka_unit_test(both_ways_to_ask_are_one),
		cmocka_unit_test(untrustworthy_files_are_refused),
		cmocka_unit_test_teardown(kernel_refusals_name_the_line,
					  remove_directory),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
