// SPDX-License-Identifier: GPL-2.0
/* What set and exec ask the kernel for. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/args.h"
#include "common/message.h"
#include "common/util.h"

/*
 * Open the user namespace of --userns: a file, or a descriptor that contidctl has
 * inherited. It is a descriptor of our own in either case, which a command that is
 * executed does not get. Returns -1 after a message.
 */
static int open_userns(const struct ctl *ctl, const char *text)
{
	uint32_t inherited;
	int fd;

	if (parse_number(text, 10, 0, INT_MAX, &inherited))
		fd = fcntl((int)inherited, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	else
		/* Without waiting: the file may be a FIFO. */
		fd = open(text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		ctl_message(ctl, "user namespace '%s': %s", text, strerror(errno));
	return fd;
}

/**
 * request_open - make a request of arguments.
 * @ctl: the run
 * @args: SET_OPTIONS and one argument, the identifier
 * @request: where to put the request, which lacks the process, for request_close()
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int request_open(struct ctl *ctl, const struct args *args,
		 struct contid_request *request)
{
	int ret;

	*request = (struct contid_request)CONTID_REQUEST_INIT;
	request->flags = args->flags;
	request->limit = args->limit;
	request->name = args->name;
	if (args->name && (!*args->name || strlen(args->name) > CONTID_NAME_MAX))
		return ctl_usage(ctl, "a name has 1 to %d bytes", CONTID_NAME_MAX);
	ret = args_only_contid(ctl, args, &request->contid);
	if (!ret && args->parent)
		ret = args_contid(ctl, args->parent, &request->parent);
	if (ret || !args->userns)
		return ret;

	request->userns_fd = open_userns(ctl, args->userns);
	return request->userns_fd < 0 ? CTL_REFUSED : CTL_DONE;
}

void request_close(const struct contid_request *request)
{
	if (request->userns_fd >= 0)
		close(request->userns_fd);
}
