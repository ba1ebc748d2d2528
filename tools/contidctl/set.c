// SPDX-License-Identifier: GPL-2.0
/* contidctl set: label a process. */

#include "command.h"
#include "common/args.h"
#include "common/message.h"

/* The target is closed. */
static int set(struct ctl *ctl, struct contid_request *request,
	       const struct target *target)
{
	int err;

	request->pidfd = target->pidfd;
	err = contid_set(ctl->handle, request, NULL);
	target_close(target);
	return err ? ctl_refused(ctl, err) : CTL_DONE;
}

static int set_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS, SET_OPTIONS, END_OF_OPTIONS
	};
	struct target target;
	struct args args;
	struct contid_request request;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = request_open(ctl, &args, &request);
	if (ret)
		return ret;
	ret = target_connect(ctl, &args, &target);
	if (!ret)
		ret = set(ctl, &request, &target);
	request_close(&request);
	return ret;
}

const struct command cmd_set = {
	.name = "set",
	.args = "{--pidfd FD | --pid PID} [--nest | --move] [--parent CONTID]\n"
		"                     [--subtree] [--delegate [--limit N]] [--auditd]\n"
		"                     [--userns USERNS] [--name NAME] CONTID",
	.about = "label a process with CONTID",
	.help =
"Labels the whole process, all its threads. The container is created when no\n"
"process carries CONTID yet, and joined when one does and has the same owner.\n"
"Children that the process starts from then on carry the label as well. Unless\n"
"the options below say otherwise, the process must not have live children, nor\n"
"a label. It cannot be contidctl's own; to label a command from its start, use\n"
"'contidctl exec'.\n"
"\n"
"  --pidfd FD    the process is that of the pidfd FD, which contidctl inherits\n"
"  --pid PID     the process with this id; it may be another one by the time\n"
"                contidctl looks, which a pidfd rules out\n"
"  --nest        nest the container in the one that the process is in\n"
"  --parent CONTID  nest the container in that one, whatever the process is in\n"
"  --move        take the process out of the container that it is in and into\n"
"                this one, in one step; both must have the same owner\n"
"  --subtree     the process and all its live descendants, or none of them; all\n"
"                carry the same label before, or none\n"
"  --delegate    let processes inside create nested containers\n"
"  --limit N     with --delegate, at most N live ones, at all depths; 1024 without\n"
"                this option\n"
"  --auditd      let an audit daemon run inside, which gets the container's records;\n"
"                the process is in a user namespace of the container\n"
"  --userns USERNS  with --delegate or --auditd, give the authority inside over this\n"
"                user namespace instead of the one that the process is in: the path\n"
"                of its file, such as /proc/PID/ns/user, or the number of a file\n"
"                descriptor that contidctl inherits. A process that creates nested\n"
"                containers, and the daemon, then need CAP_AUDIT_CONTROL over it.\n"
"  --name NAME   name of the container for people, 1 to 128 bytes; it stands in\n"
"                lists and in the records of its life, and need not be unique. To\n"
"                join a container, the same name or none.\n",
	.run = set_run,
};
