// SPDX-License-Identifier: GPL-2.0
/* contidctl drop: take the label off a process. */

#include "command.h"
#include "common/args.h"
#include "common/message.h"

static int drop_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS,
		{ "subtree", no_argument, NULL, OPT_SUBTREE },
		END_OF_OPTIONS
	};
	struct target target;
	struct args args;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret)
		ret = target_connect(ctl, &args, &target);
	if (ret)
		return ret;

	err = contid_drop(ctl->handle, target.pidfd, args.flags, NULL);
	target_close(&target);
	return err ? ctl_refused(ctl, err) : CTL_DONE;
}

const struct command cmd_drop = {
	.name = "drop",
	.args = "{--pidfd FD | --pid PID} [--subtree]",
	.about = "take the label off a process",
	.help =
"The process falls back to the container that its own was nested in, or to\n"
"none. A container ends when its last process has exited or been dropped.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id\n"
"  --subtree     the process and all its live descendants, or none of them\n",
	.run = drop_run,
};
