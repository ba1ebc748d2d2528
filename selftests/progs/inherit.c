// SPDX-License-Identifier: GPL-2.0
/*
 * inherit: a labelled process keeps the label through all that it becomes, each child
 * of it carries the label too, and nothing else does.
 */

#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <sys/stat.h>

#include "raw_contid.h"
#include "identity.h"
#include "min_elf.h"

static struct raw_nl nl;
static int min_elf;

static pid_t by_fork(unsigned long flags)
{
	return clone_idle(flags);
}

static pid_t by_clone3(unsigned long flags)
{
	return clone3_idle(flags);
}

static pid_t by_spawn(unsigned long flags)
{
	char * const argv[] = { "sleep", "1000", NULL };
	pid_t pid = -1;

	(void)flags;
	posix_spawn(&pid, "/bin/sleep", NULL, NULL, argv, environ);
	return pid;
}

/* The parent goes on when the child has executed something. */
static pid_t by_vfork(unsigned long flags)
{
	pid_t pid;

	(void)flags;
	pid = vfork();
	if (!pid)
		min_elf_exec(min_elf);
	return pid;
}

static pid_t by_daemon(unsigned long flags)
{
	pid_t pid;
	int fd[2];

	(void)flags;
	if (pipe(fd))
		return -1;
	pid = fork();
	if (!pid) {
		setsid();
		pid = fork();
		/* A daemon outlives its parent: no PDEATHSIG */
		while (!pid)
			pause();
		_exit(write(fd[1], &pid, sizeof(pid)) != sizeof(pid));
	}
	waitpid(pid, NULL, 0);
	if (read(fd[0], &pid, sizeof(pid)) != sizeof(pid))
		pid = -1;
	close(fd[0]);
	close(fd[1]);
	return pid;
}

static pid_t by_setuid(unsigned long flags)
{
	(void)flags;
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return -1;
	return clone_idle(0);
}

static pid_t by_unshare(unsigned long flags)
{
	if (unshare(flags))
		return -1;
	return clone_idle(0);
}

static pid_t by_setns(unsigned long flags)
{
	int self = open_namespace(0, "net");

	if (unshare(CLONE_NEWNET) || setns(self, flags))
		return -1;
	return clone_idle(0);
}

static pid_t by_chroot(unsigned long flags)
{
	(void)flags;
	if (chroot("/usr") || chdir("/"))
		return -1;
	return clone_idle(0);
}

static pid_t by_cgroup(unsigned long flags)
{
	int fd;

	(void)flags;
	mkdir("/sys/fs/cgroup/contid-inherit", 0755);
	fd = open("/sys/fs/cgroup/contid-inherit/cgroup.procs", O_WRONLY);
	if (fd < 0 || write(fd, "0", 1) != 1)
		return -1;
	close(fd);
	return clone_idle(0);
}

struct forker {
	pid_t pid;
	sem_t done;
};

static void *fork_in_thread(void *arg)
{
	struct forker *forker = arg;

	forker->pid = clone_idle(0);
	sem_post(&forker->done);
	/* Its child gets our end as a signal, see idle() */
	for (;;)
		pause();
	return NULL;
}

static pid_t by_thread(unsigned long flags)
{
	static struct forker forker;
	pthread_t thread;

	(void)flags;
	if (sem_init(&forker.done, 0, 0) ||
	    pthread_create(&thread, NULL, fork_in_thread, &forker))
		return -1;
	while (sem_wait(&forker.done))
		;
	return forker.pid;
}

static const struct way {
	const char *what;
	pid_t (*fork_child)(unsigned long flags);
	unsigned long flags;
} ways[] = {
	{ "fork", by_fork, 0 },
	{ "clone with shared files", by_fork, CLONE_FILES | CLONE_FS },
	{ "clone3", by_clone3, 0 },
	{ "vfork and exec", by_vfork, 0 },
	{ "posix_spawn", by_spawn, 0 },
	{ "fork by a thread", by_thread, 0 },
	{ "double fork with setsid", by_daemon, 0 },
	{ "setuid", by_setuid, 0 },
	{ "chroot", by_chroot, 0 },
	{ "change of cgroup", by_cgroup, 0 },
	{ "setns", by_setns, CLONE_NEWNET },
	{ "unshare of mounts", by_unshare, CLONE_NEWNS },
	{ "unshare of uts", by_unshare, CLONE_NEWUTS },
	{ "unshare of ipc", by_unshare, CLONE_NEWIPC },
	{ "unshare of net", by_unshare, CLONE_NEWNET },
	{ "unshare of cgroup", by_unshare, CLONE_NEWCGROUP },
	{ "unshare of user", by_unshare, CLONE_NEWUSER },
	{ "unshare of pid", by_unshare, CLONE_NEWPID },
	{ "unshare of time", by_unshare, CLONE_NEWTIME },
	{ "unshare of all", by_unshare, CLONE_NEWNS | CLONE_NEWUTS |
	  CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWUSER |
	  CLONE_NEWPID | CLONE_NEWTIME },
	{ "clone into a pid namespace", by_fork, CLONE_NEWPID },
	{ "clone into a net namespace", by_fork, CLONE_NEWNET },
	{ "clone into a user namespace", by_clone3, CLONE_NEWUSER | CLONE_NEWPID },
};

static long fork_child(char order, void *data)
{
	const struct way *way = data;

	(void)order;
	return way->fork_child(way->flags);
}

static void check_way(const struct way *way, uint64_t id, bool labelled)
{
	struct process p = process_start(fork_child, (void *)way);
	uint64_t expected = labelled ? id : CONTID_UNSET;
	struct raw_desc desc = {};
	pid_t born;
	int pidfd;

	if (labelled && raw_set(&nl, p.pidfd, id, NULL))
		bail("label: %s", nl.answer.sentence);
	born = process_ask(&p, 'b');
	if (born <= 0) {
		ok(false, "%s works at all", way->what);
		process_end(&p);
		return;
	}
	pidfd = must_pidfd(born);
	ok(raw_contid_of(&nl, pidfd) == expected &&
	   raw_contid_of(&nl, p.pidfd) == expected, "%s: %s", way->what,
	   labelled ? "carries the label" : "no label comes of nothing");
	if (labelled)
		ok(!raw_get(&nl, id, &desc) && desc.processes == 2,
		   "%s: two processes are counted", way->what);

	/* When the last process has been waited for, the container has ended. */
	kill(born, SIGKILL);
	process_end(&p);
	waitpid(born, NULL, 0);
	if (labelled)
		ok(raw_is_gone(&nl, id), "%s: the container ended",
		   way->what);
	close(pidfd);
}

int main(void)
{
	size_t i;

	/* Orphans become ours, so that they can be waited for */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	nl = raw_connect();
	min_elf = min_elf_open(min_elf_pause, sizeof(min_elf_pause));
	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		check_way(&ways[i], 100 + i, true);
	check_way(&ways[0], 0, false);
	return done_testing();
}
