// SPDX-License-Identifier: GPL-2.0
/*
 * The audit daemon of a container: a reader that audit's own messages control.
 * Design: Documentation/contid/daemon.rst.
 */

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <linux/pid.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/contid_daemon.h>
#include <net/sock.h>

#include "daemon.h"
#include "read_log.h"
#include "request.h"

/* Bytes that wait in a daemon's socket. */
#define DAEMON_LIMIT		(16 << 20)

/* User messages of a container in a second. */
#define MESSAGES_PER_SECOND	100

/**
 * contid_daemon_alloc - what a container with CONTID_FLAG_AUDITD has
 *
 * Return: without daemon, for kfree(); or NULL.
 */
struct contid_daemon *contid_daemon_alloc(void)
{
	struct contid_daemon *daemon;

	daemon = kzalloc(sizeof(*daemon), GFP_KERNEL_ACCOUNT);
	if (!daemon)
		return NULL;
	daemon->backlog_limit = CONTID_DAEMON_BACKLOG_DEFAULT;
	ratelimit_state_init(&daemon->messages, HZ, MESSAGES_PER_SECOND);
	/* The sender waits, so there is nothing to report. */
	ratelimit_set_flags(&daemon->messages, RATELIMIT_MSG_ON_RELEASE);
	return daemon;
}

/* The innermost container around @container whose daemon current may know. */
static struct contid *container_of_sender(struct contid *container)
{
	for (; container; container = container->parent) {
		if (container->daemon &&
		    container->user_ns == current_user_ns())
			return container;
	}
	return NULL;
}

/**
 * contid_daemon_container - the container whose daemon a message is about
 * @skb: message to audit, in the context of its sender
 *
 * Return: a container with CONTID_FLAG_AUDITD, with a reference; or NULL if the
 * sender is in none, or in another user namespace, or if its socket was created
 * outside.
 */
struct contid *contid_daemon_container(const struct sk_buff *skb)
{
	/* A socket keeps the memory of its container. */
	const struct contid *creator = READ_ONCE(NETLINK_CB(skb).sk->sk_contid);
	struct contid *container;

	rcu_read_lock();
	container = container_of_sender(contid_of_task_rcu(current));
	if (container && contid_is_within(creator, container))
		container = contid_get_rcu(container);
	else
		container = NULL;
	rcu_read_unlock();
	return container;
}

/**
 * contid_daemon_controls - whether the sender of a message may send requests
 * @skb: the message, in the context of its sender
 * @container: of contid_daemon_container()
 *
 * A process in a nested container may not: a daemon gets the records of all of
 * @container.
 */
bool contid_daemon_controls(const struct sk_buff *skb,
			    const struct contid *container)
{
	bool is_member;

	rcu_read_lock();
	is_member = contid_of_task_rcu(current) == container;
	rcu_read_unlock();
	return is_member &&
	       READ_ONCE(NETLINK_CB(skb).sk->sk_contid) == container &&
	       contid_have_cap(skb, container->user_ns, CAP_AUDIT_CONTROL);
}

/**
 * contid_daemon_writes - whether the sender of a message may write user messages
 * @skb: the message, in the context of its sender
 * @container: of contid_daemon_container()
 */
bool contid_daemon_writes(const struct sk_buff *skb,
			  const struct contid *container)
{
	return contid_have_cap(skb, container->user_ns, CAP_AUDIT_WRITE);
}

/**
 * contid_daemon_get_status - read the state of a container's daemon
 * @container: of contid_daemon_container()
 * @status: filled in
 *
 * Context: process context. May sleep.
 */
void contid_daemon_get_status(struct contid *container,
			      struct contid_daemon_status *status)
{
	struct contid_daemon *daemon = container->daemon;

	memset(status, 0, sizeof(*status));
	mutex_lock(&contid_read.mutex);
	if (daemon->reader) {
		status->pid = pid_vnr(daemon->reader->opener);
		status->backlog = contid_reader_waiting(daemon->reader);
	}
	mutex_unlock(&contid_read.mutex);
	status->rate_limit = READ_ONCE(daemon->rate_limit);
	status->backlog_limit = READ_ONCE(daemon->backlog_limit);
	status->lost = atomic_read(&daemon->lost);
}

/* Whether a process is the daemon, rather than a socket that was left over. */
static bool is_alive(const struct contid_reader *reader)
{
	bool alive;

	rcu_read_lock();
	alive = pid_task(reader->opener, PIDTYPE_TGID);
	rcu_read_unlock();
	return alive;
}

/*
 * Sets @old to a daemon that is gone, if there is one: the caller frees it, also
 * if @reader could not take its place.
 */
static int replace_locked(struct contid_daemon *daemon,
			  struct contid_reader *reader, struct sk_buff *skb,
			  struct contid_reader **old)
{
	int err;

