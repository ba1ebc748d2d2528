// SPDX-License-Identifier: GPL-2.0
/*
 * The readers of all containers: how they come and go. Locks and references:
 * Documentation/contid/readers.rst.
 */

#include <linux/hash.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "contid.h"
#include "read_log.h"
#include "reader.h"

struct contid_read contid_read = {
	.mutex	= __MUTEX_INITIALIZER(contid_read.mutex),
	.lock	= __SPIN_LOCK_UNLOCKED(contid_read.lock),
	.ending	= LIST_HEAD_INIT(contid_read.ending),
	.open	= LIST_HEAD_INIT(contid_read.open),
	.queue	= LIST_HEAD_INIT(contid_read.queue),
	.work	= __WORK_INITIALIZER(contid_read.work, contid_read_work),
};

/**
 * contid_readers_of - the hash bucket with the readers of a container
 * @container: container
 */
struct hlist_head *contid_readers_of(const struct contid *container)
{
	return &contid_read.readers[hash_ptr(container,
					     CONTID_READ_HASH_BITS)];
}

static struct hlist_head *socks_of_port(u32 portid)
{
	return &contid_read.socks[hash_32(portid, CONTID_READ_HASH_BITS)];
}

static struct contid_read_sock *find_sock(const struct sock *sk, u32 portid)
{
	struct contid_read_sock *rs;

	hlist_for_each_entry(rs, socks_of_port(portid), by_port) {
		if (rs->sk == sk)
			return rs;
	}
	return NULL;
}

static struct contid_read_sock *add_sock(struct sock *sk, u32 portid)
{
	struct contid_read_sock *rs = kzalloc(sizeof(*rs), GFP_KERNEL_ACCOUNT);

	if (!rs)
		return NULL;
	INIT_LIST_HEAD(&rs->readers);
	sock_hold(sk);
	rs->sk = sk;
	hlist_add_head(&rs->by_port, socks_of_port(portid));
	return rs;
}

static void free_sock_if_unused(struct contid_read_sock *rs)
{
	if (!list_empty(&rs->readers))
		return;
	hlist_del(&rs->by_port);
	sock_put(rs->sk);
	kfree(rs);
}

/*
 * Netlink refuses what exceeds the socket's own limit. That grows by the
 * reader's, so that replies and notifications have the room that they had.
 */
static void change_limit(struct contid_read_sock *rs, s64 n)
{
	struct sock *sk = rs->sk;
	s64 rcvbuf = READ_ONCE(sk->sk_rcvbuf) + n;

	rs->limit += n;
	WRITE_ONCE(sk->sk_rcvbuf,
		   clamp_t(s64, rcvbuf, SOCK_MIN_RCVBUF, INT_MAX));
}

/* Whether the readers of one delegation have room for @limit more. */
static bool may_limit(const struct contid *delegator, u32 limit)
{
	const struct contid_read_sock *rs;
	const struct contid_reader *reader;
	u64 sum = limit;
	int i;

	for (i = 0; delegator && i < ARRAY_SIZE(contid_read.socks); i++) {
		hlist_for_each_entry(rs, &contid_read.socks[i], by_port) {
			list_for_each_entry(reader, &rs->readers, of_sock) {
				if (reader->delegator == delegator)
					sum += reader->limit;
			}
		}
	}
	return sum <= CONTID_READ_LIMIT_MAX;
}

/* Returns -ENOENT if the container has ended. */
static int link_reader(struct contid_reader *reader)
{
	struct contid_read *read = &contid_read;
	struct contid *container = reader->container;
	int err = 0;

	spin_lock_irq(&read->lock);
	/* contid_read_end() comes after @users is 0, and takes the lock. */
	if (!refcount_read(&container->users)) {
		err = -ENOENT;
	} else {
		hlist_add_head(&reader->by_container,
			       contid_readers_of(container));
		WRITE_ONCE(container->readers, container->readers + 1);
		reader->first = read->last_no + 1;
		read->nr_readers++;
	}
	spin_unlock_irq(&read->lock);
	return err;
}

