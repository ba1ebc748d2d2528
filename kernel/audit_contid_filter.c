// SPDX-License-Identifier: GPL-2.0
/*
 * The audit rule field AUDIT_CONTID: an identifier of 8 bytes in the rule's
 * buffer, in the byte order of the machine. It matches anywhere in the lineage
 * of the acting process; CONTID_UNSET matches a process without label.
 */

#include <linux/audit.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/contid.h>

#include "audit.h"

/**
 * audit_contid_unpack - read the field's value
 * @f: field of a rule under construction
 * @bufp: where in the rule's buffer; advanced
 * @remain: what is left of the buffer; reduced
 * @len: length that the rule gives
 *
 * Return: 0, or -EINVAL.
 */
int audit_contid_unpack(struct audit_field *f, void **bufp, size_t *remain,
			u32 len)
{
	if (len != sizeof(f->contid) || len > *remain)
		return -EINVAL;
	memcpy(&f->contid, *bufp, len);
	*bufp += len;
	*remain -= len;
	return 0;
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

static bool is_in_lineage(const struct contid *contid, u64 id)
{
	if (!contid)
		return id == CONTID_UNSET;
	for (; contid; contid = contid->parent) {
		if (contid->id == id)
			return true;
	}
	return false;
}

/**
 * audit_contid_compare - whether the field matches
 * @tsk: acting task
 * @ctx: its context, or NULL. An event that has its serial number already is
 *	 matched by the label that it is going to be stamped with.
 * @f: field, with "=" or "!="
 *
 * Return: 1 or 0, as the filters' other comparisons do.
 */
int audit_contid_compare(const struct task_struct *tsk,
			 const struct audit_context *ctx,
			 const struct audit_field *f)
{
	const struct contid *contid;
	bool match;

	rcu_read_lock();
	contid = ctx && ctx->serial ? ctx->contid : contid_of_task_rcu(tsk);
	match = is_in_lineage(contid, f->contid);
	rcu_read_unlock();
	return audit_comparator(match, f->op, true);
}

bool __audit_contid_rule_match(const struct audit_krule *rule,
			       const struct audit_context *ctx)
{
	u32 i;

	for (i = 0; i < rule->field_count; i++) {
		if (rule->fields[i].type == AUDIT_CONTID &&
		    !audit_contid_compare(current, ctx, &rule->fields[i]))
			return false;
	}
	return true;
}
