// SPDX-License-Identifier: GPL-2.0
/* contidctl ps: the processes of a container. */

#include "ctl.h"

static int ps_one(pid_t pid, void *data)
{
	print_member(data, pid, NULL);
	return 0;
}

static int ps_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct args args;
	uint64_t contid;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_only_contid(ctl, &args, &contid);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;

	err = contid_members(ctl->handle, contid, ps_one, ctl);
	if (err)
		return ctl_refused(ctl, err);
	print_end(ctl);
	return DONE;
}

const struct command cmd_ps = {
	.name = "ps",
	.args = "CONTID",
	.about = "list the processes of a container",
	.help =
"Prints one line for each process that carries the label CONTID, its id in this\n"
"pid namespace and its name; processes without an id here are left out, and a\n"
"process that has just exited has no name. In a name, \\ooo stands for a byte\n"
"that is not printable ASCII.\n",
	.run = ps_run,
};
