// SPDX-License-Identifier: GPL-2.0
/*
 * The checks of SET and DROP that are made under the locks, in the order of the
 * table at the end. The order is part of the interface: it decides which errno
 * and which message a requester gets.
 */

#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "request.h"

/*
 * Whether a SET may exchange a label for one of a container below it: with
 * NEST, or by a delegated requester for each process of its own container.
 */
static bool may_nest(const struct contid_request *rq,
		     const struct contid *container)
{
	if (rq->flags & CONTID_FLAG_NEST)
		return true;
	return container && container == rq->requester.delegator &&
	       !(rq->flags & CONTID_FLAG_MOVE);
}

/**
 * contid_request_parent - the container that a new one of a SET is nested in
 * @rq: the request
 * @container: of the target, or NULL
 *
 * A delegated requester moves a process to a container below its own.
 */
struct contid *contid_request_parent(const struct contid_request *rq,
				     struct contid *container)
{
	if (rq->attrs[CONTID_A_PARENT])
		return rq->parent;
	if (may_nest(rq, container))
		return container;
	return rq->flags & CONTID_FLAG_MOVE ? rq->requester.delegator : NULL;
}

static int refuse_reach(const struct contid_request *rq)
{
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EXDEV,
				     "outside the reach of a delegated requester");
}

/* Look the target up again: exec may have changed which task is the leader. */
static int check_target(struct contid_request *rq)
{
	rq->leader = pid_task(rq->target, PIDTYPE_TGID);
	if (!rq->leader)
		return contid_request_refuse_gone(rq);
	rq->container = contid_of_group_rcu(rq->leader);
	if (IS_ERR(rq->container))
		return contid_request_refuse_gone(rq);

	contid_put(rq->before);
	rq->before = contid_get_rcu(rq->container);
	return 0;
}

static bool leaves_container(const struct contid_request *rq)
{
	return rq->op->change == CONTID_CHECK_DROP ||
	       (rq->flags & CONTID_FLAG_MOVE);
}

static int check_owner(struct contid_request *rq)
{
	/*
	 * A requester must not learn who owns a container that it cannot see:
	 * check_reach() returns -EXDEV.
	 */
	if (!rq->container || !leaves_container(rq) ||
	    !contid_may_see(&rq->requester, rq->container) ||
	    contid_may_use(&rq->requester, rq->container))
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EPERM,
				     "the container belongs to another owner");
}

/*
 * A delegation extends to the network namespaces of its user namespace, and of
 * the user namespaces below that one.
 */
static bool is_netns_in_reach(const struct contid_requester *requester,
			      struct task_struct *leader)
{
	struct user_namespace *top = requester->delegator->user_ns;
	struct task_struct *t;
	bool reach = true;

	for_each_thread(leader, t) {
		task_lock(t);
		if (t->nsproxy &&
		    !in_userns(top, t->nsproxy->net_ns->user_ns))
			reach = false;
		task_unlock(t);
	}
	return reach;
}

static int check_reach(const struct contid_request *rq, struct task_struct *p)
{
	struct contid *container;

	if (same_thread_group(p, current))
		return contid_request_refuse(rq, CONTID_A_PIDFD, -EXDEV,
					     "a process cannot change its own label, nor be in the subtree that it changes");
	/* This flag does not change; the process may change others. */
	if (data_race(p->flags) & PF_KTHREAD)
		return contid_request_refuse(rq, CONTID_A_PIDFD, -EXDEV,
					     "a kernel thread carries no label");
	if (!rq->requester.delegator)
		return 0;

	container = contid_of_group_rcu(p);
	/* A descendant that exits has no label; the target had one just now. */
	if (IS_ERR(container))
		return pid_task(rq->target, PIDTYPE_TGID) == p ?
		       contid_request_refuse_gone(rq) : 0;
	if (!contid_may_see(&rq->requester, container) ||
	    (!contid_request_is_too_big(rq) && !is_netns_in_reach(&rq->requester, p)))
		return refuse_reach(rq);
	return 0;
}

static int check_process(struct contid_request *rq, struct task_struct *p)
{
	const struct contid *container;
	int err;

	if (!contid_is_live(p))
		return 0;
	err = check_reach(rq, p);
	if (err)
		return err;
	container = contid_of_group_rcu(p);
	rq->mixed |= !IS_ERR(container) && container != rq->container;
	return 0;
}

/* What has been collected has been counted. */
static int check_collected(struct contid_request *rq)
{
	struct task_struct *p;
	int err;

	for (p = contid_section_first(rq); p; p = contid_section_next(rq, p)) {
		err = check_process(rq, p);
		if (err)
			return err;
	}
	/* The locks were released. */
	return check_target(rq);
}

