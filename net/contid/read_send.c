// SPDX-License-Identifier: GPL-2.0
/*
 * Events are sent to readers: visit the readers that an event is for, and put the
 * messages with its records into the socket, all or none.
 */

#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "daemon.h"
#include "reader.h"
#include "request.h"

static unsigned int count(const struct contid_reader *reader,
			  const struct contid_read_event *event,
			  enum contid_share share)
{
	struct sk_buff *record;
	unsigned int n = 0;

	skb_queue_walk(&event->records, record)
		n += contid_read_wants(share, record, reader->container,
				       reader->trim);
	return share == CONTID_SHARE_ALL ? n + event->uncopied : n;
}

static void lose_event(struct contid_reader *reader,
		       const struct contid_read_event *event)
{
	if (reader->counted == event->no)
		return;
	reader->counted = event->no;
	contid_reader_lose(reader,
			   count(reader, event,
				 contid_read_share(event, reader->container)));
}

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
		contid_reader_lose(reader, count(reader, event, share));
	}
	if (!reader->loss_logged && atomic64_read(&reader->lost)) {
		reader->loss_logged = true;
		contid_read_log("lost", reader->container, reader->opener,
				GFP_NOWAIT);
	}
}

/* A daemon's own events would cause others without end. */
static bool is_for(const struct contid_reader *reader,
		   const struct contid_read_event *event)
{
	return reader->first <= event->no &&
	       !(reader->daemon && reader->opener == event->process);
}

typedef void (*visitor)(struct contid_reader *reader,
			const struct contid_read_event *event);

static void visit_lineage(const struct contid *container,
			  const struct contid_read_event *event, visitor visit)
{
	struct contid_reader *reader;

	for (; container; container = container->parent) {
		if (!READ_ONCE(container->readers))
			continue;
		hlist_for_each_entry(reader, contid_readers_of(container),
				     by_container) {
			if (reader->container == container &&
			    is_for(reader, event))
				visit(reader, event);
		}
	}
}

/* Visit each reader that @event may be for, some more than once. */
static void visit_readers(const struct contid_read_event *event, visitor visit)
{
	const struct contid_about *about;
	struct sk_buff *record;
	unsigned int i;

	visit_lineage(event->actor, event, visit);
	skb_queue_walk(&event->records, record) {
		about = contid_record_cb(record)->about;
		for (i = 0; about && i < about->n; i++)
			visit_lineage(about->containers[i], event, visit);
	}
}

/**
 * contid_read_lose_event - count the records of an event as lost
 * @event: in no list
 *
 * Context: read->lock held.
 */
void contid_read_lose_event(struct contid_read_event *event)
{
	lockdep_assert_held(&contid_read.lock);

	visit_readers(event, lose_event);
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
			visit_readers(event, send_event);
		else
			end_readers();
		mutex_unlock(&read->mutex);
		if (event)
			contid_read_event_free(event);
		cond_resched();
	} while (event);
}
