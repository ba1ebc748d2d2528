// SPDX-License-Identifier: GPL-2.0
/* contidctl kill: a signal to all processes of a container. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"

/* A number behind @base, as in RTMIN+3, or -1 */
static int offset_signal(const char *text, int base, int sign)
{
	char *end;
	long n;

	if (!*text)
		return base;
	if (*text != (sign > 0 ? '+' : '-') || text[1] < '0' || text[1] > '9')
		return -1;
	n = strtol(text + 1, &end, 10);
	if (*end || n > SIGRTMAX - SIGRTMIN)
		return -1;
	return base + sign * (int)n;
}

/* The number of a signal by its name, with SIG or without, or -1 */
static int named_signal(const char *name)
{
	const char *abbreviation;
	int sig;

	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	if (!strncasecmp(name, "RTMIN", 5))
		return offset_signal(name + 5, SIGRTMIN, 1);
	if (!strncasecmp(name, "RTMAX", 5))
		return offset_signal(name + 5, SIGRTMAX, -1);
	for (sig = 1; sig < SIGRTMIN; sig++) {
		abbreviation = sigabbrev_np(sig);
		if (abbreviation && !strcasecmp(abbreviation, name))
			return sig;
	}
	return -1;
}

static int parse_signal(struct ctl *ctl, const char *text, int *sig)
{
	size_t digits = strspn(text, "0123456789");

	if (digits && digits < 4 && !text[digits])
		*sig = atoi(text);
	else
		*sig = named_signal(text);
	if (*sig < 0 || *sig > SIGRTMAX)
		return ctl_usage(ctl, "'%s' is no signal: a number or a name such as TERM",
				 text);
	return CTL_DONE;
}

/* contid_kill() keeps a pidfd of each process open. */
static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int kill_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct contid_ref ref;
	struct args args;
	int sig;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (!args.argc)
		return ctl_usage(ctl, "SIGNAL missing");
	ret = parse_signal(ctl, args.argv[0], &sig);
	args.argc--;
	args.argv++;
	if (!ret)
		ret = args_only_container(ctl, &args, &ref);
	if (ret)
		return ret;

	allow_many_files();
	err = contid_kill(ctl->handle, ref, sig, NULL);
	return err ? ctl_refused(ctl, err) : CTL_DONE;
}

const struct command cmd_kill = {
	.name = "kill",
	.args = "SIGNAL CONTID",
	.about = "send a signal to the processes of a container",
	.help =
"Sends SIGNAL, a number or a name such as TERM or SIGKILL, to each process that\n"
"carries the label CONTID, once, and to no other: the kernel is asked for the label\n"
"of the very process that then gets the signal. The processes are looked for again\n"
"until there is none that has not got it, so that what they fork meanwhile gets it\n"
"as well; after KILL none is left. Processes in nested containers do not count, nor\n"
"does contidctl itself. CONTID may be a path, such as 707/4.\n"
"\n"
"Exits with 0 when all have got the signal, and with 2 when some have not: they kept\n"
"coming, or have no id in this pid namespace.\n",
	.run = kill_run,
};