/*
 * One pass over all processes, which counts threads and stops when they are too
 * many. Returns -EAGAIN if they are too many to be visited at once.
 */
static int check_subtree(struct contid_request *rq)
{
	struct task_struct *p;
	int err;

	rq->mixed = false;
	if (rq->pieces.begun)
		return check_collected(rq);
	rq->threads = 0;
	for (p = contid_section_first(rq); p && !contid_request_is_too_big(rq);
	     p = contid_section_next(rq, p)) {
		/* Zombies as well: they make the walk as long. */
		rq->threads += p->signal->nr_threads;
		if (contid_section_too_long(rq))
			return -EAGAIN;
		err = check_process(rq, p);
		if (err)
			return err;
	}
	return 0;
}

/* The user namespace that authority inside the container is going to be over. */
static const struct user_namespace *
user_ns_inside(const struct contid_request *rq)
{
	return rq->user_ns ?: __task_cred(rq->leader)->user_ns;
}

/*
 * A daemon's container writes to the host's log; how many there are, the host
 * decides. In the initial user namespace auditd would be the host's.
 */
static int check_auditd(struct contid_request *rq)
{
	if (!(rq->flags & CONTID_FLAG_AUDITD))
		return 0;
	if (rq->requester.delegator)
		return contid_request_refuse(rq, CONTID_A_FLAGS, -EPERM,
					     "only the host lets a container have an audit daemon");
	if (user_ns_inside(rq) == &init_user_ns)
		return contid_request_refuse(rq, rq->attrs[CONTID_A_USERNS_FD] ?
					     CONTID_A_USERNS_FD : CONTID_A_PIDFD,
					     -EXDEV,
					     "a container with an audit daemon needs a user namespace of its own");
	return 0;
}

/* A delegated requester delegates within its own user namespace only. */
static int check_delegation(struct contid_request *rq)
{
	if (!rq->requester.delegator || !(rq->flags & CONTID_FLAG_DELEGATE))
		return 0;
	if (in_userns(rq->requester.delegator->user_ns, user_ns_inside(rq)))
		return 0;
	return contid_request_refuse(rq, rq->attrs[CONTID_A_USERNS_FD] ?
				     CONTID_A_USERNS_FD : CONTID_A_PIDFD,
				     -EXDEV,
				     "the user namespace is outside the reach of a delegated requester");
}

/* A delegated requester takes no process out of its own container. */
static int check_not_delegator(struct contid_request *rq)
{
	if (rq->container && rq->container == rq->requester.delegator)
		return refuse_reach(rq);
	return 0;
}

static int check_children(struct contid_request *rq)
{
	if ((rq->flags & CONTID_FLAG_SUBTREE) ||
	    contid_request_is_too_big(rq) || !contid_has_children(rq->leader))
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EBUSY,
				     "the process has live children already");
}

static int check_labelled(struct contid_request *rq)
{
	if (rq->container)
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -ENODATA,
				     "the process carries no label");
}

static int check_unlabelled(struct contid_request *rq)
{
	if (!rq->container || (rq->flags & CONTID_FLAG_MOVE) ||
	    may_nest(rq, rq->container))
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EEXIST,
				     "the process carries a label already");
}

static int check_mixed(struct contid_request *rq)
{
	if (!rq->mixed)
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EEXIST,
				     "a descendant carries another label");
}

/*
 * The container of the target has users, since the target is in it. That of the
 * requester may have none: current may be dropped from it now.
 */
static int check_parent(struct contid_request *rq)
{
	const struct contid *parent = contid_request_parent(rq, rq->container);
	bool live = parent && refcount_read(&parent->users);

	if (rq->attrs[CONTID_A_PARENT] && !live)
		return contid_request_refuse(rq, CONTID_A_PARENT, -ENOENT,
					     "no container has the identifier of the parent");
	if (parent && !live)
		return contid_refuse(rq->extack, NULL, -EPERM,
				     "requester's own label is changing");
	if (rq->attrs[CONTID_A_PARENT] &&
	    !contid_may_use(&rq->requester, parent))
		return contid_request_refuse(rq, CONTID_A_PARENT, -ENOTUNIQ,
					     "the parent belongs to another owner");
	return 0;
}

/* Returns -EAGAIN if a container of the identifier is ending. */
static int find_container(struct contid_request *rq)
{
	struct contid *found;

	found = contid_find_locked(&contid_registry, rq->requester.scope,
				   rq->id);
	rq->found = found;
	rq->ending = found && !refcount_read(&found->users) ? found->serial : 0;
	return rq->ending ? -EAGAIN : 0;
}

