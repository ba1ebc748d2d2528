// SPDX-License-Identifier: GPL-2.0
/*
 * What SET and DROP share: the locks, the checks of the target and of its
 * subtree, and the exchange of labels, of which place.c has a store. The order
 * of the checks is part of the interface.
 */

#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/security.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "request.h"

/**
 * contid_change_lock - hold off whatever could change a label
 * @reg: the registry
 *
 * What each of the three is for stands in design.rst.
 */
void contid_change_lock(struct contid_registry *reg)
	__acquires(&reg->lock) __acquires(&tasklist_lock) __acquires(RCU)
{
	spin_lock(&reg->lock);
	read_lock(&tasklist_lock);
	rcu_read_lock();
}

/**
 * contid_change_unlock - undo contid_change_lock()
 * @reg: the registry
 */
void contid_change_unlock(struct contid_registry *reg)
	__releases(RCU) __releases(&tasklist_lock) __releases(&reg->lock)
{
	rcu_read_unlock();
	read_unlock(&tasklist_lock);
	spin_unlock(&reg->lock);
}

static int refuse_gone(struct contid_change *change)
{
	return contid_refuse(change->extack, change->attrs[CONTID_A_PIDFD],
			     -ESRCH, "the process is gone or exiting");
}

static bool is_subtree(const struct contid_change *change)
{
	return change->flags & CONTID_FLAG_SUBTREE;
}

/**
 * contid_change_next - walk all processes that a request is about
 * @change: the request
 * @leader: of the target, which is the first
 * @p: leader of the process that came before
 *
 * Context: tasklist_lock held, from the beginning to the end.
 * Return: leader of the next process, or NULL.
 */
struct task_struct *contid_change_next(const struct contid_change *change,
				       struct task_struct *leader,
				       struct task_struct *p)
{
	return is_subtree(change) ? contid_next_process(leader, p) : NULL;
}

/* Look the target up anew: exec may have changed who leads the group. */
static int find_target(struct contid_change *change,
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

/* Delegation reaches namespaces of its own user namespace, and below it. */
static bool in_reach_of_netns(const struct contid_requester *req,
			      struct task_struct *leader)
{
	struct task_struct *t;
	bool reach = true;

	for_each_thread(leader, t) {
		task_lock(t);
		if (t->nsproxy &&
		    !in_userns(req->net->user_ns, t->nsproxy->net_ns->user_ns))
			reach = false;
		task_unlock(t);
	}
	return reach;
}

static int check_reach(struct contid_change *change, struct task_struct *p)
{
	struct nlattr *pidfd = change->attrs[CONTID_A_PIDFD];
	struct contid *label;

	if (same_thread_group(p, current))
		return contid_refuse(change->extack, pidfd, -EXDEV,
				     "a process cannot change its own label, nor be in the subtree that it changes");
	if (p->flags & PF_KTHREAD)
		return contid_refuse(change->extack, pidfd, -EXDEV,
				     "a kernel thread carries no label");
	if (!change->req.within)
		return 0;

	label = contid_of_group_rcu(p);
	if (IS_ERR(label))
		return 0;
	if (!contid_may_see(&change->req, label) ||
	    !in_reach_of_netns(&change->req, p))
		return contid_refuse(change->extack, pidfd, -EXDEV,
				     "outside the reach of a delegated requester");
	return 0;
}

static int check_subtree_reach(struct contid_change *change,
			       struct task_struct *leader)
{
	struct task_struct *p;
	int err;

	for (p = leader; p; p = contid_change_next(change, leader, p)) {
		err = check_reach(change, p);
		if (err)
			return err;
	}
	return 0;
}

static int check_subtree_labels(struct contid_change *change,
				struct task_struct *leader,
				const struct contid *label)
{
	struct task_struct *p;

	for (p = leader; p; p = contid_change_next(change, leader, p)) {
		const struct contid *other = contid_of_group_rcu(p);

		if (!IS_ERR(other) && other != label)
			return contid_refuse(change->extack,
					     change->attrs[CONTID_A_PIDFD],
					     -EEXIST,
					     "a descendant carries another label");
	}
	return 0;
}

static bool leaves(const struct contid_change *change, bool set)
{
	return !set || (change->flags & CONTID_FLAG_MOVE);
}

static int check_owner(struct contid_change *change, bool set,
		       const struct contid *label)
{
	/* What is out of sight is out of reach, and no more is said of it. */
	if (!label || !leaves(change, set) ||
	    !contid_may_see(&change->req, label) ||
	    contid_may_use(&change->req, label))
		return 0;
	return contid_refuse(change->extack, change->attrs[CONTID_A_PIDFD],
			     -EPERM, "the container belongs to another owner");
}

static int check_label(struct contid_change *change, bool set,
		       const struct contid *label)
{
	struct nlattr *pidfd = change->attrs[CONTID_A_PIDFD];

	if (!set && !label)
		return contid_refuse(change->extack, pidfd, -ENODATA,
				     "the process carries no label");
	if (set && label && !(change->flags & CONTID_FLAG_MOVE) &&
	    !contid_set_nests(change, label))
		return contid_refuse(change->extack, pidfd, -EEXIST,
				     "the process carries a label already");
	return 0;
}

/**
 * contid_change_check_locked - whether the target can be changed
 * @change: the request
 * @set: SET, rather than DROP
 * @leader: set to the leader of the target
 * @label: set to its label, or NULL
 *
 * Also notes the label as the one before.
 *
 * Context: contid_change_lock() held.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_change_check_locked(struct contid_change *change, bool set,
			       struct task_struct **leader,
			       struct contid **label)
{
	int err;

	err = find_target(change, leader, label);
	if (err)
		return err;
	err = check_owner(change, set, *label);
	if (err)
		return err;
	err = check_subtree_reach(change, *leader);
	if (err)
		return err;
	/* A delegated requester takes nobody out of its own container. */
	if (!set && *label && *label == change->req.within)
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_PIDFD], -EXDEV,
				     "outside the reach of a delegated requester");
	if (!is_subtree(change) && contid_has_children(*leader))
		return contid_refuse(change->extack,
				     change->attrs[CONTID_A_PIDFD], -EBUSY,
				     "the process has live children already");
	err = check_label(change, set, *label);
	if (err)
		return err;
	return check_subtree_labels(change, *leader, *label);
}

