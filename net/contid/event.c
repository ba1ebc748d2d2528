// SPDX-License-Identifier: GPL-2.0
/*
 * Events: each is written to the audit log, and then the listeners of the group
 * "events" are notified, those in the initial network namespace and those in
 * the owner's.
 *
 * A listener in a container is notified of what GET would show to it: its own
 * container and those below, if that one delegates. There is a message for each
 * such container, since it must not show what is above.
 */

#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <net/contid_read.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "request.h"

/**
 * struct event - the contents of a notification
 * @cmd: CONTID_CMD_*_NTF
 * @container: container
 * @pid: process that set, left, adopted or ended it
 * @pid_ns: pid namespace of the number of @pid
 */
struct event {
	int			cmd;
	const struct contid	*container;
	struct pid		*pid;
	struct pid_namespace	*pid_ns;
};

static struct sk_buff *build(const struct event *event,
			     const struct contid *viewer)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	pid_t nr = pid_nr_ns(event->pid, event->pid_ns);
	void *hdr;

	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &contid_family, 0, event->cmd);
	if (!hdr || contid_msg_put(skb, event->container, viewer) ||
	    (nr && nla_put_u32(skb, CONTID_A_PID, nr))) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}

/* For netlink_broadcast_filtered(): nonzero skips the listener. */
static int is_other_viewer(struct sock *sk, struct sk_buff *skb, void *viewer)
{
	return READ_ONCE(sk->sk_contid) != viewer;
}

/* @viewer: container of the listeners; NULL for those without label. */
static void notify_viewer(struct net *net, const struct event *event,
			  struct contid *viewer)
{
	u32 group = contid_family.mcgrp_offset + CONTID_GROUP_EVENTS;
	struct sk_buff *skb = build(event, viewer);

	if (!skb) {
		/* ENOBUFS makes listeners dump again. */
		genl_set_err(&contid_family, net, 0, CONTID_GROUP_EVENTS,
			     -ENOBUFS);
		return;
	}
	NETLINK_CB(skb).dst_group = group;
	netlink_broadcast_filtered(net->genl_sock, skb, 0, group, GFP_KERNEL,
				   is_other_viewer, viewer);
}

static void notify_net(struct net *net, const struct event *event)
{
	const struct contid *container = event->container;

	if (!genl_has_listeners(&contid_family, net, CONTID_GROUP_EVENTS))
		return;
	notify_viewer(net, event, NULL);
	for (; container; container = container->parent) {
		if (container->flags & CONTID_FLAG_DELEGATE)
			notify_viewer(net, event, (struct contid *)container);
	}
}

/*
 * @container does not end before this returns, unless the event is its end. No
 * message is built if there is no listener.
 */
static void notify(int cmd, const struct contid *container, struct pid *pid)
{
	struct event event = {
		.cmd		= cmd,
		.container	= container,
		.pid		= pid,
		.pid_ns		= &init_pid_ns,
	};
	struct net *owner;

	notify_net(&init_net, &event);
	if (net_eq(container->owner, &init_net))
		return;

	/* The container has only the memory of its owner, which may have ended. */
	owner = maybe_get_net(container->owner);
	if (!owner)
		return;
	event.pid_ns = container->pid_ns;
	notify_net(owner, &event);
	put_net(owner);
}

