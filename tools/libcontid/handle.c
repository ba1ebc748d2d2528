// SPDX-License-Identifier: LGPL-2.1-or-later
/* Handles: from contid_open() to contid_close(). */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

#define NLA_DATA(nla)	((const char *)(nla) + NLA_HDRLEN)

/* Find the group of the notifications among those of the family. */
static int parse_groups(struct contid_handle *h, struct nlattr *groups)
{
	static const struct nla_policy policy[CTRL_ATTR_MCAST_GRP_MAX + 1] = {
		[CTRL_ATTR_MCAST_GRP_NAME] = { .type = NLA_STRING },
		[CTRL_ATTR_MCAST_GRP_ID] = { .type = NLA_U32 },
	};
	struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];
	struct nlattr *group;
	int rem;

	nla_for_each_nested(group, groups, rem) {
		if (nla_parse_nested(tb, CTRL_ATTR_MCAST_GRP_MAX, group,
				     policy) ||
		    !tb[CTRL_ATTR_MCAST_GRP_NAME] || !tb[CTRL_ATTR_MCAST_GRP_ID])
			return -EBADMSG;
		if (!nla_strcmp(tb[CTRL_ATTR_MCAST_GRP_NAME],
				CONTID_MCGRP_EVENTS))
			h->group = nla_get_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

static int on_family(struct nlmsghdr *nlh, void *data)
{
	static const struct nla_policy policy[CTRL_ATTR_MAX + 1] = {
		[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
		[CTRL_ATTR_MCAST_GROUPS] = { .type = NLA_NESTED },
	};
	struct nlattr *tb[CTRL_ATTR_MAX + 1];
	struct contid_handle *h = data;

	if (genlmsg_parse(nlh, 0, tb, CTRL_ATTR_MAX, policy) ||
	    !tb[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;

	memcpy(&h->family, NLA_DATA(tb[CTRL_ATTR_FAMILY_ID]),
	       sizeof(h->family));
	return tb[CTRL_ATTR_MCAST_GROUPS] ?
	       parse_groups(h, tb[CTRL_ATTR_MCAST_GROUPS]) : 0;
}

/*
 * Not genl_ctrl_resolve(): it returns the same error for a missing family and for
 * other failures.
 */
static int resolve_family(struct contid_handle *h)
{
	struct nl_msg *msg = contid_request_new(h);
	int err;

	err = contid_msg_begin(msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	if (!err && nla_put(msg, CTRL_ATTR_FAMILY_NAME, sizeof(CONTID_FAMILY_NAME),
			    CONTID_FAMILY_NAME))
		err = -ENOMEM;
	if (!err)
		err = contid_exchange(h, msg, on_family, h);
	nlmsg_free(msg);

	if (err == -ENOENT)
		return -EPROTONOSUPPORT;
	if (!err && !h->family)
		return -EBADMSG;
	return err;
}

int contid_open_ops(struct contid_handle **handle,
		    const struct contid_ops *ops)
{
	struct contid_handle *h;
	int err = -ENOMEM;

	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;

	h->ops = ops;
	h->owner = getpid();
	h->sk = nl_socket_alloc();
	if (!h->sk)
		goto close;

	err = ops->connect(h->sk);
	if (err)
		goto close;

	err = resolve_family(h);
	if (err)
		goto close;

	*handle = h;
	return 0;

close:
	contid_close(h);
	return err;
}

int contid_open(struct contid_handle **handle)
{
	return contid_open_ops(handle, &contid_socket_ops);
}

void contid_close(struct contid_handle *handle)
{
	if (!handle)
		return;
	nl_socket_free(handle->sk);
	contid_reading_free(handle->reading);
	contid_info_release(&handle->info);
	contid_ns_release(&handle->ns);
	contid_stats_release(&handle->stats);
	free(handle);
}
