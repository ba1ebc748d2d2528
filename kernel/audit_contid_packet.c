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

/**
 * struct writer - writes the scope=net records of one packet
 * @first: the chain of records
 * @last: where the next record is linked
 * @skb: the record being written, or NULL
 * @text: where its list of lineages begins
 * @end: what it has room for, less the final NUL
 * @for_reader: one of the packet's containers has a reader
 * @about: the containers that @skb names, if @for_reader
 * @nr_about: how many there are in @about
 * @left: containers that are still to be named, a hint; if @for_reader
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
	bool		for_reader;
	struct contid_about	*about;
	unsigned int	nr_about;
	unsigned int	left;
};

static void look_for_reader(struct writer *w, const struct contid_net *cn,
			    const struct contid *creator)
{
	struct contid_label_walk walk;

	w->for_reader = contid_has_reader(creator);
	for (contid_label_walk_begin(&walk, cn);
	     contid_label_walk_enter(&walk); contid_label_walk_leave(&walk)) {
		if (!w->for_reader)
			w->for_reader = contid_has_reader(walk.label->container);
		w->left++;
	}
}

/* Readers need to know the containers, and not just their lineages. */
static void open_about(struct writer *w)
{
	w->about = NULL;
	w->nr_about = 0;
	if (w->for_reader)
		w->about = contid_about_alloc(max(w->left, 1U), GFP_ATOMIC) ?:
			   ERR_PTR(-ENOMEM);
}

static void add_about(struct writer *w, struct contid *container)
{
	if (IS_ERR_OR_NULL(w->about)) {
		/* The event does not say whose it is: its loss is counted here. */
		contid_read_lose(container, 1);
		return;
	}
	w->about->containers[w->nr_about++] = contid_get_rcu(container);
	/* More may have come since they were counted. */
	w->left -= min(w->left, 1U);
}

/* Whether one more container can be added. */
static bool has_room_about(const struct writer *w)
{
	return IS_ERR_OR_NULL(w->about) || w->nr_about < w->about->n;
}

static void close_about(struct writer *w)
{
	if (!IS_ERR_OR_NULL(w->about))
		w->about->n = w->nr_about;
	contid_record_cb(w->skb)->about = w->about;
}

static bool open_record(struct writer *w, const struct contid_net *cn,
			size_t text_len)
{
	size_t size = w->stamp_len + cn->prefix_len + text_len + 1;
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
	memcpy(pos, cn->prefix, cn->prefix_len);
	w->text = pos + cn->prefix_len;
	open_about(w);
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
	close_about(w);
	w->skb = NULL;
	return pos - w->text + 1;
}

/*
 * Whether a lineage is short and there is room for the longest short one and a
 * comma: then a copy of fixed size will do, and takes no call.
 */
static bool fits_short(const struct contid *container, const char *pos,
		       const char *end)
{
	return container->text_len <= CONTID_TEXT_SHORT &&
	       end - pos > CONTID_TEXT_SHORT;
}

/*
 * Compiled once for packets that a reader may get, and once for all others, which do
 * not look at it for each container.
 */
static __always_inline void add_net(struct writer *w,
				    const struct contid_net *cn,
				    const bool for_reader)
{
	struct contid_label_walk walk;
	/* Only a hint: labels come and go during the walk. */
	size_t left = READ_ONCE(cn->text_size);
	/* There is no open record yet: no room. */
	char *pos = NULL, *end = NULL;

	for (contid_label_walk_begin(&walk, cn);
	     contid_label_walk_enter(&walk); contid_label_walk_leave(&walk)) {
		struct contid *container = walk.label->container;
		size_t len = container->text_len;
		size_t used;

		/* Then the record is full, too. */
		if (for_reader && !has_room_about(w))
			end = pos;
		if (likely(fits_short(container, pos, end))) {
			*pos++ = ',';
			memcpy(pos, container->text, CONTID_TEXT_SHORT);
		} else if (end - pos > len) {
			*pos++ = ',';
			memcpy(pos, container->text, len);
		} else {
			used = close_record(w, pos);
			left -= min(left, used);
			if (!open_record(w, cn, max(left, len + 1)))
				return;
			pos = w->text;
			end = w->end;
			memcpy(pos, container->text, len);
		}
		pos += len;
		if (for_reader)
			add_about(w, container);
	}
	close_record(w, pos);
}

static void name_creator(struct sk_buff *record, struct contid *creator)
{
	if (!record)
		return;
	audit_contid_about_record(record, creator, GFP_ATOMIC);
	if (IS_ERR(contid_record_cb(record)->about))
		contid_read_lose(creator, 1);
}

/* A function of its own, so that a packet without containers saves no registers. */
static noinline void add_records(struct audit_buffer *ab, const struct net *net,
				 const struct sk_buff *packet)
{
	struct contid *creator = contid_sock_of_packet(net, packet);
	struct contid_net *cn = contid_pernet(net);
	const struct sk_buff *record = ab->skb;
	struct writer w = { .last = &w.first };

	if ((!creator && list_empty(&cn->labels)) ||
	    !audit_filter(AUDIT_CONTAINER_ID, AUDIT_FILTER_EXCLUDE))
		return;
	if (!list_empty(&cn->labels)) {
		w.stamp = nlmsg_data(nlmsg_hdr(record));
		w.stamp_len = audit_contid_stamp_len(record);
		rcu_read_lock();
		if (contid_read_used())
			look_for_reader(&w, cn, creator);
		if (unlikely(w.for_reader))
			add_net(&w, cn, true);
		else
			add_net(&w, cn, false);
		rcu_read_unlock();
	}
	if (creator) {
		*w.last = audit_contid_record(record, "scope=sock contid=",
					      creator, GFP_ATOMIC);
		if (w.for_reader || contid_has_reader(creator))
			name_creator(*w.last, creator);
	}
	audit_contid_accompany(ab, w.first);
}

/* Whether the packet's socket may have been created in a container. */
static bool may_have_creator(const struct sk_buff *packet)
{
	const struct sock *sk = packet->sk;

	return sk && (!sk_fullsock(sk) || READ_ONCE(sk->sk_contid));
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
	if (contid_used() && unlikely(!list_empty(&contid_pernet(net)->labels) ||
				      may_have_creator(packet)))
		add_records(ab, net, packet);
}
EXPORT_SYMBOL_GPL(contid_packet);
