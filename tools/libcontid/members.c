// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes of a container: listed, and held by pidfds. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

static int on_member(struct nlmsghdr *nlh, void *data)
{
	struct contid_pids *pids = data;
	int err;

	err = contid_make_room((void **)&pids->pids, pids->count, &pids->room,
			       sizeof(*pids->pids));
	if (!err)
		err = contid_msg_member(nlh, &pids->pids[pids->count]);
	if (!err)
		pids->count++;
	return err;
}

/**
 * contid_pids_read - list the processes of a container by their ids.
 * @h: the handle
 * @container: the container
 * @pids: where to put them, for the caller to free; what is in there is replaced
 *
 * The kernel goes through the processes in the order of their ids: those that
 * carried the label throughout are in the list.
 *
 * Return: 0 or -errno.
 */
int contid_pids_read(struct contid_handle *h, struct contid_ref container,
		     struct contid_pids *pids)
{
	struct nl_msg *msg = contid_request_new(h);
	int ret;

	pids->count = 0;
	ret = contid_msg_members(msg, h->family, container);
	if (!ret)
		ret = contid_exchange(h, msg, on_member, pids);
	nlmsg_free(msg);
	return ret < 0 ? ret : 0;
}

/**
 * contid_member_open - open a process if it carries a label.
 * @h: the handle
 * @pid: its id, which may be that of another process by now
 * @serial: serial number of the container
 *
 * Return: a pidfd, for the caller to close; -ESRCH when the process is gone or
 * carries another label; or -errno.
 */
int contid_member_open(struct contid_handle *h, pid_t pid, uint64_t serial)
{
	const struct contid_info *info;
	int pidfd;
	int err;

	pidfd = syscall(SYS_pidfd_open, pid, 0);
	/* EINVAL, ENOENT: the id is that of a thread by now. */
	if (pidfd < 0)
		return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;

	err = contid_get_process(h, pidfd, &info);
	if (!err && info->serial != serial)
		err = -ESRCH;
	if (!err)
		return pidfd;
	close(pidfd);
	return err;
}

static int visit(struct contid_handle *h, pid_t pid, uint64_t serial,
		 contid_member_fn fn, void *data)
{
	int pidfd = contid_member_open(h, pid, serial);
	int ret;

	if (pidfd == -ESRCH)
		return 0;
	if (pidfd < 0)
		return pidfd;
	ret = fn(pidfd, pid, data);
	close(pidfd);
	return ret;
}

/* Whether the processes have changed: they are read once more. */
static int compare(struct contid_handle *h, struct contid_ref container,
		   const struct contid_pids *before)
{
	struct contid_pids now = { 0 };
	int ret = contid_pids_read(h, container, &now);

	if (ret == -ENOENT)	/* the last one has left */
		ret = before->count ? CONTID_CHANGED : 0;
	else if (!ret && (now.count != before->count ||
			  (now.count && memcmp(now.pids, before->pids,
					       now.count * sizeof(*now.pids)))))
		ret = CONTID_CHANGED;
	free(now.pids);
	return ret;
}

int contid_members(struct contid_handle *handle, struct contid_ref container,
		   contid_member_fn fn, void *data)
{
	struct contid_pids pids = { 0 };
	const struct contid_info *info;
	uint64_t serial;
	size_t i;
	int ret;

	ret = contid_get(handle, container, &info);
	if (ret)
		return ret;
	serial = info->serial;
	ret = contid_pids_read(handle, container, &pids);
	for (i = 0; !ret && i < pids.count; i++)
		ret = visit(handle, pids.pids[i], serial, fn, data);
	if (!ret)
		ret = compare(handle, container, &pids);
	free(pids.pids);
	return ret;
}
