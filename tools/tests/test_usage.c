// SPDX-License-Identifier: GPL-2.0
/* contidctl: how it is called, and its help. */

#include <stdio.h>
#include <string.h>

#include "cli.h"

/* 64 digits of a hex id */
#define LONG	"4f2a000000000001c57ab8a3a5a4d9ee6f0e2b4b1dbb5a0ffa2c2b1df1c4e2aa"
#define TRY(command)	"Try 'contidctl " command "help'.\n"

static void wrong_arguments_are_reported(void **state)
{
	static const struct {
		const char *const args[10];
		const char *err;
	} wrong[] = {
		{ { NULL }, "contidctl: no command given\n" TRY("") },
		{ { "" }, "contidctl: ambiguous command ''\n" TRY("") },
		{ { "sett" }, "contidctl: unknown command 'sett': did you mean 'set'?\n" TRY("") },
		{ { "ste" }, "contidctl: unknown command 'ste': did you mean 'set'?\n" TRY("") },
		{ { "montor" }, "contidctl: unknown command 'montor': did you mean 'monitor'?\n" TRY("") },
		{ { "mxnitxr" }, "contidctl: unknown command 'mxnitxr'\n" TRY("") },
		{ { "setxy" }, "contidctl: unknown command 'setxy'\n" TRY("") },
		{ { "-x" }, "contidctl: unrecognized option '-x'\n" TRY("") },
		{ { "-n" }, NULL },
		{ { "-b" }, NULL },
		{ { "-force", "list" },
		  "contidctl: -force goes with -b\n" TRY("") },
		{ { "-b", "-", "list" },
		  "contidctl: -b and a command exclude each other\n" TRY("") },
		{ { "help", "none" },
		  "contidctl: unknown command 'none'\n" TRY("") },
		{ { "help", "set", "get" },
		  "contidctl: help: unexpected argument 'get'\n" TRY("help ") },
		{ { "set" }, "contidctl: set: CONTID missing\n" TRY("set ") },
		{ { "set", "1" },
		  "contidctl: set: exactly one of --pid and --pidfd is needed\n" TRY("set ") },
		{ { "set", "1", "--pid", "1", "--pidfd", "1" },
		  "contidctl: set: exactly one of --pid and --pidfd is needed\n" TRY("set ") },
		{ { "set", "1", "2", "--pid", "1" },
		  "contidctl: set: unexpected argument '2'\n" TRY("set ") },
		{ { "set", "--pid", "1", "web" },
		  "contidctl: set: 'web' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("set ") },
		{ { "set", "--pid", "1", "707/4" },
		  "contidctl: set: '707/4' is a path, where a CONTID of one's own scope is needed\n" TRY("set ") },
		{ { "set", "--pid", "1", "--parent", "707/4", "1" },
		  "contidctl: set: '707/4' is a path, where a CONTID of one's own scope is needed\n" TRY("set ") },
		{ { "set", "--pid", "1", "--parent", "1", "--nest", "1" },
		  "contidctl: set: --nest and --parent exclude each other\n" TRY("set ") },
		{ { "get", "707/x" },
		  "contidctl: get: '707/x' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("get ") },
		{ { "monitor", "--op", "set,ends" },
		  "contidctl: monitor: 'ends' is no operation: set, drop, adopt or end\n" TRY("monitor ") },
		{ { "monitor", "--op=" },
		  "contidctl: monitor: '' is no operation: set, drop, adopt or end\n" TRY("monitor ") },
		{ { "monitor", "--contid", "x" },
		  "contidctl: monitor: 'x' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("monitor ") },
		{ { "set", "--pid", "1", "18446744073709551615" },
		  "contidctl: set: '18446744073709551615' is no CONTID: 0 to 18446744073709551614\n" TRY("set ") },
		{ { "set", "--pid", "0", "1" },
		  "contidctl: set: '0' is no process id\n" TRY("set ") },
		{ { "set", "--pid", "-1", "1" },
		  "contidctl: set: '-1' is no process id\n" TRY("set ") },
		{ { "set", "--pid", "2147483648", "1" },
		  "contidctl: set: '2147483648' is no process id\n" TRY("set ") },
		{ { "set", "--pid", "1x", "1" },
		  "contidctl: set: '1x' is no process id\n" TRY("set ") },
		{ { "set", "--pid", "", "1" },
		  "contidctl: set: '' is no process id\n" TRY("set ") },
		{ { "set", "--pid", "+1", "1" },
		  "contidctl: set: '+1' is no process id\n" TRY("set ") },
		{ { "set", "--pid", " 1", "1" },
		  "contidctl: set: ' 1' is no process id\n" TRY("set ") },
		{ { "set", "--pidfd", "", "1" },
		  "contidctl: set: '' is no file descriptor\n" TRY("set ") },
		{ { "set", "--pidfd", "-1", "1" },
		  "contidctl: set: '-1' is no file descriptor\n" TRY("set ") },
		{ { "set", "--pid", "1", "--limit", "5", "1" },
		  "contidctl: set: --limit goes with --delegate\n" TRY("set ") },
		{ { "set", "--pid", "1", "--delegate", "--limit", "0", "1" },
		  "contidctl: set: '0' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "--delegate", "--limit", "4294967296", "1" },
		  "contidctl: set: '4294967296' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "--delegate", "--limit", "+1", "1" },
		  "contidctl: set: '+1' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "--delegate", "--limit", "18446744073709551617", "1" },
		  "contidctl: set: '18446744073709551617' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "--delegate", "--limit", "-1", "1" },
		  "contidctl: set: '-1' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "--pi", "1", "1" },
		  "contidctl: set: option '--pi' is ambiguous; possibilities: '--pid' '--pidfd'\n" TRY("set ") },
		{ { "set", "--nest", "--pid", "1", "--move", "1" },
		  "contidctl: set: --nest and --move exclude each other\n" TRY("set ") },
		{ { "set", "--pid", "1", "--delegate", "--limit", "", "1" },
		  "contidctl: set: '' is no limit: 1 to 4294967295\n" TRY("set ") },
		{ { "set", "1", "--pid" },
		  "contidctl: set: option '--pid' requires an argument\n" TRY("set ") },
		{ { "get" },
		  "contidctl: get: exactly one of --pidfd, --pid, --name and CONTID is needed\n" TRY("get ") },
		{ { "get", "--pid", "1", "7" },
		  "contidctl: get: unexpected argument '7'\n" TRY("get ") },
		{ { "get", "--nest", "7" },
		  "contidctl: get: unrecognized option '--nest'\n" TRY("get ") },
		{ { "drop" },
		  "contidctl: drop: exactly one of --pid and --pidfd is needed\n" TRY("drop ") },
		{ { "drop", "7", "--pid", "1" },
		  "contidctl: drop: unexpected argument '7'\n" TRY("drop ") },
		{ { "drop", "--pid", "1", "--move" },
		  "contidctl: drop: unrecognized option '--move'\n" TRY("drop ") },
		{ { "list", "7" },
		  "contidctl: list: unexpected argument '7'\n" TRY("list ") },
		{ { "list", "--parent", "x" },
		  "contidctl: list: 'x' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("list ") },
		{ { "tree", "7" },
		  "contidctl: tree: unexpected argument '7'\n" TRY("tree ") },
		{ { "monitor", "7" },
		  "contidctl: monitor: unexpected argument '7'\n" TRY("monitor ") },
		{ { "log" }, "contidctl: log: CONTID missing\n" TRY("log ") },
		{ { "log", "707", "x" },
		  "contidctl: log: 'x' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("log ") },
		{ { "log", "--raw", "-i", "707" },
		  "contidctl: log: --raw, --interpret and --json exclude each other\n" TRY("log ") },
		{ { "-j", "log", "--interpret", "707" },
		  "contidctl: log: --raw, --interpret and --json exclude each other\n" TRY("log ") },
		{ { "log", "--limit", "67108865", "707" },
		  "contidctl: log: '67108865' is no limit: 1 to 67108864\n" TRY("log ") },
		{ { "log", "--limit", "0", "707" },
		  "contidctl: log: '0' is no limit: 1 to 67108864\n" TRY("log ") },
		{ { "log", "--count", "-1", "707" },
		  "contidctl: log: '-1' is no count: 1 to 4294967295\n" TRY("log ") },
		{ { "log", "--output" },
		  "contidctl: log: option '--output' requires an argument\n" TRY("log ") },
		{ { "log", "-x", "707" }, "contidctl: log: invalid option -- 'x'\n" TRY("log ") },
		{ { "monitor", "--nested" },
		  "contidctl: monitor: --nested goes with --contid\n" TRY("monitor ") },
		{ { "set", "--userns", "/none", "--pid", "1", "7" },
		  "contidctl: set: --userns goes with --delegate or --auditd\n" TRY("set ") },
		{ { "monitor", "--parent", "7" },
		  "contidctl: monitor: unrecognized option '--parent'\n" TRY("monitor ") },
		{ { "list", "--netns" },
		  "contidctl: list: option '--netns' requires an argument\n" TRY("list ") },
		{ { "tree", "--netns", "red" },
		  "contidctl: tree: unrecognized option '--netns'\n" TRY("tree ") },
		{ { "ne", "list" }, "contidctl: ambiguous command 'ne'\n" TRY("") },
		{ { "netns", "" },
		  "contidctl: netns: '' is neither list nor pids\n" TRY("netns ") },
		{ { "netns", "lists" },
		  "contidctl: netns: 'lists' is neither list nor pids\n" TRY("netns ") },
		{ { "netns", "list", "red" },
		  "contidctl: netns: unexpected argument 'red'\n" TRY("netns ") },
		{ { "netns", "list", "--netns", "red" },
		  "contidctl: netns: unrecognized option '--netns'\n" TRY("netns ") },
		{ { "netns", "pids" },
		  "contidctl: netns: NETNS missing\n" TRY("netns ") },
		{ { "netns", "p", "red", "blue" },
		  "contidctl: netns: unexpected argument 'blue'\n" TRY("netns ") },
		{ { "ps" }, "contidctl: ps: CONTID missing\n" TRY("ps ") },
		{ { "ps", "1", "2" },
		  "contidctl: ps: unexpected argument '2'\n" TRY("ps ") },
		{ { "new", "x" },
		  "contidctl: new: unexpected argument 'x'\n" TRY("new ") },
		{ { "new", "--from", "" },
		  "contidctl: new: --from needs a text\n" TRY("new ") },
		{ { "new", "--from", "ffffffffffffffff" },
		  "contidctl: new: 'ffffffffffffffff' stands for 18446744073709551615, which is no CONTID\n" TRY("new ") },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cli_run("none", wrong[i].args);
		run_check(1, "", wrong[i].err);
	}
}

/* Deeper than containers nest, and with a part that only begins like an id */
static void paths_are_checked_to_their_end(void **state)
{
	static const char *const wrong[] = {
		"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18",
		LONG LONG LONG LONG "x/4",
	};
	char err[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(err, sizeof(err), "contidctl: get: '%s' is no CONTID: a number or a hex id of 16 or more digits\n"
			 TRY("get "), wrong[i]);
		run("none", "get", wrong[i]);
		run_check(1, "", err);
	}
}

/* Words of a batch file may come from elsewhere: they control no terminal. */
static void messages_are_printable(void **state)
{
#define OPTION	"there is no such option, or it lacks its value\n"
	static const struct {
		const char *const args[10];
		const char *err;
	} wrong[] = {
		{ { "\033c" }, "contidctl: unknown command '\\033c'\n" TRY("") },
		{ { "-\033" }, "contidctl: " OPTION TRY("") },
		{ { "get", "\0337\n" },
		  "contidctl: get: '\\0337\\012' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("get ") },
		{ { "get", "--\033" }, "contidctl: get: " OPTION TRY("get ") },
		{ { "get", "-\033" }, "contidctl: get: " OPTION TRY("get ") },
		{ { "set", "\177", "--pid" }, "contidctl: set: " OPTION TRY("set ") },
		{ { "set", "7", "--pid", "\r" }, "contidctl: set: '\\015' is no process id\n" TRY("set ") },
		{ { "oci-hook", "--\033" },
		  "contidctl: oci-hook: " OPTION TRY("oci-hook ") },
		{ { "exec", "7", "--\033", "true" },
		  NULL },
		/* Other alphabets stay as they are. */
		{ { "get", "\303\251" },
		  "contidctl: get: '\303\251' is no CONTID: a number or a hex id of 16 or more digits\n" TRY("get ") },
		{ { "get", "--\303\251" }, "contidctl: get: unrecognized option '--\303\251'\n" TRY("get ") },
	};
	const char *c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cli_run("none", wrong[i].args);
		if (wrong[i].err)
			run_check(1, "", wrong[i].err);
		for (c = result.err; *c; c++)
			assert_true(*c == '\n' || (unsigned char)*c >= ' ');
	}
}

static void wrong_arguments_of_exec_are_reported(void **state)
{
	static const struct {
		const char *const args[8];
		const char *err;
	} wrong[] = {
		{ { NULL }, "CONTID missing" },
		{ { "7" }, "COMMAND missing" },
		{ { "7", "--" }, "COMMAND missing" },
		{ { "7", "--nest" }, "COMMAND missing" },
		{ { "--", "true" }, "CONTID missing" },
		{ { "web", "--", "true" },
		  "'web' is no CONTID: a number or a hex id of 16 or more digits" },
		{ { "--pid", "1", "7", "--", "true" },
		  "unrecognized option '--pid'" },
		{ { "--move", "--nest", "7", "--", "true" },
		  "--nest and --move exclude each other" },
		{ { "--limit", "5", "7", "--", "true" },
		  "--limit goes with --delegate" },
		{ { "--userns", "0", "7", "--", "true" },
		  "--userns goes with --delegate or --auditd" },
		{ { "7", "--netns" }, "option '--netns' requires an argument" },
	};
	const char *args[10] = { "exec" };
	char err[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memcpy(args + 1, wrong[i].args, sizeof(wrong[i].args));
		snprintf(err, sizeof(err), "contidctl: exec: %s\n"
			 TRY("exec "), wrong[i].err);
		cli_run("none", args);
		run_check(125, "", err);
	}
}

static void help_is_the_same_however_asked_for(void **state)
{
	static const char *const ways[][3] = {
		{ "help" }, { "h" }, { "-h" }, { "-help" }, { "--help" },
	};
	static const char *const words[] = {
		"Usage: contidctl [OPTIONS] COMMAND", "\n  set ", "\n  get ",
		"\n  drop ", "\n  list ", "\n  tree ", "\n  ps ",
		"\n  monitor ", "\n  netns ", "\n  ns ", "\n  exec ", "\n  new ",
		"\n  rule ", "\n  oci-hook ", "\n  help ", "-j, -json", "-p, -pretty", "-n, -netns",
		"-b, -batch", "-force", "-V, -version", "Exit status:",
	};
	char first[sizeof(result.out)];
	size_t i;

	(void)state;
	run("none", "help");
	run_check(0, NULL, "");
	strcpy(first, result.out);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_non_null(strstr(first, words[i]));
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cli_run("none", ways[i]);
		run_check(0, first, "");
	}
}

static void every_command_has_help(void **state)
{
	static const struct {
		const char *name;
		const char *first_line;
	} commands[] = {
		{ "set", "set {--pidfd FD | --pid PID} [--nest | --move] [--parent CONTID]\n" },
		{ "get", "get {--pidfd FD | --pid PID | --name NAME | CONTID}\n" },
		{ "drop", "drop {--pidfd FD | --pid PID} [--subtree]\n" },
		{ "list", "list [--netns NETNS] [--parent CONTID] [--name NAME]\n" },
		{ "tree", "tree\n" },
		{ "ps", "ps CONTID\n" },
		{ "monitor", "monitor [--snapshot] [--time] [--contid CONTID [--nested]]\n" },
		{ "wait", "wait [--timeout SECONDS] CONTID\n" },
		{ "kill", "kill SIGNAL CONTID\n" },
		{ "netns", "netns [list]\n" },
		{ "ns", "ns [list] [--pidfd FD | --pid PID | CONTID | FILE]\n" },
		{ "metrics", "metrics\n" },
		{ "exec", "exec [--netns NETNS] [--nest | --move] [--parent CONTID]\n" },
		{ "new", "new [--from TEXT]\n" },
		{ "rule", "rule {add|del} RULE\n" },
		{ "oci-hook", "oci-hook [--fail=open|closed|rootless] [--log=FILE]\n" },
		{ "help", "help [COMMAND]\n" },
	};
	char help[sizeof(result.out)];
	char line[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const char *name = commands[i].name;

		run("none", "help", name);
		run_check(0, NULL, "");
		snprintf(line, sizeof(line), "Usage: contidctl %s",
			 commands[i].first_line);
		assert_int_equal(strncmp(result.out, line, strlen(line)), 0);
		strcpy(help, result.out);

		/* "help help" asks for the help of a command called help. */
		if (strcmp(name, "help")) {
			run("none", name, "help");
			run_check(0, help, "");
		}
		run("none", name, "--help");
		run_check(0, help, "");
		run("none", name, "-h");
		run_check(0, help, "");
	}
}

static void help_may_be_any_option(void **state)
{
	static const char *const ways[][8] = {
		{ "set", "--pid", "5", "--help" },
		{ "set", "-h", "5" },
		{ "get", "7", "--help" },
		{ "exec", "5", "-h" },
		{ "exec", "--nest", "--help", "5", "true" },
		{ "exec", "5", "--help", "--", "true" },
		{ "netns", "list", "--help" },
		{ "netns", "pids", "red", "-h" },
		{ "ns", "707", "-h" },
		{ "ns", "list", "--help" },
		{ "ns", "log", "all", "--help" },
		{ "rule", "add", "--help" },
		{ "rule", "list", "-h" },
		{ "rule", "add", "-w", "/etc", "--help" },
		{ "oci-hook", "--fail=open", "--help" },
	};
	char help[sizeof(result.out)];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		run("none", "help", ways[i][0]);
		strcpy(help, result.out);
		cli_run("none", ways[i]);
		run_check(0, help, "");
	}
}

static void version_is_reported(void **state)
{
	static const char *const ways[][2] = {
		{ "-V" }, { "-version" }, { "--version" }, { "-Version" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cli_run("none", ways[i]);
		run_check(0, "contidctl " VERSION "\n", "");
	}
}

static void commands_and_options_may_be_shortened(void **state)
{
	static const char *const ways[][6] = {
		{ "new", "--from", "web" },
		{ "new", "--from=web" },
		{ "new", "--f", "web" },
	};
	static const char *const json[][6] = {
		{ "-j", "new", "--from", "web" },
		{ "-json", "new", "--from", "web" },
		{ "--json", "new", "--from", "web" },
		{ "--js", "new", "--from", "web" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cli_run("none", ways[i]);
		run_check(0, "5430874918674711225\n", "");
	}
	for (i = 0; i < sizeof(json) / sizeof(json[0]); i++) {
		cli_run("none", json[i]);
		run_check(0, "[{\"contid\":\"5430874918674711225\"}]\n", "");
	}
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = { { NULL, NULL } };
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_arguments_are_reported),
		cmocka_unit_test(paths_are_checked_to_their_end),
		cmocka_unit_test(messages_are_printable),
		cmocka_unit_test(wrong_arguments_of_exec_are_reported),
		cmocka_unit_test(help_is_the_same_however_asked_for),
		cmocka_unit_test(every_command_has_help),
		cmocka_unit_test(help_may_be_any_option),
		cmocka_unit_test(version_is_reported),
		cmocka_unit_test(commands_and_options_may_be_shortened),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
