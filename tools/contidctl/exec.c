// SPDX-License-Identifier: GPL-2.0
/* contidctl exec: run a command in a container, from its first instruction. */

#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "exec/exec.h"

/* How /proc names the initial pid namespace. */
#define INITIAL_PID_NS	"pid:[4026531836]"

/*
 * Whether the next child begins or enters another pid namespace than this one.
 * A helper must not be that child: with the first process of a namespace the whole
 * namespace ends.
 *
 * Children are in this namespace or below it. If theirs is the initial one, so is
 * this one: the second link is then not read, since each link makes the kernel
 * fill in a part of /proc for this process.
 */
static bool children_are_elsewhere(void)
{
	char own[64] = "", theirs[64] = "";

	/* There is no name for a namespace that has no process yet. */
	if (readlink("/proc/self/ns/pid_for_children", theirs, sizeof(theirs) - 1) > 0 &&
	    !strcmp(theirs, INITIAL_PID_NS))
		return false;
	return readlink("/proc/self/ns/pid", own, sizeof(own) - 1) > 0 &&
	       strcmp(own, theirs);
}

static bool has_children(void)
{
	siginfo_t info;

	return !waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL);
}

/* Whether an orphaned grandchild becomes a child of this process. */
static bool adopts_orphans(void)
{
	int subreaper = 0;

	return getpid() == 1 ||
	       (!prctl(PR_GET_CHILD_SUBREAPER, &subreaper) && subreaper);
}

/* The identifier is the argument before the command. */
static int parse_request(struct exec *exec)
{
	struct args args = exec->args;

	args.argc = 1;
	return request_open(exec->ctl, &args, &exec->request);
}

static int exec_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		SET_OPTIONS,
		{ "netns", required_argument, NULL, OPT_NETNS },
		END_OF_OPTIONS
	};
	struct exec exec = { .ctl = ctl };
	int ret;

	ret = args_parse_command(ctl, argc, argv, options, &exec.args);
	if (ret == CTL_HELP)
		return ret;
	if (!ret)
		ret = parse_request(&exec);
	if (ret)
		return EXEC_FAILED;

	exec.command = exec.args.argv + 1;
	if (ctl->batch || adopts_orphans() || has_children() ||
	    children_are_elsewhere())
		ret = exec_stay(&exec);
	else
		ret = exec_in_place(&exec);
	request_close(&exec.request);
	return ret;
}

const struct command cmd_exec = {
	.name = "exec",
	.args = "[--netns NETNS] [--nest | --move] [--parent CONTID]\n"
		"                      [--subtree] [--delegate [--limit N]] [--auditd]\n"
		"                      [--userns USERNS] [--name NAME] CONTID [--]\n"
		"                      COMMAND [ARG...]",
	.about = "run a command in a container",
	.help =
"Labels its own process with CONTID as 'contidctl set' does, and executes COMMAND\n"
"in it: what COMMAND does carries the label from its first instruction on. A\n"
"refused label means that COMMAND does not start. COMMAND has the process id, the\n"
"parent, the signal mask and the ignored signals of contidctl.\n"
"\n"
"contidctl stays, as the parent of COMMAND, where it cannot be labelled itself: on\n"
"a line of a batch file, as process 1 or a subreaper, with children that its caller\n"
"left it, and when its children are to be in another pid namespace. It passes\n"
"SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1 and SIGUSR2 on then, and exits as\n"
"COMMAND does, with 128 + N when signal N killed COMMAND.\n"
"\n"
"The exit status is 125 when contidctl failed or the label was refused, 126 when\n"
"COMMAND cannot be executed, 127 when there is none, and otherwise that of COMMAND.\n"
"\n"
"  --netns NETNS  run COMMAND in this network namespace, a name as of 'ip netns'\n"
"                 or a path, as 'ip netns exec' does: with a /sys that shows its\n"
"                 devices and, for a name, what is in /etc/netns/NAME over /etc.\n"
"                 Option -n, by contrast, chooses the owner of the container, and\n"
"                 leaves COMMAND where it is.\n"
"  --nest, --move, --parent CONTID, --subtree\n"
"                 as with 'contidctl set'; before, COMMAND is in the container of\n"
"                 contidctl, if any\n"
"  --delegate, --limit N, --auditd, --userns USERNS, --name NAME\n"
"                 as with 'contidctl set'\n"
"  --             options end here; it may be left out, since the first word behind\n"
"                 CONTID that is no option is COMMAND\n",
	.run = exec_run,
};
