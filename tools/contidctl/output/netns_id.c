// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by their numbers. */

#include <pthread.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/nsfs.h>

#include "output/names.h"

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

struct visit {
	int fd;
	uint64_t cookie;
};

static void *visit(void *data)
{
	struct visit *visit = data;

	if (!setns(visit->fd, CLONE_NEWNET))
		visit->cookie = cookie_here();
	return NULL;
}

/*
 * There is no way to ask for it from outside. A thread that ends afterwards goes
 * there: it need not come back, which might fail.
 */
static uint64_t cookie_there(int fd)
{
	struct visit there = { .fd = fd };
	pthread_t thread;

	if (!pthread_create(&thread, NULL, visit, &there))
		pthread_join(thread, NULL);
	return there.cookie;
}

/**
 * netns_identify - find out what identifies a network namespace.
 * @fd: an open file
 * @id: where to put it
 * @cookie: ask for the cookie, too. That of another namespace than our own takes
 *	CAP_SYS_ADMIN, and a thread that enters it.
 *
 * Return: whether the file is a network namespace.
 */
bool netns_identify(int fd, struct netns_id *id, bool cookie)
{
	struct stat st, own;

	if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET || fstat(fd, &st))
		return false;

	*id = (struct netns_id){ .inum = st.st_ino };
	if (!cookie)
		return true;
	if (!stat("/proc/self/ns/net", &own) && own.st_ino == st.st_ino)
		id->cookie = cookie_here();
	else
		id->cookie = cookie_there(fd);
	return true;
}
