/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The story of ns-story.c about what fails, and so has no record.
 */

#ifndef SELFTESTS_NS_STORY_FAILURES_H
#define SELFTESTS_NS_STORY_FAILURES_H

static void must_fail(long result, int err, const char *what)
{
	int got = result < 0 ? errno : 0;

	if (got == err)
		return;
	errno = got;
	bail("%s, which is to fail with %s", what, strerrorname_np(err));
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		bail("%s", path);
	close(fd);
}

static void fail_as_nobody(void)
{
	int uts = open_namespace(0, "uts");

	become_nobody();
	must_fail(unshare(CLONE_NEWUTS), EPERM, "unshare by nobody");
	must_fail(clone_idle(CLONE_NEWNET), EPERM, "clone by nobody");
	must_fail(clone3_idle(CLONE_NEWNS | CLONE_NEWIPC), EPERM,
		  "clone3 by nobody");
	must_fail(setns(uts, CLONE_NEWUTS), EPERM, "setns by nobody");
}

/* Half of what is asked for is made before the limit is met. */
static void fail_at_limit(const char *path, uint64_t flags)
{
	char limit[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, limit, sizeof(limit) - 1) <= 0)
		bail("%s", path);
	close(fd);
	write_file(path, "0");
	must_fail(unshare(flags), ENOSPC, "unshare above the limit");
	must_fail(clone3_idle(flags), ENOSPC, "clone3 above the limit");
	write_file(path, limit);
}

/* All namespaces are made when these fail. */
static void fail_late(void)
{
	pid_t taken = getpid();
	struct clone_args args = {
		.flags = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET,
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&taken,
		.set_tid_size = 1,
	};

	must_fail(syscall(SYS_clone3, &args, sizeof(args)), EEXIST,
		  "clone3 with a process id that is in use");
	args.set_tid = 0;
	args.set_tid_size = 0;
	args.flags |= CLONE_PIDFD | CLONE_NEWUSER;
	must_fail(syscall(SYS_clone3, &args, sizeof(args)), EFAULT,
		  "clone3 with no room for the pidfd");
}

#define FULL	"/sys/fs/cgroup/ns-story"

static void fail_in_full_cgroup(void)
{
	write_file(FULL "/cgroup.procs", "0");
	must_fail(clone_idle(CLONE_NEWUTS | CLONE_NEWNET), EAGAIN,
		  "clone in a full cgroup");
	must_fail(clone3_idle(NS_ALL), EAGAIN, "clone3 in a full cgroup");
}

static void in_child(void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		fn();
		exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		bail("a child that fails");
}

static void tell_failures(void)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	in_child(fail_as_nobody);
	fail_at_limit("/proc/sys/user/max_user_namespaces",
		      CLONE_NEWUSER | CLONE_NEWUTS);
	fail_at_limit("/proc/sys/user/max_net_namespaces",
		      CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET);
	fail_late();
	must_fail(setns(null, 0), EINVAL, "setns to no namespace");
	close(null);

	mkdir(FULL, 0755);
	if (access(FULL "/pids.max", F_OK)) {
		printf("# no cgroup counts processes here\n");
	} else {
		write_file(FULL "/pids.max", "1");
		in_child(fail_in_full_cgroup);
	}
	until(!rmdir(FULL) || errno != EBUSY);
}

#endif /* SELFTESTS_NS_STORY_FAILURES_H */
