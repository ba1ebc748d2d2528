// SPDX-License-Identifier: GPL-2.0
/* contidctl netns: network namespaces, and the containers and processes in them. */

#include <string.h>

#include "command.h"
#include "common/message.h"
#include "netns/netns.h"

static int netns_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct ctl *ctl, int argc, char **argv);
	} verbs[] = {
		{ "list", netns_list },
		{ "pids", netns_pids },
	};
	size_t len;
	size_t i;

	if (argc < 2)
		return netns_list(ctl, argc, argv);

	len = strlen(argv[1]);
	for (i = 0; len && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strncmp(verbs[i].name, argv[1], len)) {
			argv[1] = argv[0];
			return verbs[i].run(ctl, argc - 1, argv + 1);
		}
	return ctl_usage(ctl, "'%s' is neither list nor pids", argv[1]);
}

const struct command cmd_netns = {
	.name = "netns",
	.args = "[list]\n"
		"       contidctl netns pids NETNS",
	.about = "show network namespaces and what lives in them",
	.help =
"'list', the default, prints one line for each network namespace that 'ip netns'\n"
"has given a name:\n"
"\n"
"  netns NAME(N)   its name and inode number,\n"
"  contid N        a container that lives there, oldest first,\n"
"  hex H           and, from 2^32 upwards, in 16 hex digits\n"
"\n"
"In JSON, containers is an array of contid, scope for the contid of a delegate,\n"
"and threads, the number of the container's threads there; cookie is what\n"
"identifies the namespace as an owner, left out when CAP_SYS_ADMIN, which it takes\n"
"to find out, is missing.\n"
"\n"
"'pids' prints one line for each process with a thread in NETNS, a name as of\n"
"'ip netns' or a path such as /proc/PID/ns/net: as 'contidctl ps' does, with the\n"
"container of the process, or 'contid unset' (in JSON, null) for\n"
"one without label. Processes that may not be looked into are counted on\n"
"standard error, and make the exit status 2.\n",
	.run = netns_run,
};
