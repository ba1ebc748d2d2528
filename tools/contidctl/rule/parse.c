// SPDX-License-Identifier: GPL-2.0
/* The words of a rule, as auditctl takes them. */

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/message.h"
#include "rule/rule.h"

static int action_number(const char *name)
{
	int action = audit_name_to_action(name);

	return action == AUDIT_POSSIBLE ? -1 : action;
}

/* "list,action" or "action,list" */
static int parse_list(const struct rule_run *run, struct rule *rule, char *text)
{
	char *comma = strchr(text, ',');
	const char *list = text;
	const char *action;

	if (rule->list != RULE_NO_LIST)
		return ctl_usage(run->ctl, "there is one -a, -A, -d, -w or -W to a rule");
	if (!comma)
		return ctl_usage(run->ctl, "'%s' is no LIST,ACTION", text);

	*comma = '\0';
	action = comma + 1;
	if (action_number(list) >= 0) {
		list = comma + 1;
		action = text;
	}
	if (action_number(action) < 0)
		return ctl_usage(run->ctl, "'%s' is no action: always or never",
				  action);
	if (rule_list_number(list) < 0)
		return ctl_usage(run->ctl, "'%s' is no list: task, exit, user, exclude, filesystem or io_uring",
				  list);
	rule->list = rule_list_number(list);
	rule->action = action_number(action);
	if (rule->syscalls && rule->list != AUDIT_FILTER_EXIT)
		return ctl_usage(run->ctl, "-S comes after the list");
	return CTL_DONE;
}

/* An option that adds or deletes the rule */
static int parse_verb(const struct rule_run *run, struct rule *rule, int option)
{
	bool remove = option == 'd' || option == 'W';

	if (run->mode == RULE_ADD && remove)
		return ctl_usage(run->ctl, "-%c goes with 'contidctl rule del'",
				  option);
	rule->remove = remove || run->mode == RULE_DEL;
	rule->prepend = option == 'A';
	return CTL_DONE;
}

static int parse_option(const struct rule_run *run, struct rule *rule,
			int option)
{
	int ret;

	switch (option) {
	case 'a':
	case 'A':
	case 'd':
		ret = parse_verb(run, rule, option);
		return ret ? ret : parse_list(run, rule, optarg);
	case 'w':
	case 'W':
		ret = parse_verb(run, rule, option);
		return ret ? ret : rule_add_watch(run, rule, optarg);
	case 'S':
		return rule_add_syscalls(run, rule, optarg);
	case 'F':
		return rule_add_field(run, rule, optarg);
	case 'C':
		return rule_add_comparison(run, rule, optarg);
	case 'p':
		return rule_set_perm(run, rule, optarg);
	case 'k':
		return rule_add_key(run, rule, optarg);
	case ':':
		return ctl_usage(run->ctl, "-%c needs a value", optopt);
	default:
		return ctl_usage(run->ctl, "-%c is no option of rules", optopt);
	}
}

static int parse_options(const struct rule_run *run, struct rule *rule, int argc,
			 char **argv)
{
	int option;
	int ret;

	optind = 0;	/* begin anew */
	while ((option = getopt(argc, argv, "+:a:A:d:S:F:C:w:W:p:k:")) != -1) {
		ret = parse_option(run, rule, option);
		if (ret)
			return ret;
	}
	if (optind < argc)
		return ctl_usage(run->ctl, "'%s' belongs to no option",
				  argv[optind]);
	if (rule->list == RULE_NO_LIST)
		return ctl_usage(run->ctl, "a rule needs -a, -A, -d, -w or -W");
	return rule_finish(run, rule);
}

/**
 * rule_parse - make a rule of words.
 * @run: the run
 * @argc: number of words
 * @argv: the words; get cut up. argv[0] is none of them.
 * @rule: the rule, for rule_free() also after failure
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_parse(struct rule_run *run, int argc, char **argv, struct rule *rule)
{
	int ret;

	*rule = (struct rule){ .list = RULE_NO_LIST };
	rule->data = audit_rule_create_data();
	if (!rule->data)
		return ctl_system(run->ctl, "rule", -ENOMEM);

	opterr = 0;
	ret = parse_options(run, rule, argc, argv);
	opterr = 1;
	return ret;
}

void rule_free(struct rule *rule)
{
	audit_rule_free_data(rule->data);
	rule->data = NULL;
}
