// SPDX-License-Identifier: GPL-2.0
/* The process that a command is about: --pid or --pidfd. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "common/util.h"

static int parse_int(const struct ctl *ctl, const char *text, const char *what,
		     uint32_t min, int *value)
{
	uint32_t n;

	if (!parse_number(text, 10, min, INT_MAX, &n))
		return ctl_usage(ctl, "'%s' is no %s", text, what);
	*value = n;
	return CTL_DONE;
}

/* See which process the arguments name. Returns CTL_DONE, or CTL_USAGE after a message. */
static int parse_target(const struct ctl *ctl, const struct args *args,
			struct target *target)
{
	*target = (struct target){ .pidfd = -1 };
	if (!args->pid == !args->pidfd)
		return ctl_usage(ctl, "exactly one of --pid and --pidfd is needed");
	if (args->pid)
		return parse_int(ctl, args->pid, "process id", 1, &target->pid);
	return parse_int(ctl, args->pidfd, "file descriptor", 0,
			 &target->pidfd);
}

/**
 * target_open - open a process.
 * @ctl: the run
 * @target: the process, for target_close() later
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int target_open(const struct ctl *ctl, struct target *target)
{
	char what[64];
	int err;

	if (!target->pid)
		return CTL_DONE;
	target->pidfd = target_pidfd(target->pid);
	if (target->pidfd >= 0)
		return CTL_DONE;

	err = -errno;
	/* The kernel's errors if the id is that of a thread */
	if (err == -EINVAL || err == -ENOENT)
		snprintf(what, sizeof(what), "%d is no process but a thread",
			 target->pid);
	else
		snprintf(what, sizeof(what), "process %d", target->pid);
	return ctl_system(ctl, what, err);
}

/**
 * target_connect - see which process the arguments name, connect, and open it.
 * @ctl: the run
 * @args: its arguments
 * @target: where to put the process, for target_close()
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int target_connect(struct ctl *ctl, const struct args *args,
		   struct target *target)
{
	int ret = parse_target(ctl, args, target);

	if (!ret)
		ret = ctl_open(ctl);
	return ret ? ret : target_open(ctl, target);
}

void target_close(const struct target *target)
{
	if (target->pid)
		close(target->pidfd);
}

/* pidfd_open(2), for which many a C library has no function yet */
int target_pidfd(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}
