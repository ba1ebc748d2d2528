// SPDX-License-Identifier: GPL-2.0
/* The commands, and how one is run. */

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common/message.h"
#include "library/json.h"
#include "output/names.h"
#include "output/output.h"

const struct command *const commands[] = {
	&cmd_set, &cmd_get, &cmd_drop, &cmd_list, &cmd_tree, &cmd_ps, &cmd_top, &cmd_monitor, &cmd_log,
	&cmd_metrics, &cmd_wait, &cmd_kill,
	&cmd_netns, &cmd_ns, &cmd_exec, &cmd_new, &cmd_rule, &cmd_oci_hook, &cmd_help,
	NULL
};

/* Whether @arg, behind the name of a command, asks for its help. */
static bool is_help(const char *arg)
{
	return !strcmp(arg, "help") || !strcmp(arg, "--help") ||
	       !strcmp(arg, "-h");
}

static int run_command(struct ctl *ctl, const struct command *cmd, int argc,
		       char **argv)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction old;
	int ret;

	argv[0] = ctl->name;
	ret = ctl->json ? json_load(ctl) : CTL_DONE;
	if (ret)
		return ret;
	if (!cmd->no_sigpipe)
		return cmd->run(ctl, argc, argv);

	sigaction(SIGPIPE, &ignore, &old);
	ret = cmd->run(ctl, argc, argv);
	output_flush(ctl);
	sigaction(SIGPIPE, &old, NULL);
	return ret;
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
	const struct command *cmd = command_find(commands, argv[0]);
	int err;
	int ret;

	if (!cmd)
		return CTL_USAGE;

	ctl_name(ctl, cmd->name);
	ctl->array = false;
	ret = CTL_HELP;
	if (argc < 2 || !is_help(argv[1]))
		ret = run_command(ctl, cmd, argc, argv);
	if (ret == CTL_HELP) {
		help_print_command(cmd);
		ret = CTL_DONE;
	}

	/* After a failure in the middle, the JSON is still complete. */
	if (ctl->array)
		output_end(ctl);
	netns_names_free(ctl);
	err = output_finish(ctl);
	return ret ? ret : err;
}
