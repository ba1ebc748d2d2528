// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by name, as "ip netns" keeps them, or by path. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/nsfs.h>

#include "common/message.h"
#include "common/netns.h"

/* Without waiting: the file may be a FIFO. */
static int open_file(const char *name)
{
	char path[PATH_MAX];

	if (strchr(name, '/'))
		return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (snprintf(path, sizeof(path), NETNS_RUN_DIR "/%s", name) >=
	    (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Report what is wrong with a network namespace, @err being negative. */
int netns_failed(const struct ctl *ctl, const char *name, int err)
{
	ctl_message(ctl, "network namespace '%s': %s", name, strerror(-err));
	return CTL_REFUSED;
}

/**
 * netns_open - open a network namespace.
 * @ctl: the run
 * @name: its name or, with a slash, its path
 * @st: where to put what fstat(2) says of it, or NULL
 *
 * Return: a file descriptor, for the caller to close; -1 after a message.
 */
int netns_open(const struct ctl *ctl, const char *name, struct stat *st)
{
	int fd = open_file(name);
	int err = 0;

	if (fd < 0)
		err = -errno;
	else if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET)
		err = -EINVAL;
	else if (st && fstat(fd, st))
		err = -errno;
	if (!err)
		return fd;
	if (fd >= 0)
		close(fd);
	netns_failed(ctl, name, err);
	return -1;
}

/**
 * netns_enter - enter a network namespace.
 * @ctl: the run
 * @name: its name or, with a slash, its path
 * @old: where to put the namespace of before, for netns_leave()
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int netns_enter(const struct ctl *ctl, const char *name, int *old)
{
	int ret = CTL_DONE;
	int fd;

	fd = netns_open(ctl, name, NULL);
	if (fd < 0)
		return CTL_REFUSED;

	*old = netns_open(ctl, "/proc/self/ns/net", NULL);
	if (*old < 0) {
		ret = CTL_REFUSED;
	} else if (setns(fd, CLONE_NEWNET)) {
		ret = netns_failed(ctl, name, -errno);
		close(*old);
	}
	close(fd);
	return ret;
}

int netns_leave(const struct ctl *ctl, int old)
{
	int ret = CTL_DONE;

	if (setns(old, CLONE_NEWNET))
		ret = netns_failed(ctl, "/proc/self/ns/net", -errno);
	close(old);
	return ret;
}
