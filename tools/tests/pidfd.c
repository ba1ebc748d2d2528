// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * pidfds below valgrind 3.19, which has neither pidfd_open(2) nor
 * pidfd_send_signal(2). A directory of /proc, opened with O_PATH, stands for the
 * process: fake_target() reads its name.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The process that the thread @tid belongs to, or -1 */
static int process_of(int tid)
{
	char path[64], line[256];
	int pid = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (pid < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "Tgid: %d", &pid);
	fclose(file);
	return pid;
}

static long open_process(int pid)
{
	char path[32];
	int process;
	int fd = -1;

	process = process_of(pid);
	snprintf(path, sizeof(path), "/proc/%d", pid);
	if (process == pid)
		fd = open(path, O_PATH | O_CLOEXEC);
	else if (process > 0)
		errno = EINVAL;
	if (fd < 0 && errno == ENOENT)
		errno = ESRCH;
	return fd;
}

static long send_signal(int pidfd, int sig)
{
	char path[64], name[64] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", pidfd);
	if (readlink(path, name, sizeof(name) - 1) < 0)
		return -1;
	return kill(atoi(name + strlen("/proc/")), sig);
}

long __real_syscall(long nr, ...);
long __wrap_syscall(long nr, ...);
long __wrap_syscall(long nr, ...)
{
	long args[5];
	va_list ap;
	size_t i;

	va_start(ap, nr);
	for (i = 0; i < sizeof(args) / sizeof(args[0]); i++)
		args[i] = va_arg(ap, long);
	va_end(ap);

	if (nr == SYS_pidfd_open)
		return open_process((int)args[0]);
	if (nr == SYS_pidfd_send_signal)
		return send_signal((int)args[0], (int)args[1]);
	return __real_syscall(nr, args[0], args[1], args[2], args[3], args[4]);
}
