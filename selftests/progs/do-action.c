// SPDX-License-Identifier: GPL-2.0
/*
 * do-action ACTION PID: act on another process in one of the ways that audit reports
 * targets of, and print the system call's result.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static long by_kill(pid_t pid)
{
	return kill(pid, SIGTERM);
}

static long by_group(pid_t pid)
{
	return kill(-pid, SIGKILL);
}

/* Looks at every process, and changes none. */
static long by_looking_at_all(pid_t pid)
{
	(void)pid;
	return kill(-1, 0);
}

static long by_tkill(pid_t pid)
{
	return syscall(SYS_tkill, pid, SIGTERM);
}

static long by_tgkill(pid_t pid)
{
	return syscall(SYS_tgkill, pid, pid, SIGTERM);
}

static long by_sigqueueinfo(pid_t pid)
{
	siginfo_t info = { .si_signo = SIGTERM, .si_code = SI_QUEUE };

	return syscall(SYS_rt_sigqueueinfo, pid, SIGTERM, &info);
}

static long by_pidfd(pid_t pid)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);

	return syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0);
}

static long by_ptrace(pid_t pid)
{
	return ptrace(PTRACE_SEIZE, pid, NULL, NULL);
}

static long by_vm_readv(pid_t pid)
{
	struct iovec here = { &pid, 1 }, there = { NULL, 1 };

	syscall(SYS_process_vm_readv, pid, &here, 1UL, &there, 1UL, 0UL);
	/* The target has nothing there: it was found, then. */
	return errno == EFAULT ? 0 : -1;
}

static const struct {
	const char *name;
	long (*action)(pid_t pid);
} actions[] = {
	{ "kill", by_kill },
	{ "group", by_group },
	{ "all", by_looking_at_all },
	{ "tkill", by_tkill },
	{ "tgkill", by_tgkill },
	{ "rt_sigqueueinfo", by_sigqueueinfo },
	{ "pidfd_send_signal", by_pidfd },
	{ "ptrace", by_ptrace },
	{ "process_vm_readv", by_vm_readv },
};

int main(int argc, char **argv)
{
	size_t i;
	long ret;

	for (i = 0; argc == 3 && i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(argv[1], actions[i].name))
			continue;
		ret = actions[i].action(atoi(argv[2]));
		printf("%s\n", ret < 0 ? strerror(errno) : "done");
		return ret < 0;
	}
	fprintf(stderr, "usage: do-action ACTION PID\n");
	return 2;
}
