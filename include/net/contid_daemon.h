/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit daemon of a container, as audit receives its messages:
 * Documentation/contid/daemon.rst.
 */

#ifndef _NET_CONTID_DAEMON_H
#define _NET_CONTID_DAEMON_H

#include <linux/types.h>

struct contid;
struct sk_buff;

/* Records that wait for a daemon, at most, and if it does not say otherwise. */
#define CONTID_DAEMON_BACKLOG_MAX	65536
#define CONTID_DAEMON_BACKLOG_DEFAULT	8192

/**
 * struct contid_daemon_status - the state of a container's daemon
 * @pid: of the daemon, in the pid namespace of current; 0 for none
 * @rate_limit: records a second, 0 for any number
 * @backlog_limit: records that may wait for it
 * @backlog: records that wait for it
 * @lost: records that it has lost
 */
struct contid_daemon_status {
	u32	pid;
	u32	rate_limit;
	u32	backlog_limit;
	u32	backlog;
	u32	lost;
};

/* net/contid/daemon.c */

struct contid *contid_daemon_container(const struct sk_buff *skb);
bool contid_daemon_controls(const struct sk_buff *skb,
			    const struct contid *container);
bool contid_daemon_writes(const struct sk_buff *skb,
			  const struct contid *container);
void contid_daemon_get_status(struct contid *container,
			      struct contid_daemon_status *status);
int contid_daemon_register(struct contid *container, struct sk_buff *skb,
			   bool *ack);
int contid_daemon_unregister(struct contid *container);
void contid_daemon_set_rate_limit(struct contid *container, u32 limit);
void contid_daemon_set_backlog_limit(struct contid *container, u32 limit);
u32 contid_daemon_reset_lost(struct contid *container);
int contid_daemon_wait_turn(struct contid *container);

#endif /* _NET_CONTID_DAEMON_H */
