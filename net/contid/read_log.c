// SPDX-License-Identifier: GPL-2.0
/*
 * Records of readers in the audit log: one begins, ends, or has lost records.
 */

#include <linux/string.h>
#include <net/contid.h>
#include <net/contid_types.h>

#include "read_log.h"

/**
 * contid_read_log - write that a reader began, ended or lost records
 * @op: "read", "unread" or "lost"
 * @container: container that it reads
 * @opener: process that sent READ
 * @gfp: without __GFP_DIRECT_RECLAIM it does not wait for the audit daemon
 *
 * Context: process context; may sleep if @gfp allows.
 */
void contid_read_log(const char *op, struct contid *container,
		     struct pid *opener, gfp_t gfp)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	ab = contid_log_op_start(gfp);
	contid_lineage_print(container, lineage);
	contid_log_about(ab, container, NULL);
	contid_log_op(ab, op, opener, lineage, NULL, container->owner, NULL,
		      strcmp(op, "lost"));
}
