// SPDX-License-Identifier: GPL-2.0
/* contidctl get: what a process carries, or what a container is. */

#include "netns.h"

static int get_process(struct ctl *ctl, const struct args *args)
{
	const struct contid_info *info;
	struct target target;
	int ret;
	int err;

	ret = args_none(ctl, args);
	if (!ret)
		ret = target_parse(ctl, args, &target);
	if (!ret)
		ret = view_open(ctl);
	if (!ret)
		ret = target_open(ctl, &target);
	if (ret)
		return ret;

	err = contid_get_process(ctl->handle, target.pidfd, &info);
	target_close(&target);
	if (err)
		return ctl_refused(ctl, err);
	print_container(ctl, info);
	print_end(ctl);
	return DONE;
}

static int get_container(struct ctl *ctl, const struct args *args)
{
	const struct contid_info *info;
	uint64_t contid;
	int ret;
	int err;

	ret = args_only_contid(ctl, args, &contid);
	if (!ret)
		ret = view_open(ctl);
	if (ret)
		return ret;

	err = contid_get(ctl->handle, contid, &info);
	if (err)
		return ctl_refused(ctl, err);
	print_container(ctl, info);
	print_end(ctl);
	return DONE;
}

static int get_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS, END_OF_OPTIONS
	};
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (args.pid || args.pidfd)
		return get_process(ctl, &args);
	if (!args.argc)
		return ctl_usage(ctl, "one of --pidfd, --pid and CONTID is needed");
	return get_container(ctl, &args);
}

const struct command cmd_get = {
	.name = "get",
	.args = "{--pidfd FD | --pid PID | CONTID}",
	.about = "show the container of a process, or one container",
	.help =
"Prints the container as 'contidctl list' does, or 'contid unset' for a process\n"
"without label (in JSON, contid is then 18446744073709551615 and stands alone). Of very\n"
"many network namespaces it names those that fit into a message of the kernel, a\n"
"hundred or more; 'contidctl list' names all.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id\n",
	.run = get_run,
};
