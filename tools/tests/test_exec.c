// SPDX-License-Identifier: GPL-2.0
/* contidctl exec: nothing runs unlabelled, and statuses go through. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "exec.h"

/* Of a test that cannot have a namespace, a status that nothing else exits with */
#define NO_NAMESPACE	77

/* The target is contidctl itself, which has no live child, and so is no parent of ours. */
static void check_target(struct nlmsghdr *req)
{
	int pid = fake_target(req);
	struct dirent *entry;
	char ppid[32];
	DIR *proc;

	assert_int_not_equal(pid, getpid());
	check_parent(pid, atoi(getenv("TEST_PID")));
	snprintf(ppid, sizeof(ppid), "\nPPid:\t%d\n", pid);
	proc = opendir("/proc");
	assert_non_null(proc);
	while ((entry = readdir(proc))) {
		const char *text = proc_text(atoi(entry->d_name));

		if (!strstr(text, "\nState:\tZ"))
			assert_null(strstr(text, ppid));
	}
	closedir(proc);
	assert_int_equal(getpgrp(), getpgid(pid));
}

static void allow_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 7);
	check_target(req);
	fake_ack(req);
}

static void allow(void)
{
	fake_expect(allow_answer);
}

static void with_options_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 4);
	fake_check_u32(req, CONTID_A_FLAGS,
		       CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE);
	fake_check_u32(req, CONTID_A_LIMIT, 5);
	fake_ack(req);
}

static void with_options(void)
{
	fake_expect(with_options_answer);
}

static void with_userns_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 4);
	assert_non_null(fake_find(req, CONTID_A_USERNS_FD));
	fake_ack(req);
}

static void with_userns(void)
{
	fake_expect(with_userns_answer);
}

static void allow_any_answer(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void allow_any(void)
{
	fake_expect(allow_any_answer);
}

static void move_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 3);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_MOVE);
	check_target(req);
	fake_ack(req);
}

static void move(void)
{
	fake_expect(move_answer);
}

static void refuse_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ENOTUNIQ, "the id is in use", 0, 0);
}

static void refuse(void)
{
	fake_expect(refuse_answer);
}

static void command_runs(void **state)
{
	(void)state;
	run("allow", "exec", "7", "--", "echo", "--", "-n", "x");
	run_check(0, "-- -n x\n", "");
	run("with_options", "exec", "--nest", "7", "--delegate", "--limit=5",
	    "--", "echo", "--nest");
	run_check(0, "--nest\n", "");
	run("move", "exec", "--move", "7", "--", "echo", "x");
	run_check(0, "x\n", "");
}

static void dashes_may_be_left_out(void **state)
{
	(void)state;
	run("allow", "exec", "7", "echo", "-n", "--", "--nest", "--help");
	run_check(0, "-- --nest --help", "");
	run("with_options", "exec", "--nest", "7", "--delegate", "--limit", "5",
	    "echo", "--nest");
	run_check(0, "--nest\n", "");
	run("allow", "exec", "7", "--", "--none such");
	run_check(127, "", "contidctl: exec: --none such: No such file or directory\n");
}

/* Those of valgrind are not: the shell script run says which one it logs to. */
#define VALGRIND_LOG	9

static void close_others(void)
{
	close_range(3, VALGRIND_LOG - 1, 0);
	close_range(VALGRIND_LOG + 1, ~0U, 0);
}

#define LIST_FDS	"ls /proc/$$/fd; :"

/* Not contidctl but what executes the command without it */
static void execute_alone(void)
{
	execlp("sh", "sh", "-c", LIST_FDS, NULL);
	_exit(127);
}

/* Below valgrind, there are some of valgrind's in either case. */
static void command_gets_no_descriptor_of_contidctl(void **state)
{
	char alone[sizeof(result.out)];

	(void)state;
	cli_before = close_others;
	run("execute_alone", "exec");
	run_check(0, NULL, "");
	strcpy(alone, result.out);
	assert_ptr_equal(strstr(alone, "0\n1\n2\n"), alone);
	cli_before = close_others;
	run("allow", "exec", "7", "--", "sh", "-c", LIST_FDS);
	run_check(0, alone, "");
	cli_before = close_others;
	run("with_userns", "exec", "7", "--delegate", "--userns",
	    "/proc/self/ns/user", "sh", "-c", LIST_FDS);
	run_check(0, alone, "");
	run("none", "exec", "7", "--delegate", "--userns", "/none", "true");
	run_check(125, "", "contidctl: exec: user namespace '/none': No such file or directory\n");
}

static void command_is_what_contidctl_was(void **state)
{
	char out[64];
	int pid;

	(void)state;
	pid = cli_start("allow", (const char *const[]){
		"exec", "7", "--", "sh", "-c", "echo $$ $PPID", NULL });
	run_finish(pid);
	snprintf(out, sizeof(out), "%d %d\n", pid, getpid());
	run_check(0, out, "");
}

static const struct {
	const char *script;
	int status;
} scripts[] = {
	{ "exit 0", 0 },
	{ "exit 42", 42 },
	{ "exit 255", 255 },
	{ "kill -KILL $$", SIGKILL },
	{ "kill -TERM $$", SIGTERM },
	{ "kill -PIPE $$; exit 1", SIGPIPE },
};

/* As the parent of the command sees it, and as contidctl reports it */
static int status_of(size_t script, int killed)
{
	bool signal = strstr(scripts[script].script, "kill");

	return scripts[script].status + (signal ? killed : 0);
}

