// SPDX-License-Identifier: GPL-2.0
/*
 * DROP: a process falls back to the parent of its container, or to none.
 */

#include <linux/sched.h>

#include "request.h"

/**
 * contid_drop - take the label off a process, or off its whole subtree
 * @change: the request
 *
 * Context: process context, no lock held.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_drop(struct contid_change *change)
{
	struct contid_registry *reg = &contid_registry;
	struct task_struct *leader;
	struct contid *label;
	int err;

	do {
		err = contid_place_stock(change);
		if (err)
			break;
		contid_change_lock(reg);
		err = contid_change_check_locked(change, false, &leader,
						 &label);
		/* The parent lives as long as the child. */
		if (!err)
			err = contid_change_apply_locked(reg, change, false,
							 leader, label,
							 label->parent);
		contid_change_unlock(reg);
	} while (err == -EAGAIN);
	contid_place_settle(change);
	return err;
}
