// SPDX-License-Identifier: GPL-2.0
/*
 * The first section of a SET under the locks: reserve the container, an
 * existing one or a new one.
 */

#include <linux/cred.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>

#include "daemon.h"
#include "request.h"

DEFINE_STATIC_KEY_FALSE(contid_used_key);

/*
 * How long a SET waits for an earlier container of its identifier, in jiffies.
 * No generic netlink family can be registered meanwhile.
 */
#define RETIRE_TIMEOUT	HZ

/* Allocated for the parent seen at the last check, which check_fresh() repeats. */
static struct contid *alloc_fresh(const struct contid_request *rq)
{
	const struct contid_requester *requester = &rq->requester;
	struct contid *fresh;

	/* Before the first label is published: see contid_used(). */
	if (!contid_used())
		static_branch_enable(&contid_used_key);
	fresh = contid_alloc(&contid_registry, requester->scope, rq->id,
			     requester->net,
			     contid_request_parent(rq, rq->before), rq->name);
	if (!fresh)
		return NULL;
	fresh->pid_ns = get_pid_ns(task_active_pid_ns(current));
	fresh->flags = rq->flags & CONTID_FLAGS_KEPT;
	fresh->limit = rq->limit;
	if (fresh->flags & CONTID_FLAG_AUDITD) {
		fresh->daemon = contid_daemon_alloc();
		if (!fresh->daemon) {
			contid_free_unregistered(&contid_registry, fresh);
			return NULL;
		}
	}
	return fresh;
}

/* Authority inside is over the user namespace asked for, or the target's. */
static void set_user_ns(const struct contid_request *rq, struct contid *fresh)
{
	if (!fresh->flags)
		return;
	rcu_read_lock();
	fresh->user_ns = get_user_ns(rq->user_ns ?:
				     __task_cred(rq->leader)->user_ns);
	rcu_read_unlock();
}

static int register_fresh(struct contid_request *rq)
{
	int err = contid_register_locked(&contid_registry, rq->fresh);

	switch (err) {
	case -ENOSPC:
		return contid_request_refuse(rq, CONTID_A_CONTID, err,
					     "the limit of a delegation is used up");
	case -ENOMEM:
		return contid_refuse(rq->extack, NULL, err,
				     "no memory for another container");
	}
	return err;
}

static int reserve_locked(struct contid_request *rq)
{
	int err;

	err = contid_check_locked(rq, CONTID_CHECK_RESERVE);
	if (err)
		return err;
	if (rq->found) {
		contid_user_get(rq->found);
		rq->to = rq->found;
		return 0;
	}
	err = register_fresh(rq);
	if (err)
		return err;
	set_user_ns(rq, rq->fresh);
	rq->to = rq->fresh;
	return 0;
}

static int try_reserve(struct contid_request *rq)
{
	struct contid_registry *reg = &contid_registry;
	int err;

	rq->fresh = alloc_fresh(rq);
	err = contid_section_begin(rq);
	if (!err) {
		err = reserve_locked(rq);
		contid_section_end(rq);
	}
	if (rq->to != rq->fresh)
		contid_free_unregistered(reg, rq->fresh);
	return err;
}

/**
 * contid_reserve - make sure of the container for a SET
 * @rq: the request; has a user of @rq->to afterwards, if this succeeds
 *
 * An earlier container of the identifier has its end in the log, and the one
 * there is now does not end, until the request is released. So the record of
 * the change, begun after this, has its place between the two.
 *
 * Context: process context, no lock held. May sleep.
 * Return: 0, or the errno of the refusal as in contid.yaml; -EINTR when the
 * caller was killed while it waited for an earlier container of that id.
 */
int contid_reserve(struct contid_request *rq)
{
	const struct nlattr *parent = rq->attrs[CONTID_A_PARENT];
	unsigned long timeout = RETIRE_TIMEOUT;
	int err;

	if (parent)
		rq->parent = contid_find(&contid_registry, rq->requester.scope,
					 nla_get_u64(parent));
	do {
		err = try_reserve(rq);
		if (err != -EAGAIN)
			return err;
		if (rq->ending)
			err = contid_wait_retired(&contid_registry, rq->ending,
						  &timeout);
	} while (!err || !rq->ending);

	if (err == -EAGAIN)
		return contid_request_refuse(rq, CONTID_A_CONTID, err,
					     "an earlier container of the identifier is still ending");
	return err;
}
