// SPDX-License-Identifier: GPL-2.0
/* contidctl list: the containers. */

#include <unistd.h>

#include "netns.h"

static int list_one(const struct contid_info *info, void *data)
{
	print_container(data, info);
	return 0;
}

static int list(struct ctl *ctl, uint64_t parent, int netns)
{
	int err;

	err = contid_list(ctl->handle, parent, netns, list_one, ctl);
	if (err)
		return ctl_refused(ctl, err);
	print_end(ctl);
	return DONE;
}

static int list_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, OPT_NETNS },
		{ "parent", required_argument, NULL, OPT_PARENT },
		END_OF_OPTIONS
	};
	struct args args;
	int netns = -1;
	int ret;

	ret = view_open_all(ctl, argc, argv, options, &args);
	if (ret)
		return ret;

	if (args.netns) {
		netns = netns_open(ctl, args.netns, NULL);
		if (netns < 0)
			return REFUSED;
	}
	ret = list(ctl, args.parent, netns);
	if (args.netns)
		close(netns);
	return ret;
}

const struct command cmd_list = {
	.name = "list",
	.args = "[--netns NETNS] [--parent CONTID]",
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
"  owner-netns N   cookie of the network namespace that owns it, NAME(N) if it has\n"
"                  a name that 'ip netns' knows\n"
"  serial N        tells it from an earlier one with the same identifier\n"
"  created TIME    local time when it came to be\n"
"  netns N         inode number of a network namespace it lives in, or NAME(N);\n"
"                  once for each\n"
"\n"
"In JSON, flags such as delegate are in an array, as are the network namespaces,\n"
"with their inum and cookie, name if they have one, and tasks, the number of the\n"
"container's threads there; owner_netns_name goes with owner_netns; and created\n"
"is nanoseconds since boot (CLOCK_BOOTTIME).\n"
"\n"
"  --netns NETNS    only the containers that live in this network namespace, a\n"
"                   name as of 'ip netns' or a path such as /proc/PID/ns/net\n"
"  --parent CONTID  only the containers nested directly in this one\n",
	.run = list_run,
};
