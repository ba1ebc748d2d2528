// SPDX-License-Identifier: GPL-2.0
/*
 * Authority: of the host, or delegated to a container.
 *
 * Two labels count: that of the sender, and that of the process that created
 * the socket. Authority of the host needs both processes to have no label.
 */

#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/user_namespace.h>
#include <net/contid_sock.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "request.h"

/**
 * contid_have_cap - whether a message is sent with a capability
 * @skb: the message, in the context of its sender
 * @user_ns: user namespace that the capability is over
 * @cap: the capability
 *
 * Both the sender of the message and the opener of the socket need it, so that
 * neither acts with that of the other. netlink_ns_capable() skips the opener if
 * the message has an address, as all of libnl's have.
 */
bool contid_have_cap(const struct sk_buff *skb, struct user_namespace *user_ns,
		     int cap)
{
	const struct socket *sock = NETLINK_CB(skb).sk->sk_socket;

	return file_ns_capable(sock->file, user_ns, cap) &&
	       ns_capable(user_ns, cap);
}

static bool are_capable(const struct sk_buff *skb, bool write,
			struct user_namespace *user_ns)
{
	if (contid_have_cap(skb, user_ns, CAP_AUDIT_CONTROL))
		return true;
	return !write && contid_have_cap(skb, user_ns, CAP_AUDIT_READ);
}

static int check_host(const struct sk_buff *skb, bool write,
		      const struct contid *creator,
		      struct netlink_ext_ack *extack)
{
	if (creator)
		return contid_refuse(extack, NULL, -EPERM,
				     "the socket was created inside a container");
	if (are_capable(skb, write, &init_user_ns))
		return 0;
	if (write)
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_CONTROL in the initial user namespace is needed");
	return contid_refuse(extack, NULL, -EPERM,
			     "CAP_AUDIT_READ or CAP_AUDIT_CONTROL in the initial user namespace is needed");
}

static int check_delegated(const struct sk_buff *skb, const struct net *net,
			   bool write, const struct contid *delegator,
			   const struct contid *creator,
			   struct netlink_ext_ack *extack)
{
	if (!(delegator->flags & CONTID_FLAG_DELEGATE))
		return contid_refuse(extack, NULL, -EPERM,
				     "requester is inside a container without delegated authority");
	if (creator && !contid_is_within(creator, delegator))
		return contid_refuse(extack, NULL, -EPERM,
				     "the socket was created outside the requester's container");
	if (are_capable(skb, write, delegator->user_ns) &&
	    are_capable(skb, write, net->user_ns))
		return 0;
	if (write)
		return contid_refuse(extack, NULL, -EPERM,
				     "CAP_AUDIT_CONTROL is needed over the user namespace that the container was delegated to, and over the network namespace");
	return contid_refuse(extack, NULL, -EPERM,
			     "CAP_AUDIT_READ or CAP_AUDIT_CONTROL is needed over the user namespace that the container was delegated to, and over the network namespace");
}

/**
 * contid_requester_get - find out with what authority a request is made
 * @requester: filled in; needs contid_requester_put() even if this fails
 * @skb: the request, in the context of its sender
 * @write: SET or DROP, rather than GET
 * @extack: for the refusal
 *
 * A labelled process never has authority of the host, not even with all
 * capabilities, nor has a socket that it creates: else root inside a container
 * could remove its own label.
 *
 * Return: 0, or -EPERM.
 */
int contid_requester_get(struct contid_requester *requester,
			 const struct sk_buff *skb, bool write,
			 struct netlink_ext_ack *extack)
{
	/* A socket keeps the memory of its container. */
	const struct contid *creator = READ_ONCE(NETLINK_CB(skb).sk->sk_contid);
	struct contid *container;

	requester->net = sock_net(skb->sk);
	requester->scope = CONTID_SCOPE_HOST;
	rcu_read_lock();
	container = contid_of_task_rcu(current);
	requester->delegator = contid_get_rcu(container);
	rcu_read_unlock();

	if (!container)
		return check_host(skb, write, creator, extack);
	if (!requester->delegator)
		/* Raced with a DROP of current: the container is being freed. */
		return contid_refuse(extack, NULL, -EPERM,
				     "requester's own label is changing");
	requester->scope = requester->delegator->serial;
	return check_delegated(skb, requester->net, write,
			       requester->delegator, creator, extack);
}

/**
 * contid_scope_of_attr - the scope that a request names
 * @requester: requester with authority
 * @attrs: of the request
 *
 * Return: that of SCOPE if the request has one, or the requester's.
 */
u64 contid_scope_of_attr(const struct contid_requester *requester,
			 struct nlattr **attrs)
{
	return attrs[CONTID_A_SCOPE] ? nla_get_u64(attrs[CONTID_A_SCOPE]) :
				       requester->scope;
}

/**
 * contid_may_listen - whether current may join the multicast group
 * @net: network namespace of its socket
 *
 * A labelled process is notified of the containers that GET would show to it.
 *
 * Context: process context.
 */
bool contid_may_listen(const struct net *net)
{
	struct contid *container = contid_of_current();
	bool may = ns_capable(net->user_ns, CAP_AUDIT_READ);

	if (container)
		may = may && (container->flags & CONTID_FLAG_DELEGATE) &&
		      ns_capable(container->user_ns, CAP_AUDIT_READ);
	contid_put(container);
	return may;
}

/*
 * As for a request: the socket was created without label, or in @container or
 * below it.
 */
static bool may_listen_with(struct sock *sk, struct contid *container)
{
	const struct contid *creator;

	if (!container)
		return !READ_ONCE(sk->sk_contid);
	creator = cmpxchg(&sk->sk_contid, NULL, container);
	if (creator)
		return contid_is_within(creator, container);
	contid_get(container);
	return true;
}

/**
 * contid_sock_listen - whether a socket may join a multicast group
 * @sk: netlink socket of any protocol
 * @group: number of a group that current may join
 *
 * A labelled process may join with a socket that was created without label. The
 * socket gets the container of that process then, as if the process had created
 * it, so that it is notified of no more than the process may see. Only a join of
 * "events" that is not refused does this.
 *
 * Context: process context.
 * Return: 0; or -EPERM when the group is "events" and the socket was created
 * where current has no authority.
 */
int contid_sock_listen(struct sock *sk, int group)
{
	struct contid *container;
	bool may;

	if (sk->sk_protocol != NETLINK_GENERIC ||
	    group != contid_family.mcgrp_offset + CONTID_GROUP_EVENTS)
		return 0;
	container = contid_of_current();
	may = may_listen_with(sk, container);
	contid_put(container);
	return may ? 0 : -EPERM;
}