static int ask_security(struct contid_change *change, bool set,
			struct task_struct *leader, const struct contid *label)
{
	struct task_struct *p;
	int err;

	for (p = leader; p; p = contid_change_next(change, leader, p)) {
		err = set ? security_task_contid_set(p, change->id) :
			    security_task_contid_drop(p, label->id);
		if (err)
			return contid_refuse(change->extack,
					     change->attrs[CONTID_A_PIDFD], err,
					     "a security module refused");
	}
	return 0;
}

static unsigned int relabel(struct contid_registry *reg,
			    struct contid_change *change,
			    struct task_struct *leader, struct contid *from,
			    struct contid *to)
{
	struct task_struct *p;
	unsigned int n = 0;

	for (p = leader; p; p = contid_change_next(change, leader, p))
		n += contid_relabel_locked(reg, p, from, to, &change->behind);
	return n;
}

/* Returns the number of threads changed, or -EAGAIN. */
static int place_and_relabel(struct contid_registry *reg,
			     struct contid_change *change,
			     struct task_struct *leader, struct contid *from,
			     struct contid *to)
{
	unsigned int placed = 0;
	int n = -EAGAIN;

	if (contid_place_locked(reg, change, leader, to, &placed))
		n = relabel(reg, change, leader, from, to);
	contid_unplace_locked(reg, to, placed);
	return n;
}

/**
 * contid_change_apply_locked - exchange the labels
 * @reg: the registry
 * @change: checked by contid_change_check_locked()
 * @set: SET, rather than DROP
 * @leader: of the target
 * @from: container of all processes concerned, or NULL
 * @to: what to make of it, or NULL; the caller has a user of it
 *
 * Context: contid_change_lock() held.
 * Return: 0; -EAGAIN when it takes contid_place_stock() first; or the errno of
 * the refusal.
 */
int contid_change_apply_locked(struct contid_registry *reg,
			       struct contid_change *change, bool set,
			       struct task_struct *leader,
			       struct contid *from, struct contid *to)
{
	int n;

	n = ask_security(change, set, leader, from);
	if (n)
		return n;

	if (from) {
		refcount_inc(&from->users);
		change->from = from;
	}
	n = to ? place_and_relabel(reg, change, leader, from, to) :
		 relabel(reg, change, leader, from, to);
	if (n > 0) {
		if (to)
			refcount_inc(&to->refs);
		change->after = to;
		return 0;
	}
	if (from) {
		refcount_dec(&from->users);
		change->from = NULL;
	}
	return n ?: refuse_gone(change);
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
	contid_place_unstock(change);
	contid_ref_put(change->before);
	contid_ref_put(change->after);
	contid_put(change->to, change->target);
	contid_put(change->from, change->target);
	contid_requester_put(&change->req);
}
