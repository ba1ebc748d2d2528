// SPDX-License-Identifier: GPL-2.0
/*
 * Who may ask for what.
 */

#include <linux/capability.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>

#include "request.h"

/*
 * A requester with a label never has host authority, whatever capabilities it
 * holds: else root inside a container could shed the label.
 */
static bool requester_is_labelled(void)
{
	return rcu_access_pointer(current->contid);
}

/**
 * contid_may_change - host authority for SET and DROP
 * @skb: the request, in the context of its sender
 * @extack: for the refusal
 *
 * The capability has to be held by the opener of the socket and by the sender
 * of the message, so neither can lend the other what it does not have.
 *
 * Return: 0, or -EPERM.
 */
int contid_may_change(const struct sk_buff *skb,
		      struct netlink_ext_ack *extack)
{
	if (requester_is_labelled())
		return contid_refuse(extack, NULL, -EPERM,
				     "requester is inside a container without delegated authority");
	if (!netlink_capable(skb, CAP_AUDIT_CONTROL))
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_CONTROL in the initial user namespace is needed");
	return 0;
}

/**
 * contid_may_read - host authority for GET
 * @skb: the request, in the context of its sender
 * @extack: for the refusal
 *
 * Return: 0, or -EPERM.
 */
int contid_may_read(const struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (requester_is_labelled())
		return contid_refuse(extack, NULL, -EPERM,
				     "requester is inside a container without delegated authority");
	if (!netlink_capable(skb, CAP_AUDIT_READ) &&
	    !netlink_capable(skb, CAP_AUDIT_CONTROL))
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_READ or CAP_AUDIT_CONTROL in the initial user namespace is needed");
	return 0;
}

/**
 * contid_may_use - whether a requester with host authority may join or drop
 * @contid: the container
 * @net: network namespace of the requester's socket
 *
 * Return: true for the owner and for the initial network namespace.
 */
bool contid_may_use(const struct contid *contid, const struct net *net)
{
	return net_eq(net, &init_net) || net->net_cookie == contid->owner;
}
