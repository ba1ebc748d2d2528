// SPDX-License-Identifier: GPL-2.0
/*
 * CONTAINER_ID records of a packet: scope=net, the containers of the network
 * namespace that the rule runs in, and scope=sock, the one that created the
 * packet's local socket.
 *
 * Packets are audited in softirq as a rule. So this takes no lock and no
 * reference, and copies lineages, which are text already.
 */

#include <linux/audit.h>
#include <linux/contid.h>
#include <linux/export.h>
#include <linux/proc_ns.h>
#include <linux/rculist.h>
#include <net/contid_sock.h>
#include <net/contid_types.h>
#include <net/netlink.h>

#include "audit.h"

/*
 * Text of one record: what fits two pages, and less than the 8,560 bytes that
 * the audit daemon takes.
 */
#define RECORD_TEXT_MAX	(SKB_WITH_OVERHEAD(2 * 4096) - NLMSG_HDRLEN)

/* "scope=net netns=4294967295 netnsid=18446744073709551615 contid=" */
#define PREFIX_SIZE	72

/**
 * struct writer - writes the scope=net records of one packet
 * @first: the chain of records
 * @last: where the next record is linked
 * @skb: the record being written, or NULL
 * @text: where its list of lineages begins
 * @end: what it has room for, less the final NUL
 * @stamp: what each record begins with: time and serial number, as text
 * @stamp_len: length of @stamp
 */
struct writer {
	struct sk_buff	*first;
	struct sk_buff	**last;
	struct sk_buff	*skb;
	char		*text;
	char		*end;
	const char	*stamp;
	size_t		stamp_len;
};

static bool open_record(struct writer *w, const char *prefix,
			size_t prefix_len, size_t text_len)
{
	size_t size = w->stamp_len + prefix_len + text_len + 1;
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
	*w->last = skb;
	w->last = &skb->next;
	w->skb = skb;
	pos = nlmsg_data(nlh);
	w->end = pos + size - 1;
	memcpy(pos, w->stamp, w->stamp_len);
	pos += w->stamp_len;
	memcpy(pos, prefix, prefix_len);
	w->text = pos + prefix_len;
	return true;
}

/*
 * The list of lineages ends at @pos. Returns its length, and one for the comma
 * or NUL after it.
 */
static size_t close_record(struct writer *w, char *pos)
{
	struct sk_buff *skb = w->skb;

	if (!skb)
		return 0;
	/* The NUL is not part of the message, but kauditd may print the text. */
	*pos = '\0';
	skb_put(skb, pos - (char *)skb_tail_pointer(skb));
	/* The payload length, as audit_log_end() sets it. */
	nlmsg_hdr(skb)->nlmsg_len = skb->len - NLMSG_HDRLEN;
	w->skb = NULL;
	return pos - w->text + 1;
}

static void add_net(struct writer *w, const struct net *net)
{
	struct contid_net *cn = contid_pernet(net);
	const struct contid_label *label;
	size_t left, prefix_len;
	char prefix[PREFIX_SIZE];
	/* There is no open record yet: no room. */
	char *pos = NULL, *end = NULL;

	prefix_len = scnprintf(prefix, sizeof(prefix),
			       "scope=net netns=%u netnsid=%llu contid=",
			       net->ns.inum, ns_id(&net->ns));
	/* Only a hint: labels come and go during the walk. */
	left = READ_ONCE(cn->text_size);

	list_for_each_entry_rcu(label, &cn->labels, by_net) {
		const struct contid *container = label->container;
		size_t len = container->text_len;
		size_t used;

		if (end - pos > len) {
			*pos++ = ',';
		} else {
			used = close_record(w, pos);
			left -= min(left, used);
			if (!open_record(w, prefix, prefix_len,
					 max(left, len + 1)))
				return;
			pos = w->text;
			end = w->end;
		}
		memcpy(pos, container->text, len);
		pos += len;
	}
	close_record(w, pos);
}

static struct sk_buff *make_records(const struct sk_buff *record,
				    const struct net *net,
				    const struct contid *creator)
{
	struct writer w = { .last = &w.first };

	if (!audit_filter(AUDIT_CONTAINER_ID, AUDIT_FILTER_EXCLUDE))
		return NULL;
	if (!list_empty(&contid_pernet(net)->labels)) {
		w.stamp = nlmsg_data(nlmsg_hdr(record));
		w.stamp_len = audit_contid_stamp_len(record);
		rcu_read_lock();
		add_net(&w, net);
		rcu_read_unlock();
	}
	if (creator)
		*w.last = audit_contid_record(record, "scope=sock contid=",
					      creator, GFP_ATOMIC);
	return w.first;
}

/**
 * contid_packet - name the containers of a packet
 * @ab: the packet's record, under construction
 * @net: network namespace that the rule runs in
 * @packet: the packet
 *
 * Context: any that netfilter runs in; takes no lock and does not sleep.
 */
void contid_packet(struct audit_buffer *ab, const struct net *net,
		   const struct sk_buff *packet)
{
	const struct contid *creator;

	if (!contid_used())
		return;
	creator = contid_sock_of_packet(net, packet);
	if (unlikely(creator || !list_empty(&contid_pernet(net)->labels)))
		ab->aux = make_records(ab->skb, net, creator);
}
EXPORT_SYMBOL_GPL(contid_packet);
