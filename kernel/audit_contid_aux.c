// SPDX-License-Identifier: GPL-2.0
/*
 * Aux records, which accompany one other record. A record that stands alone has
 * a CONTAINER_ID, for the container of current, and a CONTAINER_OP an NS_INFO;
 * the record of a packet has those that audit_contid_packet.c makes.
 */

#include <linux/audit.h>
#include <linux/preempt.h>
#include <linux/skbuff.h>
#include <net/contid_types.h>
#include <net/netlink.h>

#include "audit.h"

/*
 * An event of a context is stamped when it is written. All other records of a
 * task are stamped one by one; but not those that a softirq writes, for which
 * current is a bystander, nor those of packets, which name the containers of
 * their network namespace instead.
 */
static bool stands_alone(const struct audit_context *ctx, int type)
{
	return (!ctx || ctx->context == AUDIT_CTX_UNUSED) && in_task() &&
	       type != AUDIT_NETFILTER_PKT &&
	       audit_filter(AUDIT_CONTAINER_ID, AUDIT_FILTER_EXCLUDE);
}

/* See audit_contid_start(): current had a label just now. */
void __audit_contid_start(struct audit_buffer *ab, int type)
{
	if (!stands_alone(ab->ctx, type))
		return;
	ab->container = contid_of_current();
	ab->aux = NULL;
	ab->accompanied = ab->container;
}

/**
 * audit_contid_accompany - let records accompany a record
 * @ab: the record's buffer; it has none so far but those of its task
 * @aux: the records, a chain, which become the buffer's; or NULL
 */
void audit_contid_accompany(struct audit_buffer *ab, struct sk_buff *aux)
{
	if (!aux)
		return;
	if (!ab->accompanied)
		ab->container = NULL;
	ab->aux = aux;
	ab->accompanied = true;
}

/**
 * audit_contid_stamp_len - length of what all records of an event begin with
 * @record: complete, or under construction
 */
size_t audit_contid_stamp_len(const struct sk_buff *record)
{
	const char *text = nlmsg_data(nlmsg_hdr(record));

	/* "audit(1795318456.732:2): " */
	return strchr(text, ' ') - text + 1;
}

/**
 * audit_contid_aux - make a record that accompanies another record
 * @record: that record, complete or under construction
 * @type: of the new one
 * @text: of the new one, its beginning
 * @rest: and its rest, which need not be terminated
 * @rest_len: length of @rest
 * @gfp: for the allocation
 *
 * Both records have the same time and serial number, which are copied as text.
 *
 * Return: complete message, or NULL.
 */
struct sk_buff *audit_contid_aux(const struct sk_buff *record, int type,
				 const char *text, const char *rest,
				 size_t rest_len, gfp_t gfp)
{
	size_t stamp_len = audit_contid_stamp_len(record);
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	skb = nlmsg_new(stamp_len + strlen(text) + rest_len + 1, gfp);
	if (!skb) {
		audit_log_lost("out of memory for the container of a record");
		return NULL;
	}
	nlh = nlmsg_put(skb, 0, 0, type, 0, 0);
	skb_put_data(skb, nlmsg_data(nlmsg_hdr(record)), stamp_len);
	skb_put_data(skb, text, strlen(text));
	skb_put_data(skb, rest, rest_len);
	/* The NUL is not part of the message, but kauditd may print the text. */
	*skb_tail_pointer(skb) = '\0';
	/* The payload length, as audit_log_end() sets it. */
	nlh->nlmsg_len = skb->len - NLMSG_HDRLEN;
	return skb;
}

/**
 * audit_contid_record - make a CONTAINER_ID that accompanies another record
 * @record: that record, complete or under construction
 * @text: of the new one, up to the identifier
 * @container: container to name
 * @gfp: for the allocation
 *
 * Return: complete message, or NULL.
 */
struct sk_buff *audit_contid_record(const struct sk_buff *record,
				    const char *text,
				    const struct contid *container, gfp_t gfp)
{
	return audit_contid_aux(record, AUDIT_CONTAINER_ID, text,
				container->text, container->text_len, gfp);
}

/*
 * Whether a CONTAINER_ID precedes a record of @type. audit-userspace ends an
 * event at a record of these types. For the others it takes the type of the
 * first record for that of the event.
 */
