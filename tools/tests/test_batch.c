// SPDX-License-Identifier: GPL-2.0
/* contidctl -b and -n: commands from a file, network namespaces. */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
	cli_check(0, "17261569637414261432\n", "");
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
	cli_check(0, "14440926382800072402\n14440926382800072402\n"
		     "14440926382800072402\n14440926382800072402\n"
		     "1986626542218978360\n", "");

	cli_input = "help\nnew --from ''\n";
	run("none", "-b", "-");
	cli_check(1, NULL,
		  "contidctl: new: --from needs a text\n"
		  "Try 'contidctl new help'.\n"
		  "contidctl: -:2: command failed\n");

	cli_input = "new --from \"web\n";
	run("none", "-b", "-");
	cli_check(1, "",
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
	cli_check(2, "",
		  "contidctl: set: labelled already: File exists\n"
		  "contidctl: -:3: command failed\n");

	cli_input = "none such\nset --pidfd 9 1\n";
	run("none", "-b", "-");
	cli_check(1, "",
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
	cli_check(2, "5430874918674711225\n",
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
	cli_check(1, "5430874918674711225\n", err);

	run("none", "-b", "/nowhere/at/all");
	cli_check(2, "", "contidctl: /nowhere/at/all: No such file or directory\n");
	run("none", "-b", "/proc/self");
	cli_check(2, "", "contidctl: /proc/self: Is a directory\n");
	run("none", "-b", "/dev/null");
	cli_check(0, "", "");
}

static void json_is_an_array_for_each_line(void **state)
{
	(void)state;
	cli_input = "new --from web\nnew --from web\n";
	run("none", "-j", "-b", "-");
	cli_check(0, "[{\"contid\":\"5430874918674711225\"}]\n"
		     "[{\"contid\":\"5430874918674711225\"}]\n", "");
}

/* The network namespace that a process of the tests keeps */
static char netns_path[64];
static int netns_keeper;

static uint64_t netns_number(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

/* Told to contidctl in its environment */
static uint64_t other_netns(void)
{
	return strtoull(getenv("OTHER_NETNS"), NULL, 10);
}

static void connected_from_there(struct nlmsghdr *req)
{
	assert_int_equal(netns_number("/proc/self/ns/net"), other_netns());
	fake_family(req);
}

static void back_again(struct nlmsghdr *req)
{
	assert_int_not_equal(netns_number("/proc/self/ns/net"), other_netns());
	fake_ack(req);
}

static void from_netns(void)
{
	fake_expect_family(connected_from_there);
	fake_expect(back_again);
}

static void connected_from_here(struct nlmsghdr *req)
{
	assert_int_not_equal(netns_number("/proc/self/ns/net"), other_netns());
	fake_family(req);
}

static void into_netns(void)
{
	fake_expect_family(connected_from_here);
	fake_expect(back_again);
}

static bool may_unshare;

static int start_keeper(void **state)
{
	int fds[2];
	char c;

	(void)state;
	if (pipe(fds))
		return -1;
	netns_keeper = fork();
	if (!netns_keeper) {
		if (unshare(CLONE_NEWNET) || write(fds[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	close(fds[1]);
	may_unshare = read(fds[0], &c, 1) == 1;
	close(fds[0]);
	snprintf(netns_path, sizeof(netns_path), "/proc/%d/ns/net",
		 netns_keeper);
	return 0;
}

static int stop_keeper(void **state)
{
	(void)state;
	kill(netns_keeper, SIGKILL);
	waitpid(netns_keeper, NULL, 0);
	return 0;
}

static void tell_netns(void)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu",
		 (unsigned long long)netns_number(netns_path));
	setenv("OTHER_NETNS", text, 1);
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		_exit(1);
}

/*
 * Give the namespace the name "blue", to be seen by this process alone, and a
 * file in /etc.
 */
static void name_netns(void)
{
	tell_netns();
	if (unshare(CLONE_NEWNS) ||
	    mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/run", "tmpfs", 0, NULL) || chdir("/run") ||
	    mkdir("run-netns", 0755) || symlink(netns_path, "run-netns/blue") ||
	    mkdir("etc-netns", 0755) || mkdir("etc-netns/blue", 0755))
		_exit(1);
	put_file("etc-netns/blue/passwd", "of blue\n");
}

static void requests_come_from_the_netns(void **state)
{
	(void)state;
	if (!may_unshare)
		skip();
	cli_before = tell_netns;
	run("from_netns", "-n", netns_path, "set", "--pidfd", "9", "1");
	cli_check(0, "", "");
	cli_before = name_netns;
	run("from_netns", "-netns", "blue", "set", "--pidfd", "9", "1");
	cli_check(0, "", "");
	/* What exec runs stays where it is. */
	cli_before = tell_netns;
	run("from_netns", "-n", netns_path, "exec", "1", "--", "stat", "-Lc",
	    "%i", "/proc/self/ns/net");
	assert_int_equal(strtoull(result.out, NULL, 10),
			 netns_number("/proc/self/ns/net"));
	cli_check(0, NULL, "");
}

static void command_runs_in_the_netns(void **state)
{
	(void)state;
	if (!may_unshare)
		skip();
	cli_before = tell_netns;
	run("into_netns", "exec", "--netns", netns_path, "1", "--", "stat",
	    "-Lc", "%i", "/proc/self/ns/net");
	assert_int_equal(strtoull(result.out, NULL, 10),
			 netns_number(netns_path));
	cli_check(0, NULL, "");
	cli_before = name_netns;
	run("into_netns", "exec", "1", "--netns", "blue", "--", "stat", "-Lc",
	    "%i", "/proc/self/ns/net");
	assert_int_equal(strtoull(result.out, NULL, 10),
			 netns_number(netns_path));
	cli_check(0, NULL, "");
}

static void add_file(void)
{
	name_netns();
	put_file("etc-netns/blue/none such", "");
}

/* As "ip netns exec" has it */
static void command_sees_the_files_of_the_netns(void **state)
{
	(void)state;
	if (!may_unshare)
		skip();
	cli_before = name_netns;
	run("into_netns", "exec", "1", "--netns", "blue", "--", "sh", "-c",
	    "cat /etc/passwd; ls /sys/class/net; stat -fc %T /sys");
	cli_check(0, "of blue\nlo\nsysfs\n", "");
	/* What cannot be done is no obstacle. */
	cli_before = add_file;
	run("into_netns", "exec", "1", "--netns", "blue", "--", "cat",
	    "/etc/passwd");
	cli_check(0, "of blue\n", "contidctl: exec: cannot bind etc-netns/blue/none such to /etc/none such: No such file or directory\n");
	/* A path is not a name. */
	cli_before = name_netns;
	run("into_netns", "exec", "1", "--netns", netns_path, "--", "grep",
	    "-c", "of blue", "/etc/passwd");
	cli_check(1, "0\n", "");
}

static void connected(void)
{
}

static void missing_netns_is_told(void **state)
{
	(void)state;
	run("none", "-n", "none/such", "list");
	cli_check(2, "", "contidctl: list: network namespace 'none/such': No such file or directory\n");
	run("none", "-n", "/proc/self/ns/mnt", "list");
	cli_check(2, "", "contidctl: list: network namespace '/proc/self/ns/mnt': Invalid argument\n");
	run("connected", "exec", "--netns", "none/such", "1", "--", "echo");
	cli_check(2, "", "contidctl: exec: network namespace 'none/such': No such file or directory\n");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "three_sets", three_sets },
		{ "second_refused", second_refused },
		{ "second_and_fourth_refused", second_and_fourth_refused },
		{ "from_netns", from_netns },
		{ "into_netns", into_netns },
		{ "connected", connected },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_commands),
		cmocka_unit_test(words_may_be_quoted),
		cmocka_unit_test(first_failure_ends_the_batch),
		cmocka_unit_test(force_goes_on),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(json_is_an_array_for_each_line),
		cmocka_unit_test_setup_teardown(requests_come_from_the_netns,
						start_keeper, stop_keeper),
		cmocka_unit_test_setup_teardown(command_runs_in_the_netns,
						start_keeper, stop_keeper),
		cmocka_unit_test_setup_teardown(command_sees_the_files_of_the_netns,
						start_keeper, stop_keeper),
		cmocka_unit_test(missing_netns_is_told),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
