// SPDX-License-Identifier: GPL-2.0
/*
 * A container as netlink attributes.
 */

#include <net/net_namespace.h>
#include <net/netlink.h>

#include "genl.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, CONTID_A_PAD);
}

/**
 * contid_msg_put - describe a container, or say that there is none
 * @skb: message under construction
 * @contid: container whose memory the caller keeps, or NULL
 * @within: where the reader's view ends: what this one is nested in is none of
 *	    its business. NULL for one who may see everything.
 *
 * Return: 0, or -EMSGSIZE; what has been added is for the caller to cancel.
 */
int contid_msg_put(struct sk_buff *skb, const struct contid *contid,
		   const struct contid *within)
{
	if (!contid)
		return put_u64(skb, CONTID_A_CONTID, CONTID_UNSET);

	if (put_u64(skb, CONTID_A_CONTID, contid->id) ||
	    (contid->parent && contid != within &&
	     put_u64(skb, CONTID_A_PARENT, contid->parent->id)) ||
	    nla_put_u32(skb, CONTID_A_DEPTH, contid->depth) ||
	    nla_put_u32(skb, CONTID_A_FLAGS, contid->flags) ||
	    nla_put_u32(skb, CONTID_A_LIMIT, contid->limit) ||
	    put_u64(skb, CONTID_A_OWNER_NETNS, contid->owner->net_cookie) ||
	    nla_put_u32(skb, CONTID_A_TASKS,
			atomic_read(&contid->processes)) ||
	    nla_put_u32(skb, CONTID_A_CHILDREN, READ_ONCE(contid->children)) ||
	    put_u64(skb, CONTID_A_CREATED, contid->created) ||
	    put_u64(skb, CONTID_A_SERIAL, contid->serial))
		return -EMSGSIZE;
	return 0;
}

static int put_presence(struct sk_buff *skb, const struct contid_label *label)
{
	struct nlattr *nest = nla_nest_start(skb, CONTID_A_NETNS);

	if (!nest ||
	    nla_put_u64_64bit(skb, CONTID_A_NETNS_COOKIE,
			      label->net->net_cookie, CONTID_A_NETNS_PAD) ||
	    nla_put_u32(skb, CONTID_A_NETNS_INUM, label->net->ns.inum) ||
	    nla_put_u32(skb, CONTID_A_NETNS_TASKS,
			refcount_read(&label->users))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * contid_msg_put_netns - name the network namespaces of a container
 * @skb: message under construction
 * @contid: container whose memory the caller keeps, or NULL
 * @next: how many of them have been named before; advanced
 *
 * Context: takes the registry's lock.
 * Return: 0, or -EMSGSIZE when some are left; those added can stay.
 */
int contid_msg_put_netns(struct sk_buff *skb, struct contid *contid,
			 unsigned int *next)
{
	struct contid_registry *reg = &contid_registry;
	const struct contid_label *label;
	unsigned int n = 0;
	int err = 0;

	if (!contid)
		return 0;
	spin_lock(&reg->lock);
	list_for_each_entry(label, &contid->labels, by_contid) {
		if (!label->net || n++ < *next)
			continue;
		err = put_presence(skb, label);
		if (err)
			break;
		++*next;
	}
	spin_unlock(&reg->lock);
	return err;
}
