// SPDX-License-Identifier: GPL-2.0
/* The process that a command is about: --pid or --pidfd. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "ctl.h"

static int parse_int(struct ctl *ctl, const char *text, const char *what,
		     int min, int *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || n < min ||
	    n > INT_MAX)
		return ctl_usage(ctl, "'%s' is no %s", text, what);
	*value = n;
	return DONE;
}

/**
 * target_parse - see which process the arguments name.
 * @ctl: the run
 * @args: its arguments
 * @target: where to put it, for target_open()
 *
 * Return: DONE, or USAGE after a message.
 */
int target_parse(struct ctl *ctl, const struct args *args,
		 struct target *target)
{
	*target = (struct target){ .pidfd = -1 };
	if (!args->pid == !args->pidfd)
		return ctl_usage(ctl, "either --pid or --pidfd is needed");
	if (args->pid)
		return parse_int(ctl, args->pid, "process id", 1, &target->pid);
	return parse_int(ctl, args->pidfd, "file descriptor", 0,
			 &target->pidfd);
}

/**
 * target_open - get hold of the process.
 * @ctl: the run
 * @target: what target_parse() made, for target_close() later
 *
 * Return: DONE, or what to exit with, after a message.
 */
int target_open(struct ctl *ctl, struct target *target)
{
	char what[64];
	int err;

	if (!target->pid)
		return DONE;
	target->pidfd = pidfd_open(target->pid, 0);
	if (target->pidfd >= 0)
		return DONE;

	err = -errno;
	/* How the kernel says that there is only a thread of this id. */
	if (err == -EINVAL || err == -ENOENT)
		snprintf(what, sizeof(what), "%d is no process but a thread",
			 target->pid);
	else
		snprintf(what, sizeof(what), "process %d", target->pid);
	return ctl_system(ctl, what, err);
}

void target_close(const struct target *target)
{
	if (target->pid)
		close(target->pidfd);
}
