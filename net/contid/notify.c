// SPDX-License-Identifier: GPL-2.0
/*
 * Notifications: what happens to containers, for the listeners of the group
 * "events" in the initial network namespace and in the owner's.
 */

#include <linux/pid_namespace.h>
#include <net/net_namespace.h>

#include "genl.h"

static struct sk_buff *build(int cmd, const struct contid *contid, pid_t nr)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *hdr;

	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &contid_family, 0, cmd);
	if (!hdr || contid_msg_put(skb, contid, NULL) ||
	    (nr && nla_put_u32(skb, CONTID_A_PID, nr))) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}

static void notify_net(struct net *net, struct pid_namespace *pid_ns, int cmd,
		       const struct contid *contid, struct pid *pid)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&contid_family, net, CONTID_GROUP_EVENTS))
		return;
	skb = build(cmd, contid, pid_nr_ns(pid, pid_ns));
	if (skb)
		genlmsg_multicast_netns(&contid_family, net, skb, 0,
					CONTID_GROUP_EVENTS, GFP_KERNEL);
	else
		/* They learn that they have missed something. */
		genl_set_err(&contid_family, net, 0, CONTID_GROUP_EVENTS,
			     -ENOBUFS);
}

/**
 * contid_notify - tell listeners what happened to a container
 * @cmd: CONTID_CMD_*_NTF
 * @contid: container; no other end than the one told of can come in between
 * @pid: process that it happened with
 *
 * Nothing is built where nobody listens.
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_notify(int cmd, const struct contid *contid, struct pid *pid)
{
	struct net *owner;

	notify_net(&init_net, &init_pid_ns, cmd, contid, pid);
	if (net_eq(contid->owner, &init_net))
		return;

	/* The owner is remembered, not held: it may be gone. */
	owner = maybe_get_net(contid->owner);
	if (!owner)
		return;
	notify_net(owner, contid->pid_ns, cmd, contid, pid);
	put_net(owner);
}
