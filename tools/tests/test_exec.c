// SPDX-License-Identifier: GPL-2.0
/* contidctl exec: nothing runs unlabelled, and signals and statuses go through. */

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <netlink/attr.h>

#include "cli.h"

/* The target is a child of contidctl, and is still what contidctl is. */
static void check_target(struct nlmsghdr *req)
{
	int pid = fake_target(req);
	char path[64], text[512] = "", ppid[32];
	struct stat ours, theirs;
	int fd;

	assert_int_not_equal(pid, getpid());
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	snprintf(ppid, sizeof(ppid), "\nPPid:\t%d\n", getpid());
	assert_non_null(strstr(text, ppid));

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	assert_int_equal(stat(path, &theirs), 0);
	assert_int_equal(stat("/proc/self/exe", &ours), 0);
	assert_int_equal(ours.st_ino, theirs.st_ino);
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
	check_target(req);
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
	cli_check(0, "-- -n x\n", "");
	run("with_options", "exec", "--nest", "7", "--delegate", "--limit=5",
	    "--", "echo", "--nest");
	cli_check(0, "--nest\n", "");
	run("move", "exec", "--move", "7", "--", "echo", "x");
	cli_check(0, "x\n", "");
}

static void status_is_that_of_the_command(void **state)
{
	static const struct {
		const char *script;
		int status;
	} scripts[] = {
		{ "exit 0", 0 },
		{ "exit 42", 42 },
		{ "exit 255", 255 },
		{ "kill -KILL $$", 128 + SIGKILL },
		{ "kill -TERM $$", 128 + SIGTERM },
		/* contidctl ignores it, the command must not. */
		{ "kill -PIPE $$; exit 1", 128 + SIGPIPE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		run("allow", "exec", "7", "--", "sh", "-c", scripts[i].script);
		cli_check(scripts[i].status, "", "");
	}
	run("allow", "exec", "7", "--", "no such command");
	cli_check(127, "", "contidctl: exec: no such command: No such file or directory\n");
	run("allow", "exec", "7", "--", "/etc/passwd");
	cli_check(126, "", "contidctl: exec: /etc/passwd: Permission denied\n");
}

static void refused_command_does_not_run(void **state)
{
	(void)state;
	run("refuse", "exec", "7", "--", "echo", "run");
	cli_check(2, "", "contidctl: exec: the id is in use: Name not unique on network\n");
}

static void command_reads_standard_input(void **state)
{
	(void)state;
	cli_input = "one\ntwo\n";
	run("allow", "exec", "7", "--", "cat");
	cli_check(0, "one\ntwo\n", "");
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
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
}

static void signal_state_is_inherited(void **state)
{
	(void)state;
	cli_before = ignore_children;
	run("allow", "exec", "7", "--", "sh", "-c", "exit 42");
	cli_check(42, "", "");

	cli_before = block_and_ignore;
	run("allow", "exec", "7", "--", "grep", "-Ec",
	    "^SigBlk:.*0000800$|^SigIgn:.*0010001$", "/proc/self/status");
	cli_check(0, "2\n", "");
}

/*
 * Not contidctl but the command that it executes: says "ready", then which
 * signals come and from whom, and exits at TERM.
 */
static void say_signals(void)
{
	static const char *const names[NSIG] = {
		[SIGHUP] = "HUP", [SIGINT] = "INT", [SIGQUIT] = "QUIT",
		[SIGTERM] = "TERM", [SIGUSR1] = "USR1", [SIGUSR2] = "USR2",
	};
	siginfo_t info;
	sigset_t set;
	int i;

	sigemptyset(&set);
	for (i = 0; i < NSIG; i++)
		if (names[i])
			sigaddset(&set, i);
	sigprocmask(SIG_BLOCK, &set, NULL);
	dprintf(STDOUT_FILENO, "ready\n");
	do {
		if (sigwaitinfo(&set, &info) < 0)
			continue;
		dprintf(STDOUT_FILENO, "%s from %s\n", names[info.si_signo],
			info.si_code == SI_KERNEL ? "terminal" :
			info.si_pid == getppid() ? "contidctl" : "others");
	} while (info.si_signo != SIGTERM);
	_exit(42);
}

static int start_saying(void)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(len > 0);
	return cli_start("allow", (const char *const[]){
		"exec", "7", "--", "env", CLI_SCENARIO "=say_signals", path,
		NULL });
}

