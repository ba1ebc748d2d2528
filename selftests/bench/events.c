// SPDX-License-Identifier: GPL-2.0
/*
 * events: a SET and the delivery of its notification to as many listeners.
 */

#include "../progs/listen.h"
#include "audit.h"
#include "containers.h"

#define MOST	10

static struct raw_nl nl, listeners[MOST];
static unsigned int n;
static int pidfd;

static void set(void *data)
{
	errno = -raw_set(&nl, pidfd, WORKER_FIRST, NULL);
	if (errno)
		bail("SET: %s", nl.answer.sentence);
}

/* Each heard of the birth, the drop and the end */
static void drop(void *data)
{
	struct event event;
	unsigned int i, heard;

	errno = -raw_drop(&nl, pidfd, NULL);
	if (errno)
		bail("DROP: %s", nl.answer.sentence);
	for (i = 0; i < n; i++) {
		for (heard = 0; listen_next(&listeners[i], &event) == 1;)
			heard++;
		if (heard < 2)
			bail("listener %u heard %u events", i, heard);
	}
}

int main(void)
{
	static const unsigned int counts[] = { 0, 1, MOST };
	unsigned int i;
	pid_t target;

	if (!has_contid())
		return 0;
	bench_init();
	nl = raw_connect();
	target = process_smallest();
	pidfd = must_pidfd(target);
	audit_switch(false);
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		for (; n < counts[i]; n++)
			listeners[n] = listen_begin();
		bench_measure(&(struct bench){ .row = "SET new, with listeners",
			      .run = set, .after = drop }, "audit=0", n);
	}
	audit_switch(true);
	kill(target, SIGKILL);
	return 0;
}
