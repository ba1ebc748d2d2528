// SPDX-License-Identifier: GPL-2.0
/* contidctl list: the containers. */

#include <unistd.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "common/netns.h"
#include "output/names.h"
#include "output/output.h"

/**
 * struct filter - which containers are listed.
 * @ctl: the run
 * @name: those that have this name; NULL for all
 */
struct filter {
	struct ctl *ctl;
	const char *name;
};

static int print_one(const struct contid_info *info, void *data)
{
	const struct filter *filter = data;

	if (!filter->name || name_matches(info, filter->name))
		output_container(filter->ctl, info);
	return 0;
}

static int list(struct ctl *ctl, struct contid_ref parent, int netns,
		const char *name)
{
	struct filter filter = { .ctl = ctl, .name = name };
	int ret;

	ret = contid_list(ctl->handle, parent, netns, print_one, &filter);
	if (ret < 0)
		return ctl_refused(ctl, ret);
	if (ret == CONTID_CHANGED)
		output_changed(ctl, "containers");
	output_end(ctl);
	return CTL_DONE;
}

static int list_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, OPT_NETNS },
		{ "parent", required_argument, NULL, OPT_PARENT },
		NAME_OPTION,
		END_OF_OPTIONS
	};
	struct contid_ref parent = contid_by_id(CONTID_UNSET);
	struct args args;
	int netns = -1;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret && args.parent)
		ret = args_container(ctl, args.parent, &parent);
	if (!ret)
		ret = show_open(ctl);
	if (ret)
		return ret;

	if (args.netns) {
		netns = netns_open(ctl, args.netns, NULL);
		if (netns < 0)
			return CTL_REFUSED;
	}
	ret = list(ctl, parent, netns, args.name);
	if (args.netns)
		close(netns);
	return ret;
}

const struct command cmd_list = {
	.name = "list",
	.args = "[--netns NETNS] [--parent CONTID] [--name NAME]",
	.about = "list containers, oldest first",
	.help =
"Prints one line for each container:\n"
"\n"
"  contid N        its identifier, as in audit records,\n"
"                  +N if processes inside a container with the word delegate\n"
"                  picked it\n"
"  hex H           the same from 2^32 upwards, in 16 hex digits: those that the id\n"
"                  of the container begins with in 'docker ps' or 'podman ps'\n"
"  name NAME       name that its creator gave it, if any: \\ooo stands for a space,\n"
"                  and for a byte that is not printable ASCII\n"
"  scope N         serial of that delegating container: +N is of its scope\n"
"  parent N        the container it is nested in, if any\n"
"  depth N         how deep it is nested\n"
"  delegate        processes inside may create nested containers\n"
"  limit N         at most N live ones\n"
"  auditd          an audit daemon may run inside\n"
"  processes N     live processes in it, not counting nested containers\n"
"  children N      live containers nested directly in it\n"
"  owner-netns N   cookie of the network namespace that owns it, NAME(N) if it has\n"
"                  a name that 'ip netns' knows\n"
"  serial N        unique per boot, also when the identifier is reused\n"
"  created TIME    local time when it came to be\n"
"  netns N         inode number of a network namespace it lives in, or NAME(N);\n"
"                  once for each\n"
"\n"
"In JSON, flags such as delegate are in an array, as are the network namespaces,\n"
"with their inum and cookie, name if they have one, and threads, the number of the\n"
"container's threads there; owner_netns_name goes with owner_netns; created is\n"
"nanoseconds since boot (CLOCK_BOOTTIME), and created_time the same by the wall\n"
"clock.\n"
"\n"
"When containers come and go faster than they are read, every container that lived\n"
"meanwhile is in the list, but those that came or went may be missing or have\n"
"gone. A message on standard error says so, in JSON a last object with the one key\n"
"uncertain.\n"
"\n"
"  --netns NETNS    only the containers that live in this network namespace, a\n"
"                   name as of 'ip netns' or a path such as /proc/PID/ns/net\n"
"  --parent CONTID  only the containers nested directly in this one, which may be a\n"
"                   path such as 707/4\n"
"  --name NAME      only the containers that have this name, as it is or as shown\n"
"                   here\n",
	.run = list_run,
};
