// SPDX-License-Identifier: GPL-2.0
/* contidctl set: label a process. */

#include "ctl.h"

static int set_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS, SET_OPTIONS, END_OF_OPTIONS
	};
	struct target target;
	struct args args;
	uint64_t contid;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_only_contid(ctl, &args, &contid);
	if (!ret)
		ret = target_parse(ctl, &args, &target);
	if (!ret)
		ret = ctl_open(ctl);
	if (!ret)
		ret = target_open(ctl, &target);
	if (ret)
		return ret;

	err = contid_set(ctl->handle, target.pidfd, contid, args.flags,
			 args.limit, NULL);
	target_close(&target);
	return err ? ctl_refused(ctl, err) : DONE;
}

const struct command cmd_set = {
	.name = "set",
	.args = "{--pidfd FD | --pid PID} [--nest | --move] [--subtree]\n"
		"                     [--delegate [--limit N]] CONTID",
	.about = "label a process with CONTID",
	.help =
"Labels the whole process, all its threads. The container is created when no\n"
"process carries CONTID yet, and joined when one does and has the same owner.\n"
"Children that the process starts from then on carry the label as well. Unless\n"
"the options below say otherwise, the process must not have live children, nor\n"
"a label. It cannot be contidctl's own; to label a command from its start, use\n"
"'contidctl exec'.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id; it may be another one by the time\n"
"                contidctl looks, which a pidfd rules out\n"
"  --nest        nest the container in the one that the process is in\n"
"  --move        take the process out of the container that it is in and into\n"
"                this one, in one step; both must have the same owner\n"
"  --subtree     the process and all its live descendants, or none of them; all\n"
"                carry the same label before, or none\n"
"  --delegate    let processes inside create nested containers,\n"
"  --limit N     at most N live ones, at all depths; 1024 unless told\n",
	.run = set_run,
};
