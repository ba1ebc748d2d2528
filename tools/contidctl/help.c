// SPDX-License-Identifier: GPL-2.0
/* contidctl help */

#include <stdio.h>

#include "ctl.h"

void help_print_command(const struct command *cmd)
{
	printf("Usage: contidctl %s%s%s\n\n%s", cmd->name,
	       *cmd->args ? " " : "", cmd->args, cmd->help);
}

void help_print(void)
{
	const struct command *const *c;

	printf("Usage: contidctl [OPTIONS] COMMAND [ARGUMENTS]\n"
	       "       contidctl [OPTIONS] -b FILE\n"
	       "\n"
	       "Labels processes with audit container identifiers, and shows them.\n"
	       "\n"
	       "Commands, which may be shortened as long as they are unambiguous:\n");
	for (c = commands; *c; c++)
		printf("  %-8s %s\n", (*c)->name, (*c)->about);
	printf("\n"
	       "'contidctl COMMAND help' tells more of each.\n"
	       "\n"
	       "Options, with one dash or two:\n"
	       "  -j, -json         print JSON: one array, or lines in the case of 'monitor';\n"
	       "                    64-bit numbers are decimal strings\n"
	       "  -p, -pretty       indent the JSON\n"
	       "  -n, -netns NETNS  send requests from this network namespace, a name as of\n"
	       "                    'ip netns' or a path: it then owns what they create\n"
	       "  -b, -batch FILE   run the commands in FILE, one on a line; - is standard\n"
	       "                    input. Words are quoted with ' or \", # begins a comment,\n"
	       "                    and a line that ends in \\ goes on. Stops at the first\n"
	       "                    failure.\n"
	       "  -force            with -b, do not stop\n"
	       "  -V, -version      print the version\n"
	       "  -h, -help         print this\n"
	       "\n"
	       "A CONTID is\n"
	       "  - a decimal number, 0 to 18446744073709551614, or one in hex, with 0x\n"
	       "  - the hex id of a container, 16 or more digits, or a name in which one stands,\n"
	       "    such as docker-9f86d081884c7d659a2feaa0c55ad015.scope: its first 16 digits\n"
	       "    are the identifier. Up to 20 decimal digits alone are a decimal number.\n"
	       "\n"
	       "Exit status:\n"
	       "  0  done\n"
	       "  1  wrong arguments\n"
	       "  2  refused; the message on standard error says why\n"
	       "  3  this kernel has no audit container identifiers\n"
	       "  'exec' that got as far as its command exits as that does.\n");
}

static int help_run(struct ctl *ctl, int argc, char **argv)
{
	const struct command *cmd;

	if (argc > 2)
		return ctl_usage(ctl, "'%s' is one argument too many", argv[2]);
	if (argc < 2) {
		help_print();
		return DONE;
	}
	cmd = command_find(argv[1]);
	if (!cmd)
		return USAGE;
	help_print_command(cmd);
	return DONE;
}

const struct command cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.about = "tell how contidctl, or a command of it, is used",
	.help = "",
	.run = help_run,
};
