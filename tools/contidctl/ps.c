// SPDX-License-Identifier: GPL-2.0
/* contidctl ps: the processes of a container. */

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "output/output.h"

static int print_process(int pidfd, pid_t pid, void *data)
{
	(void)pidfd;
	output_process(data, pid, NULL);
	return 0;
}

static int ps_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct args args;
	struct contid_ref ref;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_only_container(ctl, &args, &ref);
	if (ret)
		return ret;

	ret = contid_members(ctl->handle, ref, print_process, ctl);
	if (ret < 0)
		return ctl_refused(ctl, ret);
	if (ret == CONTID_CHANGED)
		output_changed(ctl, "processes");
	output_end(ctl);
	return CTL_DONE;
}

const struct command cmd_ps = {
	.name = "ps",
	.args = "CONTID",
	.about = "list the processes of a container",
	.help =
"Prints one line for each process that carries the label CONTID, its id in this\n"
"pid namespace and its name; processes without an id here are left out, and a\n"
"process that has just exited has no name. In a name, \\ooo stands for a byte\n"
"that is not printable ASCII. CONTID may be a path, such as 707/4. That processes\n"
"came or went meanwhile is said as by 'contidctl list'; those may be missing.\n",
	.run = ps_run,
};
