/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers, as audit and sockets use them. What a container is made of is in
 * <net/contid_types.h>; the hooks of fork and exit are in <linux/contid.h>.
 */

#ifndef _NET_CONTID_H
#define _NET_CONTID_H

#include <linux/jump_label.h>
#include <linux/types.h>
#include <uapi/linux/contid.h>

struct audit_buffer;
struct contid;
struct net;
struct pid;
struct task_struct;

/* 2^64-2 in decimal. */
#define CONTID_DIGITS		20

/* An identifier as text: with a "+" where it is of a delegation's scope. */
#define CONTID_ID_SIZE		(1 + CONTID_DIGITS)

/*
 * The longest lineage as text, "," and "^" and the final NUL included: that of
 * a refused request for one level more than there can be.
 */
#define CONTID_LINEAGE_SIZE	((CONTID_ID_SIZE + 2) * (CONTID_DEPTH_MAX + 2))

/* A name of a container and its final NUL. */
#define CONTID_NAME_SIZE	(CONTID_NAME_MAX + 1)

/* net/contid/reserve.c */

DECLARE_STATIC_KEY_FALSE(contid_used_key);

/**
 * contid_used - whether there has ever been a container
 *
 * Makes hot paths free on a host without containers. Once true it stays true.
 * The key is switched on before the first label is published, so code that
 * finds it off cannot have missed a label.
 */
static __always_inline bool contid_used(void)
{
	return static_branch_likely(&contid_used_key);
}

/* net/contid/registry.c */

void contid_get(struct contid *container);
void contid_put(struct contid *container);

/* net/contid/lineage.c */

bool contid_is_below(const struct contid *container,
		     const struct contid *ancestor);
size_t contid_lineage_print(const struct contid *container, char *buf);

/* net/contid/task.c */

struct contid *contid_of_task_rcu(const struct task_struct *tsk);
struct contid *contid_of_group_rcu(struct task_struct *leader);
struct contid *contid_of_current(void);

/* kernel/audit_contid_read.c */

void contid_log_about(struct audit_buffer *ab, struct contid *after,
		      struct contid *before);

/* kernel/audit_contid.c */

struct audit_buffer *contid_log_op_start(gfp_t gfp);
void contid_log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   const struct net *netns, const char *name, bool res);
void contid_log_end(struct audit_buffer *ab, struct pid *last,
		    const struct contid *container);
void contid_log_refused_op(struct audit_buffer *ab, const char *op,
			   struct pid *target, const char *after,
			   const struct contid *before,
			   const struct net *netns, const char *name,
			   unsigned int suppressed);

#endif /* _NET_CONTID_H */