/* The next that comes from @fd must be @text. */
static void wait_for(int fd, const char *text)
{
	char got[256] = "";
	size_t len = 0;

	while (len < strlen(text)) {
		ssize_t n = read(fd, got + len, sizeof(got) - 1 - len);

		if (n <= 0)
			fail_msg("no '%s' in '%s'", text, got);
		len += n;
		got[len] = '\0';
	}
	assert_string_equal(got, text);
}

static int output[2];

static void to_pipe(void)
{
	dup2(output[1], STDOUT_FILENO);
	close(output[0]);
	close(output[1]);
}

static void signals_are_passed_on(void **state)
{
	static const struct {
		int signal;
		const char *name;
	} signals[] = {
		{ SIGHUP, "HUP from contidctl\n" },
		{ SIGINT, "INT from contidctl\n" },
		{ SIGQUIT, "QUIT from contidctl\n" },
		{ SIGUSR1, "USR1 from contidctl\n" },
		{ SIGUSR2, "USR2 from contidctl\n" },
	};
	size_t i;
	int pid;

	(void)state;
	assert_int_equal(pipe(output), 0);
	cli_before = to_pipe;
	pid = start_saying();
	close(output[1]);
	wait_for(output[0], "ready\n");
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		kill(pid, signals[i].signal);
		wait_for(output[0], signals[i].name);
	}
	kill(pid, SIGTERM);
	wait_for(output[0], "TERM from contidctl\n");
	cli_finish(pid);
	close(output[0]);
	cli_check(42, "", "");
}

static int terminal;

static void on_terminal(void)
{
	if (login_tty(terminal))	/* session, standard files and all */
		_exit(1);
}

/* What the terminal sends reaches the command once: contidctl keeps out of it. */
static void keys_are_not_doubled(void **state)
{
	struct termios mode;
	int master;
	int pid;
	int i;

	(void)state;
	assert_int_equal(openpty(&master, &terminal, NULL, NULL, NULL), 0);
	assert_int_equal(tcgetattr(terminal, &mode), 0);
	mode.c_lflag &= ~ECHO;
	assert_int_equal(tcsetattr(terminal, TCSANOW, &mode), 0);
	cli_before = on_terminal;
	pid = start_saying();
	close(terminal);
	wait_for(master, "ready\r\n");
	for (i = 0; i < 20; i++) {
		assert_int_equal(write(master, "\3", 1), 1);	/* ^C */
		wait_for(master, "INT from terminal\r\n");
	}
	/* Had contidctl a SIGINT to pass on, it would do so before this. */
	kill(pid, SIGTERM);
	wait_for(master, "TERM from contidctl\r\n");
	cli_finish(pid);
	close(master);
	assert_int_equal(result.status, 42);
}

/* If contidctl dies first, the command never starts. */
static void die_answer(struct nlmsghdr *req)
{
	(void)req;
	raise(SIGKILL);
}

static void die(void)
{
	fake_expect(die_answer);
}

static void command_does_not_outrun_its_label(void **state)
{
	char c;
	int pid;

	(void)state;
	assert_int_equal(pipe(output), 0);
	cli_before = to_pipe;
	pid = cli_start("die", (const char *const[]){
		"exec", "7", "--", "echo", "run", NULL });
	close(output[1]);
	/* The end of the pipe is that of the child as well. */
	assert_int_equal(read(output[0], &c, 1), 0);
	cli_finish(pid);
	close(output[0]);
	cli_check(1000 + SIGKILL, "", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "allow", allow },
		{ "with_options", with_options },
		{ "move", move },
		{ "refuse", refuse },
		{ "die", die },
		{ "say_signals", say_signals },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_runs),
		cmocka_unit_test(status_is_that_of_the_command),
		cmocka_unit_test(refused_command_does_not_run),
		cmocka_unit_test(command_reads_standard_input),
		cmocka_unit_test(signal_state_is_inherited),
		cmocka_unit_test(signals_are_passed_on),
		cmocka_unit_test(keys_are_not_doubled),
		cmocka_unit_test(command_does_not_outrun_its_label),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
