// SPDX-License-Identifier: GPL-2.0
/*
 * The change of a SET or DROP: exchange the labels of all threads, in one
 * section.
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

static int ask_security(struct contid_request *rq)
{
	u64 id = rq->to ? rq->id : rq->container->id;
	struct task_struct *p;
	int err;

	for (p = contid_section_first(rq); p; p = contid_section_next(rq, p)) {
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
		.visited	= rq->pieces.begun ? &rq->pieces.visited : NULL,
	};
	struct task_struct *p;
	unsigned int n = 0;

	for (p = contid_section_first(rq); p; p = contid_section_next(rq, p)) {
		/* Its thread may have put it when the locks were released. */
		if (relabelling.visited)
			relabelling.last = NULL;
		n += contid_relabel_locked(&relabelling, p);
	}
	return n;
}

/* The caller has a user of @to, or the child that is left has one. */
static int apply_locked(struct contid_request *rq, struct contid *to)
{
	struct contid *from = rq->container;

	if (from && !refcount_inc_not_zero(&from->users))
		return contid_request_refuse_gone(rq);
	/* Before the locks are released: rq->from is put outside of them. */
	rq->from = from;
	if (!relabel(rq, to))
		return contid_request_refuse_gone(rq);
	contid_get(to);
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
	bool in_pieces;
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
		in_pieces = rq->pieces.wanted;
		err = contid_section_begin(rq);
		if (err)
			return err;
		err = change_locked(rq);
		contid_section_end(rq);
	} while (err == -EAGAIN &&
		 (rq->shortage || rq->pieces.wanted != in_pieces));
	/* While their container has a user. */
	contid_labels_free_rcu(&rq->unlinked);
	return err;
}
