// SPDX-License-Identifier: GPL-2.0
/* contidctl ns: namespaces of all types, and what is logged about them. */

#include <string.h>

#include "command.h"
#include "ns/ns.h"

static int ns_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct ctl *ctl, int argc, char **argv);
	} verbs[] = {
		{ "list", ns_list },
		{ "log", ns_log },
	};
	size_t len = argc > 1 ? strlen(argv[1]) : 0;
	size_t i;

	for (i = 0; len && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strncmp(verbs[i].name, argv[1], len)) {
			argv[1] = argv[0];
			return verbs[i].run(ctl, argc - 1, argv + 1);
		}
	return ns_list(ctl, argc, argv);
}

const struct command cmd_ns = {
	.name = "ns",
	.args = "[list] [--pidfd FD | --pid PID | CONTID | FILE]\n"
		"       contidctl ns log [{none|labelled|all} [info {on|off}] [--lock]]",
	.about = "show namespaces, and choose what is logged about them",
	.help =
"'list', the default, prints one line for each namespace that a process lives in,\n"
"those of all processes that are visible from here:\n"
"\n"
"  ns N            its namespace id, as in audit records, which no other namespace\n"
"                  of this boot has\n"
"  type TYPE       mnt, uts, ipc, pid, user, net, cgroup or time\n"
"  inum N          its inode number, as in /proc/PID/ns\n"
"  owner N         namespace id of the user namespace that owns it, and of a user\n"
"                  namespace the parent, if it has one\n"
"  processes N     processes that are there\n"
"  contid N        a container that lives there, oldest first, +N if a delegate\n"
"                  picked the identifier,\n"
"  hex H           and, from 2^32 upwards, in 16 hex digits\n"
"\n"
"CONTID asks for the namespaces that processes with this label live in; it may be\n"
"a path, such as 707/4. FILE, which has a slash, is a namespace, such as\n"
"/run/netns/NAME or /proc/PID/ns/mnt. Processes and containers of a line are all\n"
"that live there, not only those that were asked for; where no process lives,\n"
"processes is 0. That processes came or went meanwhile is said as by\n"
"'contidctl list'.\n"
"\n"
"In JSON, containers is an array of contid, scope for the contid of a delegate, and\n"
"processes, the number of the container's processes there.\n"
"\n"
"  --pidfd FD      the namespaces of the process of the pidfd FD, which contidctl\n"
"                  inherits\n"
"  --pid PID       those of the process with this id\n"
"\n"
"'log' prints what is logged about namespaces, and what of that is locked; with a\n"
"word behind it, which takes CAP_AUDIT_CONTROL, it chooses:\n"
"\n"
"  none            nothing\n"
"  labelled        what labelled processes do, and system calls that a rule audits\n"
"  all             what any process does\n"
"  info on         the namespaces of the process with each event of a labelled one\n"
"  info off        with none; without info, that stays as it is\n"
"  --lock          none of the settings that are given can be changed until the next\n"
"                  boot\n"
"\n"
"The change is made as a whole, or not at all.\n",
	.run = ns_run,
};
