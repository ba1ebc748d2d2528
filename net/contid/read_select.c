// SPDX-License-Identifier: GPL-2.0
/*
 * Which events a reader gets, and which of their records.
 */

#include <linux/audit.h>
#include <net/netlink.h>

#include "contid.h"
#include "reader.h"

static bool is_about(const struct contid_about *about,
		     const struct contid *container)
{
	unsigned int i;

	for (i = 0; about && i < about->n; i++) {
		if (contid_is_within(about->containers[i], container))
			return true;
	}
	return false;
}

static bool is_only_about(const struct contid_about *about,
			  const struct contid *container)
{
	unsigned int i;

	for (i = 0; i < about->n; i++) {
		if (!contid_is_within(about->containers[i], container))
			return false;
	}
	return true;
}

/* Whether a CONTAINER_ID has @scope: "audit(…): scope=sock …" */
static bool has_scope(const struct sk_buff *record, const char *scope)
{
	const char *text = nlmsg_data(nlmsg_hdr(record));
	size_t len = record->len - NLMSG_HDRLEN;

	return strnstr(text, scope, len);
}

/*
 * A packet belongs to the container of its socket; and to a container if no
 * other one is in its network namespace.
 */
static bool owns_packet(const struct contid_read_event *event,
			const struct contid *container)
{
	const struct contid_about *about;
	bool only = false, others = false;
	struct sk_buff *record;

	skb_queue_walk(&event->records, record) {
		about = contid_record_cb(record)->about;
		if (!about)
			continue;
		if (has_scope(record, " scope=sock ")) {
			if (is_about(about, container))
				return true;
		} else if (is_only_about(about, container)) {
			only = true;
		} else {
			others = true;
		}
	}
	return only && !others;
}

/**
 * contid_read_share - what of an event a reader of a container gets
 * @event: the event
 * @container: container that is read
 */
enum contid_share contid_read_share(const struct contid_read_event *event,
				    const struct contid *container)
{
	struct sk_buff *record = skb_peek(&event->records);

	if (contid_is_within(event->actor, container))
		return CONTID_SHARE_ALL;
	if (record && nlmsg_hdr(record)->nlmsg_type == AUDIT_NETFILTER_PKT)
		return owns_packet(event, container) ? CONTID_SHARE_ALL :
						       CONTID_SHARE_NONE;
	skb_queue_walk(&event->records, record) {
		if (contid_read_wants(CONTID_SHARE_OPS, record, container,
				      false))
			return CONTID_SHARE_OPS;
	}
	return CONTID_SHARE_NONE;
}

/**
 * contid_read_wants - whether a reader of a container gets a record
 * @share: of the record's event
 * @record: the record
 * @container: container that is read
 * @trim: whether records are trimmed
 */
bool contid_read_wants(enum contid_share share, struct sk_buff *record,
		       const struct contid *container, bool trim)
{
	const struct contid_about *about = contid_record_cb(record)->about;
	int type = nlmsg_hdr(record)->nlmsg_type;

	if (share == CONTID_SHARE_OPS)
		return type == AUDIT_CONTAINER_OP && is_about(about, container);
	if (share == CONTID_SHARE_NONE || !trim)
		return share == CONTID_SHARE_ALL;
	if (type == AUDIT_CONTAINER_ID && has_scope(record, " scope=task "))
		return true;
	if (type == AUDIT_CONTAINER_ID || type == AUDIT_OBJ_PID)
		return is_about(about, container);
	return true;
}

/**
 * contid_read_wanted - how many records of an event a reader gets
 * @reader: reader
 * @event: the event
 * @share: of contid_read_share()
 */
unsigned int contid_read_wanted(const struct contid_reader *reader,
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
