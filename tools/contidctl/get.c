// SPDX-License-Identifier: GPL-2.0
/* contidctl get: what a process carries, or what a container is. */

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "output/names.h"
#include "output/output.h"

static int show(struct ctl *ctl, const struct contid_info *info)
{
	int ret = netns_names_read(ctl);

	return ret ? ret : output_one_container(ctl, info);
}

static int get_process(struct ctl *ctl, const struct args *args)
{
	const struct contid_info *info;
	struct target target;
	int ret;
	int err;

	ret = args_none(ctl, args);
	if (!ret)
		ret = target_connect(ctl, args, &target);
	if (ret)
		return ret;

	err = contid_get_process(ctl->handle, target.pidfd, &info);
	target_close(&target);
	return err ? ctl_refused(ctl, err) : show(ctl, info);
}

static int get_container(struct ctl *ctl, const struct args *args)
{
	const struct contid_info *info;
	struct contid_ref ref;
	int ret;
	int err;

	ret = args_only_container(ctl, args, &ref);
	if (ret)
		return ret;

	err = contid_get(ctl->handle, ref, &info);
	return err ? ctl_refused(ctl, err) : show(ctl, info);
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
		return ctl_usage(ctl, "exactly one of --pidfd, --pid and CONTID is needed");
	return get_container(ctl, &args);
}

const struct command cmd_get = {
	.name = "get",
	.args = "{--pidfd FD | --pid PID | CONTID}",
	.about = "show the container of a process, or one container",
	.help =
"Prints the container as 'contidctl list' does, or 'contid unset' for a process\n"
"without label (in JSON, contid is then null and stands alone). Of very many network\n"
"namespaces it names those that fit into a message of the kernel, a hundred or\n"
"more; 'contidctl list' names all. CONTID may be a path, such as 707/4.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id\n",
	.run = get_run,
};
