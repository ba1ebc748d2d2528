// SPDX-License-Identifier: GPL-2.0
/* contidctl rule: audit rules that may ask for a container. */

#include <string.h>

#include "command.h"
#include "common/message.h"
#include "library/audit.h"
#include "output/output.h"
#include "rule/rule.h"

static int one_rule(struct rule_run *run, int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "-R") && run->mode == RULE_ADD)
		return rule_file(run, argv[2]);
	if (argc > 1 && rule_is_control(argv[1]))
		return ctl_usage(run->ctl, "%s is for auditctl, or a line of -R FILE",
				  argv[1]);

	return rule_apply(run, argc, argv);
}

static int add_run(struct rule_run *run, int argc, char **argv)
{
	run->mode = RULE_ADD;
	return one_rule(run, argc, argv);
}

static int del_run(struct rule_run *run, int argc, char **argv)
{
	run->mode = RULE_DEL;
	return one_rule(run, argc, argv);
}

static int list_run(struct rule_run *run, int argc, char **argv)
{
	const char *key = NULL;
	struct rule_set set;
	size_t i;
	int ret;

	if (argc == 3 && !strcmp(argv[1], "-k"))
		key = argv[2];
	else if (argc > 1)
		return ctl_usage(run->ctl, "list takes no more than -k KEY");

	ret = rule_fetch(run, &set);
	if (ret)
		return ret;
	/* In auditctl's words */
	if (!set.n && !run->ctl->json)
		output_printf(run->ctl, "No rules\n");
	for (i = 0; i < set.n && !ret; i++)
		if (!key || rule_has_key(set.rules[i], key))
			ret = rule_show(run->ctl, set.rules[i]);
	rule_set_free(&set);
	output_end(run->ctl);
	return ret;
}

static int rule_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct rule_run *run, int argc, char **argv);
	} verbs[] = {
		{ "add", add_run },
		{ "del", del_run },
		{ "list", list_run },
	};
	struct rule_run run = { .ctl = ctl };
	size_t len;
	size_t i;
	int ret;

	for (i = 1; i < (size_t)argc; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return CTL_HELP;
	ret = audit_load(ctl);
	if (ret)
		return ret;
	/* libaudit's own messages would not say which rule they are about. */
	set_aumessage_mode(MSG_QUIET, DBG_NO);
	if (argc < 2)
		return list_run(&run, argc, argv);
	if (!strcmp(argv[1], "-R")) {
		if (argc != 3)
			return ctl_usage(ctl, "-R takes one file, and nothing else");
		return rule_file(&run, argv[2]);
	}

	len = strlen(argv[1]);
	for (i = 0; len && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strncmp(verbs[i].name, argv[1], len))
			return verbs[i].run(&run, argc - 1, argv + 1);
	return ctl_usage(ctl, "'%s' is none of add, del, list and -R", argv[1]);
}

const struct command cmd_rule = {
	.name = "rule",
	.args = "{add|del} RULE\n"
		"       contidctl rule [list [-k KEY]]\n"
		"       contidctl rule -R FILE",
	.about = "add, delete and list audit rules, also by container",
	.help =
"A RULE is what auditctl takes, and may ask for a container:\n"
"\n"
"  -F contid=CONTID   the acting process is in this container, or in one that is\n"
"                     nested in it, however deep\n"
"  -F contid!=CONTID  it is not\n"
"  -F contid=unset    it carries no label;   contid!=unset: it carries one\n"
"                     -a never,task takes contid=CONTID only: the others match the\n"
"                     first process of a container, which is born without a label\n"
"\n"
"  -a LIST,ACTION     the list is exit, io_uring, user, exclude, task or\n"
"                     filesystem, the action always or never; the rule goes\n"
"                     behind the others of its list\n"
"  -A LIST,ACTION     or before them\n"
"  -S NAME[,NAME...]  system calls; on the list io_uring, operations of that\n"
"  -F FIELD OP VALUE  a condition, in one word; OP is = != < <= > >= & or &=\n"
"  -C FIELD OP FIELD  compares two fields, in one word; OP is = or !=\n"
"  -k KEY             what the records are to be found by\n"
"  -w PATH            watches a file or directory, in place of -a,\n"
"  -p [r|w|x|a]       for reading, writing, executing, changing of attributes\n"
"\n"
"All of a rule's conditions must hold; the list comes before them. 'del' with the\n"
"words of 'add' undoes it: there, -a, -A and -w mean auditctl's -d and -W. Contid\n"
"is kept behind the other fields, in whatever order they are given. A watch with\n"
"contid is listed as a rule with -F path or dir.\n"
"\n"
"'list', the default, prints all rules as 'auditctl -l' does, but contid in words,\n"
"and bytes that are not printable ASCII, and backslashes, as \\ooo; -k: those with\n"
"a key that contains KEY. In JSON, rule is that text, and contid an array of\n"
"conditions.\n"
"\n"
"  -R FILE   executes a file like those in /etc/audit/rules.d; also 'rule add -R'.\n"
"            Each line is a rule, where -d and -W delete one, or a comment after\n"
"            #, or one of auditctl's -D [-k KEY], -b, -e, -f, -r, -q, -t,\n"
"            --backlog_wait_time, --loginuid-immutable, --reset-lost and\n"
"            --reset_backlog_wait_time_actual. Words are not quoted; a backslash\n"
"            goes before a space that belongs to one. The first error is the end,\n"
"            unless there was a line -i, after which errors are printed and\n"
"            have no effect on the exit status, or -c, after which the first decides it.\n"
"            A rule that exists already is an error: a file that is to be loaded\n"
"            again may begin with -D -k KEY.\n"
"\n"
"Example: what is opened for writing in container 707, and nested ones\n"
"  contidctl rule add -a always,exit -F arch=b64 -S open,openat,openat2 \\\n"
"      -F perm=w -F contid=707 -k web\n"
"  ausearch -k web\n"
"\n"
"Kernels without CONFIG_CONTID take the rules that do not ask for a container.\n",
	.run = rule_run,
};
