// SPDX-License-Identifier: GPL-2.0
/*
 * A container as netlink attributes, and the reply that has them.
 */

#include <net/net_namespace.h>
#include <net/netlink.h>

#include "message.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, CONTID_A_PAD);
}

/* A scope is shown if the reader may see the container that it names. */
static bool shows_scope(const struct contid *container,
			const struct contid *viewer)
{
	if (container->scope == CONTID_SCOPE_HOST || container == viewer)
		return false;
	return !viewer || contid_scope_is_below(container, viewer);
}

static int put_parent(struct sk_buff *skb, const struct contid *parent,
		      const struct contid *viewer)
{
	if (put_u64(skb, CONTID_A_PARENT, parent->id) ||
	    (shows_scope(parent, viewer) &&
	     put_u64(skb, CONTID_A_PARENT_SCOPE, parent->scope)))
		return -EMSGSIZE;
	return 0;
}

/**
 * contid_msg_put_name - name a container
 * @skb: message under construction
 * @container: container whose memory the caller keeps
 * @viewer: as for contid_msg_put()
 *
 * Return: 0, or -EMSGSIZE; what has been added is for the caller to cancel.
 */
int contid_msg_put_name(struct sk_buff *skb, const struct contid *container,
			const struct contid *viewer)
{
	if (put_u64(skb, CONTID_A_CONTID, container->id) ||
	    put_u64(skb, CONTID_A_SERIAL, container->serial) ||
	    (shows_scope(container, viewer) &&
	     put_u64(skb, CONTID_A_SCOPE, container->scope)))
		return -EMSGSIZE;
	return 0;
}

/**
 * contid_msg_put - describe a container, or say that there is none
 * @skb: message under construction
 * @container: container whose memory the caller keeps, or NULL
 * @viewer: container that the reader is in: the reader must not learn what it
 *	    is nested in. NULL for a reader that may see all containers.
 *
 * Return: 0, or -EMSGSIZE; what has been added is for the caller to cancel.
 */
int contid_msg_put(struct sk_buff *skb, const struct contid *container,
		   const struct contid *viewer)
{
	const char *name = container ? contid_name(container) : NULL;
	bool top = container == viewer;
	u8 depth_of_viewer = viewer ? viewer->depth : 0;

	if (!container)
		return put_u64(skb, CONTID_A_CONTID, CONTID_UNSET);

	if (contid_msg_put_name(skb, container, viewer) ||
	    (container->parent && !top &&
	     put_parent(skb, container->parent, viewer)) ||
	    nla_put_u32(skb, CONTID_A_DEPTH,
			container->depth - depth_of_viewer) ||
	    nla_put_u32(skb, CONTID_A_FLAGS, container->flags) ||
	    nla_put_u32(skb, CONTID_A_LIMIT, container->limit) ||
	    put_u64(skb, CONTID_A_OWNER_NETNS, container->owner->net_cookie) ||
	    nla_put_u32(skb, CONTID_A_PROCESSES,
			contid_processes(container)) ||
	    nla_put_u32(skb, CONTID_A_CHILDREN,
			READ_ONCE(container->children)) ||
	    put_u64(skb, CONTID_A_CREATED, container->created) ||
	    (name && nla_put_string(skb, CONTID_A_NAME, name)))
		return -EMSGSIZE;
	return 0;
}

static int put_netns(struct sk_buff *skb, const struct contid_label *label)
{
	struct nlattr *nest = nla_nest_start(skb, CONTID_A_NETNS);

	if (!nest ||
	    nla_put_u64_64bit(skb, CONTID_A_NETNS_COOKIE,
			      label->net->net_cookie, CONTID_A_NETNS_PAD) ||
	    nla_put_u32(skb, CONTID_A_NETNS_INUM, label->net->ns.inum) ||
	    nla_put_u32(skb, CONTID_A_NETNS_THREADS,
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
 * @container: container whose memory the caller keeps, or NULL
 * @next: how many of them have been named before; advanced
 *
 * Context: takes the registry's lock.
 * Return: 0, or -EMSGSIZE when some are left; those added can stay.
 */
int contid_msg_put_netns(struct sk_buff *skb, struct contid *container,
			 unsigned int *next)
{
	struct contid_registry *reg = &contid_registry;
	const struct contid_label *label;
	unsigned int n = 0;
	int err = 0;

	if (!container)
		return 0;
	spin_lock(&reg->lock);
	list_for_each_entry(label, &container->labels, by_contid) {
		if (!label->net || n++ < *next)
			continue;
		err = put_netns(skb, label);
		if (err)
			break;
		++*next;
	}
	spin_unlock(&reg->lock);
	return err;
}

/**
 * contid_msg_put_lost - write how many records a reader has lost
 * @skb: the message
 * @lost: records
 *
 * Return: 0 or -EMSGSIZE.
 */
int contid_msg_put_lost(struct sk_buff *skb, u64 lost)
{
	return nla_put_u64_64bit(skb, CONTID_A_LOST, lost, CONTID_A_PAD);
}

/**
 * contid_reply - complete a reply and send it
 * @reply: a new message; consumed
 * @info: the request
 * @container: container to describe, or NULL
 * @viewer: as for contid_msg_put()
 *
 * Return: 0, or a negative errno.
 */
int contid_reply(struct sk_buff *reply, struct genl_info *info,
		 struct contid *container, const struct contid *viewer)
{
	unsigned int next = 0;
	void *hdr;

	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				info->genlhdr->cmd);
	if (!hdr || contid_msg_put(reply, container, viewer)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	/* As many as there is room for. */
	contid_msg_put_netns(reply, container, &next);
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}
