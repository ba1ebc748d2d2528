// SPDX-License-Identifier: GPL-2.0
/* What "ip netns exec" makes of the file system for a network namespace. */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include "common/message.h"
#include "netns/netns.h"

/*
 * If the old /sys stays mounted and is read-only, the new one must be read-only too:
 * a writable mount must not cover a read-only one.
 */
static unsigned long flags_of_sys(void)
{
	struct statvfs st;

	if (umount2("/sys", MNT_DETACH) && !statvfs("/sys", &st) &&
	    st.f_flag & ST_RDONLY)
		return MS_RDONLY;
	return 0;
}

static void bind_file(const struct ctl *ctl, const char *dir, const char *file)
{
	char from[PATH_MAX + NAME_MAX + 2], to[NAME_MAX + sizeof("/etc/")];

	snprintf(from, sizeof(from), "%s/%s", dir, file);
	snprintf(to, sizeof(to), "/etc/%s", file);
	if (mount(from, to, "none", MS_BIND, NULL))
		ctl_message(ctl, "cannot bind %s to %s: %s", from, to, strerror(errno));
}

/* Failures are reported, not fatal. */
static void bind_etc(const struct ctl *ctl, const char *name)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir;

	snprintf(path, sizeof(path), NETNS_ETC_DIR "/%s", name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			bind_file(ctl, path, entry->d_name);
	if (dir)
		closedir(dir);
}

/**
 * netns_mount - mount what goes with a network namespace, for this process.
 * @ctl: the run
 * @name: name of the namespace that the process is in, or its path: that has no
 *	files for /etc
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int netns_mount(const struct ctl *ctl, const char *name)
{
	if (unshare(CLONE_NEWNS))
		return ctl_system(ctl, "mount namespace", -errno);
	/* The mounts must not propagate to other mount namespaces. */
	if (mount("none", "/", NULL, MS_SLAVE | MS_REC, NULL))
		return ctl_system(ctl, "/", -errno);
	if (mount(name, "/sys", "sysfs", flags_of_sys(), NULL))
		return ctl_system(ctl, "/sys", -errno);
	if (!strchr(name, '/'))
		bind_etc(ctl, name);
	return CTL_DONE;
}
