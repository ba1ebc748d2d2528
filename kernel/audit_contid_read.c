// SPDX-License-Identifier: GPL-2.0
/*
 * Records for the readers of a container: each record that a reader may get holds
 * its event until kauditd has taken it from the queue. Design:
 * Documentation/contid/readers.rst.
 */

#include <linux/audit.h>
#include <linux/slab.h>
#include <net/contid_read.h>
#include <net/netlink.h>

#include "audit.h"

/**
 * audit_contid_read_capture - begin the event of a context for readers
 * @ctx: context of current, with its container
 */
void audit_contid_read_capture(struct audit_context *ctx)
{
	if (contid_has_reader(ctx->container))
		ctx->read_event = contid_read_event_start(ctx->container, false,
							  GFP_ATOMIC);
}

/**
 * audit_contid_read_release - a context gets no more records
 * @ctx: context that is being reset
 */
void audit_contid_read_release(struct audit_context *ctx)
{
	if (!IS_ERR_OR_NULL(ctx->read_event))
		contid_read_event_put(ctx->read_event);
	ctx->read_event = NULL;
}

/* Without memory for the event, and so without what is in it. */
static void lose_records(struct contid *actor, const struct sk_buff *record,
			 unsigned int records)
{
	const struct contid_about *about =
		contid_record_cb((struct sk_buff *)record)->about;
	unsigned int i;

	contid_read_lose(actor, records);
	for (i = 0; !IS_ERR_OR_NULL(about) && i < about->n; i++)
		contid_read_lose(about->containers[i], 1);
}

static bool is_in_event(const struct audit_buffer *ab)
{
	return ab->ctx && ab->ctx->context != AUDIT_CTX_UNUSED;
}

static void mark_in_event(struct audit_context *ctx, struct sk_buff *record)
{
	contid_record_attach(record, ctx->read_event);
	if (nlmsg_hdr(record)->nlmsg_type == AUDIT_EOE)
		/* The last one: the event is complete when this one is sent. */
		audit_contid_read_release(ctx);
}

/**
 * audit_contid_read_mark - find out whether a record is for a reader
 * @ab: the record's buffer; it has no aux records
 * @record: about to enter audit's queue
 *
 * Return: @record, which the caller need not keep then.
 */
struct sk_buff *audit_contid_read_mark(const struct audit_buffer *ab,
				       struct sk_buff *record)
{
	struct audit_context *ctx = ab->ctx;

	if (is_in_event(ab) && IS_ERR(ctx->read_event))
		lose_records(ctx->container, record, 1);
	else if (is_in_event(ab) && ctx->read_event)
		mark_in_event(ctx, record);
	else if (contid_record_cb(record)->about)
		audit_contid_read_mark_chain(NULL, record, NULL, NULL,
					     ab->gfp_mask);
	return record;
}

static unsigned int attach_chain(struct contid_read_event *event,
				 struct sk_buff *record)
{
	unsigned int n = 0;

	for (; record; record = record->next, n++) {
		if (event)
			contid_record_attach(record, event);
	}
	return n;
}

static bool chain_has_reader(struct sk_buff *record)
{
	const struct contid_about *about;

	for (; record; record = record->next) {
		about = contid_record_cb(record)->about;
		if (IS_ERR(about) || contid_about_has_reader(about))
			return true;
	}
	return false;
}

/**
 * audit_contid_read_mark_chain - the same for a record that stands alone
 * @actor: container that it is stamped with, or NULL
 * @record: about to enter audit's queue
 * @task: chain of records for the acting process, or NULL
 * @aux: chain of records that accompany @record, or NULL
 * @gfp: for the allocation
 */
void audit_contid_read_mark_chain(struct contid *actor, struct sk_buff *record,
				  struct sk_buff *task, struct sk_buff *aux,
				  gfp_t gfp)
{
	bool about = chain_has_reader(record) || chain_has_reader(aux);
	struct contid_read_event *event;

	event = contid_read_event_start(actor, about, gfp);
	if (IS_ERR(event)) {
		lose_records(actor, record, 1 + attach_chain(NULL, task) +
			     attach_chain(NULL, aux));
	} else if (event) {
		attach_chain(event, record);
		attach_chain(event, task);
		attach_chain(event, aux);
		contid_read_event_put(event);
	}
}

/**
 * audit_contid_read_forget - records do not enter audit's queue
 * @record: chain of them, about to be freed; or NULL
 */
void audit_contid_read_forget(struct sk_buff *record)
{
	if (!contid_read_used())
		return;
	for (; record; record = record->next)
		contid_record_forget(record);
}

/**
 * audit_contid_about_record - a record names a container beside its task's
 * @record: complete, or under construction; or NULL
 * @container: whose memory the caller keeps, or RCU
 * @gfp: for the allocation
 */
void audit_contid_about_record(struct sk_buff *record,
			       struct contid *container, gfp_t gfp)
{
	struct contid_about *about;

	if (!contid_read_used() || !record)
		return;
	about = contid_about_alloc(1, gfp);
	if (about)
		about->containers[0] = contid_get_rcu(container);
	contid_record_cb(record)->about = about ?: ERR_PTR(-ENOMEM);
}

/* See audit_contid_about(). */
void __audit_contid_about(struct audit_buffer *ab, struct contid *container)
{
	if (!IS_ERR_OR_NULL(ab->ctx->read_event))
		audit_contid_about_record(ab->skb, container, ab->gfp_mask);
}

/* See audit_contid_about_pid(). */
void __audit_contid_about_pid(struct audit_buffer *ab,
			      const struct audit_context *ctx, pid_t pid)
{
	const struct audit_contid_target *target;

	for (target = ctx->contid_targets; target; target = target->next) {
		if (target->pid == pid) {
			__audit_contid_about(ab, target->container);
			return;
		}
	}
}

/**
 * contid_log_about - the containers that a CONTAINER_OP is about
 * @ab: of contid_log_op_start(), or NULL
 * @after: container that the process is in afterwards; or if the request was
 *	   refused, the one that what it asked for would be nested in; or NULL
 * @before: container of the process before, or NULL
 */
void contid_log_about(struct audit_buffer *ab, struct contid *after,
		      struct contid *before)
{
	struct contid_about *about;

	if (!ab || !contid_read_used() ||
	    (!contid_has_reader(after) && !contid_has_reader(before)))
		return;
	about = contid_about_alloc(2, ab->gfp_mask);
	if (!about) {
		contid_read_lose(after, 1);
		contid_read_lose(before, 1);
		contid_record_cb(ab->skb)->about = ERR_PTR(-ENOMEM);
		return;
	}
	contid_get(after);
	contid_get(before);
	about->containers[0] = after;
	about->containers[1] = before;
	contid_record_cb(ab->skb)->about = about;
}
