/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tasks: the labels that they carry. The layer above objects and events; it
 * knows neither netlink nor audit.
 */

#ifndef _NET_CONTID_TASK_H
#define _NET_CONTID_TASK_H

#include <linux/contid.h>

#include "contid.h"

/* task.c; the hooks are in <linux/contid.h> */

void contid_user_put(struct contid *container, struct pid *last);

/* relabel.c */

/**
 * struct contid_relabelling - a change of the labels of one process or several
 * @reg: the registry; contid_relabel_lock() is held
 * @from: container of all threads, or NULL
 * @to: container that they are to carry, or NULL
 * @prealloc: as many labels as there are threads, of contid_label_alloc(); those
 *	      that are used for @to leave the list
 * @unlinked: labels that no thread carries any more are added to it, linked
 *	      by_contid, for the caller to free after the locks are released
 * @last: label of @to that a thread was given last; NULL at first
 * @visited: for contid_relabel_breathe(), if a process is walked in pieces; or NULL
 */
struct contid_relabelling {
	struct contid_registry	*reg;
	struct contid		*from;
	struct contid		*to;
	struct list_head	*prealloc;
	struct list_head	*unlinked;
	struct contid_label	*last;
	unsigned int		*visited;
};

void contid_relabel_lock(struct contid_registry *reg);
void contid_relabel_unlock(struct contid_registry *reg);
bool contid_relabel_breathe(struct contid_registry *reg, unsigned int *visited);
unsigned int contid_relabel_locked(struct contid_relabelling *r,
				   struct task_struct *leader);

/* subtree.c */

struct task_struct *contid_next_child(struct task_struct *leader,
				      struct task_struct *child);
struct task_struct *contid_next_process(struct task_struct *root,
					struct task_struct *p);
bool contid_is_live(struct task_struct *leader);
bool contid_has_children(struct task_struct *leader);

#endif /* _NET_CONTID_TASK_H */
