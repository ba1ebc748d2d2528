// SPDX-License-Identifier: GPL-2.0
/* contidctl help */

#include <stdio.h>

#include "command.h"
#include "common/message.h"

void help_print_command(const struct command *cmd)
{
	printf("Usage: contidctl %s%s%s\n\n%s", cmd->name,
	       *cmd->args ? " " : "", cmd->args, cmd->help);
}

void help_print(const struct command *const *table)
{
	const struct command *const *c;

	printf("Usage: contidctl [OPTIONS] COMMAND [ARGUMENTS]\n"
	       "       contidctl [OPTIONS] -b FILE\n"
	       "\n"
	       "Labels processes with audit container identifiers, and shows them.\n"
	       "\n"
	       "Commands, which may be shortened as long as they are unambiguous:\n");
	for (c = table; *c; c++)
		printf("  %-8s %s\n", (*c)->name, (*c)->about);
	printf("\n"
	       "'contidctl COMMAND help' prints more about each.\n"
	       "\n"
	       "Options, with one dash or two:\n"
	       "  -j, -json         print JSON: one array, or lines in the case of 'monitor'\n"
	       "                    and 'log'; 64-bit numbers are decimal strings\n"
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
	       "  - the hex id of a container, 16 or more digits with a letter among them: the\n"
	       "    first 16 are the identifier. It may have docker-, libpod-, cri-, crio-\n"
	       "    or cri-containerd- before it, and then .scope behind it.\n"
	       "It is unique within a scope: that of the host, or of a container that delegates,\n"
	       "for what processes inside it create. To show, wait for or kill such a container,\n"
	       "name it with a path: 707/4 is 4 of the scope of 707. It is printed as +4.\n"
	       "\n"
	       "Exit status:\n"
	       "  0  done\n"
	       "  1  wrong arguments\n"
	       "  2  refused; the message on standard error says why\n"
	       "  3  this kernel has no audit container identifiers\n"
	       "  4  'log' has lost records\n"
	       "  'exec' exits as its command does, with 125 when it did not get that far,\n"
	       "  126 when the command cannot be executed, and 127 when there is none.\n");
}

static int help_run(struct ctl *ctl, int argc, char **argv)
{
	const struct command *cmd;

	if (argc > 2)
		return ctl_usage(ctl, "unexpected argument '%s'", argv[2]);
	if (argc < 2) {
		help_print(ctl->commands);
		return CTL_DONE;
	}
	cmd = command_find(ctl->commands, argv[1]);
	if (!cmd)
		return CTL_USAGE;
	help_print_command(cmd);
	return CTL_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.about = "print how contidctl, or a command of it, is used",
	.help = "",
	.run = help_run,
};
