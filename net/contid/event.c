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

#include "event.h"
#include "message.h"
#include "stats.h"

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

/**
 * contid_event_notify - notify the listeners of an event
 * @cmd: CONTID_CMD_*_NTF
 * @container: container, which does not end before this returns, unless the
 *	       event is its end
 * @pid: process that set, left, adopted or ended it
 *
 * No message is built if there is no listener.
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_event_notify(int cmd, const struct contid *container,
			 struct pid *pid)
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
 * @inherited: container of current, or NULL
 * @p: the process, a child of current that does not run yet
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_event_adopt(struct contid *adopted, struct contid *inherited,
			struct task_struct *p)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;

	contid_stats_inc(CONTID_STAT_ADOPTIONS);
	contid_lineage_print(adopted, lineage);
	ab = contid_log_op_start(GFP_KERNEL);
	contid_log_about(ab, adopted, inherited);
	contid_log_op(ab, "adopt", task_pid(p), lineage, inherited,
		      adopted->owner, NULL, true);
	contid_event_notify(CONTID_CMD_ADOPT_NTF, adopted, task_pid(p));
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
	contid_event_notify(CONTID_CMD_END_NTF, container, last);
}
