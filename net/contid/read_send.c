// SPDX-License-Identifier: GPL-2.0
/*
 * Events are sent to readers: the messages with the records of one go into the
 * socket, all or none.
 */

#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "daemon.h"
#include "read_log.h"
#include "request.h"

static bool fits(const struct contid_reader *reader,
		 const struct sk_buff_head *datagrams)
{
	const struct contid_read_sock *rs = reader->rs;
	u64 size = atomic_read(&rs->sk->sk_rmem_alloc);
	const struct sk_buff *skb;

	skb_queue_walk(datagrams, skb)
		size += skb->truesize;
	return size <= rs->limit &&
	       (!reader->daemon ||
		contid_daemon_has_room(reader->daemon,
				       contid_reader_waiting(reader),
				       skb_queue_len(datagrams)));
}

static unsigned int count_messages(const struct contid_reader *reader,
				   const struct sk_buff *skb)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int left = skb->len;
	unsigned int n = 0;

	if (reader->daemon)
		return 1;
	while (nlmsg_ok(nlh, left)) {
		nlh = nlmsg_next(nlh, &left);
		n++;
	}
	return n;
}

/* Consumes @skb. */
static int send(struct sock *sk, struct sk_buff *skb)
{
	long timeo = 0;
	int err;

	/* Both functions put a reference to the socket. */
	sock_hold(sk);
	err = netlink_attachskb(sk, skb, &timeo, sock_net(sk)->genl_sock);
	if (err)
		return err;
	netlink_sendskb(sk, skb);
	return 0;
}

/*
 * The socket has room, so nothing is lost here, but where its owner has made it
 * smaller or where notifications of a group congest it.
 */
static void send_all(struct contid_reader *reader,
		     struct sk_buff_head *datagrams)
{
	struct sk_buff *skb;
	unsigned int n;

	while ((skb = __skb_dequeue(datagrams))) {
		n = count_messages(reader, skb);
		if (send(reader->rs->sk, skb))
			contid_reader_lose(reader, n);
		else
			atomic64_add(n, &contid_read.delivered);
	}
}

static void send_event(struct contid_reader *reader,
		       const struct contid_read_event *event)
{
	u64 lost = atomic64_read(&reader->lost), reported = reader->reported;
	struct sk_buff_head datagrams;
	enum contid_share share;

	if (reader->sent == event->no)
		return;
	reader->sent = event->no;
	share = contid_read_share(event, reader->container);
	if (share == CONTID_SHARE_NONE)
		return;

	__skb_queue_head_init(&datagrams);
	if (!event->uncopied && !event->broken &&
	    !contid_read_write(&datagrams, reader, event, share, lost) &&
	    fits(reader, &datagrams)) {
		send_all(reader, &datagrams);
	} else {
		reader->reported = reported;
		__skb_queue_purge(&datagrams);
		contid_reader_lose(reader,
				   contid_read_wanted(reader, event, share));
	}
	if (!reader->loss_logged && atomic64_read(&reader->lost)) {
		reader->loss_logged = true;
		contid_read_log("lost", reader->container, reader->opener,
				GFP_NOWAIT);
	}
}

/**
 * contid_read_next - take the next event out of the queue
 *
 * Context: the worker, or a test. Takes read->lock.
 * Return: an event for contid_read_event_free(), or NULL.
 */
struct contid_read_event *contid_read_next(void)
{
	struct contid_read *read = &contid_read;
	struct contid_read_event *event;

	spin_lock_irq(&read->lock);
	event = list_first_entry_or_null(&read->queue,
					 struct contid_read_event, node);
	if (event) {
		list_del(&event->node);
		read->backlog -= event->size;
	}
	spin_unlock_irq(&read->lock);
	return event;
}

static bool concerns(const struct list_head *events,
		     const struct contid *container)
{
	const struct contid_read_event *event;

	list_for_each_entry(event, events, node) {
		if (event->op || contid_is_within(event->actor, container))
			return true;
	}
	return false;
}

/* A reader whose container has ended, and that has got all of it; or NULL. */
static struct contid_reader *next_ended(void)
{
	struct contid_read *read = &contid_read;
	struct contid_reader *reader, *found = NULL;

	spin_lock_irq(&read->lock);
	list_for_each_entry(reader, &read->ending, by_end) {
		if (!concerns(&read->open, reader->container) &&
		    !concerns(&read->queue, reader->container)) {
			found = reader;
			break;
		}
	}
	spin_unlock_irq(&read->lock);
	return found;
}

/* The room that the socket had before READ is left for this message. */
static void send_end(struct contid_reader *reader)
{
	struct sk_buff *skb = contid_read_write_end(reader);

	if (skb)
		send(reader->rs->sk, skb);
}

static void end_readers(void)
{
	struct contid_reader *reader;

	while ((reader = next_ended())) {
		send_end(reader);
		contid_reader_remove(reader);
		contid_reader_free(reader);
	}
}

/**
 * contid_read_work - send what waits for readers
 * @work: contid_read.work
 *
 * Context: a worker. May sleep.
 */
void contid_read_work(struct work_struct *work)
{
	struct contid_read *read = &contid_read;
	struct contid_read_event *event;

	do {
		/* Readers come and go between two events. */
		mutex_lock(&read->mutex);
		event = contid_read_next();
		if (event)
			contid_read_visit(event, send_event);
		else
			end_readers();
		mutex_unlock(&read->mutex);
		if (event)
			contid_read_event_free(event);
		cond_resched();
	} while (event);
}