/**
 * contid_reader_alloc - make a reader of current's
 * @container: container that it reads; the caller has a reference
 * @delegator: container that the authority was delegated to, likewise; or NULL
 *
 * The caller fills in @limit and @trim, and a daemon's @daemon.
 *
 * Context: process context. May sleep.
 * Return: a reader for contid_reader_add() or contid_reader_free(), or NULL.
 */
struct contid_reader *contid_reader_alloc(struct contid *container,
					  struct contid *delegator)
{
	struct contid_reader *reader;

	reader = kzalloc(sizeof(*reader), GFP_KERNEL_ACCOUNT);
	if (!reader)
		return NULL;
	contid_get(container);
	reader->container = container;
	contid_get(delegator);
	reader->delegator = delegator;
	reader->opener = get_pid(task_tgid(current));
	return reader;
}

/**
 * contid_reader_find - find a reader
 * @sk: its socket
 * @portid: of the socket
 * @container: container that it reads
 *
 * Context: read->mutex held.
 */
struct contid_reader *contid_reader_find(const struct sock *sk, u32 portid,
					 const struct contid *container)
{
	const struct contid_read_sock *rs = find_sock(sk, portid);
	struct contid_reader *reader;

	lockdep_assert_held(&contid_read.mutex);

	if (!rs)
		return NULL;
	list_for_each_entry(reader, &rs->readers, of_sock) {
		if (reader->container == container)
			return reader;
	}
	return NULL;
}

/**
 * contid_reader_add - a socket becomes a reader of a container
 * @reader: with container, limit and authority filled in; owned by the list
 *	    afterwards, unless this fails
 * @sk: the socket
 * @portid: of the socket
 *
 * Context: read->mutex held. May sleep.
 * Return: 0; -EEXIST when the socket reads the container; -ENOSPC when the
 * container has enough readers; -EDQUOT when the delegation's readers have no
 * room; -ENOENT when the container has ended; -ENOMEM.
 */
int contid_reader_add(struct contid_reader *reader, struct sock *sk, u32 portid)
{
	struct contid_read_sock *rs = find_sock(sk, portid);
	int err;

	lockdep_assert_held(&contid_read.mutex);

	if (contid_reader_find(sk, portid, reader->container))
		return -EEXIST;
	if (reader->container->readers >= CONTID_READERS_MAX)
		return -ENOSPC;
	if (!may_limit(reader->delegator, reader->limit))
		return -EDQUOT;
	if (!rs)
		rs = add_sock(sk, portid);
	if (!rs)
		return -ENOMEM;
	INIT_LIST_HEAD(&reader->by_end);
	reader->rs = rs;
	err = link_reader(reader);
	if (err) {
		free_sock_if_unused(rs);
		return err;
	}
	list_add_tail(&reader->of_sock, &rs->readers);
	change_limit(rs, reader->limit);
	return 0;
}

/**
 * contid_reader_remove - a socket is no longer a reader
 * @reader: the reader; the caller frees it
 *
 * Context: read->mutex held. The caller may use the socket's memory no more.
 */
void contid_reader_remove(struct contid_reader *reader)
{
	struct contid_read *read = &contid_read;
	struct contid *container = reader->container;

	lockdep_assert_held(&read->mutex);

	spin_lock_irq(&read->lock);
	hlist_del(&reader->by_container);
	list_del_init(&reader->by_end);
	WRITE_ONCE(container->readers, container->readers - 1);
	read->nr_readers--;
	spin_unlock_irq(&read->lock);

	if (reader->daemon)
		reader->daemon->reader = NULL;
	change_limit(reader->rs, -(s64)reader->limit);
	list_del(&reader->of_sock);
	free_sock_if_unused(reader->rs);
}

/**
 * contid_reader_free - free a reader
 * @reader: in no list, or NULL
 */
void contid_reader_free(struct contid_reader *reader)
{
	if (!reader)
		return;
	contid_put(reader->container);
	contid_put(reader->delegator);
	put_pid(reader->opener);
	kfree(reader);
}

/**
 * contid_reader_lose - count records as lost by a reader
 * @reader: the reader
 * @records: how many
 *
 * Context: read->mutex or read->lock held.
 */