static void status_is_that_of_the_command(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		run("allow", "exec", "7", "--", "sh", "-c", scripts[i].script);
		run_check(status_of(i, 1000), "", "");
		cli_before = be_subreaper;
		run("allow_child", "exec", "7", "sh", "-c", scripts[i].script);
		run_check(status_of(i, 128), "", "");
	}
	run("allow", "exec", "7", "--", "no such command");
	run_check(127, "", "contidctl: exec: no such command: No such file or directory\n");
	run("allow", "exec", "7", "--", "/etc/passwd");
	run_check(126, "", "contidctl: exec: /etc/passwd: Permission denied\n");
	cli_before = be_subreaper;
	run("allow_child", "exec", "7", "--", "no such command");
	run_check(127, "", "contidctl: exec: no such command: No such file or directory\n");
	cli_before = be_subreaper;
	run("allow_child", "exec", "7", "--", "/etc/passwd");
	run_check(126, "", "contidctl: exec: /etc/passwd: Permission denied\n");
}

static void refused_command_does_not_run(void **state)
{
	(void)state;
	run("refuse", "exec", "7", "--", "echo", "run");
	run_check(125, "", "contidctl: exec: the id is in use: Name not unique on network\n");
	cli_before = be_subreaper;
	run("refuse", "exec", "7", "--", "echo", "run");
	run_check(125, "", "contidctl: exec: the id is in use: Name not unique on network\n");
}

static void have_a_child(void)
{
	int fds[2];
	char c;

	if (pipe(fds))
		_exit(1);
	if (fork())
		return;	/* and be its parent for as long as contidctl lives */
	close(fds[1]);
	_exit(read(fds[0], &c, 1));
}

/* Where contidctl could not be labelled, the command is a child of it. */
static void contidctl_stays_where_it_must(void **state)
{
	(void)state;
	cli_before = be_subreaper;
	run("allow_child", "exec", "7", "--", "echo", "x");
	run_check(0, "x\n", "");
	cli_before = have_a_child;
	run("allow_child", "exec", "7", "--", "echo", "x");
	run_check(0, "x\n", "");
	cli_input = "exec 7 -- sh -c 'exit 3'\nnew --from web\n";
	run("allow_child", "-force", "-b", "-");
	run_check(3, "5430874918674711225\n",
		  "contidctl: -:1: command failed\n");
}

/* In another pid namespace, the leak checker cannot start its helper. */
static void unshare_pids(void)
{
	setenv("ASAN_OPTIONS", "exitcode=99:detect_leaks=0", 1);
	if (unshare(CLONE_NEWPID) &&
	    unshare(CLONE_NEWUSER | CLONE_NEWPID))
		_exit(NO_NAMESPACE);
}

static void be_first(void)
{
	int status;
	int pid;

	unshare_pids();
	pid = fork();
	if (!pid)
		return;
	waitpid(pid, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void pid_namespaces_live_on(void **state)
{
	static void (*const ways[])(void) = {
		be_first, unshare_pids,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cli_before = ways[i];
		run("allow_any", "exec", "7", "--", "sh", "-c",
		    "echo $$; /bin/true; /bin/true; exit 42");
		if (result.status == NO_NAMESPACE)
			skip();
		run_check(42, i ? "1\n" : "2\n", "");
	}
}

static void command_reads_standard_input(void **state)
{
	(void)state;
	cli_input = "one\ntwo\n";
	run("allow", "exec", "7", "--", "cat");
	run_check(0, "one\ntwo\n", "");
}

static void ignore_children(void)
{
	signal(SIGCHLD, SIG_IGN);
}

static void block_and_ignore(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static void block_and_ignore_as_subreaper(void)
{
	be_subreaper();
	block_and_ignore();
}

static void signal_state_is_inherited(void **state)
{
	static const char want[] =
		"^ShdPnd:.*[^0-9]0*$|^SigBlk:.*0010800$|^SigIgn:.*0001003$";

	(void)state;
	cli_before = ignore_children;
	run("allow", "exec", "7", "--", "sh", "-c", "exit 42");
	run_check(42, "", "");

	cli_before = block_and_ignore;
	run("allow", "exec", "7", "--", "grep", "-Ec", want,
	    "/proc/self/status");
	run_check(0, "3\n", "");
	cli_before = block_and_ignore_as_subreaper;
	run("allow_child", "exec", "7", "--", "grep", "-Ec", want,
	    "/proc/self/status");
	run_check(0, "3\n", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "allow", allow },
		{ "allow_child", allow_child },
		{ "allow_any", allow_any },
		{ "with_options", with_options },
		{ "with_userns", with_userns },
		{ "move", move },
		{ "refuse", refuse },
		{ "execute_alone", execute_alone },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_runs),
		cmocka_unit_test(dashes_may_be_left_out),
		cmocka_unit_test(command_is_what_contidctl_was),
		cmocka_unit_test(command_gets_no_descriptor_of_contidctl),
		cmocka_unit_test(contidctl_stays_where_it_must),
		cmocka_unit_test(pid_namespaces_live_on),
		cmocka_unit_test(status_is_that_of_the_command),
		cmocka_unit_test(refused_command_does_not_run),
		cmocka_unit_test(command_reads_standard_input),
		cmocka_unit_test(signal_state_is_inherited),
	};

	if (!getenv(CLI_SCENARIO)) {
		char pid[16];

		snprintf(pid, sizeof(pid), "%d", getpid());
		setenv("TEST_PID", pid, 1);
	}
	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