	if (daemon->reader && is_alive(daemon->reader))
		return -EEXIST;
	*old = daemon->reader;
	if (*old)
		contid_reader_remove(*old);
	err = contid_reader_add(reader, NETLINK_CB(skb).sk,
				NETLINK_CB(skb).portid);
	if (!err)
		daemon->reader = reader;
	return err;
}

/**
 * contid_daemon_register - current becomes the daemon of its container
 * @container: of contid_daemon_container()
 * @skb: the message that asks for it; its socket gets the records
 * @ack: whether the sender waits for an acknowledgment; set to false when that
 *	 has been sent
 *
 * Context: process context. May sleep.
 * Return: 0; -EEXIST when there is a daemon; -ENOSPC when the container has
 * enough readers, or their limits leave no room; -ENOENT when the container has
 * ended; -ENOMEM.
 */
int contid_daemon_register(struct contid *container, struct sk_buff *skb,
			   bool *ack)
{
	struct contid_reader *reader, *old = NULL;
	int err;

	reader = contid_reader_alloc(container, container);
	if (!reader)
		return -ENOMEM;
	reader->limit = DAEMON_LIMIT;
	reader->trim = true;
	reader->daemon = container->daemon;
	contid_read_enable();

	mutex_lock(&contid_read.mutex);
	err = replace_locked(container->daemon, reader, skb, &old);
	if (!err && *ack) {
		/* The worker, which waits for the mutex, sends nothing before. */
		netlink_ack(skb, nlmsg_hdr(skb), 0, NULL);
		*ack = false;
	}
	mutex_unlock(&contid_read.mutex);
	if (old)
		contid_read_log("unread", container, old->opener, GFP_KERNEL);
	contid_reader_free(old);
	if (err) {
		contid_reader_free(reader);
		return err == -EDQUOT ? -ENOSPC : err;
	}
	/* The daemon may be gone, and the reader with it. */
	contid_read_log("read", container, task_tgid(current), GFP_KERNEL);
	return 0;
}

/**
 * contid_daemon_unregister - current is no longer the daemon of its container
 * @container: of contid_daemon_container()
 *
 * Context: process context. May sleep.
 * Return: 0, also if there is no daemon; -EACCES if current is not the daemon.
 */
int contid_daemon_unregister(struct contid *container)
{
	struct contid_reader *reader;
	int err = 0;

	mutex_lock(&contid_read.mutex);
	reader = container->daemon->reader;
	if (reader && reader->opener != task_tgid(current)) {
		err = -EACCES;
		reader = NULL;
	}
	if (reader)
		contid_reader_remove(reader);
	mutex_unlock(&contid_read.mutex);
	if (reader)
		contid_read_log("unread", container, reader->opener,
				GFP_KERNEL);
	contid_reader_free(reader);
	return err;
}

/**
 * contid_daemon_set_rate_limit - limit the records that a daemon gets
 * @container: of contid_daemon_container()
 * @limit: in a second, or 0
 */
void contid_daemon_set_rate_limit(struct contid *container, u32 limit)
{
	WRITE_ONCE(container->daemon->rate_limit, limit);
}

/**
 * contid_daemon_set_backlog_limit - limit the records that wait for a daemon
 * @container: of contid_daemon_container()
 * @limit: 1 to CONTID_DAEMON_BACKLOG_MAX, as the caller has checked
 */
void contid_daemon_set_backlog_limit(struct contid *container, u32 limit)
{
	WRITE_ONCE(container->daemon->backlog_limit, limit);
}

/**
 * contid_daemon_reset_lost - count the lost records from 0 again
 * @container: of contid_daemon_container()
 *
 * Return: how many there were.
 */
u32 contid_daemon_reset_lost(struct contid *container)
{
	return atomic_xchg(&container->daemon->lost, 0);
}

/**
 * contid_daemon_wait_turn - wait until a user message may be logged
 * @container: of contid_daemon_container()
 *
 * Context: process context, no lock held. Sleeps.
 * Return: 0, or -EINTR if current is being killed.
 */
int contid_daemon_wait_turn(struct contid *container)
{
	while (!__ratelimit(&container->daemon->messages)) {
		schedule_timeout_killable(HZ / 10 + 1);
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/**
 * contid_daemon_has_room - whether a daemon may be sent an event
 * @daemon: of a container
 * @waiting: records in its socket
 * @records: of the event; they count for the rate from now on, if there is room
 *
 * Context: the worker, or a test.
 */
bool contid_daemon_has_room(struct contid_daemon *daemon, u32 waiting,
			    u32 records)
{
	u32 rate_limit = READ_ONCE(daemon->rate_limit);
	unsigned long now = jiffies;

	if (waiting + records > READ_ONCE(daemon->backlog_limit))
		return false;
	if (!rate_limit)
		return true;
	if (time_after_eq(now, daemon->rate_begin + HZ)) {
		daemon->rate_begin = now;
		daemon->rate_sent = 0;
	}
	if (daemon->rate_sent + records > rate_limit)
		return false;
	daemon->rate_sent += records;
	return true;
}
