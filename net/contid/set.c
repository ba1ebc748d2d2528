// SPDX-License-Identifier: GPL-2.0
/*
 * SET: two critical sections, one to reserve the identifier and one to label
 * the target.
 */

#include <linux/sched.h>

#include "request.h"

/**
 * contid_set_nests - whether a SET goes below the target's present container
 * @change: the request
 * @label: label of the target, or NULL
 *
 * A delegated requester always nests processes of its own container.
 */
bool contid_set_nests(const struct contid_change *change,
		      const struct contid *label)
{
	if (change->flags & CONTID_FLAG_NEST)
		return true;
	return label && label == change->req.within &&
	       !(change->flags & CONTID_FLAG_MOVE);
}

/**
 * contid_set_parent - what a container that the SET creates is nested in
 * @change: the request
 * @label: label of the target, or NULL
 *
 * What a delegated requester moves stays within its own container.
 */
struct contid *contid_set_parent(const struct contid_change *change,
				 struct contid *label)
{
	if (contid_set_nests(change, label))
		return label;
	return change->flags & CONTID_FLAG_MOVE ? change->req.within : NULL;
}

/* The same delegation, or none asked for. */
static bool delegation_agrees(const struct contid_change *change,
			      const struct contid *contid)
{
	if (!(change->flags & CONTID_FLAG_DELEGATE))
		return true;
	return (contid->flags & CONTID_FLAG_DELEGATE) &&
	       (!change->attrs[CONTID_A_LIMIT] ||
		change->limit == contid->limit);
}

static int check_join(struct contid_change *change,
		      const struct contid *contid, const struct contid *label)
{
	if (!contid_may_use(&change->req, contid))
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_CONTID], -ENOTUNIQ,
				     "the identifier is in use by another owner");
	if ((contid_set_nests(change, label) && contid->parent != label) ||
	    (change->req.within &&
	     !contid_is_below(contid, change->req.within)))
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_CONTID], -ENOTUNIQ,
				     "the identifier is in use under another parent");
	if (!delegation_agrees(change, contid))
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_CONTID], -ENOTUNIQ,
				     "the identifier is in use with another delegation");
	return 0;
}

static int register_new(struct contid_registry *reg,
			struct contid_change *change, struct contid *fresh)
{
	int err = fresh ? contid_register_locked(reg, fresh) : -ENOMEM;

	switch (err) {
	case -EMLINK:
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_CONTID], err,
				     "containers are nested 16 deep already");
	case -ENOSPC:
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_CONTID], err,
				     "the limit of a delegation is used up");
	case -ENOMEM:
		return contid_refuse(change->extack, NULL, err,
				     "no memory for another container");
	}
	return err;
}

/* Made for what the label was when it was looked at last. */
static struct contid *alloc_fresh(const struct contid_change *change,
				  struct contid_registry *reg)
{
	struct contid *fresh;

	fresh = contid_alloc(reg, change->id, change->req.net,
			     contid_set_parent(change, change->before));
	if (!fresh)
		return NULL;
	fresh->flags = change->flags & CONTID_FLAG_DELEGATE;
	fresh->limit = change->limit;
	fresh->delegated = change->req.within;
	return fresh;
}

/*
 * -EAGAIN: the identifier's container is ending, with the serial number in
 * @ending; or, with 0 there, the label has changed and @fresh is of no use.
 */
static int reserve_locked(struct contid_registry *reg,
			  struct contid_change *change, struct contid *fresh,
			  u64 *ending)
{
	struct contid *contid, *label;
	struct task_struct *leader;
	int err;

	*ending = 0;
	err = contid_change_check_locked(change, true, &leader, &label);
	if (err)
		return err;

	contid = contid_find_locked(reg, change->id);
	if (!contid) {
		if (fresh && fresh->parent != contid_set_parent(change, label))
			return -EAGAIN;
		err = register_new(reg, change, fresh);
		if (!err)
			change->to = fresh;
		return err;
	}

	if (!refcount_read(&contid->users)) {
		*ending = contid->serial;
		return -EAGAIN;
	}
	err = check_join(change, contid, label);
	if (err)
		return err;
	refcount_inc(&contid->users);
	change->to = contid;
	return 0;
}

/**
 * contid_set_reserve - make sure of the container for a SET
 * @change: the request; to be given to contid_change_finish() afterwards,
 *	    whatever the outcome
 *
 * An earlier container of the identifier has its end in the log, and the one
 * there is now does not end, until the change is finished. So the record of
 * the change, begun after this, has its place between the two.
 *
 * Context: process context, no lock held. May sleep.
 * Return: 0, or the errno of the refusal as in contid.yaml; -EINTR when the
 * caller was killed while it waited for an earlier container of that id.
 */
int contid_set_reserve(struct contid_change *change)
{
	struct contid_registry *reg = &contid_registry;
	struct contid *fresh;
	u64 ending;
	int err;

	do {
		fresh = alloc_fresh(change, reg);
		contid_change_lock(reg);
		err = reserve_locked(reg, change, fresh, &ending);
		contid_change_unlock(reg);
		if (change->to != fresh)
			contid_discard(reg, fresh);
	} while (err == -EAGAIN &&
		 (!ending || !(err = contid_wait_retired(reg, ending))));
	return err;
}

/* The target went on living since the reservation. */
static int check_again(struct contid_change *change,
		       struct task_struct **leader, struct contid **label)
{
	int err;

	err = contid_change_check_locked(change, true, leader, label);
	if (err)
		return err;
	if (contid_set_nests(change, *label) && change->to->parent != *label)
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_PIDFD], -EEXIST,
				     "the process has changed its container meanwhile");
	return 0;
}

static int set_locked(struct contid_registry *reg,
		      struct contid_change *change)
{
	struct task_struct *leader;
	struct contid *label;
	int err;

	err = check_again(change, &leader, &label);
	if (err)
		return err;
	err = contid_change_apply_locked(reg, change, true, leader, label,
					 change->to);
	if (!err)
		contid_bear_locked(reg, change->to);
	return err;
}

/**
 * contid_set - label a process, or its whole subtree
 * @change: after contid_set_reserve()
 *
 * Context: process context, no lock held.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_set(struct contid_change *change)
{
	struct contid_registry *reg = &contid_registry;
	int err;

	/* A container is new to the target's network namespace, as a rule. */
	change->wanted = 1;
	do {
		err = contid_place_stock(change);
		if (err)
			break;
		contid_change_lock(reg);
		err = set_locked(reg, change);
		contid_change_unlock(reg);
	} while (err == -EAGAIN);
	contid_place_settle(change);
	return err;
}
