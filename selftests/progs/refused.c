// SPDX-License-Identifier: GPL-2.0
/*
 * refused COUNT [USERS]: make that many SETs about ourselves, which are always
 * refused. With USERS, by as many subordinate users of nobody in a user
 * namespace, COUNT each, from 100000 on. Prints how many requests that was, and
 * how many milliseconds it took.
 */

#include <grp.h>
#include <time.h>

#include "raw_contid.h"
#include "process.h"

#define NOBODY		65534
#define FIRST_USER	100000

static void make_requests(unsigned long count)
{
	struct raw_nl nl = raw_connect();
	int pidfd = must_pidfd(getpid());

	while (count--) {
		if (!raw_set(&nl, pidfd, 1, NULL))
			bail("a process labels itself");
	}
}

static void write_map(pid_t pid, const char *name, unsigned long users)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	f = fopen(path, "w");
	if (!f || fprintf(f, "0 %d %lu\n", FIRST_USER, users) < 0 || fclose(f))
		bail("%s", path);
}

static void become_user(uid_t uid)
{
	if (setgroups(0, NULL) || setresgid(uid, uid, uid) ||
	    setresuid(uid, uid, uid))
		bail("become user %d", uid);
}

/* In a user namespace of the user nobody. The parent writes its maps meanwhile. */
static void be_users(int line, unsigned long count, unsigned long users)
{
	unsigned long i;
	char byte = 0;
	int status;

	become_user(NOBODY);
	/* Its files in /proc are the parent's to write. */
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER))
		bail("user namespace");
	if (write(line, &byte, 1) != 1 || read(line, &byte, 1) != 1)
		bail("parent");
	for (i = 0; i < users; i++) {
		if (!fork()) {
			become_user(i);
			make_requests(count);
			_exit(0);
		}
		if (wait(&status) < 0 || status)
			bail("user %lu", i);
	}
}

static void as_users(unsigned long count, unsigned long users)
{
	int line[2], status;
	char byte;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, line))
		bail("socketpair");
	pid = fork();
	if (!pid) {
		be_users(line[1], count, users);
		_exit(0);
	}
	close(line[1]);
	if (read(line[0], &byte, 1) != 1)
		bail("no user namespace");
	write_map(pid, "uid_map", users);
	write_map(pid, "gid_map", users);
	if (write(line[0], &byte, 1) != 1)
		bail("child");
	if (waitpid(pid, &status, 0) < 0 || status)
		bail("the child failed");
}

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	unsigned long count, users;
	long long begin;

	if (argc < 2 || argc > 3)
		bail("usage: refused COUNT [USERS]");
	count = strtoul(argv[1], NULL, 10);
	users = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	begin = milliseconds();
	if (users)
		as_users(count, users);
	else
		make_requests(count);
	printf("%lu %lld\n", count * (users ?: 1), milliseconds() - begin);
	return 0;
}
