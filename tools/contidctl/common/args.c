// SPDX-License-Identifier: GPL-2.0
/* The arguments of commands. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "common/options.h"
#include "common/util.h"

/* After getopt has objected to an option. Returns CTL_USAGE. */
int args_objection(const struct ctl *ctl)
{
	if (opterr)
		return ctl_hint(ctl);
	return ctl_usage(ctl, "there is no such option, or it lacks its value");
}

static int parse_limit(struct ctl *ctl, const char *text, uint32_t *limit)
{
	if (parse_number(text, 10, 1, UINT32_MAX, limit))
		return CTL_DONE;
	return ctl_usage(ctl, "'%s' is no limit: 1 to %" PRIu32, text,
			 UINT32_MAX);
}

/* Seconds, up to a million, with up to three digits behind the point */
static int parse_seconds(struct ctl *ctl, const char *what, const char *text, int *ms)
{
	size_t whole = strspn(text, "0123456789");
	const char *part = text + whole + (text[whole] == '.');
	size_t digits = strspn(part, "0123456789");
	int value;

	if (!whole || whole > 6 || digits > 3 || part[digits] ||
	    (text[whole] == '.' && !digits))
		return ctl_usage(ctl, "'%s' is no %s: seconds, such as 10 or 0.5",
				 text, what);
	value = atoi(text) * 1000;
	if (digits)
		value += atoi(part) * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
	*ms = value;
	return CTL_DONE;
}

/* The options with a text as their value, by the member that it goes to */
static const struct {
	int option;
	size_t member;
} texts[] = {
	{ OPT_PID, offsetof(struct args, pid) },
	{ OPT_PIDFD, offsetof(struct args, pidfd) },
	{ OPT_FROM, offsetof(struct args, from) },
	{ OPT_NETNS, offsetof(struct args, netns) },
	{ OPT_USERNS, offsetof(struct args, userns) },
	{ OPT_NAME, offsetof(struct args, name) },
	{ OPT_CONTID, offsetof(struct args, contid) },
	{ OPT_OP, offsetof(struct args, op) },
	{ OPT_PARENT, offsetof(struct args, parent) },
	{ OPT_OUTPUT, offsetof(struct args, output) },
};

/* The options that are there or not, by the member that says so */
static const struct {
	int option;
	size_t member;
} switches[] = {
	{ OPT_NESTED, offsetof(struct args, nested) },
	{ OPT_TIME, offsetof(struct args, time) },
	{ OPT_LOCK, offsetof(struct args, lock) },
	{ OPT_SNAPSHOT, offsetof(struct args, snapshot) },
	{ OPT_RAW, offsetof(struct args, raw) },
	{ OPT_INTERPRET, offsetof(struct args, interpret) },
	{ OPT_JSON, offsetof(struct args, json) },
	{ OPT_FOLLOW, offsetof(struct args, follow) },
};

/* Whether @option has a text, which is stored */
static bool store_text(int option, struct args *args)
{
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].option == option) {
			*(const char **)((char *)args + texts[i].member) = optarg;
			return true;
		}
	return false;
}

