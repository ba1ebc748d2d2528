// SPDX-License-Identifier: GPL-2.0
/* contidctl: what it does when it cannot print. */

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "printed.h"

static void plain_answer(struct nlmsghdr *req)
{
	fake_info(req, 0, &plain);
	fake_ack(req);
}

static void get_plain(void)
{
	fake_expect(plain_answer);
}

static void children_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 1);
	fake_done(req, 0, 0, NULL);
}

static void list_children(void)
{
	fake_expect(children_answer);
}

static void lost_terminal(void)
{
	int master, slave;

	if (openpty(&master, &slave, NULL, NULL, NULL))
		_exit(1);
	dup2(slave, STDOUT_FILENO);
	close(slave);
	close(master);
}

static void crowd_answer(struct nlmsghdr *req)
{
	struct contid_info info = nested;
	int i;

	for (i = 0; i < 1500; i++) {
		info.serial = i + 1;
		fake_info(req, NLM_F_MULTI, &info);
		if (i % 30 == 29)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

/* More than fits in a buffer, so that the failure comes in between */
static void crowd(void)
{
	fake_expect(crowd_answer);
}

static void ignored_broken_pipe(void)
{
	signal(SIGPIPE, SIG_IGN);
	cli_broken_pipe();
}

/* As with other programs: "list | head -1" is not worth a word. */
static void closed_pipe_ends_it(void **state)
{
	(void)state;
	cli_before = cli_broken_pipe;
	run("none", "new");
	run_check(1000 + SIGPIPE, "", "");
	cli_before = cli_broken_pipe;
	run("crowd", "-j", "list");
	run_check(1000 + SIGPIPE, "", "");
}

static void lost_output_is_reported(void **state)
{
	static const struct {
		void (*before)(void);
		const char *err;
	} ways[] = {
		{ cli_full_disk, "No space left on device" },
		{ cli_no_output, "Bad file descriptor" },
		{ ignored_broken_pipe, "Broken pipe" },
		{ lost_terminal, "Input/output error" },
	};
	static const struct {
		const char *scenario;
		const char *const args[4];
		const char *name;
	} commands[] = {
		{ "none", { "new" }, ": new" },
		{ "none", { "help" }, ": help" },
		{ "none", { "set", "help" }, ": set" },
		{ "none", { "-V" }, "" },
		{ "none", { "-h" }, "" },
		{ "get_plain", { "get", "707" }, ": get" },
		{ "get_plain", { "-jp", "get", "707" }, ": get" },
		{ "crowd", { "list" }, ": list" },
		{ "crowd", { "-j", "list" }, ": list" },
		{ "list_children", { "-j", "list", "--parent=0x4f2a000000000001" },
		  ": list" },
	};
	char err[128];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		for (j = 0; j < sizeof(commands) / sizeof(commands[0]); j++) {
			cli_before = ways[i].before;
			cli_run(commands[j].scenario, commands[j].args);
			snprintf(err, sizeof(err),
				 "contidctl%s: standard output: %s\n",
				 commands[j].name, ways[i].err);
			run_check(2, "", err);
		}
	}
}

static void nothing_to_say_needs_cli_no_output(void **state)
{
	(void)state;
	cli_before = cli_no_output;
	run("list_children", "list", "--parent", "0x4f2a000000000001");
	run_check(0, "", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "get_plain", get_plain },
		{ "list_children", list_children },
		{ "crowd", crowd },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_output_is_reported),
		cmocka_unit_test(closed_pipe_ends_it),
		cmocka_unit_test(nothing_to_say_needs_cli_no_output),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