void contid_reader_lose(struct contid_reader *reader, unsigned int records)
{
	atomic64_add(records, &reader->lost);
	atomic64_add(records, &contid_read.lost);
	if (reader->daemon)
		atomic_add(records, &reader->daemon->lost);
}

/**
 * contid_reader_waiting - datagrams that wait in the socket of a reader
 * @reader: the reader
 *
 * Context: read->mutex held.
 */
u32 contid_reader_waiting(const struct contid_reader *reader)
{
	return skb_queue_len_lockless(&reader->rs->sk->sk_receive_queue);
}

/**
 * contid_read_lose - records for the readers of a container cannot be kept
 * @container: container that they would have been for, or NULL; also those that
 *	       it is nested in
 * @records: how many
 *
 * Context: any. Takes read->lock.
 */
void contid_read_lose(const struct contid *container, unsigned int records)
{
	struct contid_read *read = &contid_read;
	struct contid_reader *reader;
	unsigned long flags;

	spin_lock_irqsave(&read->lock, flags);
	for (; container; container = container->parent) {
		if (!container->readers)
			continue;
		hlist_for_each_entry(reader, contid_readers_of(container),
				     by_container) {
			if (reader->container == container)
				contid_reader_lose(reader, records);
		}
	}
	spin_unlock_irqrestore(&read->lock, flags);
}

/**
 * contid_read_end - a container has ended
 * @container: container without users
 *
 * Its readers get END_NTF, when they have got what is on its way to them.
 *
 * Context: any.
 */
void contid_read_end(struct contid *container)
{
	struct contid_read *read = &contid_read;
	struct contid_reader *reader;
	unsigned long flags;
	bool any = false;

	if (!contid_read_used())
		return;
	spin_lock_irqsave(&read->lock, flags);
	hlist_for_each_entry(reader, contid_readers_of(container),
			     by_container) {
		if (reader->container != container)
			continue;
		list_add_tail(&reader->by_end, &read->ending);
		any = true;
	}
	spin_unlock_irqrestore(&read->lock, flags);
	if (any)
		queue_work(system_unbound_wq, &read->work);
}

/*
 * A socket has been closed, and its port number may belong to another one by now:
 * that one is not dead.
 */
static struct contid_reader *find_closed(const struct netlink_notify *n)
{
	struct contid_read_sock *rs;

	hlist_for_each_entry(rs, socks_of_port(n->portid), by_port) {
		if (net_eq(sock_net(rs->sk), n->net) &&
		    sock_flag(rs->sk, SOCK_DEAD))
			return list_first_entry(&rs->readers,
						struct contid_reader, of_sock);
	}
	return NULL;
}

static int socket_closed(struct notifier_block *nb, unsigned long event,
			 void *data)
{
	const struct netlink_notify *n = data;
	struct contid_read *read = &contid_read;
	struct contid_reader *reader;

	if (!contid_read_used() || event != NETLINK_URELEASE ||
	    (n->protocol != NETLINK_GENERIC && n->protocol != NETLINK_AUDIT))
		return NOTIFY_DONE;
	do {
		mutex_lock(&read->mutex);
		reader = find_closed(n);
		if (reader)
			contid_reader_remove(reader);
		mutex_unlock(&read->mutex);
		if (reader)
			contid_read_log("unread", reader->container,
					reader->opener, GFP_KERNEL);
		contid_reader_free(reader);
	} while (reader);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call	= socket_closed,
};

/**
 * contid_read_count - count the readers and their records
 * @readers: set to the readers that there are
 * @delivered: set to the records that readers have been sent since boot
 * @lost: set to the records that readers have lost since boot
 */
void contid_read_count(u64 *readers, u64 *delivered, u64 *lost)
{
	struct contid_read *read = &contid_read;

	spin_lock_irq(&read->lock);
	*readers = read->nr_readers;
	spin_unlock_irq(&read->lock);
	*delivered = atomic64_read(&read->delivered);
	*lost = atomic64_read(&read->lost);
}

/**
 * contid_readers_init - learn when sockets are closed
 *
 * Return: 0, or a negative errno.
 */
int __init contid_readers_init(void)
{
	return netlink_register_notifier(&socket_notifier);
}
