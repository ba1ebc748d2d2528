// SPDX-License-Identifier: LGPL-2.1-or-later
/* What errnos mean, and the version. */

#include <errno.h>
#include <string.h>

#include "internal.h"

int contid_version(void)
{
	return CONTID_VERSION;
}

/* In the order of the checks, then those of the connection */
static const struct {
	int err;
	const char *words;
} all_words[] = {
	{ ERANGE, "no valid identifier or file descriptor" },
	{ EINVAL, "invalid request" },
	{ EBADF, "a file descriptor is not open, or of the wrong kind" },
	{ ESRCH, "the process is gone" },
	{ EPERM, "no authority for this request" },
	{ EXDEV, "the process is out of reach, or the caller itself" },
	{ EBUSY, "the process has live children" },
	{ EEXIST, "the process is labelled already" },
	{ ENOENT, "there is no such container" },
	{ ENOTUNIQ, "the identifier is in use by another owner, under another parent, or with another delegation" },
	{ EMLINK, "containers are nested too deeply" },
	{ E2BIG, "more threads than one request may be about" },
	{ ENOSPC, "the limit of the delegation is used up" },
	{ ENODATA, "the process has no label" },
	{ EAGAIN, "processes kept coming, or have no id here" },
	{ ENOMEM, "out of memory" },
	{ EPROTONOSUPPORT, "this kernel has no audit container identifiers" },
	{ EOPNOTSUPP, "this kernel does not know the request, or sends no notifications" },
	{ EBADMSG, "the kernel's answer is not understood" },
	{ ENOBUFS, "the kernel's answer is lost" },
	{ ENOTCONN, "the connection has lost step with the kernel" },
	{ EISCONN, "the connection is for notifications or records only" },
	{ ECHILD, "the connection belongs to another process" },
	{ EMFILE, "no file descriptor left in this process" },
	{ ENFILE, "no file descriptor left in the system" },
};

const char *contid_strerror(int err)
{
	size_t i;

	for (i = 0; i < sizeof(all_words) / sizeof(all_words[0]); i++)
		if (all_words[i].err == -err)
			return all_words[i].words;
	return strerror(-err);
}
