// SPDX-License-Identifier: GPL-2.0
/*
 * SET and DROP: one critical section each, from the first check to the label
 * of the last thread; SET has one more before, to reserve the identifier. The
 * order of the checks is part of the interface.
 */

#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "request.h"

static void change_lock(struct contid_registry *reg)
	__acquires(&reg->lock) __acquires(&tasklist_lock) __acquires(RCU)
{
	spin_lock(&reg->lock);
	read_lock(&tasklist_lock);
	rcu_read_lock();
}

static void change_unlock(struct contid_registry *reg)
	__releases(RCU) __releases(&tasklist_lock) __releases(&reg->lock)
{
	rcu_read_unlock();
	read_unlock(&tasklist_lock);
	spin_unlock(&reg->lock);
}

static int refuse_gone(struct contid_change *change)
{
	return contid_refuse(change->extack, change->pidfd, -ESRCH,
			     "the process is gone or exiting");
}

/* Look the target up anew: exec may have changed who leads the group. */
static int target_locked(struct contid_change *change,
			 struct task_struct **leader, struct contid **label)
{
	*leader = pid_task(change->target, PIDTYPE_TGID);
	if (!*leader)
		return refuse_gone(change);
	*label = contid_of_group_rcu(*leader);
	if (IS_ERR(*label))
		return refuse_gone(change);

	contid_ref_put(change->before);
	change->before = contid_ref_get_rcu(*label);
	return 0;
}

static int check_reach_locked(struct contid_change *change,
			      struct task_struct *leader)
{
	if (same_thread_group(leader, current))
		return contid_refuse(change->extack, change->pidfd, -EXDEV,
				     "a process cannot change its own label");
	if (leader->flags & PF_KTHREAD)
		return contid_refuse(change->extack, change->pidfd, -EXDEV,
				     "a kernel thread carries no label");
	if (contid_target_has_children(leader))
		return contid_refuse(change->extack, change->pidfd, -EBUSY,
				     "the process has live children already");
	return 0;
}

static int check_set_locked(struct contid_change *change,
			    struct task_struct **leader)
{
	struct contid *label;
	int err;

	err = target_locked(change, leader, &label);
	if (err)
		return err;
	err = check_reach_locked(change, *leader);
	if (err)
		return err;
	if (label)
		return contid_refuse(change->extack, change->pidfd, -EEXIST,
				     "the process carries a label already");
	return 0;
}

/*
 * -EAGAIN: the identifier's container is ending, with the serial number in
 * @ending. *@fresh becomes NULL when it is put to use.
 */
static int reserve_locked(struct contid_registry *reg,
			  struct contid_change *change, struct contid **fresh,
			  u64 *ending)
{
	struct task_struct *leader;
	struct contid *contid;
	int err;

	err = check_set_locked(change, &leader);
	if (err)
		return err;

	contid = contid_find_locked(reg, change->id);
	if (!contid) {
		contid = *fresh;
		if (!contid || contid_register_locked(reg, contid, NULL))
			return contid_refuse(change->extack, NULL, -ENOMEM,
					     "no memory for another container");
		change->user = contid;
		*fresh = NULL;
		return 0;
	}

	if (!refcount_read(&contid->users)) {
		*ending = contid->serial;
		return -EAGAIN;
	}
	if (!contid_may_use(contid, change->net))
		return contid_refuse(change->extack, change->contid, -ENOTUNIQ,
				     "the identifier is in use by another owner");
	refcount_inc(&contid->users);
	change->user = contid;
	return 0;
}

/**
 * contid_set_reserve - make sure of the container for a SET
 * @change: with target, id, net and extack; to be given to
 *	    contid_change_finish() afterwards, whatever the outcome
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

	fresh = contid_alloc(reg, change->id, change->net);
	do {
		change_lock(reg);
		err = reserve_locked(reg, change, &fresh, &ending);
		change_unlock(reg);
	} while (err == -EAGAIN &&
		 !(err = contid_wait_retired(reg, ending)));
	contid_discard(reg, fresh);
	return err;
}

static int set_locked(struct contid_registry *reg,
		      struct contid_change *change)
{
	struct contid *contid = change->user;
	struct task_struct *leader;
	int err;

	/* Again: the target went on living since the reservation. */
	err = check_set_locked(change, &leader);
	if (err)
		return err;
	if (!contid_relabel_locked(leader, NULL, contid))
		return refuse_gone(change);
	contid_bear_locked(reg, contid);
	refcount_inc(&contid->refs);
	change->after = contid;
	return 0;
}

/**
 * contid_set - label a process
 * @change: after contid_set_reserve()
 *
 * Context: process context, no lock held.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_set(struct contid_change *change)
{
	int err;

	change_lock(&contid_registry);
	err = set_locked(&contid_registry, change);
	change_unlock(&contid_registry);
	return err;
}

static int drop_locked(struct contid_change *change)
{
	struct task_struct *leader;
	struct contid *label;
	int err;

	err = target_locked(change, &leader, &label);
	if (err)
		return err;
	if (label && !contid_may_use(label, change->net))
		return contid_refuse(change->extack, change->pidfd, -EPERM,
				     "the container belongs to another owner");
	err = check_reach_locked(change, leader);
	if (err)
		return err;
	if (!label)
		return contid_refuse(change->extack, change->pidfd, -ENODATA,
				     "the process carries no label");

	refcount_inc(&label->users);
	change->user = label;
	if (!contid_relabel_locked(leader, label, label->parent))
		return refuse_gone(change);

	if (label->parent)
		refcount_inc(&label->parent->refs);
	change->after = label->parent;
	return 0;
}

/**
 * contid_drop - take the label off a process
 * @change: as for contid_set_reserve(), less the id
 *
 * Context: process context, no lock held.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_drop(struct contid_change *change)
{
	int err;

	change_lock(&contid_registry);
	err = drop_locked(change);
	change_unlock(&contid_registry);
	return err;
}

/**
 * contid_change_finish - let go of what a change held
 * @change: its outcome is in the log
 *
 * The container left last may end here, so that its op=end follows.
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_change_finish(struct contid_change *change)
{
	contid_ref_put(change->before);
	contid_ref_put(change->after);
	contid_put(change->user, change->target);
}
