// SPDX-License-Identifier: GPL-2.0
/* contidctl list: the containers. */

#include "ctl.h"

static int list_one(const struct contid_info *info, void *data)
{
	print_container(data, info);
	return 0;
}

static int list_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "parent", required_argument, NULL, OPT_PARENT },
		END_OF_OPTIONS
	};
	struct args args;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;

	err = contid_list(ctl->handle, args.parent, -1, list_one, ctl);
	if (err)
		return ctl_refused(ctl, err);
	print_end(ctl);
	return DONE;
}

const struct command cmd_list = {
	.name = "list",
	.args = "[--parent CONTID]",
	.about = "list containers, oldest first",
	.help =
"Prints one line for each container:\n"
"\n"
"  contid N        its identifier, as in audit records,\n"
"  hex H           and, from 2^32 upwards, in 16 hex digits: those that the id of\n"
"                  the container begins with in 'docker ps' or 'podman ps'\n"
"  parent N        the container it is nested in, if any,\n"
"  depth N         and how deep\n"
"  delegate        processes inside may create nested containers,\n"
"  limit N         at most N live ones\n"
"  tasks N         live processes in it, not counting nested containers\n"
"  children N      live containers nested directly in it\n"
"  owner-netns N   cookie of the network namespace that owns it\n"
"  serial N        tells it from an earlier one with the same identifier\n"
"  created TIME    local time when it came to be\n"
"\n"
"In JSON, flags such as delegate are in an array, and created is nanoseconds\n"
"since boot (CLOCK_BOOTTIME).\n"
"\n"
"  --parent CONTID  only the containers nested directly in this one\n",
	.run = list_run,
};