/* Whether @option is there or not, which is stored */
static bool store_switch(int option, struct args *args)
{
	size_t i;

	for (i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (switches[i].option == option) {
			*(bool *)((char *)args + switches[i].member) = true;
			return true;
		}
	return false;
}

/* The options of log that are numbers */
static int parse_log_number(struct ctl *ctl, const char *what, uint32_t max,
			    uint32_t *value)
{
	if (parse_number(optarg, 10, 1, max, value))
		return CTL_DONE;
	return ctl_usage(ctl, "'%s' is no %s: 1 to %" PRIu32, optarg, what, max);
}

static int parse_option(struct ctl *ctl, int option, struct args *args)
{
	if (store_text(option, args) || store_switch(option, args))
		return CTL_DONE;
	switch (option) {
	case OPT_NEST:
		args->flags |= CONTID_FLAG_NEST;
		return CTL_DONE;
	case OPT_MOVE:
		args->flags |= CONTID_FLAG_MOVE;
		return CTL_DONE;
	case OPT_SUBTREE:
		args->flags |= CONTID_FLAG_SUBTREE;
		return CTL_DONE;
	case OPT_DELEGATE:
		args->flags |= CONTID_FLAG_DELEGATE;
		return CTL_DONE;
	case OPT_AUDITD:
		args->flags |= CONTID_FLAG_AUDITD;
		return CTL_DONE;
	case OPT_LIMIT:
		return parse_limit(ctl, optarg, &args->limit);
	case OPT_TIMEOUT:
		return parse_seconds(ctl, "timeout", optarg, &args->timeout);
	case OPT_INTERVAL:
		return parse_seconds(ctl, "interval", optarg, &args->interval);
	case OPT_TRIM:
		args->flags |= CONTID_FLAG_TRIM;
		return CTL_DONE;
	case OPT_BYTES:
		return parse_log_number(ctl, "limit", CONTID_READ_LIMIT_MAX,
					&args->bytes);
	case OPT_COUNT:
		return parse_log_number(ctl, "count", UINT32_MAX, &args->count);
	case 'h':
		return CTL_HELP;
	default:
		return args_objection(ctl);
	}
}

/* Parse options, up to the first word that is none if @letters begin with a plus. */
static int parse_options(struct ctl *ctl, int argc, char **argv,
			 const char *letters, const struct option *options,
			struct args *args)
{
	int option;
	int ret;

	while ((option = getopt_long(argc, argv, letters, options,
				     NULL)) != -1) {
		ret = parse_option(ctl, option, args);
		if (ret)
			return ret;
	}
	return CTL_DONE;
}

static int check_options(struct ctl *ctl, const struct args *args)
{
	if (args->flags & CONTID_FLAG_NEST && args->flags & CONTID_FLAG_MOVE)
		return ctl_usage(ctl, "--nest and --move exclude each other");
	if (args->flags & CONTID_FLAG_NEST && args->parent)
		return ctl_usage(ctl, "--nest and --parent exclude each other");
	if (args->limit && !(args->flags & CONTID_FLAG_DELEGATE))
		return ctl_usage(ctl, "--limit goes with --delegate");
	if (args->userns &&
	    !(args->flags & (CONTID_FLAG_DELEGATE | CONTID_FLAG_AUDITD)))
		return ctl_usage(ctl, "--userns goes with --delegate or --auditd");
	if (args->nested && !args->contid)
		return ctl_usage(ctl, "--nested goes with --contid");
	return CTL_DONE;
}

/* The letters of the options that are one, behind HELP_LETTER */
static void option_letters(const struct option *options, char *letters)
{
	letters += sprintf(letters, HELP_LETTER);
	for (; options->name; options++)
		if (options->val < 256 && options->val != 'h')
			*letters++ = options->val;
	*letters = '\0';
}

/**
 * args_parse - parse the arguments of a command.
 * @ctl: the run
 * @argc: number of words, argv[0] included
 * @argv: the words
 * @options: those that the command has
 * @args: where to put them
 *
 * Return: CTL_DONE; CTL_USAGE after a message; or CTL_HELP.
 */
int args_parse(struct ctl *ctl, int argc, char **argv,
	       const struct option *options, struct args *args)
{
	char letters[16];
	int ret;

	*args = (struct args){ .timeout = -1, .interval = -1 };
	options_begin(argc, argv);
	option_letters(options, letters);
	ret = parse_options(ctl, argc, argv, letters, options, args);
	if (ret)
		return ret;

	args->argc = argc - optind;
	args->argv = argv + optind;
	return check_options(ctl, args);
}

/**
 * args_parse_command - parse the arguments of a command that runs another.
 * @ctl: the run
 * @argc: number of words, argv[0] included
 * @argv: the words: options before and behind one argument, "--" or not, and
 *	  the other command with its own options
 * @options: those that the command has
 * @args: where to put them; argv[0] is the argument, what follows the other
 *	  command, with a NULL behind it
 *
 * Return: CTL_DONE; CTL_USAGE after a message; or CTL_HELP.
 */
int args_parse_command(struct ctl *ctl, int argc, char **argv,
		       const struct option *options, struct args *args)
{
	int arg;
	int ret;

	*args = (struct args){ .timeout = -1, .interval = -1 };
	options_begin(argc, argv);
	ret = parse_options(ctl, argc, argv, "+" HELP_LETTER, options, args);
	if (ret)
		return ret;

	arg = optind;
	if (arg == argc || !strcmp(argv[arg - 1], "--"))
		return ctl_usage(ctl, "CONTID missing");
	optind++;
	ret = parse_options(ctl, argc, argv, "+" HELP_LETTER, options, args);
	if (ret)
		return ret;
	if (optind == argc)
		return ctl_usage(ctl, "COMMAND missing");

	argv[optind - 1] = argv[arg];
	args->argc = argc - optind + 1;
	args->argv = argv + optind - 1;
	return check_options(ctl, args);
}

/* Not strchr(), which the dynamic linker would have to look up */
static bool has_slash(const char *text)
{
	while (*text && *text != '/')
		text++;
	return *text;
}

/* Whether the first @len bytes of @text are an identifier */
static bool is_contid(const char *text, size_t len)
{
	char *part = strndup(text, len);
	uint64_t contid;
	bool is = part && !contid_parse(part, &contid);

	free(part);
	return is;
}

/* Whether @text names a container of another scope, such as 707/4 */
bool args_is_path(const char *text)
{
	const char *slash;
	int parts = 0;

	if (!has_slash(text))
		return false;
	for (; text; text = slash ? slash + 1 : NULL) {
		slash = strchr(text, '/');
		if (++parts > CONTID_DEPTH_MAX + 1 ||
		    !is_contid(text, slash ? (size_t)(slash - text) : strlen(text)))
			return false;
	}
	return true;
}

/* Read an identifier. */
int args_contid(struct ctl *ctl, const char *text, uint64_t *contid)
{
	int err;

	if (args_is_path(text))
		return ctl_usage(ctl, "'%s' is a path, where a CONTID of one's own scope is needed",
				 text);
	err = contid_parse(text, contid);
	if (!err)
		return CTL_DONE;
	return ctl_usage(ctl, "'%s' is no CONTID: %s", text,
			 contid_wanted(err));
}

/* There has to be one argument, an identifier. */
int args_only_contid(struct ctl *ctl, const struct args *args,
		     uint64_t *contid)
{
	if (!args->argc)
		return ctl_usage(ctl, "CONTID missing");
	if (args->argc > 1)
		return ctl_usage(ctl, "unexpected argument '%s'",
				 args->argv[1]);
	return args_contid(ctl, args->argv[0], contid);
}

/**
 * args_container - see which container a text names, and connect.
 * @ctl: the run
 * @text: a CONTID, or a path of several
 * @ref: where to put it
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int args_container(struct ctl *ctl, const char *text, struct contid_ref *ref)
{
	bool path = args_is_path(text);
	uint64_t contid;
	int ret = CTL_DONE;
	int err;

	if (!path)
		ret = args_contid(ctl, text, &contid);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;
	if (!path) {
		*ref = contid_by_id(contid);
		return CTL_DONE;
	}
	err = contid_resolve(ctl->handle, text, ref);
	return err ? ctl_refused(ctl, err) : CTL_DONE;
}

/* There has to be one argument, which names a container: see args_container(). */
int args_only_container(struct ctl *ctl, const struct args *args,
			struct contid_ref *ref)
{
	if (!args->argc)
		return ctl_usage(ctl, "CONTID missing");
	if (args->argc > 1)
		return ctl_usage(ctl, "unexpected argument '%s'",
				 args->argv[1]);
	return args_container(ctl, args->argv[0], ref);
}

/* There have to be no arguments. */
int args_none(struct ctl *ctl, const struct args *args)
{
	if (args->argc)
		return ctl_usage(ctl, "unexpected argument '%s'",
				 args->argv[0]);
	return CTL_DONE;
}
