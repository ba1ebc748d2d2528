// SPDX-License-Identifier: GPL-2.0
/*
 * The containers that take part in an event: CONTAINER_ID records, for the
 * acting task, for its targets, and for records that stand alone.
 *
 * What a record says: Documentation/contid/records.rst; why the label is read
 * when it is: Documentation/contid/design.rst.
 */

#include <linux/audit.h>
#include <linux/pid.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/contid.h>
#include <net/netlink.h>

#include "audit.h"

void __audit_contid_capture(struct audit_context *ctx)
{
	ctx->contid = contid_of_current();
}

static void log_task(struct audit_context *ctx)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	ab = audit_log_start(ctx, GFP_KERNEL, AUDIT_CONTAINER_ID);
	if (!ab)
		return;
	contid_lineage_print(ctx->contid, lineage);
	audit_log_format(ab, "scope=task contid=%s", lineage);
	audit_log_end(ab);
}

static void log_target(struct audit_context *ctx,
		       const struct audit_contid_target *target)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	ab = audit_log_start(ctx, GFP_KERNEL, AUDIT_CONTAINER_ID);
	if (!ab)
		return;
	contid_lineage_print(target->contid, lineage);
	audit_log_format(ab, "scope=obj opid=%d contid=%s", target->pid,
			 lineage);
	audit_log_end(ab);
}

void __audit_log_contid(struct audit_context *ctx)
{
	const struct audit_contid_target *target;

	if (ctx->contid)
		log_task(ctx);
	for (target = ctx->contid_targets; target; target = target->next)
		log_target(ctx, target);
	ctx->contid_logged = true;
}

/*
 * A record of the event went out, and then a filter rule kept the rest of the
 * event from following: say whose the record was.
 */
static void log_late(struct audit_context *ctx)
{
	ctx->context = AUDIT_CTX_SYSCALL;
	log_task(ctx);
	ctx->context = AUDIT_CTX_UNUSED;
}

void __audit_contid_release(struct audit_context *ctx)
{
	struct audit_contid_target *target;

	if (ctx->contid && !ctx->contid_logged)
		log_late(ctx);
	contid_ref_put(ctx->contid);
	ctx->contid = NULL;
	ctx->contid_logged = false;

	while ((target = ctx->contid_targets)) {
		ctx->contid_targets = target->next;
		contid_ref_put(target->contid);
		kfree(target);
	}
}

/* The reference makes the record right even if @t is gone by the time. */
void __contid_target(struct task_struct *t)
{
	struct audit_context *ctx = audit_context();
	struct audit_contid_target *target;
	struct contid *contid;

	if (ctx->context == AUDIT_CTX_UNUSED)
		return;

	rcu_read_lock();
	contid = contid_of_group_rcu(t);
	contid = IS_ERR(contid) ? NULL : contid_ref_get_rcu(contid);
	rcu_read_unlock();
	if (!contid)
		return;

	target = kmalloc(sizeof(*target), GFP_ATOMIC);
	if (!target) {
		contid_ref_put(contid);
		audit_log_lost("out of memory for the container of a target");
		return;
	}
	target->pid = task_tgid_nr(t);
	target->contid = contid;
	target->next = ctx->contid_targets;
	ctx->contid_targets = target;
}

/**
 * __audit_contid_alone - the label for a record that may stand alone
 * @ctx: context that the record goes to, or NULL
 * @type: of the record
 *
 * An event of a context is stamped when it is written. All other records of a
 * task are stamped one by one; but not those that a softirq writes, for which
 * current is a bystander, nor those of packets, which name the containers of
 * their network namespace instead.
 *
 * Return: the label with a reference, or NULL.
 */
struct contid *__audit_contid_alone(const struct audit_context *ctx, int type)
{
	if ((ctx && ctx->context != AUDIT_CTX_UNUSED) || !in_task() ||
	    type == AUDIT_NETFILTER_PKT ||
	    !audit_filter(AUDIT_CONTAINER_ID, AUDIT_FILTER_EXCLUDE))
		return NULL;
	return contid_of_current();
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
 * audit_contid_record - make a CONTAINER_ID that goes with another record
 * @record: that record, complete or under construction
 * @text: of the new one, up to the identifier
 * @contid: container to name
 * @gfp: for the allocation
 *
 * The two share time and serial number, which are copied from the text.
 *
 * Return: complete message, or NULL.
 */
struct sk_buff *audit_contid_record(const struct sk_buff *record,
				    const char *text,
				    const struct contid *contid, gfp_t gfp)
{
	size_t stamp_len = audit_contid_stamp_len(record);
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	skb = nlmsg_new(stamp_len + strlen(text) + contid->text_len + 1, gfp);
	if (!skb) {
		audit_log_lost("out of memory for the container of a record");
		return NULL;
	}
	nlh = nlmsg_put(skb, 0, 0, AUDIT_CONTAINER_ID, 0, 0);
	skb_put_data(skb, nlmsg_data(nlmsg_hdr(record)), stamp_len);
	skb_put_data(skb, text, strlen(text));
	skb_put_data(skb, contid->text, contid->text_len);
	/* Not counted, but kauditd may print it. */
	*skb_tail_pointer(skb) = '\0';
	/* Without the header: so it is with all of audit's records. */
	nlh->nlmsg_len = skb->len - NLMSG_HDRLEN;
	return skb;
}

/**
 * audit_contid_comes_first - whether a CONTAINER_ID goes ahead of its record
 * @type: of the record
 *
 * audit-userspace ends an event at a record of these types. For the others it
 * takes the type of the first record for that of the event.
 */
bool audit_contid_comes_first(int type)
{
	return type < AUDIT_SYSCALL ||
	       (type >= AUDIT_MAC_UNLBL_ALLOW &&
		type <= AUDIT_MAC_CALIPSO_DEL) ||
	       type >= AUDIT_FIRST_USER_MSG2;
}