/* Whether a request asks for the delegation that a container has, or for none. */
static bool delegation_agrees(const struct contid_request *rq,
			      const struct contid *container)
{
	u32 asked = rq->flags & CONTID_FLAGS_KEPT;

	return (container->flags & asked) == asked &&
	       (!rq->attrs[CONTID_A_LIMIT] ||
		rq->limit == container->limit) &&
	       (!rq->user_ns || rq->user_ns == container->user_ns);
}

/* A SET joins a container only if it would have created the same one. */
static int check_join(struct contid_request *rq)
{
	const struct contid *found = rq->found;

	if (!found)
		return 0;
	if (!contid_may_use(&rq->requester, found))
		return contid_request_refuse(rq, CONTID_A_CONTID, -ENOTUNIQ,
					     "the identifier is in use by another owner");
	if (found->parent != contid_request_parent(rq, rq->container))
		return contid_request_refuse(rq, CONTID_A_CONTID, -ENOTUNIQ,
					     "the identifier is in use under another parent");
	if (!delegation_agrees(rq, found))
		return contid_request_refuse(rq, CONTID_A_CONTID, -ENOTUNIQ,
					     "the identifier is in use with another delegation");
	if (!contid_name_agrees(rq->name, found))
		return contid_request_refuse(rq, CONTID_A_NAME, -ENOTUNIQ,
					     "the container has another name");
	return 0;
}

/* Returns -EAGAIN if the new container was allocated for another parent. */
static int check_fresh(struct contid_request *rq)
{
	const struct contid *fresh = rq->fresh;

	if (rq->found)
		return 0;
	if (!fresh)
		return contid_refuse(rq->extack, NULL, -ENOMEM,
				     "no memory for another container");
	if (fresh->parent != contid_request_parent(rq, rq->container))
		return -EAGAIN;
	if (fresh->depth > CONTID_DEPTH_MAX)
		return contid_request_refuse(rq, CONTID_A_CONTID, -EMLINK,
					     "containers are nested 16 deep already");
	return 0;
}

/* The target may have changed since contid_reserve(). */
static int check_parent_again(struct contid_request *rq)
{
	if (rq->to->parent == contid_request_parent(rq, rq->container))
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -EEXIST,
				     "the process has changed its container meanwhile");
}

static int check_size(struct contid_request *rq)
{
	if (!contid_request_is_too_big(rq))
		return 0;
	return contid_request_refuse(rq, CONTID_A_PIDFD, -E2BIG,
				     "the request is about more threads than one request may be");
}

#define RESERVE	CONTID_CHECK_RESERVE
#define SET	CONTID_CHECK_SET
#define DROP	CONTID_CHECK_DROP

/* Each check may rely on those before it. Nothing visits threads after it. */
static const struct {
	int		(*check)(struct contid_request *rq);
	unsigned int	sections;
} checks[] = {
	{ check_target,		RESERVE | SET | DROP },
	{ check_owner,		RESERVE | SET | DROP },
	{ check_auditd,		RESERVE },
	{ check_subtree,	RESERVE | SET | DROP },
	{ check_delegation,	RESERVE | SET },
	{ check_not_delegator,	DROP },
	{ check_children,	RESERVE | SET | DROP },
	{ check_labelled,	DROP },
	{ check_unlabelled,	RESERVE | SET },
	{ check_mixed,		RESERVE | SET | DROP },
	{ check_parent,		RESERVE },
	{ find_container,	RESERVE },
	{ check_join,		RESERVE },
	{ check_fresh,		RESERVE },
	{ check_parent_again,	SET },
	{ check_size,		RESERVE | SET | DROP },
};

/* With a constant @section, the compiler leaves the checks of that alone. */
static __always_inline int check(struct contid_request *rq,
				 unsigned int section)
{
	int err = 0;
	int i;

#pragma GCC unroll 16
	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		if (!err && checks[i].sections & section)
			err = checks[i].check(rq);
	}
	return err;
}

/**
 * contid_check_locked - make the checks of a section
 * @rq: the request; its members from @leader to @threads are set
 * @section: CONTID_CHECK_RESERVE, _SET or _DROP
 *
 * Context: contid_relabel_lock() held.
 * Return: 0; -EAGAIN for a reservation to begin anew; or the errno of the
 * refusal as in contid.yaml. Nothing must visit the threads after a refusal:
 * they may be too many.
 */
int contid_check_locked(struct contid_request *rq, unsigned int section)
{
	switch (section) {
	case RESERVE:
		return check(rq, RESERVE);
	case SET:
		return check(rq, SET);
	default:
		return check(rq, DROP);
	}
}
