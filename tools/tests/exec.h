/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of contidctl exec have in common. */
#ifndef CONTID_TESTS_EXEC_H
#define CONTID_TESTS_EXEC_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "cli.h"

/* What /proc/PID/status says, or nothing of a process that is gone */
static inline const char *proc_text(int pid)
{
	static char text[2048];
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	fd = open(path, O_RDONLY);
	len = read(fd, text, sizeof(text) - 1);
	text[len > 0 ? len : 0] = '\0';
	close(fd);
	return text;
}

static inline void check_parent(int pid, int parent)
{
	char ppid[32];

	snprintf(ppid, sizeof(ppid), "\nPPid:\t%d\n", parent);
	assert_non_null(strstr(proc_text(pid), ppid));
}

/* The target is a child of contidctl, and is still what contidctl is. */
static inline void check_child(struct nlmsghdr *req)
{
	struct stat ours, theirs;
	int pid = fake_target(req);
	char path[64];

	assert_int_not_equal(pid, getpid());
	check_parent(pid, getpid());
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	assert_int_equal(stat(path, &theirs), 0);
	assert_int_equal(stat("/proc/self/exe", &ours), 0);
	assert_int_equal(ours.st_ino, theirs.st_ino);
}

static inline void allow_child_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	check_child(req);
	fake_ack(req);
}

static inline void allow_child(void)
{
	fake_expect(allow_child_answer);
}

/* A subreaper adopts orphans, and so contidctl stays the parent of its command. */
static inline void be_subreaper(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

#endif /* CONTID_TESTS_EXEC_H */
