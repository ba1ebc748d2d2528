// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by their numbers. */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/nsfs.h>

#include "netns.h"

/* 0 when it cannot be known, which is no cookie */
static uint64_t cookie_here(void)
{
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		cookie = 0;
	close(fd);
	return cookie;
}

/* There is no way to ask for it from outside. */
static int cookie_there(int fd, uint64_t *cookie)
{
	int old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int err = 0;

	*cookie = 0;
	if (old < 0)
		return 0;
	if (!setns(fd, CLONE_NEWNET)) {
		*cookie = cookie_here();
		err = setns(old, CLONE_NEWNET) ? -errno : 0;
	}
	close(old);
	return err;
}

/**
 * netns_identify - tell what a network namespace is known by.
 * @fd: an open file
 * @id: where to put it; to know the cookie of another namespace than our own
 *	takes CAP_SYS_ADMIN
 *
 * Return: 1; 0 when the file is no network namespace; or -errno, after which it
 * is unknown which namespace we are in.
 */
int netns_identify(int fd, struct netns_id *id)
{
	struct stat st, own;

	if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET || fstat(fd, &st))
		return 0;

	*id = (struct netns_id){ .inum = st.st_ino };
	if (!stat("/proc/self/ns/net", &own) && own.st_ino == st.st_ino) {
		id->cookie = cookie_here();
		return 1;
	}
	return cookie_there(fd, &id->cookie) ?: 1;
}
