// SPDX-License-Identifier: GPL-2.0
/* The commands: found by name or by its beginning, and run. */

#include <stdio.h>
#include <string.h>

#include "netns.h"

const struct command *const commands[] = {
	&cmd_set, &cmd_get, &cmd_drop, &cmd_list, &cmd_tree, &cmd_ps, &cmd_monitor,
	&cmd_netns, &cmd_exec, &cmd_new, &cmd_rule, &cmd_oci_hook, &cmd_help,
	NULL
};

/* The command that @name means, or NULL with a message. */
const struct command *command_find(const char *name)
{
	const struct command *const *c;
	const struct command *found = NULL;
	int n = 0;

	for (c = commands; *c; c++) {
		if (!strcmp((*c)->name, name))
			return *c;
		if (!strncmp((*c)->name, name, strlen(name))) {
			found = *c;
			n++;
		}
	}
	if (n == 1)
		return found;

	fprintf(stderr, "contidctl: %s command '%s'\nTry 'contidctl help'.\n",
		n ? "ambiguous" : "unknown", name);
	return NULL;
}

static bool is_help(const char *arg)
{
	return !strcmp(arg, "help") || !strcmp(arg, "--help") ||
	       !strcmp(arg, "-h");
}

/**
 * command_run - run a command.
 * @ctl: the run it belongs to
 * @argc: number of words
 * @argv: the words, the command's name first; argv[argc] is NULL
 *
 * Return: what contidctl shall exit with.
 */
int command_run(struct ctl *ctl, int argc, char **argv)
{
	const struct command *cmd = command_find(argv[0]);
	int err;
	int ret;

	if (!cmd)
		return USAGE;

	ctl_name(ctl, cmd->name);
	ctl->objects = 0;
	if (argc > 1 && is_help(argv[1])) {
		help_print_command(cmd);
		ret = DONE;
	} else {
		argv[0] = ctl->name;
		ret = cmd->run(ctl, argc, argv);
	}

	netns_names_free(ctl);
	err = print_flush(ctl);
	return ret ? ret : err;
}
