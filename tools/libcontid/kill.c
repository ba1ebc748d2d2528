// SPDX-License-Identifier: LGPL-2.1-or-later
/* A signal to all processes of a container. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

/* Passes through the processes: a chain of forks may be faster than any number. */
#define PASSES	1000

/**
 * struct victim - a process that has got the signal.
 * @pid: its id
 * @pidfd: pidfd of it, which a later process with the same id does not have
 */
struct victim {
	pid_t pid;
	int pidfd;
};

/**
 * struct killing - one call of contid_kill().
 * @h: the handle
 * @container: names the container in requests
 * @serial: distinguishes it from a later one with the same identifier
 * @sig: the signal
 * @victims: the processes that have got it
 * @count: how many there are
 * @room: for how many there is room
 * @fresh: this pass has found one that had not got it
 * @denied: one may not be signalled, and is not counted
 * @sent: how many times the signal was sent
 */
struct killing {
	struct contid_handle *h;
	struct contid_ref container;
	uint64_t serial;
	int sig;
	struct victim *victims;
	size_t count;
	size_t room;
	bool fresh;
	bool denied;
	unsigned int sent;
};

static int send_signal(int pidfd, int sig)
{
	return syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) ? -errno : 0;
}

static struct victim *find(const struct killing *k, pid_t pid)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->victims[i].pid == pid)
			return &k->victims[i];
	return NULL;
}

/* While a process has not been reaped, no other one gets its id. */
static bool is_still_there(const struct victim *victim)
{
	return send_signal(victim->pidfd, 0) != -ESRCH;
}

/* Store @pidfd, in place of that of an earlier process with the same id if any. */
static int store(struct killing *k, struct victim *victim, pid_t pid, int pidfd)
{
	int err;

	if (victim) {
		close(victim->pidfd);
		victim->pidfd = pidfd;
		return 0;
	}
	err = contid_make_room((void **)&k->victims, k->count, &k->room,
			       sizeof(*k->victims));
	if (!err)
		k->victims[k->count++] = (struct victim){ pid, pidfd };
	return err;
}

static int visit(struct killing *k, pid_t pid)
{
	struct victim *victim = find(k, pid);
	int pidfd;
	int err;

	if (pid == getpid() || (victim && is_still_there(victim)))
		return 0;
	pidfd = contid_member_open(k->h, pid, k->serial);
	if (pidfd < 0)
		return pidfd == -ESRCH ? 0 : pidfd;
	err = store(k, victim, pid, pidfd);
	if (err) {
		close(pidfd);
		return err;
	}

	k->fresh = true;
	err = send_signal(pidfd, k->sig);
	if (!err)
		k->sent++;
	if (err == -EPERM)
		k->denied = true;
	return err == -ESRCH || err == -EPERM ? 0 : err;
}

static int pass(struct killing *k, struct contid_pids *pids)
{
	size_t i;
	int err;

	k->fresh = false;
	err = contid_pids_read(k->h, k->container, pids);
	for (i = 0; !err && i < pids->count; i++)
		err = visit(k, pids->pids[i]);
	return err;
}

/*
 * Whether the container has processes that the last list, of @listed processes, has
 * not: one that was forked while the list was read, by another that has exited
 * since, or one that has no id here. Returns 1, 0 or -errno.
 */
static int has_more(struct killing *k, size_t listed)
{
	const struct contid_info *info;
	int err = contid_get(k->h, k->container, &info);

	if (err)
		return err;
	return info->serial == k->serial && info->processes > listed;
}

/*
 * Children that a process forked before it got the signal exist before the next
 * pass begins, which finds them. After a signal that kills, no fork completes. So when a pass has found all that there are, and none that is
 * new, all have got the signal.
 */
static int pass_all(struct killing *k)
{
	struct contid_pids pids = { 0 };
	int passes = PASSES;
	int ret;

	do {
		ret = pass(k, &pids);
		if (!ret && k->fresh)
			continue;
		if (!ret)
			ret = has_more(k, pids.count);
		if (ret <= 0)
			break;
		contid_pause_ms(1);
	} while (--passes);
	free(pids.pids);

	/* The container has ended: all its processes have exited. */
	if (ret == -ENOENT)
		ret = 0;
	if (!passes)
		return -EAGAIN;
	return !ret && k->denied ? -EPERM : ret;
}

int contid_kill(struct contid_handle *handle, struct contid_ref container,
		int sig, unsigned int *count)
{
	struct killing k = {
		.h = handle,
		.container = container,
		.sig = sig,
	};
	const struct contid_info *info;
	int err;

	if (count)
		*count = 0;
	if (sig < 0 || sig > SIGRTMAX)
		return -EINVAL;
	err = contid_get(handle, container, &info);
	if (err)
		return err;
	k.serial = info->serial;

	err = pass_all(&k);
	if (count)
		*count = k.sent;
	while (k.count)
		close(k.victims[--k.count].pidfd);
	free(k.victims);
	return err;
}
