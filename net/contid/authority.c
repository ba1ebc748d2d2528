// SPDX-License-Identifier: GPL-2.0
/*
 * Who may ask for what: authority of the host, or delegated authority.
 */

#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "request.h"

/*
 * Both checks cover the opener of the socket and the sender of the message, so
 * neither can lend the other what it does not have.
 */
static bool sent_by_capable(const struct sk_buff *skb, bool change,
			    struct user_namespace *user_ns)
{
	if (netlink_ns_capable(skb, user_ns, CAP_AUDIT_CONTROL))
		return true;
	return !change && netlink_ns_capable(skb, user_ns, CAP_AUDIT_READ);
}

static int check_host(const struct sk_buff *skb, bool change,
		      struct netlink_ext_ack *extack)
{
	if (sent_by_capable(skb, change, &init_user_ns))
		return 0;
	if (change)
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_CONTROL in the initial user namespace is needed");
	return contid_refuse(extack, NULL, -EPERM,
			     "CAP_AUDIT_READ or CAP_AUDIT_CONTROL in the initial user namespace is needed");
}

static int check_delegated(const struct sk_buff *skb, const struct net *net,
			   bool change, const struct contid *within,
			   struct netlink_ext_ack *extack)
{
	if (!(within->flags & CONTID_FLAG_DELEGATE))
		return contid_refuse(extack, NULL, -EPERM,
				     "requester is inside a container without delegated authority");
	if (sent_by_capable(skb, change, net->user_ns))
		return 0;
	if (change)
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_CONTROL over the network namespace is needed");
	return contid_refuse(extack, NULL, -EPERM,
			     "CAP_AUDIT_READ or CAP_AUDIT_CONTROL over the network namespace is needed");
}

/**
 * contid_requester_get - who asks, and with what authority
 * @req: filled in; to be given to contid_requester_put(), whatever the outcome
 * @skb: the request, in the context of its sender
 * @change: SET or DROP, rather than GET
 * @extack: for the refusal
 *
 * A requester with a label never has host authority, whatever capabilities it
 * holds: else root inside a container could shed the label.
 *
 * Return: 0, or -EPERM.
 */
int contid_requester_get(struct contid_requester *req,
			 const struct sk_buff *skb, bool change,
			 struct netlink_ext_ack *extack)
{
	struct contid *label;

	req->net = sock_net(skb->sk);
	rcu_read_lock();
	label = contid_of_task_rcu(current);
	req->within = contid_ref_get_rcu(label);
	rcu_read_unlock();

	if (!label)
		return check_host(skb, change, extack);
	if (!req->within)
		/* It has just been dropped from a container that ended. */
		return contid_refuse(extack, NULL, -EPERM,
				     "requester's own label is changing");
	return check_delegated(skb, req->net, change, req->within, extack);
}

/**
 * contid_requester_put - let go of what a requester held
 * @req: of contid_requester_get()
 */
void contid_requester_put(struct contid_requester *req)
{
	contid_ref_put(req->within);
}

/**
 * contid_may_see - whether a container exists as far as a requester knows
 * @req: requester
 * @contid: container whose memory the caller keeps, or NULL
 */
bool contid_may_see(const struct contid_requester *req,
		    const struct contid *contid)
{
	return !req->within || contid == req->within ||
	       contid_is_below(contid, req->within);
}

/**
 * contid_may_use - whether a requester may join a container or drop from it
 * @req: requester with authority
 * @contid: container
 *
 * Return: true for the owner, and for the host in the initial network
 * namespace.
 */
bool contid_may_use(const struct contid_requester *req,
		    const struct contid *contid)
{
	return net_eq(req->net, contid->owner) ||
	       (!req->within && net_eq(req->net, &init_net));
}
