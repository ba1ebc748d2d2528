// SPDX-License-Identifier: GPL-2.0
/* contidctl top: executes the live view, which is a program of its own. */

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"

/* Where the programs are that other programs execute */
#ifndef LIBEXECDIR
#define LIBEXECDIR	"/usr/local/libexec/contid"
#endif

#define PROGRAM		LIBEXECDIR "/contid-top"

#define INTERVAL_MS	2000
#define INTERVAL_MIN	100

/* Returns what to exit with, after a message: it could not be executed. */
static int execute(struct ctl *ctl, int ms)
{
	char interval[16];

	snprintf(interval, sizeof(interval), "%d", ms);
	execl(PROGRAM, PROGRAM, ctl->netns ? ctl->netns : "", interval, (char *)NULL);
	return ctl_system(ctl, PROGRAM, -errno);
}

static int top_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "interval", required_argument, NULL, OPT_INTERVAL },
		END_OF_OPTIONS
	};
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (ret)
		return ret;
	if (ctl->json)
		return ctl_usage(ctl, "there is no JSON: see 'contidctl -j list' and 'contidctl metrics'");
	if (ctl->batch)
		return ctl_usage(ctl, "a line of a batch file has no terminal");
	if (args.interval < 0)
		args.interval = INTERVAL_MS;
	if (args.interval < INTERVAL_MIN)
		return ctl_usage(ctl, "the interval is 0.1 seconds at least");
	return execute(ctl, args.interval);
}

const struct command cmd_top = {
	.name = "top",
	.args = "[--interval SECONDS]",
	.about = "show containers on the terminal, by processes, events or records",
	.help =
"Shows the containers, a line for each, until q is typed. The first line has the\n"
"counters of the host, if the caller may have them. Columns:\n"
"\n"
"  CONTID        identifier, a path such as 707/4 for one of another scope\n"
"  PROCS         live processes in it\n"
"  EVENTS/S      events a second, of it and of what is nested in it\n"
"  RECORDS/S     records of these, a second\n"
"  LOST          records that came faster than this command has read them\n"
"  NAME          name, as 'contidctl list' shows it\n"
"\n"
"Events and records are known of containers that are read: those have a star, the\n"
"others a dash. No container is read unless that is asked for by a key, and 8 at\n"
"most: READ is an event in the audit log, each reader costs the kernel a copy of all\n"
"its records, and a container can have 16. Reading takes the same authority as\n"
"'contidctl log'. It ends with this command.\n"
"\n"
"Keys:\n"
"\n"
"  Up, Down, PgUp, PgDn, Home, End  move the cursor; so do k and j\n"
"  Space         begin or end to read the container under the cursor\n"
"  a             read the first 8 that are shown; or none, if some are read\n"
"  /             show only containers with this text in CONTID or NAME. Enter ends\n"
"                the text, Esc takes the filter away.\n"
"  i, p, e, r, l, n  sort by CONTID, PROCS, EVENTS/S, RECORDS/S, LOST, NAME; the\n"
"                same key again reverses the order\n"
"  Ctrl-L        draw the screen anew\n"
"  q             quit\n"
"\n"
"  --interval SECONDS  between two updates, such as 10 or 0.5; 2 without this option\n",
	.run = top_run,
};
