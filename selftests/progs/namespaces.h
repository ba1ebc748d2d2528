/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Namespaces: their types, and their ids as NS_GET_ID reads them.
 */

#ifndef SELFTESTS_NAMESPACES_H
#define SELFTESTS_NAMESPACES_H

#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "identity.h"

#ifndef NS_GET_ID
#define NS_GET_ID	_IOR(NSIO, 13, __u64)
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE	71
#endif

/* In the order of NS_INFO. */
enum ns {
	NS_MNT, NS_UTS, NS_IPC, NS_PID, NS_USER, NS_NET, NS_CGROUP, NS_TIME,
	NR_NS
};

static const struct {
	const char *name;
	uint32_t flag;
	uint64_t initial;	/* id of the initial one */
} ns_types[NR_NS] = {
	[NS_MNT] = { "mnt", CLONE_NEWNS, 8 },
	[NS_UTS] = { "uts", CLONE_NEWUTS, 2 },
	[NS_IPC] = { "ipc", CLONE_NEWIPC, 1 },
	[NS_PID] = { "pid", CLONE_NEWPID, 4 },
	[NS_USER] = { "user", CLONE_NEWUSER, 3 },
	[NS_NET] = { "net", CLONE_NEWNET, 7 },
	[NS_CGROUP] = { "cgroup", CLONE_NEWCGROUP, 5 },
	[NS_TIME] = { "time", CLONE_NEWTIME, 6 },
};

#define NS_ALL		((uint64_t)CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |	\
			 CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWNET |		\
			 CLONE_NEWCGROUP | CLONE_NEWTIME)
#define NS_FIRST	10	/* of those made after the initial ones */

/* Of an open namespace. */
static inline uint64_t ns_id(int fd)
{
	uint64_t id = 0;

	must(ioctl(fd, NS_GET_ID, &id), "NS_GET_ID");
	return id;
}

static inline uint32_t ns_inum(int fd)
{
	struct stat st;

	must(fstat(fd, &st), "namespace");
	return st.st_ino;
}

/* By a name in /proc/PID/ns; 0 is the calling thread. */
static inline uint64_t ns_id_of(pid_t pid, const char *name)
{
	int fd = open_namespace(pid, name);
	uint64_t id = ns_id(fd);

	close(fd);
	return id;
}

static inline uint64_t ns_of(pid_t pid, enum ns type)
{
	return ns_id_of(pid, ns_types[type].name);
}

/* What the network namespace of the caller is called by sockets. */
static inline uint64_t own_netns_cookie(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	must(getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len),
	     "SO_NETNS_COOKIE");
	close(fd);
	return cookie;
}

/* What a namespace can be mounted on. */
static inline void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	must(fd, path);
	close(fd);
}

#endif /* SELFTESTS_NAMESPACES_H */
