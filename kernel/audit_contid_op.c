// SPDX-License-Identifier: GPL-2.0
/*
 * CONTAINER_OP: what was done with a label, and by whom. The record's fields:
 * Documentation/contid/records.rst.
 */

#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/tty.h>
#include <net/contid.h>
#include <net/net_namespace.h>

#include "audit.h"

/**
 * contid_log_op_start - begin a CONTAINER_OP record
 *
 * Draws the serial number of the event, so it comes before the label that the
 * record tells of is published.
 *
 * Context: process context, may sleep.
 * Return: buffer for contid_log_op(), or NULL when nothing is logged.
 */
struct audit_buffer *contid_log_op_start(void)
{
	if (!audit_enabled)
		return NULL;
	return audit_log_start(audit_context(), GFP_KERNEL,
			       AUDIT_CONTAINER_OP);
}

/**
 * contid_log_op - write a CONTAINER_OP record
 * @ab: of contid_log_op_start()
 * @op: "set", "drop", "adopt" or "end"
 * @target: process that was labelled, or whose exit ended the container
 * @after: lineage after, as text
 * @before: label before, or NULL
 * @netns: network namespace that asked, or that owns the container
 * @res: whether it was done
 *
 * Context: process context, may sleep.
 */
void contid_log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   const struct net *netns, bool res)
{
	char lineage[CONTID_LINEAGE_SIZE];
	char comm[sizeof(current->comm)];
	struct tty_struct *tty;

	if (!ab)
		return;

	contid_lineage_print(before, lineage);
	tty = audit_get_tty();
	audit_log_format(ab,
			 "op=%s opid=%d contid=%s old-contid=%s netns=%u pid=%d uid=%u auid=%u ses=%u tty=%s",
			 op, pid_nr(target), after, lineage, netns->ns.inum,
			 task_tgid_nr(current),
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
	audit_log_format(ab, " res=%d", res);
	audit_log_end(ab);
}
