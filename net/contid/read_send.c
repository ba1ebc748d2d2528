// SPDX-License-Identifier: GPL-2.0
/*
 * Events are sent to readers: visit the readers that an event is for, write its
 * records into messages, and put these into the socket, all or none.
 */

#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "reader.h"
#include "request.h"

/*
 * Text in one datagram, at most; a larger record has one of its own. A program
 * that receives into the 32 KiB which netlink advises gets all of it.
 */
#define DATAGRAM_SIZE	(16 << 10)

/* Attributes beside the text: CONTID, SCOPE, SERIAL, LOST; RECORD_TYPE. */
#define ATTRS_SIZE	(4 * nla_total_size_64bit(sizeof(u64)) + \
			 nla_total_size(sizeof(u32)))

static size_t text_len(const struct sk_buff *record)
{
	return record->len - NLMSG_HDRLEN;
}

/* What a message with @record takes at most; its text may be trimmed. */
static size_t message_size(const struct sk_buff *record)
{
	return NLMSG_ALIGN(nlmsg_msg_size(GENL_HDRLEN) + ATTRS_SIZE +
			   nla_total_size(text_len(record) +
					  CONTID_TRIM_GROWTH + 1));
}

static size_t messages_size(const struct contid_reader *reader,
			    const struct contid_read_event *event,
			    enum contid_share share)
{
	struct sk_buff *record;
	size_t size = 0;

	skb_queue_walk(&event->records, record) {
		if (contid_read_wants(share, record, reader->container,
				      reader->trim))
			size += message_size(record);
	}
	return size;
}

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

static void lose(struct contid_reader *reader, unsigned int records)
{
	atomic64_add(records, &reader->lost);
	atomic64_add(records, &contid_read.lost);
}

static void lose_event(struct contid_reader *reader,
		       const struct contid_read_event *event)
{
	if (reader->counted == event->no)
		return;
	reader->counted = event->no;
	lose(reader, count(reader, event,
			   contid_read_share(event, reader->container)));
}

static int put_text(struct sk_buff *skb, struct sk_buff *record,
		    const struct contid_reader *reader)
{
	const char *text = nlmsg_data(nlmsg_hdr(record));
	size_t len = text_len(record), room = nla_attr_size(len);
	struct nlattr *attr;
	char *to;

	if (reader->trim)
		room += CONTID_TRIM_GROWTH;
	if (skb_tailroom(skb) < NLA_ALIGN(room + 1))
		return -EMSGSIZE;
	attr = (struct nlattr *)skb_tail_pointer(skb);
	to = nla_data(attr);
	if (reader->trim)
		len = contid_trim(to, text, len, nlmsg_hdr(record)->nlmsg_type,
				  contid_record_cb(record)->about,
				  reader->container);
	else
		memcpy(to, text, len);
	to[len++] = '\0';
	attr->nla_type = CONTID_A_RECORD;
	attr->nla_len = nla_attr_size(len);
	memset(to + len, 0, nla_padlen(len));
	skb_put(skb, nla_total_size(len));
	return 0;
}

static int put_lost(struct sk_buff *skb, u64 lost)
{
	return nla_put_u64_64bit(skb, CONTID_A_LOST, lost, CONTID_A_PAD);
}

static int put_record(struct sk_buff *skb, struct sk_buff *record,
		      const struct contid_reader *reader, u64 lost)
{
	void *hdr = genlmsg_put(skb, 0, 0, &contid_family, 0,
				CONTID_CMD_RECORD_NTF);

	if (!hdr || contid_msg_put_name(skb, reader->container,
					reader->delegator) ||
	    nla_put_u32(skb, CONTID_A_RECORD_TYPE,
			nlmsg_hdr(record)->nlmsg_type) ||
	    (lost != reader->reported && put_lost(skb, lost)) ||
	    put_text(skb, record, reader))
		return -EMSGSIZE;
	genlmsg_end(skb, hdr);
	return 0;
}

/* Write what @reader gets of @event into datagrams. */
static int write_event(struct sk_buff_head *datagrams,
		       struct contid_reader *reader,
		       const struct contid_read_event *event,
		       enum contid_share share, u64 lost)
{
	size_t left = messages_size(reader, event, share), size;
	struct sk_buff *skb = NULL, *record;

	skb_queue_walk(&event->records, record) {
		if (!contid_read_wants(share, record, reader->container,
				       reader->trim))
			continue;
		size = message_size(record);
		if (!skb || skb_tailroom(skb) < size) {
			skb = alloc_skb(clamp_t(size_t, left, size,
						max_t(size_t, size,
						      DATAGRAM_SIZE)),
					GFP_KERNEL | __GFP_NOWARN);
			if (!skb)
				return -ENOMEM;
			__skb_queue_tail(datagrams, skb);
		}
		if (WARN_ON_ONCE(put_record(skb, record, reader, lost)))
			return -EMSGSIZE;
		/* Only the first message says what was lost. */
		reader->reported = lost;
		left -= size;
	}
	return 0;
}

static bool fits(const struct contid_reader *reader,
		 const struct sk_buff_head *datagrams)
{
	const struct contid_read_sock *rs = reader->rs;
	u64 size = atomic_read(&rs->sk->sk_rmem_alloc);
	const struct sk_buff *skb;

	skb_queue_walk(datagrams, skb)
		size += skb->truesize;
	return size <= rs->limit;
}

static unsigned int count_messages(const struct sk_buff *skb)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int left = skb->len;
	unsigned int n = 0;

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
		n = count_messages(skb);
		if (send(reader->rs->sk, skb))
			lose(reader, n);
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
	    !write_event(&datagrams, reader, event, share, lost) &&
	    fits(reader, &datagrams)) {
		send_all(reader, &datagrams);
	} else {
		reader->reported = reported;
		__skb_queue_purge(&datagrams);
		lose(reader, count(reader, event, share));
	}
	if (!reader->loss_logged && atomic64_read(&reader->lost)) {
		reader->loss_logged = true;
		contid_read_log("lost", reader->container, reader->opener,
				GFP_NOWAIT);
	}
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
			    reader->first <= event->no)
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

static struct contid_read_event *next_event(void)
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
	struct sk_buff *skb = genlmsg_new(ATTRS_SIZE, GFP_KERNEL);
	void *hdr;

	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &contid_family, 0, CONTID_CMD_END_NTF);
	if (!hdr || contid_msg_put_name(skb, reader->container,
					reader->delegator) ||
	    put_lost(skb, atomic64_read(&reader->lost))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
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
		event = next_event();
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
