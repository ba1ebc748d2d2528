// SPDX-License-Identifier: LGPL-2.1-or-later
/* A handle from another network namespace. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "internal.h"

/**
 * struct opening - arguments and result of the thread.
 * @netns_fd: the network namespace
 * @handle: where to put the handle
 * @err: what became of it
 */
struct opening {
	int netns_fd;
	struct contid_handle **handle;
	int err;
};

static void *open_there(void *data)
{
	struct opening *opening = data;

	if (setns(opening->netns_fd, CLONE_NEWNET))
		opening->err = -errno;
	else
		opening->err = contid_open(opening->handle);
	return NULL;
}

/*
 * setns(2) moves the thread that calls it, and moving back may fail: a thread that
 * ends afterwards need not move back. It blocks all signals, which are for the
 * threads of the caller.
 */
int contid_open_at(int netns_fd, struct contid_handle **handle)
{
	struct opening opening = { .netns_fd = netns_fd, .handle = handle };
	sigset_t all, old;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&thread, NULL, open_there, &opening);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err)
		return -err;
	pthread_join(thread, NULL);
	return opening.err;
}
