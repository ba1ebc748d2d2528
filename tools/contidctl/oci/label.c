// SPDX-License-Identifier: GPL-2.0
/* Set the label of a container's init process, or leave it as it was. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "oci/oci.h"

/*
 * After an answer that was lost or not understood: whether the process carries the
 * label. The connection is desynced, so this takes another one. Returns 1, 0, or
 * -errno.
 */
static int is_labelled(struct ctl *ctl, int pidfd, uint64_t contid)
{
	const struct contid_info *info;
	struct contid_handle *handle;
	int err;

	if (ctl_connect(ctl, &handle))
		return -ENOTCONN;
	err = contid_get_process(handle, pidfd, &info);
	if (!err)
		err = info->contid == contid;
	contid_close(handle);
	return err;
}

/* A process that waits to be killed */
static pid_t start_keeper(void)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

/*
 * The parent is not in use, which takes a process that carries it: one that is
 * there until the container is nested in it. A parent that has been created
 * meanwhile is joined.
 */
static int set_with_new_parent(struct ctl *ctl, struct contid_request *request)
{
	struct contid_request keeping = CONTID_REQUEST_INIT;
	pid_t keeper = start_keeper();
	int err;

	if (keeper < 0)
		return -errno;
	keeping.contid = request->parent;
	keeping.pidfd = syscall(SYS_pidfd_open, keeper, 0);
	err = keeping.pidfd < 0 ? -errno : 0;
	if (!err)
		err = contid_set(ctl->handle, &keeping, NULL);
	if (!err)
		err = contid_set(ctl->handle, request, NULL);
	if (keeping.pidfd >= 0)
		close(keeping.pidfd);
	kill(keeper, SIGKILL);
	while (waitpid(keeper, NULL, 0) < 0 && errno == EINTR)
		;
	return err;
}

/* Set the label, and create the parent where there is none. */
static int set(struct ctl *ctl, struct contid_request *request)
{
	int err = contid_set(ctl->handle, request, NULL);

	if (err == -ENOENT && request->parent != CONTID_UNSET)
		err = set_with_new_parent(ctl, request);
	return err;
}

/*
 * Containers of a pod may share an identifier, while each has a name of its own: the
 * first one names it.
 */
static bool joins_another_name(const struct ctl *ctl, const struct oci_spec *spec,
			       int err)
{
	const char *attr = contid_error_attr(ctl->handle);

	return err == -ENOTUNIQ && !spec->name_is_asked_for && attr &&
	       !strcmp(attr, "name");
}

/**
 * oci_label - label a process.
 * @ctl: the run
 * @pidfd: pidfd of the process
 * @spec: its label
 * @unchanged: on failure, whether the process is known to be in the container
 *	that it was in before, or in none
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int oci_label(struct ctl *ctl, int pidfd, const struct oci_spec *spec,
	      bool *unchanged)
{
	struct contid_request request = CONTID_REQUEST_INIT;
	int labelled;
	int err;
	int ret;

	*unchanged = true;
	ret = ctl_open(ctl);
	if (ret)
		return ret;

	request.pidfd = pidfd;
	request.contid = spec->contid;
	request.parent = spec->parent;
	request.flags = spec->flags;
	request.limit = spec->limit;
	request.name = *spec->name ? spec->name : NULL;
	err = set(ctl, &request);
	if (joins_another_name(ctl, spec, err)) {
		request.name = NULL;
		err = set(ctl, &request);
	}
	if (!err)
		return CTL_DONE;
	if (err == -EBADMSG || err == -ENOBUFS) {
		labelled = is_labelled(ctl, pidfd, spec->contid);
		if (labelled > 0)
			return CTL_DONE;
		/* What has exited carries nothing. */
		*unchanged = !labelled || labelled == -ESRCH;
	}
	return ctl_refused(ctl, err);
}
