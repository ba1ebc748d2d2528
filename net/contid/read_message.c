// SPDX-License-Identifier: GPL-2.0
/*
 * The records of an event, written into the messages that a reader gets: of the
 * family CONTID, or for an audit daemon, of audit.
 */

#include <linux/netlink.h>
#include <net/netlink.h>

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

/* Returns the length of the text at @to. */
static size_t copy_text(char *to, struct sk_buff *record,
			const struct contid_reader *reader)
{
	const char *text = nlmsg_data(nlmsg_hdr(record));
	size_t len = text_len(record);

	if (reader->trim)
		return contid_trim(to, text, len, nlmsg_hdr(record)->nlmsg_type,
				   contid_record_cb(record)->about,
				   reader->container);
	memcpy(to, text, len);
	return len;
}

static int put_text(struct sk_buff *skb, struct sk_buff *record,
		    const struct contid_reader *reader)
{
	size_t room = nla_attr_size(text_len(record)), len;
	struct nlattr *attr;
	char *to;

	if (reader->trim)
		room += CONTID_TRIM_GROWTH;
	if (skb_tailroom(skb) < NLA_ALIGN(room + 1))
		return -EMSGSIZE;
	attr = (struct nlattr *)skb_tail_pointer(skb);
	to = nla_data(attr);
	len = copy_text(to, record, reader);
	to[len++] = '\0';
	attr->nla_type = CONTID_A_RECORD;
	attr->nla_len = nla_attr_size(len);
	memset(to + len, 0, nla_padlen(len));
	skb_put(skb, nla_total_size(len));
	return 0;
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
	    (lost != reader->reported && contid_msg_put_lost(skb, lost)) ||
	    put_text(skb, record, reader))
		return -EMSGSIZE;
	genlmsg_end(skb, hdr);
	return 0;
}

/* Datagrams of several messages each. */
static int write_messages(struct sk_buff_head *datagrams,
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

/*
 * A record as audit sends it to a daemon, alone in its datagram. The length is
 * that of the text, without the header: libaudit takes it so.
 */
static struct sk_buff *audit_message(struct sk_buff *record,
				     const struct contid_reader *reader)
{
	size_t size = text_len(record) + CONTID_TRIM_GROWTH;
	struct sk_buff *skb;
	struct nlmsghdr *nlh;

	skb = alloc_skb(nlmsg_total_size(size), GFP_KERNEL | __GFP_NOWARN);
	if (!skb)
		return NULL;
	nlh = nlmsg_put(skb, 0, 0, nlmsg_hdr(record)->nlmsg_type, 0, 0);
	nlh->nlmsg_len = copy_text(nlmsg_data(nlh), record, reader);
	skb_put(skb, nlh->nlmsg_len);
	return skb;
}

static int write_audit_messages(struct sk_buff_head *datagrams,
				const struct contid_reader *reader,
				const struct contid_read_event *event,
				enum contid_share share)
{
	struct sk_buff *skb, *record;

	skb_queue_walk(&event->records, record) {
		if (!contid_read_wants(share, record, reader->container,
				       reader->trim))
			continue;
		skb = audit_message(record, reader);
		if (!skb)
			return -ENOMEM;
		__skb_queue_tail(datagrams, skb);
	}
	return 0;
}

/**
 * contid_read_write - write what a reader gets of an event
 * @datagrams: empty list; the caller frees what is in it, also if this fails
 * @reader: the reader
 * @event: the event
 * @share: what of it the reader gets
 * @lost: records that the reader has lost
 *
 * Context: the worker. May sleep.
 * Return: 0, -ENOMEM, or -EMSGSIZE, which would be a mistake of ours.
 */
int contid_read_write(struct sk_buff_head *datagrams,
		      struct contid_reader *reader,
		      const struct contid_read_event *event,
		      enum contid_share share, u64 lost)
{
	if (reader->daemon)
		return write_audit_messages(datagrams, reader, event, share);
	return write_messages(datagrams, reader, event, share, lost);
}

/**
 * contid_read_write_end - write that a reader's container has ended
 * @reader: the reader
 *
 * Context: the worker. May sleep.
 * Return: END_NTF; or NULL for lack of memory, or for an audit daemon, which has
 * no such message.
 */
struct sk_buff *contid_read_write_end(const struct contid_reader *reader)
{
	struct sk_buff *skb;
	void *hdr;

	if (reader->daemon)
		return NULL;
	skb = genlmsg_new(ATTRS_SIZE, GFP_KERNEL);
	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &contid_family, 0, CONTID_CMD_END_NTF);
	if (!hdr || contid_msg_put_name(skb, reader->container,
					reader->delegator) ||
	    contid_msg_put_lost(skb, atomic64_read(&reader->lost))) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}