/**
 * contid_event_adopt - a process has adopted the label of init
 * @adopted: container; the caller has a user of it
 * @p: the process, a child of current that does not run yet
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_event_adopt(struct contid *adopted, struct task_struct *p)
{
	struct contid *inherited = contid_of_current();
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	contid_stats_inc(CONTID_STAT_ADOPTIONS);
	contid_lineage_print(adopted, lineage);
	ab = contid_log_op_start(GFP_KERNEL);
	contid_log_about(ab, adopted, inherited);
	contid_log_op(ab, "adopt", task_pid(p), lineage, inherited,
		      adopted->owner, NULL, true);
	notify(CONTID_CMD_ADOPT_NTF, adopted, task_pid(p));
	contid_put(inherited);
}

/**
 * contid_event_end - a container has ended
 * @container: container without users that is not retired yet
 * @last: the process that left it
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_event_end(struct contid *container, struct pid *last)
{
	struct audit_buffer *ab = contid_log_op_start(GFP_KERNEL);

	contid_log_about(ab, NULL, container);
	contid_log_end(ab, last, container);
	contid_read_end(container);
	notify(CONTID_CMD_END_NTF, container, last);
}

/*
 * The container that the target is in now or, if the request was refused, the one
 * that what was asked for would be nested in, or is.
 */
static struct contid *container_after(const struct contid_request *rq, int err)
{
	struct contid *before = rq->before;

	if (!err)
		return rq->after;
	if (!rq->attrs[CONTID_A_CONTID])
		return before ? before->parent : NULL;
	return contid_request_parent(rq, before);
}

/*
 * The lineage that the target has now or, if the request was refused, would
 * have had.
 */
static void print_outcome(const struct contid_request *rq, int err,
			  const struct contid *after, char *lineage)
{
	size_t len;

	if (!err || !rq->attrs[CONTID_A_CONTID]) {
		contid_lineage_print(after, lineage);
	} else {
		len = contid_lineage_make(rq->requester.scope, rq->id, after,
					  lineage);
		lineage[len] = '\0';
	}
}

/*
 * The name for the record: of the container that is entered, or if the request
 * was refused, the one that it has.
 */
static const char *name_of(const struct contid_request *rq, int err)
{
	if (!err && rq->to)
		return contid_name(rq->to);
	return *rq->name ? rq->name : NULL;
}

/*
 * The container that a refused SET asks for, with a reference, if it exists where the
 * SET wants it: the record is about it as well.
 */
static struct contid *container_asked(const struct contid_request *rq,
				      const struct contid *parent)
{
	struct contid *asked;

	if (!contid_read_used() || !rq->attrs[CONTID_A_CONTID])
		return NULL;
	asked = contid_find(&contid_registry, rq->requester.scope, rq->id);
	if (!asked || asked->parent == parent)
		return asked;
	contid_put(asked);
	return NULL;
}

static void log_refusal(const struct contid_request *rq, struct audit_buffer *ab,
			int err, unsigned int suppressed)
{
	struct contid *after = container_after(rq, err), *asked;
	char lineage[CONTID_LINEAGE_SIZE];

	print_outcome(rq, err, after, lineage);
	asked = container_asked(rq, after);
	contid_log_about(ab, asked ?: after, rq->before);
	contid_put(asked);
	contid_log_refused_op(ab, rq->op->name, rq->target, lineage,
			      rq->before, rq->requester.net, name_of(rq, err),
			      suppressed);
}

static void log_request(const struct contid_request *rq,
			struct audit_buffer *ab)
{
	char lineage[CONTID_LINEAGE_SIZE];

	print_outcome(rq, 0, rq->after, lineage);
	contid_log_about(ab, rq->after, rq->before);
	contid_log_op(ab, rq->op->name, rq->target, lineage, rq->before,
		      rq->requester.net, name_of(rq, 0), true);
}

/**
 * contid_event_request - a SET or DROP was done or refused
 * @rq: the request
 * @ab: its record, of contid_log_op_start(); NULL if there is none
 * @err: 0, or the errno of the refusal
 * @suppressed: refused requests that were not logged before this one
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_event_request(const struct contid_request *rq,
			  struct audit_buffer *ab, int err,
			  unsigned int suppressed)
{
	if (err) {
		if (ab)
			log_refusal(rq, ab, err, suppressed);
		return;
	}
	contid_stats_inc(rq->op->stat);
	if (ab)
		log_request(rq, ab);
	/* A drop is an event of the container that was left. */
	notify(rq->op->ntf, rq->to ?: rq->from, rq->target);
}
