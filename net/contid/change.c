// SPDX-License-Identifier: GPL-2.0
/*
 * The change of a SET or DROP: exchange the labels of all threads, in one
 * section under the locks.
 */

#include <linux/sched.h>

#include "request.h"

/*
 * Whether there is a label for each thread. If not, there should be twice as
 * many next time, at least: a target that keeps growing reaches the bound of a
 * request soon then.
 */
static bool has_enough_labels(struct contid_request *rq)
{
	if (rq->threads <= rq->nr_prealloc)
		return true;
	rq->shortage = max(rq->threads, 2 * rq->nr_prealloc) - rq->nr_prealloc;
	return false;
}

static int ask_security(const struct contid_request *rq)
{
	u64 id = rq->to ? rq->id : rq->container->id;
	struct task_struct *p;
	int err;

	for (p = rq->leader; p; p = contid_request_next(rq, p)) {
		if (!contid_is_live(p))
			continue;
		err = rq->op->security(p, id);
		if (err)
			return contid_request_refuse(rq, CONTID_A_PIDFD, err,
						     "a security module refused");
	}
	return 0;
}

/* Returns the number of threads that carry @to now. */
static unsigned int relabel(struct contid_request *rq, struct contid *to)
{
	struct contid_relabelling relabelling = {
		.reg		= &contid_registry,
		.from		= rq->container,
		.to		= to,
		.prealloc	= &rq->prealloc,
		.unlinked	= &rq->unlinked,
	};
	struct task_struct *p;
	unsigned int n = 0;

	for (p = rq->leader; p; p = contid_request_next(rq, p))
		n += contid_relabel_locked(&relabelling, p);
	return n;
}

/* The caller has a user of @to, or the child that is left has one. */
static int apply_locked(struct contid_request *rq, struct contid *to)
{
	struct contid *from = rq->container;

	if (from)
		contid_user_get(from);
	if (!relabel(rq, to)) {
		/* Not the last user: no label has been put. */
		if (from)
			refcount_dec(&from->users);
		return contid_request_refuse(rq, CONTID_A_PIDFD, -ESRCH,
					     "the process is gone or exiting");
	}
	contid_get(to);
	rq->from = from;
	rq->after = to;
	return 0;
}

static int change_locked(struct contid_request *rq)
{
	struct contid *to;
	int err;

	err = contid_check_locked(rq, rq->op->change);
	if (err)
		return err;
	/* A DROP falls back to the parent. */
	to = rq->to ?: rq->container->parent;
	if (to && !has_enough_labels(rq))
		return -EAGAIN;
	err = ask_security(rq);
	if (!err)
		err = apply_locked(rq, to);
	if (!err && rq->to)
		contid_publish_locked(&contid_registry, rq->to);
	return err;
}

/**
 * contid_change - exchange the labels of the processes of a request
 * @rq: the request; a SET after contid_reserve()
 *
 * Context: process context, no lock held. May sleep.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_change(struct contid_request *rq)
{
	struct contid_registry *reg = &contid_registry;
	int err;

	/* As counted with the reservation; a DROP has not counted yet. */
	if (rq->to)
		rq->shortage = rq->threads;
	else
		rq->shortage = rq->before && rq->before->parent;
	do {
		if (contid_labels_prealloc(&rq->prealloc, rq->shortage))
			return contid_refuse(rq->extack, NULL, -ENOMEM,
					     "no memory for the labels");
		rq->nr_prealloc += rq->shortage;
		rq->shortage = 0;
		contid_relabel_lock(reg);
		err = change_locked(rq);
		contid_relabel_unlock(reg);
	} while (err == -EAGAIN && rq->shortage);
	/* While their container has a user. */
	contid_labels_free_rcu(&rq->unlinked);
	return err;
}
