/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Credentials and namespaces: what a process takes on before it makes a request.
 */

#ifndef SELFTESTS_IDENTITY_H
#define SELFTESTS_IDENTITY_H

#include <grp.h>
#include <linux/capability.h>

#include "process.h"

#define NOBODY	65534

static inline void become_nobody(void)
{
	must(setgroups(0, NULL), "setgroups");
	must(setresgid(NOBODY, NOBODY, NOBODY), "setresgid");
	must(setresuid(NOBODY, NOBODY, NOBODY), "setresuid");
}

static inline void keep_only_capability(unsigned int capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	data[capability / 32].permitted = 1U << capability % 32;
	data[capability / 32].effective = 1U << capability % 32;
	must(syscall(SYS_capset, &header, data), "capset");
}

/* The user nobody, with one capability. */
static inline void become_capable_nobody(unsigned int capability)
{
	must(prctl(PR_SET_KEEPCAPS, 1), "keepcaps");
	become_nobody();
	keep_only_capability(capability);
}

/* A namespace of a process, or of the calling thread for 0. */
static inline int open_namespace(pid_t pid, const char *name)
{
	char path[64];
	int fd;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, name);
	else
		snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		bail("%s", path);
	return fd;
}

static inline void must_unshare(int flags)
{
	must(unshare(flags), "unshare");
}

static inline void must_setns(int fd, int type)
{
	must(setns(fd, type), "setns");
}

/* Root of the user namespace that a process has made is root here. */
static inline void map_root(pid_t pid)
{
	static const char * const maps[] = { "uid_map", "gid_map" };
	char path[64];
	int i, fd;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, maps[i]);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, "0 0 1", 5) != 5)
			bail("%s", path);
		close(fd);
	}
}

#endif /* SELFTESTS_IDENTITY_H */
