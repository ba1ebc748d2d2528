// SPDX-License-Identifier: GPL-2.0
/* contidctl -n and exec --netns: into network namespaces, and back. */

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

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

/* A thread goes there, for the process not to have to come back. */
static void connected_from_there(struct nlmsghdr *req)
{
	assert_int_equal(netns_number("/proc/thread-self/ns/net"),
			 other_netns());
	assert_int_not_equal(netns_number("/proc/self/ns/net"), other_netns());
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
static uint64_t netns_cookie;

static void keep(int ready)
{
	socklen_t len = sizeof(netns_cookie);
	int fd;

	if (unshare(CLONE_NEWNET))
		_exit(1);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &netns_cookie, &len) ||
	    write(ready, &netns_cookie, sizeof(netns_cookie)) !=
	    sizeof(netns_cookie))
		_exit(1);
	pause();
	_exit(0);
}

static int start_keeper(void **state)
{
	int fds[2];

	(void)state;
	if (pipe(fds))
		return -1;
	netns_keeper = fork();
	if (!netns_keeper)
		keep(fds[1]);
	close(fds[1]);
	may_unshare = read(fds[0], &netns_cookie, sizeof(netns_cookie)) ==
		      sizeof(netns_cookie);
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
	run_check(0, "", "");
	cli_before = name_netns;
	run("from_netns", "-netns", "blue", "set", "--pidfd", "9", "1");
	run_check(0, "", "");
	/* What exec runs stays where it is. */
	cli_before = tell_netns;
	run("from_netns", "-n", netns_path, "exec", "1", "--", "stat", "-Lc",
	    "%i", "/proc/self/ns/net");
	assert_int_equal(strtoull(result.out, NULL, 10),
			 netns_number("/proc/self/ns/net"));
	run_check(0, NULL, "");
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
	run_check(0, NULL, "");
	cli_before = name_netns;
	run("into_netns", "exec", "1", "--netns", "blue", "--", "stat", "-Lc",
	    "%i", "/proc/self/ns/net");
	assert_int_equal(strtoull(result.out, NULL, 10),
			 netns_number(netns_path));
	run_check(0, NULL, "");
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
	run_check(0, "of blue\nlo\nsysfs\n", "");
	/* What cannot be done is no obstacle. */
	cli_before = add_file;
	run("into_netns", "exec", "1", "--netns", "blue", "--", "cat",
	    "/etc/passwd");
	run_check(0, "of blue\n", "contidctl: exec: cannot bind etc-netns/blue/none such to /etc/none such: No such file or directory\n");
	/* A path is not a name. */
	cli_before = name_netns;
	run("into_netns", "exec", "1", "--netns", netns_path, "--", "grep",
	    "-c", "of blue", "/etc/passwd");
	run_check(1, "0\n", "");
}

static void list_answer(struct nlmsghdr *req)
{
	assert_int_not_equal(netns_number("/proc/self/ns/net"), other_netns());
	fake_done(req, 0, 0, NULL);
}

static void list(void)
{
	fake_expect(list_answer);
}

static void cookie_is_fetched_from_the_netns(void **state)
{
	char out[128];

	(void)state;
	if (!may_unshare)
		skip();
	cli_before = name_netns;
	run("list", "-j", "netns", "list");
	snprintf(out, sizeof(out),
		 "[{\"name\":\"blue\",\"inum\":%lu,\"cookie\":\"%lu\",\"containers\":[]}]\n",
		 netns_number(netns_path), netns_cookie);
	run_check(0, out, "");
}

static void connected(void)
{
}

static void missing_netns_is_reported(void **state)
{
	(void)state;
	run("none", "-n", "none/such", "list");
	run_check(2, "", "contidctl: list: network namespace 'none/such': No such file or directory\n");
	run("none", "-n", "/proc/self/ns/mnt", "list");
	run_check(2, "", "contidctl: list: network namespace '/proc/self/ns/mnt': Invalid argument\n");
	/* A FIFO that no process has open for writing */
	unlink("/tmp/contid-test-fifo");
	assert_int_equal(mkfifo("/tmp/contid-test-fifo", 0600), 0);
	run("none", "-n", "/tmp/contid-test-fifo", "list");
	unlink("/tmp/contid-test-fifo");
	run_check(2, "", "contidctl: list: network namespace '/tmp/contid-test-fifo': Invalid argument\n");
	run("connected", "exec", "--netns", "none/such", "1", "--", "echo");
	run_check(125, "", "contidctl: exec: network namespace 'none/such': No such file or directory\n");
}

#define NO_USERNS	77

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* A user may be kept from making mount namespaces. */
static void forbid_mounts(void)
{
	char map[32];

	snprintf(map, sizeof(map), "0 %u 1", geteuid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) ||
	    !write_file("/proc/self/uid_map", map) ||
	    !write_file("/proc/sys/user/max_mnt_namespaces", "0"))
		_exit(NO_USERNS);
}

/* Not even its label is asked for: "connected" answers no request. */
static void without_mounts_the_command_does_not_run(void **state)
{
	(void)state;
	cli_before = forbid_mounts;
	run("connected", "exec", "--netns", "/proc/self/ns/net", "1", "--",
	    "echo", "run");
	if (result.status == NO_USERNS)
		skip();
	run_check(125, "", "contidctl: exec: mount namespace: No space left on device\n");
}

#define with_keeper(test) \
	cmocka_unit_test_setup_teardown(test, start_keeper, stop_keeper)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "from_netns", from_netns },
		{ "into_netns", into_netns },
		{ "list", list },
		{ "connected", connected },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		with_keeper(requests_come_from_the_netns),
		with_keeper(command_runs_in_the_netns),
		with_keeper(command_sees_the_files_of_the_netns),
		with_keeper(cookie_is_fetched_from_the_netns),
		cmocka_unit_test(missing_netns_is_reported),
		cmocka_unit_test(without_mounts_the_command_does_not_run),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
