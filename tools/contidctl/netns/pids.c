// SPDX-License-Identifier: GPL-2.0
/* contidctl netns pids: the processes of a network namespace. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "common/netns.h"
#include "netns/netns.h"
#include "output/output.h"

/**
 * struct search - for the processes of a network namespace.
 * @ctl: the run
 * @netns: what fstat(2) says of the namespace
 * @proc: /proc
 * @denied: processes that may not be looked into
 */
struct search {
	struct ctl *ctl;
	struct stat netns;
	DIR *proc;
	unsigned int denied;
};

/* The number that an entry of /proc or of its task directories stands for, or 0 */
static int number(const char *name)
{
	return *name >= '1' && *name <= '9' ? atoi(name) : 0;
}

/*
 * Whether a thread is in the namespace. Returns 1; 0, also for a thread that has
 * exited; or -EACCES when that cannot be known.
 */
static int thread_lives_there(const struct search *search, int tasks, int tid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "%d/ns/net", tid);
	if (fstatat(tasks, path, &st, 0))
		return errno == EACCES || errno == EPERM ? -EACCES : 0;
	return st.st_ino == search->netns.st_ino &&
	       st.st_dev == search->netns.st_dev;
}

static int lives_there(const struct search *search, int pid)
{
	const struct dirent *entry;
	char path[32];
	int ret = 0;
	DIR *tasks;
	int fd;

	snprintf(path, sizeof(path), "%d/task", pid);
	fd = openat(dirfd(search->proc), path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES || errno == EPERM ? -EACCES : 0;
	tasks = fdopendir(fd);
	if (!tasks) {
		close(fd);
		return -ENOMEM;
	}
	/* One thread that is there is enough, even if others cannot be looked into. */
	while (ret <= 0 && (entry = readdir(tasks)))
		if (number(entry->d_name))
			ret = thread_lives_there(search, fd,
						 number(entry->d_name)) ?: ret;
	closedir(tasks);
	return ret;
}

/* Print the process if it lives there and does not end meanwhile. */
static int check_process(struct search *search, int pid, int pidfd)
{
	const struct contid_info *info;
	int ret = lives_there(search, pid);
	int err;

	if (ret == -EACCES)
		search->denied++;
	if (ret <= 0)
		return ret == -ENOMEM ? ctl_system(search->ctl, "/proc", ret) :
					CTL_DONE;

	err = contid_get_process(search->ctl->handle, pidfd, &info);
	if (err == -ESRCH)
		return CTL_DONE;
	if (err)
		return ctl_refused(search->ctl, err);
	output_process(search->ctl, pid, info, info->name);
	return CTL_DONE;
}

/*
 * The pidfd is opened first: if the process ends and another one gets its id, the
 * kernel finds no process by the pidfd.
 */
static int visit_process(struct search *search, int pid)
{
	int pidfd;
	int ret;

	pidfd = target_pidfd(pid);
	if (pidfd < 0 && errno == ESRCH)
		return CTL_DONE;
	if (pidfd < 0)
		return ctl_system(search->ctl, "pidfd_open", -errno);
	ret = check_process(search, pid, pidfd);
	close(pidfd);
	return ret;
}

static int visit_all(struct search *search)
{
	const struct dirent *entry;
	int ret = CTL_DONE;

	search->proc = opendir("/proc");
	if (!search->proc)
		return ctl_system(search->ctl, "/proc", -errno);
	while (!ret && (entry = readdir(search->proc)))
		if (number(entry->d_name))
			ret = visit_process(search, number(entry->d_name));
	closedir(search->proc);
	if (ret)
		return ret;

	output_end(search->ctl);
	if (!search->denied)
		return CTL_DONE;
	ctl_message(search->ctl, "%u process%s may not be looked into", search->denied,
		    search->denied > 1 ? "es" : "");
	return CTL_REFUSED;
}

int netns_pids(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct search search = { .ctl = ctl };
	struct args args;
	int ret;
	int fd;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (!args.argc)
		return ctl_usage(ctl, "NETNS missing");
	if (args.argc > 1)
		return ctl_usage(ctl, "unexpected argument '%s'",
				 args.argv[1]);
	ret = ctl_open(ctl);
	if (ret)
		return ret;

	fd = netns_open(ctl, args.argv[0], &search.netns);
	if (fd < 0)
		return CTL_REFUSED;
	ret = visit_all(&search);
	close(fd);	/* It was kept open so that the inode number is not reused. */
	return ret;
}
