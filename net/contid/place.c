// SPDX-License-Identifier: GPL-2.0
/*
 * The labels that a change takes, one for each network namespace that the
 * target's threads are in. Made ahead, since nothing can be allocated under the
 * locks; placed while it is certain who is where; and given up again, so that
 * those stay that threads carry.
 */

#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "request.h"

/**
 * contid_place_stock - have the labels ready that a change is going to place
 * @change: the request
 *
 * Context: no lock held. May sleep.
 * Return: 0, or -ENOMEM.
 */
int contid_place_stock(struct contid_change *change)
{
	struct contid_label *label;

	for (; change->wanted; change->wanted--) {
		label = contid_label_alloc(GFP_KERNEL_ACCOUNT);
		if (!label)
			return contid_refuse(change->extack, NULL, -ENOMEM,
					     "no memory for the labels");
		list_add(&label->by_contid, &change->spares);
	}
	return 0;
}

/**
 * contid_place_unstock - free the labels that a change did not need
 * @change: done with
 */
void contid_place_unstock(struct contid_change *change)
{
	struct contid_label *label, *next;

	list_for_each_entry_safe(label, next, &change->spares, by_contid)
		kfree(label);
}

/* Returns whether there was a spare label, where one is needed. */
static bool place_label(struct contid_registry *reg,
			struct contid_change *change, struct contid *to,
			struct net *net, unsigned int *placed)
{
	struct contid_label *label;

	if (!net || contid_label_find_locked(reg, to, net))
		return true;
	label = list_first_entry_or_null(&change->spares, struct contid_label,
					 by_contid);
	if (!label)
		return false;
	list_del(&label->by_contid);
	contid_label_place_locked(reg, label, to, net);
	++*placed;
	return true;
}

/**
 * contid_place_locked - place labels for all threads that a request is about
 * @reg: the registry
 * @change: the request
 * @leader: of the target
 * @to: whose labels; the caller has a user of it
 * @placed: counts them
 *
 * Context: contid_change_lock() held.
 * Return: false when there were too few; contid_place_stock() sees to more.
 */
bool contid_place_locked(struct contid_registry *reg,
			 struct contid_change *change,
			 struct task_struct *leader, struct contid *to,
			 unsigned int *placed)
{
	struct task_struct *p, *t;
	unsigned int missing = 0;

	for (p = leader; p; p = contid_change_next(change, leader, p)) {
		for_each_thread(p, t) {
			if (!place_label(reg, change, to,
					 contid_net_of_task(t), placed))
				missing++;
		}
	}
	/* Threads share namespaces: do not overdo it. */
	if (missing)
		change->wanted = min(missing, 2 * *placed + 1) + *placed;
	return !missing;
}

/**
 * contid_unplace_locked - give up the labels that were placed
 * @reg: the registry
 * @to: whose labels
 * @placed: how many of them contid_place_locked() placed
 *
 * Threads that carry them keep them.
 *
 * Context: registry lock held since contid_place_locked().
 */
void contid_unplace_locked(struct contid_registry *reg, struct contid *to,
			   unsigned int placed)
{
	struct contid_label *label, *next;

	/* Those placed last come first. */
	list_for_each_entry_safe(label, next, &to->labels, by_contid) {
		if (!placed--)
			break;
		if (contid_label_put_locked(reg, label))
			refcount_dec(&to->users);
	}
}

/* Follows threads until the spare label is used; returns whether it was. */
static bool settle_some(struct contid_registry *reg,
			struct contid_change *change,
			struct contid_label *spare)
{
	struct task_struct *leader = pid_task(change->target, PIDTYPE_TGID);
	struct task_struct *p, *t;

	if (!leader)
		return false;
	for (p = leader; p; p = contid_change_next(change, leader, p)) {
		for_each_thread(p, t) {
			if (contid_follow_locked(reg, t, spare))
				return true;
		}
	}
	return false;
}

/**
 * contid_place_settle - follow threads that changed their network namespace
 * while they were labelled
 * @change: done
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_place_settle(struct contid_change *change)
{
	struct contid_registry *reg = &contid_registry;
	struct contid_label *spare;
	bool again = change->behind;

	while (again) {
		spare = contid_label_alloc(GFP_KERNEL | __GFP_NOFAIL);
		contid_change_lock(reg);
		again = settle_some(reg, change, spare);
		contid_change_unlock(reg);
		if (!again)
			kfree(spare);
	}
}
