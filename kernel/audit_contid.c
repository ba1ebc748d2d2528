// SPDX-License-Identifier: GPL-2.0
/*
 * Containers in the audit log: CONTAINER_ID records, for the acting task of an
 * event and for its targets, and CONTAINER_OP, for what was done with a label.
 *
 * The fields of a record: Documentation/contid/records.rst; why the label is
 * read when it is: Documentation/contid/design.rst.
 */

#include <linux/audit.h>
#include <linux/contid.h>
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/proc_ns.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <net/contid_types.h>
#include <net/net_namespace.h>

#include "audit.h"

#ifdef CONFIG_X86_64
/* Each task has one, and kmalloc() would take 2048 bytes for it, and clear them. */
static_assert(sizeof(struct audit_context) <= 1024);
#endif

void __audit_contid_capture(struct audit_context *ctx)
{
	ctx->container = contid_of_current();
	if (ctx->container)
		ctx->names_containers = true;
	if (contid_read_used())
		audit_contid_read_capture(ctx);
}

static void log_task(struct audit_context *ctx)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	ab = audit_log_start(ctx, GFP_KERNEL, AUDIT_CONTAINER_ID);
	if (!ab)
		return;
	contid_lineage_print(ctx->container, lineage);
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
	audit_contid_about(ab, target->container);
	contid_lineage_print(target->container, lineage);
	audit_log_format(ab, "scope=obj opid=%d contid=%s", target->pid,
			 lineage);
	audit_log_end(ab);
}

void __audit_log_contid(struct audit_context *ctx)
{
	const struct audit_contid_target *target;

	if (ctx->container) {
		log_task(ctx);
		audit_contid_log_ns_info(ctx);
	}
	for (target = ctx->contid_targets; target; target = target->next)
		log_target(ctx, target);
	ctx->container_logged = true;
}

/*
 * A record of the event was sent, then an exit filter dropped the rest: the
 * CONTAINER_ID of the task is still sent.
 */
static void log_task_suppressed(struct audit_context *ctx)
{
	ctx->context = AUDIT_CTX_SYSCALL;
	log_task(ctx);
	ctx->context = AUDIT_CTX_UNUSED;
}

void __audit_contid_release(struct audit_context *ctx)
{
	struct audit_contid_target *target;

	if (ctx->container && !ctx->container_logged)
		log_task_suppressed(ctx);
	audit_contid_read_release(ctx);
	contid_put(ctx->container);
	ctx->container = NULL;
	ctx->container_logged = false;
	ctx->names_containers = false;

	while ((target = ctx->contid_targets)) {
		ctx->contid_targets = target->next;
		contid_put(target->container);
		kfree(target);
	}
}

/* The record needs the container after @t may have exited: keep a reference. */
void __contid_target(struct task_struct *t)
{
	struct audit_context *ctx = audit_context();
	struct audit_contid_target *target;
	struct contid *container;

	if (ctx->context == AUDIT_CTX_UNUSED)
		return;

	rcu_read_lock();
	container = contid_of_group_rcu(t);
	container = IS_ERR(container) ? NULL : contid_get_rcu(container);
	rcu_read_unlock();
	if (!container)
		return;

	target = kmalloc(sizeof(*target), GFP_ATOMIC);
	if (!target) {
		contid_put(container);
		audit_log_lost("out of memory for the container of a target");
		return;
	}
	target->pid = task_tgid_nr(t);
	target->container = container;
	target->next = ctx->contid_targets;
	ctx->contid_targets = target;
	ctx->names_containers = true;
}

/* Whether an exit rule is about the system call that current is in. */
static bool is_listed(const struct audit_context *ctx)
{
	struct audit_entry *e;
	bool listed = false;

	if (ctx->context != AUDIT_CTX_SYSCALL || ctx->major < 0 ||
	    AUDIT_WORD(ctx->major) >= AUDIT_BITMASK_SIZE)
		return false;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &audit_filter_list[AUDIT_FILTER_EXIT],
				list) {
		listed = e->rule.mask[AUDIT_WORD(ctx->major)] &
			 AUDIT_BIT(ctx->major);
		if (listed)
			break;
	}
	rcu_read_unlock();
	return listed;
}

