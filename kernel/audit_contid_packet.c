// SPDX-License-Identifier: GPL-2.0
/*
 * CONTAINER_ID records of a packet: scope=net, the containers of the network
 * namespace that the rule runs in, and scope=sock, the one that created the
 * packet's local socket.
 *
 * Runs for audited packets that have any, usually in softirq: no lock, no reference, no
 * formatting but the copying of lineages that are text already.
 */

#include <linux/audit.h>
#include <linux/rculist.h>
#include <net/contid.h>
#include <net/netlink.h>

#include "audit.h"

/*
 * Text of one record: what fits two pages, and less than the 8,560 bytes that
 * the audit daemon takes.
 */
#define RECORD_TEXT_MAX	(SKB_WITH_OVERHEAD(2 * 4096) - NLMSG_HDRLEN)

/* "scope=net netns=4294967295 contid=" */
#define PREFIX_SIZE	48

/**
 * struct records - scope=net records of one event, under construction
 * @first: the chain
 * @last: where its next member goes
 * @skb: the one being written, or NULL
 * @text: where its list begins
 * @end: what it has room for, less the final NUL
 * @stamp: what they begin with: time and serial number, as text
 * @stamp_len: length of @stamp
 */
struct records {
	struct sk_buff	*first;
	struct sk_buff	**last;
	struct sk_buff	*skb;
	char		*text;
	char		*end;
	const char	*stamp;
	size_t		stamp_len;
};

static bool open_record(struct records *recs, const char *prefix,
			size_t prefix_len, size_t text_len)
{
	size_t size = recs->stamp_len + prefix_len + text_len + 1;
	struct nlmsghdr *nlh;
	struct sk_buff *skb;
	char *pos;

	size = min_t(size_t, size, RECORD_TEXT_MAX);
	skb = nlmsg_new(size, GFP_ATOMIC);
	if (!skb) {
		audit_log_lost("out of memory for the containers of a packet");
		return false;
	}
	nlh = nlmsg_put(skb, 0, 0, AUDIT_CONTAINER_ID, 0, 0);
	*recs->last = skb;
	recs->last = &skb->next;
	recs->skb = skb;
	pos = nlmsg_data(nlh);
	recs->end = pos + size - 1;
	memcpy(pos, recs->stamp, recs->stamp_len);
	pos += recs->stamp_len;
	memcpy(pos, prefix, prefix_len);
	recs->text = pos + prefix_len;
	return true;
}

/* The list ends at @pos. Returns its length, and one for each comma or NUL. */
static size_t close_record(struct records *recs, char *pos)
{
	struct sk_buff *skb = recs->skb;

	if (!skb)
		return 0;
	/* Not counted, but kauditd may print it. */
	*pos = '\0';
	skb_put(skb, pos - (char *)skb_tail_pointer(skb));
	/* Without the header: so it is with all of audit's records. */
	nlmsg_hdr(skb)->nlmsg_len = skb->len - NLMSG_HDRLEN;
	recs->skb = NULL;
	return pos - recs->text + 1;
}

static void add_net(struct records *recs, const struct net *net)
{
	struct contid_net *cn = contid_net(net);
	const struct contid_label *label;
	size_t left, prefix_len;
	char prefix[PREFIX_SIZE];
	/* Of the record being written: none yet, so it has no room. */
	char *pos = NULL, *end = NULL;

	prefix_len = scnprintf(prefix, sizeof(prefix),
			       "scope=net netns=%u contid=", net->ns.inum);
	/* Only a hint: the list may change under us. */
	left = READ_ONCE(cn->text_size);

	list_for_each_entry_rcu(label, &cn->labels, by_net) {
		const struct contid *contid = label->contid;
		size_t len = contid->text_len;
		size_t used;

		if (end - pos > len) {
			*pos++ = ',';
		} else {
			used = close_record(recs, pos);
			left -= min(left, used);
			if (!open_record(recs, prefix, prefix_len,
					 max(left, len + 1)))
				return;
			pos = recs->text;
			end = recs->end;
		}
		memcpy(pos, contid->text, len);
		pos += len;
	}
	close_record(recs, pos);
}

/**
 * audit_contid_packet - make the CONTAINER_ID records of a packet
 * @record: the packet's record, under construction
 * @net: network namespace that the rule runs in
 * @creator: container that created the packet's local socket, or NULL
 *
 * Context: any that netfilter runs in; RCU read side.
 * Return: chain of complete messages, or NULL.
 */
struct sk_buff *audit_contid_packet(const struct sk_buff *record,
				    const struct net *net,
				    const struct contid *creator)
{
	struct records recs = { .last = &recs.first };

	if (!audit_filter(AUDIT_CONTAINER_ID, AUDIT_FILTER_EXCLUDE))
		return NULL;
	if (!list_empty(&contid_net(net)->labels)) {
		recs.stamp = nlmsg_data(nlmsg_hdr(record));
		recs.stamp_len = audit_contid_stamp_len(record);
		rcu_read_lock();
		add_net(&recs, net);
		rcu_read_unlock();
	}
	if (creator)
		*recs.last = audit_contid_record(record, "scope=sock contid=",
						 creator, GFP_ATOMIC);
	return recs.first;
}
