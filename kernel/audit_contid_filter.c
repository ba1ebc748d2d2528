// SPDX-License-Identifier: GPL-2.0
/*
 * The audit rule field AUDIT_CONTID: an identifier of 8 bytes in the rule's
 * buffer, in the byte order of the machine, of the host's scope. It matches
 * anywhere in the lineage of the acting process; CONTID_UNSET matches a process
 * without label.
 */

#include <linux/audit.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/contid_types.h>

#include "audit.h"

/*
 * The first process of a container has no label at its fork, when the task list
 * is evaluated. A rule that exempts all processes without a label would exempt
 * it from audit until it exits.
 */
static bool exempts_first_process(const struct audit_krule *rule,
				  const struct audit_field *f)
{
	bool equal = audit_comparator(1, f->op, 1);

	return rule->listnr == AUDIT_FILTER_TASK &&
	       rule->action == AUDIT_NEVER &&
	       (!equal || f->contid == CONTID_UNSET);
}

/**
 * audit_contid_unpack - read the field's value
 * @rule: rule under construction: gets the flag that it has such a field, and
 *	  the value's length
 * @f: its field, with the operator, and the length that the rule gives in @f->val
 * @bufp: where in the rule's buffer; advanced
 * @remain: what is left of the buffer; reduced
 *
 * Return: 0, or -EINVAL.
 */
int audit_contid_unpack(struct audit_krule *rule, struct audit_field *f,
			void **bufp, size_t *remain)
{
	u32 len = f->val;

	if (len != sizeof(f->contid) || len > *remain)
		return -EINVAL;
	memcpy(&f->contid, *bufp, len);
	*bufp += len;
	*remain -= len;
	rule->buflen += len;
	rule->pflags |= AUDIT_RULE_CONTID;
	return exempts_first_process(rule, f) ? -EINVAL : 0;
}

/**
 * audit_contid_pack - write the field's value
 * @f: field of a rule
 * @bufp: where in the buffer of a reply; advanced
 *
 * Return: length written.
 */
u32 audit_contid_pack(const struct audit_field *f, void **bufp)
{
	memcpy(*bufp, &f->contid, sizeof(f->contid));
	*bufp += sizeof(f->contid);
	return sizeof(f->contid);
}

/* A rule names identifiers of the host's scope only. */
static bool is_in_lineage(const struct contid *container, u64 id)
{
	if (!container)
		return id == CONTID_UNSET;
	for (; container; container = container->parent) {
		if (container->scope == CONTID_SCOPE_HOST &&
		    container->id == id)
			return true;
	}
	return false;
}

static int compare(const struct contid *container,
		   const struct audit_field *f)
{
	return audit_comparator(is_in_lineage(container, f->contid), f->op,
				true);
}

/**
 * audit_contid_compare - whether the field matches
 * @ctx: context of current, the acting task; or NULL. An event that has its
 *	 serial number already is matched by the container that it is going to be
 *	 stamped with.
 * @f: field, with "=" or "!="
 *
 * A softirq or an interrupt has no acting process: current is the process that
 * it interrupts. Neither operator matches there.
 *
 * Return: 1 or 0, as the filters' other comparisons do.
 */
int audit_contid_compare(const struct audit_context *ctx,
			 const struct audit_field *f)
{
	const struct contid *container;
	int result;

	if (!in_task())
		return 0;

	rcu_read_lock();
	container = ctx && ctx->serial ? ctx->container :
					 contid_of_task_rcu(current);
	result = compare(container, f);
	rcu_read_unlock();
	return result;
}

/*
 * The init of the pid namespace of a new child of current, if that is another
 * namespace than current's. While the namespace takes processes, its init has
 * not been freed.
 */
static struct task_struct *init_of_child_rcu(void)
{
	struct pid_namespace *ns = current->nsproxy->pid_ns_for_children;

	if (ns == task_active_pid_ns(current) ||
	    !(READ_ONCE(ns->pid_allocated) & PIDNS_ADDING))
		return NULL;
	return READ_ONCE(ns->child_reaper);
}

/* The container of a new child of current: see contid_fork(). */
static const struct contid *container_of_child_rcu(void)
{
	const struct contid *inherited = contid_of_task_rcu(current);
	struct task_struct *init = init_of_child_rcu();
	const struct contid *adopted;

	if (!init)
		return inherited;
	adopted = contid_of_group_rcu(init);
	if (IS_ERR_OR_NULL(adopted) ||
	    (inherited && !contid_is_below(adopted, inherited)))
		return inherited;
	return adopted;
}

/**
 * audit_contid_compare_child - whether the field of a task rule matches
 * @f: field, with "=" or "!="
 *
 * The task is under construction and has no label yet: it is matched by the
 * container that contid_fork() would give it now.
 *
 * Context: copy_process(), before the new namespaces are made.
 * Return: 1 or 0, as the filters' other comparisons do.
 */
int audit_contid_compare_child(const struct audit_field *f)
{
	int result;

	rcu_read_lock();
	result = compare(container_of_child_rcu(), f);
	rcu_read_unlock();
	return result;
}

bool __audit_contid_rule_match(const struct audit_krule *rule,
			       const struct audit_context *ctx)
{
	u32 i;

	for (i = 0; i < rule->field_count; i++) {
		if (rule->fields[i].type == AUDIT_CONTID &&
		    !audit_contid_compare(ctx, &rule->fields[i]))
			return false;
	}
	return true;
}

static bool has_fstype(const struct audit_krule *rule)
{
	u32 i;

	for (i = 0; i < rule->field_count; i++) {
		if (rule->fields[i].type == AUDIT_FSTYPE)
			return true;
	}
	return false;
}

bool __audit_contid_suppresses_inode(const struct audit_krule *rule,
				     const struct audit_context *ctx)
{
	return rule->action == AUDIT_NEVER && !has_fstype(rule) &&
	       __audit_contid_rule_match(rule, ctx);
}
