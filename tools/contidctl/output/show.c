// SPDX-License-Identifier: GPL-2.0
/* How the commands begin that show containers. */

#include "common/args.h"
#include "common/connect.h"
#include "output/names.h"

/* Connect, and learn the names of network namespaces. */
int show_open(struct ctl *ctl)
{
	int ret;

	ret = ctl_open(ctl);
	return ret ? ret : netns_names_read(ctl);
}

/**
 * show_open_all - the same for a command that takes options, but no words.
 * @ctl: the run
 * @argc: number of words, argv[0] included
 * @argv: the words
 * @options: those that the command has
 * @args: where to put them
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int show_open_all(struct ctl *ctl, int argc, char **argv,
		  const struct option *options, struct args *args)
{
	int ret;

	ret = args_parse(ctl, argc, argv, options, args);
	if (!ret)
		ret = args_none(ctl, args);
	return ret ? ret : show_open(ctl);
}
