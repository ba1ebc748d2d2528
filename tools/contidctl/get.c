// SPDX-License-Identifier: GPL-2.0
/* contidctl get: what a process carries, or what a container is. */

#include <errno.h>

#include "command.h"
#include "common/args.h"
#include "common/connect.h"
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

/**
 * struct search - for a container by its name.
 * @name: the name
 * @found: the first one that has it, a copy; or NULL
 * @count: how many have it
 */
struct search {
	const char *name;
	struct contid_info *found;
	unsigned int count;
};

static int check_name(const struct contid_info *info, void *data)
{
	struct search *search = data;

	if (!name_matches(info, search->name))
		return 0;
	if (search->count++)
		return 0;
	search->found = contid_info_dup(info);
	return search->found ? 0 : -ENOMEM;
}

/* A name need not be unique: of two containers, neither is shown. */
static int show_found(struct ctl *ctl, const struct search *search)
{
	if (search->count == 1)
		return show(ctl, search->found);
	if (search->count)
		ctl_message(ctl, "%u containers have this name: 'contidctl list --name' shows them",
			    search->count);
	else
		ctl_message(ctl, "no container has this name");
	return CTL_REFUSED;
}

static int get_by_name(struct ctl *ctl, const struct args *args)
{
	struct search search = { .name = args->name };
	int ret;

	ret = args_none(ctl, args);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;
	ret = contid_list(ctl->handle, contid_by_id(CONTID_UNSET), -1,
			  check_name, &search);
	if (ret < 0)
		ret = ctl_refused(ctl, ret);
	else
		ret = show_found(ctl, &search);
	contid_info_free(search.found);
	return ret;
}

static int get_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS, NAME_OPTION, END_OF_OPTIONS
	};
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (args.name && (args.pid || args.pidfd))
		return ctl_usage(ctl, "--name and a process exclude each other");
	if (args.name)
		return get_by_name(ctl, &args);
	if (args.pid || args.pidfd)
		return get_process(ctl, &args);
	if (!args.argc)
		return ctl_usage(ctl, "exactly one of --pidfd, --pid, --name and CONTID is needed");
	return get_container(ctl, &args);
}

const struct command cmd_get = {
	.name = "get",
	.args = "{--pidfd FD | --pid PID | --name NAME | CONTID}",
	.about = "show the container of a process, or one container",
	.help =
"Prints the container as 'contidctl list' does, or 'contid unset' for a process\n"
"without label (in JSON, contid is then null and stands alone). Of very many network\n"
"namespaces it names those that fit into a message of the kernel, a hundred or\n"
"more; 'contidctl list' names all. CONTID may be a path, such as 707/4.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id\n"
"  --name NAME   the container that has this name, as it is or as contidctl shows\n"
"                it; it must be the only one\n",
	.run = get_run,
};
