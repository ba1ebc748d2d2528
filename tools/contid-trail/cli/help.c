// SPDX-License-Identifier: GPL-2.0
/* What contid-trail says of itself. */

#include <stdio.h>

#include "cli/trail.h"
#include "store/store.h"

int help_print_command(const struct command *cmd)
{
	printf("Usage: contid-trail %s%s%s\n\n%s", cmd->name,
	       *cmd->args ? " " : "", cmd->args, cmd->help);
	return TRAIL_DONE;
}

int help_print(void)
{
	const struct command *const *c;

	printf("Usage: contid-trail COMMAND [ARGUMENTS]\n"
	       "       contid-trail {-V|-h}\n"
	       "\n"
	       "Follows containers through the audit records of all hosts that they lived on.\n"
	       "\n"
	       "Commands:\n");
	for (c = commands; *c; c++)
		printf("  %-8s %s\n", (*c)->name, (*c)->about);
	printf("\n"
	       "'contid-trail COMMAND help' prints more about each.\n"
	       "\n"
	       "Options of contid-trail itself:\n"
	       "  -V, --version  print the version\n"
	       "  -h, --help     print this\n"
	       "\n"
	       "Options of every command:\n"
	       "  --store URL    the store, by default the one in the configuration file\n"
	       "  --config FILE  the configuration file, " TRAIL_CONF " by default\n"
	       "\n"
	       "A URL is\n"
	       "%s"
	       "\n"
	       "A CONTID is\n"
	       "  - a decimal number, 0 to 18446744073709551614, or one in hex, with 0x\n"
	       "  - the hex id of a container, 16 or more digits with a letter among them\n"
	       "  - a path such as 707/4: 4, which a process inside 707 picked\n"
	       "\n"
	       "Exit status:\n"
	       "  0  done\n"
	       "  1  wrong arguments\n"
	       "  2  failed; the message on standard error says why\n"
	       "  3  'verify' found that something is missing\n",
	       STORE_HELP);
	return TRAIL_DONE;
}
