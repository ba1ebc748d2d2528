// SPDX-License-Identifier: GPL-2.0
/* contidctl ps: the processes of a container. */

#include <errno.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "output/output.h"

/**
 * struct listing - the list of the processes of a container.
 * @ctl: the run
 * @container: the container
 */
struct listing {
	struct ctl *ctl;
	struct contid_info *container;
};

static int print_process(int pidfd, pid_t pid, void *data)
{
	const struct listing *listing = data;

	(void)pidfd;
	output_process(listing->ctl, pid, NULL, listing->container->name);
	return 0;
}

/* Look the container up, for its name, and pass its processes to print_process(). */
static int list_processes(struct listing *listing, struct contid_ref ref)
{
	const struct contid_info *info;
	int ret = contid_get(listing->ctl->handle, ref, &info);

	if (ret)
		return ret;
	listing->container = contid_info_dup(info);
	if (!listing->container)
		return -ENOMEM;
	return contid_members(listing->ctl->handle, ref, print_process, listing);
}

static int ps_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct listing listing = { .ctl = ctl };
	struct args args;
	struct contid_ref ref;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_only_container(ctl, &args, &ref);
	if (ret)
		return ret;

	ret = list_processes(&listing, ref);
	contid_info_free(listing.container);
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
"pid namespace, the name of the container if it has one, and the name of the\n"
"process behind comm; processes without an id here are left out, and a\n"
"process that has just exited has no name. In a name, \\ooo stands for a byte\n"
"that is not printable ASCII. CONTID may be a path, such as 707/4. That processes\n"
"came or went meanwhile is said as by 'contidctl list'; those may be missing.\n",
	.run = ps_run,
};
