// SPDX-License-Identifier: GPL-2.0
/* The lines in files of rules that are no rules: auditctl's control options. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>

#include "common/message.h"
#include "common/util.h"
#include "rule/rule.h"

enum {
	OPT_LOGINUID = 256,
	OPT_WAIT_TIME,
	OPT_RESET_LOST,
	OPT_RESET_WAIT_TIME,
};

static const struct option options[] = {
	{ "loginuid-immutable", no_argument, NULL, OPT_LOGINUID },
	{ "backlog_wait_time", required_argument, NULL, OPT_WAIT_TIME },
	{ "reset-lost", no_argument, NULL, OPT_RESET_LOST },
	{ "reset_backlog_wait_time_actual", no_argument, NULL,
	  OPT_RESET_WAIT_TIME },
	{ NULL, 0, NULL, 0 }
};

/**
 * struct option_word - an option as messages name it.
 * @text: the letter with its dash or, of a word, its beginning
 */
struct option_word {
	char text[64];
};

/* Whether a line that begins with @word is about audit, and not a rule. */
bool rule_is_control(const char *word)
{
	static const char rule_options[] = "aAdSFCwWpk";

	return word[0] == '-' && word[1] && !strchr(rule_options, word[1]);
}

static int number(const struct rule_run *run, const char *option,
		  uint32_t max, uint32_t *value)
{
	if (parse_number(optarg, 0, 0, max, value))
		return CTL_DONE;
	return ctl_usage(run->ctl, "%s takes a number from 0 to %u, not '%s'",
			  option, max, optarg);
}

static int equivalent(int fd, char *paths)
{
	char *comma = strchr(paths, ',');

	if (!comma || !comma[1] || strchr(comma + 1, ','))
		return -EINVAL;
	*comma = '\0';
	return audit_make_equivalent(fd, paths, comma + 1);
}

/* Settings with a number; set_other() has the rest. A function is loaded later. */
static const struct setting {
	int option;
	const char *name;
	uint32_t max;
	int (**set)(int fd, uint32_t value);
} settings[] = {
	{ 'b', "-b", UINT32_MAX, &audit_set_backlog_limit },
	{ 'e', "-e", 2, &audit_set_enabled },
	{ 'f', "-f", 2, &audit_set_failure },
	{ 'r', "-r", UINT32_MAX, &audit_set_rate_limit },
	{ OPT_WAIT_TIME, "--backlog_wait_time", UINT32_MAX,
	  &audit_set_backlog_wait_time },
};

static int set_number(const struct rule_run *run, int fd,
		      const struct setting *setting)
{
	uint32_t value = 0;
	int err;

	if (number(run, setting->name, setting->max, &value))
		return CTL_USAGE;
	err = (*setting->set)(fd, value);
	return err < 0 ? ctl_system(run->ctl, setting->name, err) : CTL_DONE;
}

static int set_other(const struct rule_run *run, int fd, int option)
{
	const char *name;
	int err;

	switch (option) {
	case 't':
		name = "-t";
		err = audit_trim_subtrees(fd);
		break;
	case 'q':
		name = "-q";
		err = equivalent(fd, optarg);
		break;
	case OPT_LOGINUID:
		name = "--loginuid-immutable";
		err = audit_set_loginuid_immutable(fd);
		break;
	case OPT_RESET_LOST:
		name = "--reset-lost";
		err = audit_reset_lost(fd);
		break;
	default:
		name = "--reset_backlog_wait_time_actual";
		err = audit_reset_backlog_wait_time_actual(fd);
		break;
	}
	return err < 0 ? ctl_system(run->ctl, name, err) : CTL_DONE;
}

static int set(const struct rule_run *run, int option)
{
	const struct setting *setting = NULL;
	int fd = audit_open();
	size_t i;
	int ret;

	if (fd < 0)
		return ctl_system(run->ctl, "audit", -errno);
	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (settings[i].option == option)
			setting = &settings[i];
	ret = setting ? set_number(run, fd, setting) :
			set_other(run, fd, option);
	audit_close(fd);
	return ret;
}

/* -D, or -D -k KEY */
static int delete_all(const struct rule_run *run, int argc, char **argv)
{
	if (argc == 2)
		return rule_delete_all(run, NULL);
	if (argc == 4 && !strcmp(argv[2], "-k"))
		return rule_delete_all(run, argv[3]);
	return ctl_usage(run->ctl, "-D stands alone, or with -k KEY");
}

/*
 * The word that getopt_long() objects to. A letter in the middle of a word has
 * not moved optind yet.
 */
static struct option_word option_word(char **argv)
{
	struct option_word word;

	if (optopt > 0 && optopt <= CHAR_MAX)
		snprintf(word.text, sizeof(word.text), "-%c", optopt);
	else
		snprintf(word.text, sizeof(word.text), "%s", argv[optind - 1]);
	return word;
}

static int parse_options(struct rule_run *run, int argc, char **argv,
			 struct rule_errors *errors)
{
	int option;
	int ret;

	optind = 0;	/* begin anew */
	while ((option = getopt_long(argc, argv, "+:icb:e:f:r:q:t", options,
				     NULL)) != -1) {
		ret = CTL_DONE;
		switch (option) {
		case 'c':
			errors->report = true;
			/* fall through */
		case 'i':
			errors->go_on = true;
			break;
		case ':':
			ret = ctl_usage(run->ctl, "%s needs a value",
					option_word(argv).text);
			break;
		case '?':
			ret = ctl_usage(run->ctl, "%s has no place in a file of rules",
					option_word(argv).text);
			break;
		default:
			ret = set(run, option);
			break;
		}
		if (ret)
			return ret;
	}
	if (optind < argc)
		return ctl_usage(run->ctl, "'%s' belongs to no option",
				  argv[optind]);
	return CTL_DONE;
}

/**
 * rule_control - obey a line that is no rule.
 * @run: the run
 * @argc: number of words
 * @argv: the words; argv[0] is none of them
 * @errors: for -i and -c
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_control(struct rule_run *run, int argc, char **argv,
		 struct rule_errors *errors)
{
	int ret;

	if (!strcmp(argv[1], "-D"))
		return delete_all(run, argc, argv);
	opterr = 0;
	ret = parse_options(run, argc, argv, errors);
	opterr = 1;
	return ret;
}
