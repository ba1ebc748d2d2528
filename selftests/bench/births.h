/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process and a thread, from birth to death, to measure or to trace.
 */

#ifndef BENCH_BIRTHS_H
#define BENCH_BIRTHS_H

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void vfork_once(void *data)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static inline void *nothing(void *data)
{
	return NULL;
}

static inline void thread_once(void *data)
{
	pthread_t thread;

	pthread_create(&thread, NULL, nothing, NULL);
	pthread_join(thread, NULL);
}

#endif /* BENCH_BIRTHS_H */
