/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of contidctl. */
#ifndef CONTIDCTL_COMMAND_H
#define CONTIDCTL_COMMAND_H

#include <stdio.h>

#include "common/ctl.h"

/**
 * struct command - a command.
 * @name: by which it is called
 * @args: its arguments, for the usage line
 * @about: what it does, for the list of commands
 * @help: what else there is to say, lines with newlines, or ""
 * @no_sigpipe: a closed pipe is an error that @run handles, and does not kill
 * @run: does it; argv[0] is what messages begin with
 */
struct command {
	const char *name;
	const char *args;
	const char *about;
	const char *help;
	bool no_sigpipe;
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

extern const struct command cmd_set, cmd_get, cmd_drop, cmd_list, cmd_ps,
	cmd_tree, cmd_top, cmd_monitor, cmd_log, cmd_metrics, cmd_wait, cmd_kill, cmd_netns, cmd_ns,
	cmd_exec, cmd_new, cmd_rule, cmd_oci_hook, cmd_help;

/* run.c */
extern const struct command *const commands[];
int command_run(struct ctl *ctl, int argc, char **argv);

/* find.c */
const struct command *command_find(const struct command *const *table,
				   const char *name);

/* batch.c */
int batch_run_file(struct ctl *ctl, const char *name, FILE *file, bool force);
int batch_run(struct ctl *ctl, const char *path, bool force);

/* help.c */
void help_print(const struct command *const *table);
void help_print_command(const struct command *cmd);

#endif /* CONTIDCTL_COMMAND_H */
