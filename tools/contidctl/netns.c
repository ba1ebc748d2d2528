// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by name, as "ip netns" keeps them, or by path. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"

static int open_netns(const char *name)
{
	char path[PATH_MAX];

	if (strchr(name, '/'))
		return open(name, O_RDONLY | O_CLOEXEC);
	if (snprintf(path, sizeof(path), "/run/netns/%s", name) >=
	    (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int netns_failed(struct ctl *ctl, const char *name)
{
	int err = -errno;

	fprintf(stderr, "%s: network namespace '%s': %s\n", ctl->name, name,
		strerror(-err));
	return REFUSED;
}

/**
 * netns_enter - go into a network namespace.
 * @ctl: the run
 * @name: its name or, with a slash, its path
 * @old: where to put what brings us back with netns_leave()
 *
 * Return: DONE, or what to exit with, after a message.
 */
int netns_enter(struct ctl *ctl, const char *name, int *old)
{
	int ret = DONE;
	int fd;

	*old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (*old < 0)
		return netns_failed(ctl, "/proc/self/ns/net");

	fd = open_netns(name);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		ret = netns_failed(ctl, name);
		close(*old);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

int netns_leave(struct ctl *ctl, int old)
{
	int ret = DONE;

	if (setns(old, CLONE_NEWNET))
		ret = netns_failed(ctl, "/proc/self/ns/net");
	close(old);
	return ret;
}
