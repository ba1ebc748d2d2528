/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The containers of a record that stands alone, or of a packet: part of
 * kernel/audit.c, which alone knows what an audit_buffer is.
 */

#ifdef CONFIG_CONTID

#include <net/contid.h>
#include <net/inet_sock.h>

/**
 * audit_contid_start - note the label for a record
 * @ab: the record's buffer, before it has a serial number
 * @type: of the record
 */
static inline void audit_contid_start(struct audit_buffer *ab, int type)
{
	ab->contid = NULL;
	ab->containers = NULL;
	if (contid_used() && unlikely(rcu_access_pointer(current->contid)))
		ab->contid = __audit_contid_alone(ab->ctx, type);
}

static const struct sock *audit_contid_full_sock(const struct sk_buff *packet)
{
	const struct sock *sk = packet->sk;

	if (!sk || sk_fullsock(sk))
		return sk;
	/* A connection that is being made has its listener. */
	sk = skb_to_full_sk(packet);
	return sk && sk_fullsock(sk) ? sk : NULL;
}

/* The container that created the packet's local socket, or NULL. */
static const struct contid *audit_contid_creator(const struct net *net,
						 const struct sk_buff *packet)
{
	const struct sock *sk = audit_contid_full_sock(packet);

	/* Of another namespace: the packet has crossed over with it. */
	return sk && net_eq(sock_net(sk), net) ? sk->sk_contid : NULL;
}

/**
 * contid_packet - name the containers of a packet
 * @ab: its record, under construction
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
	creator = audit_contid_creator(net, packet);
	if (unlikely(creator || !list_empty(&contid_net(net)->labels)))
		ab->containers = audit_contid_packet(ab->skb, net, creator);
}
EXPORT_SYMBOL_GPL(contid_packet);

static noinline void __audit_contid_queue(const struct audit_buffer *ab,
					  struct sk_buff *record,
					  struct sk_buff_head *queue)
{
	bool first = audit_contid_comes_first(nlmsg_hdr(record)->nlmsg_type);
	struct sk_buff *containers = ab->containers;
	struct sk_buff *skb;

	if (ab->contid) {
		containers = audit_contid_record(record, "scope=task contid=",
						 ab->contid, ab->gfp_mask);
		contid_ref_put(ab->contid);
	}
	if (!first)
		skb_queue_tail(queue, record);
	while ((skb = containers)) {
		containers = skb->next;
		skb_mark_not_on_list(skb);
		skb_queue_tail(queue, skb);
	}
	if (first)
		skb_queue_tail(queue, record);
}

/**
 * audit_contid_queue - queue a record, and its CONTAINER_IDs
 * @ab: the record's buffer, which has them no longer
 * @record: the record, complete
 * @queue: where it is going
 *
 * User space takes a record of some types for a whole event: whatever belongs
 * to it has to come first.
 */
static inline void audit_contid_queue(const struct audit_buffer *ab,
				      struct sk_buff *record,
				      struct sk_buff_head *queue)
{
	if (contid_used() && unlikely(ab->contid || ab->containers))
		__audit_contid_queue(ab, record, queue);
	else
		skb_queue_tail(queue, record);
}

/**
 * audit_contid_discard - forget the containers of a record that is not sent
 * @ab: the record's buffer
 */
static inline void audit_contid_discard(const struct audit_buffer *ab)
{
	contid_ref_put(ab->contid);
	kfree_skb_list(ab->containers);
}

#else /* CONFIG_CONTID */

static inline void audit_contid_start(struct audit_buffer *ab, int type) { }
static inline void audit_contid_queue(const struct audit_buffer *ab,
				      struct sk_buff *record,
				      struct sk_buff_head *queue)
{
	skb_queue_tail(queue, record);
}

static inline void audit_contid_discard(const struct audit_buffer *ab) { }

#endif /* CONFIG_CONTID */