/*
 * kill(2) visits many tasks, even those that it may not signal. A task is noted
 * only where it gets an OBJ_PID, or where a rule is about the system call: one
 * like pidfd_send_signal(2) has no OBJ_PID.
 */
void __audit_contid_signalled(struct task_struct *t)
{
	if (audit_signals || is_listed(audit_context()))
		contid_target(t);
}

/**
 * contid_log_op_start - begin a CONTAINER_OP record
 * @gfp: for the allocation; GFP_KERNEL may wait for the audit daemon
 *
 * Allocates the audit serial; must precede publishing the label that the record
 * is about.
 *
 * Context: process context, may sleep if @gfp allows.
 * Return: buffer for contid_log_op(), or NULL when nothing is logged.
 */
struct audit_buffer *contid_log_op_start(gfp_t gfp)
{
	if (!audit_enabled)
		return NULL;
	return audit_log_start(audit_context(), gfp, AUDIT_CONTAINER_OP);
}

static void log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   const struct net *netns, const char *name, bool res)
{
	char lineage[CONTID_LINEAGE_SIZE];
	char comm[sizeof(current->comm)];
	struct tty_struct *tty;

	contid_lineage_print(before, lineage);
	tty = audit_get_tty();
	audit_log_format(ab,
			 "op=%s opid=%d contid=%s old-contid=%s netns=%u netnsid=%llu pid=%d uid=%u auid=%u ses=%u tty=%s",
			 op, pid_nr(target), after, lineage, netns->ns.inum,
			 ns_id(&netns->ns), task_tgid_nr(current),
			 from_kuid(&init_user_ns, current_uid()),
			 from_kuid(&init_user_ns,
				   audit_get_loginuid(current)),
			 audit_get_sessionid(current),
			 tty ? tty_name(tty) : "(none)");
	audit_put_tty(tty);
	audit_log_task_context(ab);
	audit_log_format(ab, " comm=");
	audit_log_untrustedstring(ab, get_task_comm(comm, current));
	audit_log_d_path_exe(ab, current->mm);
	if (name) {
		audit_log_format(ab, " name=");
		audit_log_untrustedstring(ab, name);
	}
	audit_log_format(ab, " res=%d", res);
}

/**
 * contid_log_op - write a CONTAINER_OP record
 * @ab: of contid_log_op_start()
 * @op: "set", "drop" or "adopt"; or "read", "unread" or "lost"
 * @target: process that was labelled, or that reads
 * @after: lineage after, as text
 * @before: container before, or NULL
 * @netns: network namespace of the request, or of the adopted container's owner
 * @name: name of the container, or NULL
 * @res: whether it was done
 *
 * Context: process context, may sleep.
 */
void contid_log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   const struct net *netns, const char *name, bool res)
{
	if (!ab)
		return;
	log_op(ab, op, target, after, before, netns, name, res);
	audit_contid_end_op(ab, target);
}

/**
 * contid_log_end - write the CONTAINER_OP record of a container's end
 * @ab: of contid_log_op_start()
 * @last: process that left it, which may have no namespaces any more
 * @container: container
 *
 * Context: process context, may sleep.
 */
void contid_log_end(struct audit_buffer *ab, struct pid *last,
		    const struct contid *container)
{
	if (!ab)
		return;
	log_op(ab, "end", last, "-1", container, container->owner,
	       contid_name(container), true);
	audit_log_end(ab);
}

/**
 * contid_log_refused_op - write a CONTAINER_OP record of a refused request
 * @ab: of contid_log_op_start()
 * @op: "set" or "drop"
 * @target: process that the request is about
 * @after: lineage asked for, as text
 * @before: container of @target, or NULL
 * @netns: network namespace of the request
 * @name: name asked for, or NULL
 * @suppressed: refused requests that were not logged before this one
 *
 * Context: process context, may sleep.
 */
void contid_log_refused_op(struct audit_buffer *ab, const char *op,
			   struct pid *target, const char *after,
			   const struct contid *before,
			   const struct net *netns, const char *name,
			   unsigned int suppressed)
{
	if (!ab)
		return;
	log_op(ab, op, target, after, before, netns, name, false);
	if (suppressed)
		audit_log_format(ab, " suppressed=%u", suppressed);
	audit_contid_end_op(ab, target);
}
