/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads of a process that is to be labelled.
 */

#ifndef SELFTESTS_THREAD_H
#define SELFTESTS_THREAD_H

#include <pthread.h>

#include "process.h"

#define THREAD_STACK	262144	/* raw_netlink.h has thread-local buffers in it */

static inline void *idle_thread(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/* With a small stack, for there may be thousands. Returns 0 or an errno. */
static inline int start_thread(void *(*fn)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;
	int err;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	err = pthread_create(&thread, &attr, fn, arg);
	pthread_attr_destroy(&attr);
	return err;
}

static inline void must_start_thread(void *(*fn)(void *), void *arg)
{
	errno = start_thread(fn, arg);
	if (errno)
		bail("thread");
}

/* The first thread of a process that is not its leader. */
static inline pid_t thread_of(pid_t pid)
{
	char path[64];
	pid_t tid;

	for (tid = pid + 1;; tid++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
		if (!access(path, F_OK))
			return tid;
		if (tid > pid + 1000)
			bail("no thread of %d", pid);
	}
}

/* How many threads a process has, by /proc; 0 if it is gone. */
static inline unsigned int threads_of(pid_t pid)
{
	char path[64], line[128];
	unsigned int threads = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "Threads: %u", &threads);
	if (status)
		fclose(status);
	return threads;
}

#endif /* SELFTESTS_THREAD_H */
