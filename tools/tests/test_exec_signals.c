// SPDX-License-Identifier: GPL-2.0
/* contidctl exec: signals to it and to its command, and ends in between. */

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "exec.h"

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

/* Below a contidctl that stays */
static int start_saying(void)
{
	return cli_start("allow_child", (const char *const[]){
		"exec", "7", "--", "env", CLI_SCENARIO "=say_signals",
		cli_program, NULL });
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
	be_subreaper();
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
	run_finish(pid);
	close(output[0]);
	run_check(42, "", "");
}

static int terminal;

static void on_terminal(void)
{
	if (login_tty(terminal))	/* session, standard files and all */
		_exit(1);
	be_subreaper();
}

static void on_terminal_to_pipe(void)
{
	on_terminal();
	to_pipe();
}

/* Only the leader of the session gets SIGHUP when the terminal is closed. */
static void hangup_is_passed_on(void **state)
{
	int master;
	int pid;

	(void)state;
	assert_int_equal(openpty(&master, &terminal, NULL, NULL, NULL), 0);
	assert_int_equal(fcntl(master, F_SETFD, FD_CLOEXEC), 0);
	assert_int_equal(pipe(output), 0);
	cli_before = on_terminal_to_pipe;
	pid = start_saying();
	close(terminal);
	close(output[1]);
	wait_for(output[0], "ready\n");
	close(master);
	wait_for(output[0], "HUP from contidctl\n");
	kill(pid, SIGTERM);
	wait_for(output[0], "TERM from contidctl\n");
	run_finish(pid);
	close(output[0]);
	run_check(42, NULL, NULL);
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
	run_finish(pid);
	close(master);
	assert_int_equal(result.status, 42);
}

static void die_answer(struct nlmsghdr *req)
{
	(void)req;
	raise(SIGKILL);
}

static void die(void)
{
	fake_expect(die_answer);
}

static void kill_target_answer(struct nlmsghdr *req)
{
	int pid = fake_target(req);

	assert_int_equal(kill(pid, SIGINT), 0);
	fake_refuse(req, ESRCH, "the process is gone", 0, 0);
}

static void kill_target(void)
{
	fake_expect(kill_target_answer);
}

/* Start contidctl, and wait for the end of all that has to do with it. */
static void run_to_the_end(const char *name)
{
	char c;
	int pid;

	assert_int_equal(pipe(output), 0);
	pid = cli_start(name, (const char *const[]){
		"exec", "7", "--", "echo", "run", NULL });
	close(output[1]);
	assert_int_equal(read(output[0], &c, 1), 0);
	run_finish(pid);
	close(output[0]);
}

static void only_to_pipe(void)
{
	dup2(output[1], STDOUT_FILENO);
	close(output[0]);
	close(output[1]);
}

/* If what sets the label dies first, the command never starts. */
static void command_does_not_outrun_its_label(void **state)
{
	(void)state;
	cli_before = to_pipe;
	run_to_the_end("die");
	run_check(1000 + SIGKILL, "", "");
	cli_before = only_to_pipe;
	run_to_the_end("die");
	run_check(125, "", "contidctl: exec: the process that was to set the label has died\n");
}

/* A key that ends contidctl meanwhile ends it without a further word. */
static void interrupted_labelling_is_silent(void **state)
{
	(void)state;
	cli_before = only_to_pipe;
	run_to_the_end("kill_target");
	run_check(1000 + SIGINT, "", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "allow_child", allow_child },
		{ "kill_target", kill_target },
		{ "die", die },
		{ "say_signals", say_signals },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_passed_on),
		cmocka_unit_test(hangup_is_passed_on),
		cmocka_unit_test(keys_are_not_doubled),
		cmocka_unit_test(command_does_not_outrun_its_label),
		cmocka_unit_test(interrupted_labelling_is_silent),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