static bool precedes(int type)
{
	return type < AUDIT_SYSCALL ||
	       (type >= AUDIT_MAC_UNLBL_ALLOW &&
		type <= AUDIT_MAC_CALIPSO_DEL) ||
	       type >= AUDIT_FIRST_USER_MSG2;
}

static unsigned int chain_len(const struct sk_buff *skb)
{
	unsigned int n = 0;

	for (; skb; skb = skb->next)
		n++;
	return n;
}

/*
 * Whether a packet's record and its aux records fit the backlog.
 * audit_log_start() found room for one. An empty queue takes any packet, or
 * none would be logged at all with a limit below the number of its records.
 */
static bool fits(const struct sk_buff *aux, const struct sk_buff_head *queue,
		 u32 limit)
{
	unsigned int len = skb_queue_len(queue);

	return !limit || !len || len + 1 + chain_len(aux) <= limit;
}

static void queue_chain(struct sk_buff_head *queue, struct sk_buff *chain)
{
	struct sk_buff *skb;

	while ((skb = chain)) {
		chain = skb->next;
		skb_mark_not_on_list(skb);
		skb_queue_tail(queue, skb);
	}
}

static void queue_chain_locked(struct sk_buff_head *queue,
			       struct sk_buff *chain)
{
	struct sk_buff *skb;

	while ((skb = chain)) {
		chain = skb->next;
		skb_mark_not_on_list(skb);
		__skb_queue_tail(queue, skb);
	}
}

/*
 * A packet is logged with all its containers or not at all: a record without
 * them would say that there are none.
 */
static void queue_packet(struct sk_buff *record, struct sk_buff *aux,
			 struct sk_buff_head *queue, u32 limit)
{
	unsigned long flags;
	bool queued;

	if (contid_read_used())
		audit_contid_read_mark_chain(NULL, record, NULL, aux,
					     GFP_ATOMIC);
	spin_lock_irqsave(&queue->lock, flags);
	queued = fits(aux, queue, limit);
	if (queued) {
		__skb_queue_tail(queue, record);
		queue_chain_locked(queue, aux);
	}
	spin_unlock_irqrestore(&queue->lock, flags);
	if (queued)
		return;

	audit_log_lost("backlog limit exceeded");
	audit_contid_read_forget(record);
	kfree_skb(record);
	audit_contid_read_forget(aux);
	kfree_skb_list(aux);
}

/* CONTAINER_ID and NS_INFO of current, if it has a label. */
static struct sk_buff *records_of_task(const struct audit_buffer *ab,
				       const struct sk_buff *record)
{
	struct sk_buff *first, *info;

	if (!ab->container)
		return NULL;
	first = audit_contid_record(record, "scope=task contid=",
				    ab->container, ab->gfp_mask);
	info = audit_contid_ns_info(record, ab->gfp_mask);
	if (!first)
		return info;
	first->next = info;
	return first;
}

static void queue_standalone(const struct audit_buffer *ab,
			     struct sk_buff *record, struct sk_buff_head *queue)
{
	bool task_first = precedes(nlmsg_hdr(record)->nlmsg_type);
	struct sk_buff *task = records_of_task(ab, record);

	if (contid_read_used())
		audit_contid_read_mark_chain(ab->container, record, task,
					     ab->aux, ab->gfp_mask);
	contid_put(ab->container);
	if (task_first)
		queue_chain(queue, task);
	skb_queue_tail(queue, record);
	/* The NS_INFO of a CONTAINER_OP */
	queue_chain(queue, ab->aux);
	if (!task_first)
		queue_chain(queue, task);
}

void __audit_contid_queue(const struct audit_buffer *ab,
			  struct sk_buff *record, struct sk_buff_head *queue,
			  const u32 *limit)
{
	if (nlmsg_hdr(record)->nlmsg_type == AUDIT_NETFILTER_PKT)
		queue_packet(record, ab->aux, queue, *limit);
	else
		queue_standalone(ab, record, queue);
}

/**
 * audit_contid_drop_aux - free what a record has that is not sent
 * @ab: the record's buffer
 */
void audit_contid_drop_aux(const struct audit_buffer *ab)
{
	audit_contid_read_forget(ab->skb);
	if (!ab->accompanied)
		return;
	audit_contid_read_forget(ab->aux);
	contid_put(ab->container);
	kfree_skb_list(ab->aux);
}
