// SPDX-License-Identifier: GPL-2.0
/* contidctl rule: words that are no rule. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "fake_audit.h"

#define TRY	"Try 'contidctl rule help'.\n"
#define EXIT	"-a", "always,exit"
#define NEVER_TASK	\
	"never,task only takes contid=CONTID: contid!= and contid=unset match the first process of a container, which is born without a label"

static void wrong_rules_are_reported(void **state)
{
	static const struct {
		const char *const args[12];
		const char *err;
	} wrong[] = {
		{ { "" }, "'' is none of add, del, list and -R" },
		{ { "adds" }, "'adds' is none of add, del, list and -R" },
		{ { "-R" }, "-R takes one file, and nothing else" },
		{ { "-R", "a", "b" }, "-R takes one file, and nothing else" },
		{ { "list", "x" }, "list takes no more than -k KEY" },
		{ { "list", "-k" }, "list takes no more than -k KEY" },
		{ { "add" }, "a rule needs -a, -A, -d, -w or -W" },
		{ { "add", "-a" }, "-a needs a value" },
		{ { "add", "-x" }, "-x is for auditctl, or a line of -R FILE" },
		{ { "add", "-D" }, "-D is for auditctl, or a line of -R FILE" },
		{ { "del", "-R", "x" },
		  "-R is for auditctl, or a line of -R FILE" },
		{ { "add", EXIT, "-D" }, "-D is no option of rules" },
		{ { "add", EXIT, "x" }, "'x' belongs to no option" },
		{ { "add", "x", EXIT }, "'x' belongs to no option" },
		{ { "add", "-a", "exit" }, "'exit' is no LIST,ACTION" },
		{ { "add", "-a", "exit,x" },
		  "'x' is no action: always or never" },
		{ { "add", "-a", "exit,possible" },
		  "'possible' is no action: always or never" },
		{ { "add", "-a", "entry,always" },
		  "'entry' is no list: task, exit, user, exclude, filesystem or io_uring" },
		{ { "add", "-a", "always,never" },
		  "'never' is no list: task, exit, user, exclude, filesystem or io_uring" },
		{ { "add", "-a", "exit,always,x" },
		  "'always,x' is no action: always or never" },
		{ { "add", "-a", "," }, "'' is no action: always or never" },
		{ { "add", EXIT, "-A", "exit,never" },
		  "there is one -a, -A, -d, -w or -W to a rule" },
		{ { "add", "-w", "/x", EXIT },
		  "there is one -a, -A, -d, -w or -W to a rule" },
		{ { "add", "-d", "exit,always" },
		  "-d goes with 'contidctl rule del'" },
		{ { "add", "-W", "/x" }, "-W goes with 'contidctl rule del'" },
		{ { "add", EXIT, "-w", "/x" },
		  "-w and -W stand for a list and an action themselves" },
		{ { "add", "-w", "x" }, "'x' does not begin with '/'" },
		{ { "add", "-w", "" }, "'' does not begin with '/'" },
		{ { "add", "-w", "/x", "-p", "z" },
		  "-p takes letters of rwxa, not 'z'" },
		{ { "add", "-w", "/x", "-p", "" },
		  "-p takes letters of rwxa, not ''" },
		{ { "add", "-p", "r" },
		  "-p comes after -a, -A, -d, -w or -W" },
		{ { "add", EXIT, "-p", "r" },
		  "-p comes after a path, and there may be too many fields" },
		{ { "add", "-F", "contid=1", EXIT },
		  "-F comes after -a, -A, -d, -w or -W" },
		{ { "add", "-C", "uid=euid", EXIT },
		  "-C comes after -a, -A, -d, -w or -W" },
		{ { "add", EXIT, "-S", "nonsense" },
		  "'nonsense' is no system call" },
		{ { "add", EXIT, "-S", "" }, "-S needs a system call" },
		{ { "add", EXIT, "-S", "openat,2016" },
		  "'2016' is no system call" },
		{ { "add", EXIT, "-S", "1x" }, "'1x' is no system call" },
		{ { "add", "-a", "always,io_uring", "-S", "execve" },
		  "'execve' is no io_uring operation" },
		{ { "add", "-a", "never,task", "-S", "all" },
		  "-S goes with the lists exit and io_uring" },
		{ { "add", "-a", "never,user", "-S", "all" },
		  "-S goes with the lists exit and io_uring" },
		{ { "add", "-S", "all", "-a", "never,user" },
		  "-S comes after the list" },
		{ { "add", EXIT, "-S", "all", "-F", "arch=b64" },
		  "-F arch comes before -S" },
		{ { "add", EXIT, "-F", "arch=z80" }, "arch elf mapping not found" },
		{ { "add", "-a", "never,task", "-F", "contid!=7" },
		  NEVER_TASK },
		{ { "add", "-A", "task,never", "-F", "contid!=unset" },
		  NEVER_TASK },
		{ { "add", "-a", "never,task", "-F", "contid=7", "-F",
		    "contid=unset" },
		  NEVER_TASK },
		{ { "add", EXIT, "-F", "contid" },
		  "-F contid needs = or != and a CONTID" },
		{ { "add", EXIT, "-F", "contid=" },
		  "-F contid needs a CONTID, or 'unset'" },
		{ { "add", EXIT, "-F", "contid!=" },
		  "-F contid needs a CONTID, or 'unset'" },
		{ { "add", EXIT, "-F", "contid!7" },
		  "contid only takes = or != operators" },
		{ { "add", EXIT, "-F", "contid<7" },
		  "contid only takes = or != operators" },
		{ { "add", EXIT, "-F", "contid>=7" },
		  "contid only takes = or != operators" },
		{ { "add", EXIT, "-F", "contid&7" },
		  "contid only takes = or != operators" },
		{ { "add", EXIT, "-F", "contid&=7" },
		  "contid only takes = or != operators" },
		{ { "add", EXIT, "-F", "contid=web" },
		  "'web' is no CONTID: a number or a hex id of 16 or more digits, or 'unset'" },
		{ { "add", EXIT, "-F", "contid=Unset" },
		  "'Unset' is no CONTID: a number or a hex id of 16 or more digits, or 'unset'" },
		{ { "add", EXIT, "-F", "contid=-1" },
		  "'-1' is no CONTID: a number or a hex id of 16 or more digits, or 'unset'" },
		{ { "add", EXIT, "-F", "contid==7" },
		  "'=7' is no CONTID: a number or a hex id of 16 or more digits, or 'unset'" },
		{ { "add", EXIT, "-F", "contid=18446744073709551615" },
		  "'18446744073709551615' is no CONTID: 0 to 18446744073709551614, or 'unset'" },
		{ { "add", EXIT, "-F", "contid=707/4" },
		  "'707/4' is a path, and rules match identifiers of the host's scope only" },
		{ { "add", EXIT, "-F", "contid=707/4f2a000000000001" },
		  "'707/4f2a000000000001' is a path, and rules match identifiers of the host's scope only" },
		{ { "add", EXIT, "-F", "contids=7" },
		  "-F unknown field: contids" },
		{ { "add", EXIT, "-C", "contid=uid" },
		  "-C does not compare contid" },
		{ { "add", EXIT, "-C", "uid!=contid" },
		  "-C does not compare contid" },
		{ { "add", EXIT, "-C", "nonsense=uid" }, "-C unknown field: nonsense" },
		{ { "add", EXIT, "-F", "uid" }, "-F missing operation for uid" },
		{ { "add", EXIT, "-F", "uid=no-such-user" },
		  "unknown user or group in uid" },
		{ { "add", EXIT, "-F", "gid=no-such-group" },
		  "unknown user or group in gid" },
		{ { "add", "-a", "always,user", "-F", "path=/x" },
		  "path can only be used with exit filter list" },
		{ { "add", "-a", "always,user", "-F", "pid=1", "-k", "k" },
		  "a key goes with a watch, -S, or -F exe, path, dir, perm, fstype or contid" },
		{ { "add", EXIT, "-F", "key=" }, "a key must not be empty" },
		{ { "add", EXIT, "-F", "contid=1", "-k", "a\001b" },
		  "a key must not have the character \\001" },
	};
	char err[256];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *args[16] = { "rule" };

		for (j = 0; wrong[i].args[j]; j++)
			args[j + 1] = wrong[i].args[j];
		snprintf(err, sizeof(err), "contidctl: rule: %s\n" TRY,
			 wrong[i].err);
		cli_run("none", args);
		run_check(1, "", err);
	}
}

static void too_much_is_reported(void **state)
{
	const char *args[] = { "rule", "add", EXIT, "-k", NULL, "-S", "all",
			       NULL };
	char batch[2048] = "rule add -a always,exit";
	char key[AUDIT_MAX_KEY_LEN + 2];
	int i;

	(void)state;
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	args[5] = key;
	cli_run("none", args);
	run_check(1, "", "contidctl: rule: the keys of a rule have at most 256 characters\n" TRY);
	key[sizeof(key) - 2] = '\0';
	cli_run("audit", args);
	run_check(0, "", "");

	for (i = 0; i < AUDIT_MAX_FIELDS; i++)
		sprintf(batch + strlen(batch), " -F contid=%d", i);
	cli_input = batch;
	run("audit", "-b", "-");
	run_check(0, "", "");
	strcat(batch, " -F contid=64");
	cli_input = batch;
	run("none", "-b", "-");
	run_check(1, "", "contidctl: rule: a rule has at most 64 fields\n" TRY
		  "contidctl: -:1: command failed\n");
}

static void kernel(void)
{
	fake_audit = (struct fake_audit){ .there = true, .features = 0xff };
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "audit", kernel },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_rules_are_reported),
		cmocka_unit_test(too_much_is_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
