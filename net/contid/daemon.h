/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit daemon of a container: Documentation/contid/daemon.rst.
 */

#ifndef _NET_CONTID_DAEMON_INTERNAL_H
#define _NET_CONTID_DAEMON_INTERNAL_H

#include <linux/atomic.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>

struct contid_reader;

/**
 * struct contid_daemon - what a container with CONTID_FLAG_AUDITD has
 * @reader: its daemon, or NULL; under contid_read.mutex
 * @backlog_limit: records that may wait in the daemon's socket
 * @rate_limit: records a second, or 0
 * @rate_begin: when the present second began, in jiffies; of the worker
 * @rate_sent: records that were sent in it; of the worker
 * @lost: records that its daemons have lost
 * @messages: limits the user messages of the container
 */
struct contid_daemon {
	struct contid_reader	*reader;
	u32			backlog_limit;
	u32			rate_limit;
	unsigned long		rate_begin;
	u32			rate_sent;
	atomic_t		lost;
	struct ratelimit_state	messages;
};

struct contid_daemon *contid_daemon_alloc(void);
bool contid_daemon_has_room(struct contid_daemon *daemon, u32 waiting,
			    u32 records);

#endif /* _NET_CONTID_DAEMON_INTERNAL_H */
