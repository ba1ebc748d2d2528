// SPDX-License-Identifier: GPL-2.0
/* The arguments of commands. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctl.h"

static int parse_limit(struct ctl *ctl, const char *text, uint32_t *limit)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || !value ||
	    value > UINT32_MAX)
		return ctl_usage(ctl, "'%s' is no limit: 1 to %" PRIu32, text,
				 UINT32_MAX);
	*limit = value;
	return DONE;
}

static int take_option(struct ctl *ctl, int option, struct args *args)
{
	switch (option) {
	case OPT_PID:
		args->pid = optarg;
		return DONE;
	case OPT_PIDFD:
		args->pidfd = optarg;
		return DONE;
	case OPT_NEST:
		args->flags |= CONTID_FLAG_NEST;
		return DONE;
	case OPT_MOVE:
		args->flags |= CONTID_FLAG_MOVE;
		return DONE;
	case OPT_SUBTREE:
		args->flags |= CONTID_FLAG_SUBTREE;
		return DONE;
	case OPT_DELEGATE:
		args->flags |= CONTID_FLAG_DELEGATE;
		return DONE;
	case OPT_LIMIT:
		return parse_limit(ctl, optarg, &args->limit);
	case OPT_PARENT:
		return args_contid(ctl, optarg, &args->parent);
	case OPT_SNAPSHOT:
		args->snapshot = true;
		return DONE;
	case OPT_FROM:
		args->from = optarg;
		return DONE;
	case OPT_NETNS:
		args->netns = optarg;
		return DONE;
	default:	/* getopt has said why */
		return ctl_hint(ctl);
	}
}

/**
 * args_parse - take the arguments of a command apart.
 * @ctl: the run
 * @argc: number of words, argv[0] included
 * @argv: the words
 * @options: those that the command has
 * @args: where to put them
 *
 * Return: DONE, or USAGE after a message.
 */
int args_parse(struct ctl *ctl, int argc, char **argv,
	       const struct option *options, struct args *args)
{
	int option;
	int ret;

	*args = (struct args){ .parent = CONTID_UNSET };
	optind = 0;	/* begin anew */
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		ret = take_option(ctl, option, args);
		if (ret)
			return ret;
	}
	if (args->flags & CONTID_FLAG_NEST && args->flags & CONTID_FLAG_MOVE)
		return ctl_usage(ctl, "--nest and --move exclude each other");
	if (args->limit && !(args->flags & CONTID_FLAG_DELEGATE))
		return ctl_usage(ctl, "--limit goes with --delegate");

	args->argc = argc - optind;
	args->argv = argv + optind;
	return DONE;
}

/* Read an identifier. */
int args_contid(struct ctl *ctl, const char *text, uint64_t *contid)
{
	switch (contid_parse(text, contid)) {
	case 0:
		return DONE;
	case -ERANGE:
		return ctl_usage(ctl, "'%s' is no CONTID: 0 to %llu", text,
				 CONTID_UNSET - 1);
	default:
		return ctl_usage(ctl, "'%s' is no CONTID: a number, or a hex id of 16 or more digits",
				 text);
	}
}

/* There has to be one argument, an identifier. */
int args_only_contid(struct ctl *ctl, const struct args *args,
		     uint64_t *contid)
{
	if (!args->argc)
		return ctl_usage(ctl, "CONTID missing");
	if (args->argc > 1)
		return ctl_usage(ctl, "'%s' is one argument too many",
				 args->argv[1]);
	return args_contid(ctl, args->argv[0], contid);
}

/* There have to be no arguments. */
int args_none(struct ctl *ctl, const struct args *args)
{
	if (args->argc)
		return ctl_usage(ctl, "'%s' is one argument too many",
				 args->argv[0]);
	return DONE;
}
