// SPDX-License-Identifier: GPL-2.0
/* The label of a container's init process: wholly what is asked for, or as before. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "oci.h"

/*
 * Take the process back to the container that it was in, by its serial number.
 * Each DROP leads to the parent of the one before, and at last to none. The
 * connection may have lost step, so this takes another.
 */
static bool undo(struct ctl *ctl, int pidfd, uint64_t serial)
{
	const struct contid_info *info;
	struct contid_handle *handle;
	int err;

	if (ctl_connect(ctl, &handle))
		return false;
	err = contid_get_process(handle, pidfd, &info);
	while (!err && info->serial != serial)
		err = contid_drop(handle, pidfd, 0, &info);
	contid_close(handle);
	/* What has exited carries nothing. */
	return !err || err == -ESRCH;
}

/*
 * There is no request for a new container below one that the process is not in:
 * it joins the parent first.
 */
static int join_parent(struct ctl *ctl, int pidfd, uint64_t parent)
{
	int err;

	if (parent == CONTID_UNSET)
		return DONE;
	err = contid_set(ctl->handle, pidfd, parent, 0, 0, NULL);
	if (!err)
		return DONE;
	fprintf(stderr, "%s: the parent, %" PRIu64 ", cannot be joined\n",
		ctl->name, parent);
	return ctl_refused(ctl, err);
}

/**
 * oci_label - label a process.
 * @ctl: the run
 * @pidfd: pidfd of the process
 * @wish: its label
 * @unchanged: on failure, whether the process is known to be in the container
 *	that it was in before, or in none
 *
 * Return: DONE, or what to exit with, after a message.
 */
int oci_label(struct ctl *ctl, int pidfd, const struct oci_wish *wish,
	      bool *unchanged)
{
	const struct contid_info *info;
	uint32_t flags = wish->flags;
	uint64_t serial;
	int err;
	int ret;

	*unchanged = true;
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	err = contid_get_process(ctl->handle, pidfd, &info);
	if (err)
		return ctl_refused(ctl, err);
	serial = info->serial;

	if (wish->parent != CONTID_UNSET)
		flags |= CONTID_FLAG_NEST;
	ret = join_parent(ctl, pidfd, wish->parent);
	if (!ret) {
		err = contid_set(ctl->handle, pidfd, wish->contid, flags,
				 wish->limit, NULL);
		ret = err ? ctl_refused(ctl, err) : DONE;
	}
	if (ret)
		*unchanged = undo(ctl, pidfd, serial);
	return ret;
}
