// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family CONTID: what it takes, and how it answers. The
 * interface is described in Documentation/netlink/specs/contid.yaml.
 */

#include <linux/init.h>
#include <net/net_namespace.h>

#include "genl.h"
#include "request.h"

#define FLAGS_OF_SET	(CONTID_FLAG_NEST | CONTID_FLAG_MOVE | \
			 CONTID_FLAG_SUBTREE | CONTID_FLAG_DELEGATE)
#define FLAGS_OF_DROP	CONTID_FLAG_SUBTREE
#define FLAGS_OF_GET	CONTID_FLAG_TASKS

static const struct nla_policy set_policy[CONTID_A_LIMIT + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_SET),
	[CONTID_A_LIMIT]	= { .type = NLA_U32 },
};

static const struct nla_policy get_policy[CONTID_A_NETNS_FD + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_GET),
	[CONTID_A_PARENT]	= { .type = NLA_U64 },
	[CONTID_A_NETNS_FD]	= NLA_POLICY_MIN(NLA_S32, 0),
};

static const struct nla_policy drop_policy[CONTID_A_FLAGS + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_DROP),
};

/**
 * contid_require_id - the identifier that a request names
 * @info: the request
 * @id: set to it; every u64 is one but that which stands for none
 *
 * Return: 0, or -EINVAL.
 */
int contid_require_id(struct genl_info *info, u64 *id)
{
	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_CONTID))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a container identifier is needed");
	*id = nla_get_u64(info->attrs[CONTID_A_CONTID]);
	if (*id == CONTID_UNSET)
		return contid_refuse(info->extack,
				     info->attrs[CONTID_A_CONTID], -EINVAL,
				     "2^64-1 means no container and is no identifier");
	return 0;
}

/**
 * contid_reply_new - room for a reply of one container
 *
 * Return: message for contid_reply(), or NULL.
 */
struct sk_buff *contid_reply_new(void)
{
	return genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
}

/**
 * contid_reply - complete a reply and send it
 * @reply: of contid_reply_new(); consumed
 * @info: the request
 * @contid: container to describe, or NULL
 * @within: as for contid_msg_put()
 *
 * Return: 0, or a negative errno.
 */
int contid_reply(struct sk_buff *reply, struct genl_info *info,
		 struct contid *contid, const struct contid *within)
{
	unsigned int next = 0;
	void *hdr;

	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				info->genlhdr->cmd);
	if (!hdr || contid_msg_put(reply, contid, within)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	/* As many as there is room for. */
	contid_msg_put_netns(reply, contid, &next);
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static const struct genl_ops contid_ops[] = {
	{
		.cmd		= CONTID_CMD_SET,
		.policy		= set_policy,
		.maxattr	= ARRAY_SIZE(set_policy) - 1,
		.doit		= contid_nl_set_doit,
	},
	{
		.cmd		= CONTID_CMD_GET,
		.policy		= get_policy,
		.maxattr	= ARRAY_SIZE(get_policy) - 1,
		.doit		= contid_nl_get_doit,
		.start		= contid_dump_start,
		.dumpit		= contid_dump,
		.done		= contid_dump_done,
	},
	{
		.cmd		= CONTID_CMD_DROP,
		.policy		= drop_policy,
		.maxattr	= ARRAY_SIZE(drop_policy) - 1,
		.doit		= contid_nl_drop_doit,
	},
};

/* Whoever may read the audit log may hear of it live. */
static const struct genl_multicast_group contid_groups[] = {
	[CONTID_GROUP_EVENTS] = {
		.name	= CONTID_MCGRP_EVENTS,
		.flags	= GENL_MCAST_CAP_AUDIT_READ,
	},
};

struct genl_family contid_family __ro_after_init = {
	.name		= CONTID_FAMILY_NAME,
	.version	= CONTID_FAMILY_VERSION,
	.module		= THIS_MODULE,
	.netnsok	= true,
	.parallel_ops	= true,
	.ops		= contid_ops,
	.n_ops		= ARRAY_SIZE(contid_ops),
	.mcgrps		= contid_groups,
	.n_mcgrps	= ARRAY_SIZE(contid_groups),
};

static int __init contid_init(void)
{
	int err;

	err = contid_registry_init(&contid_registry);
	if (err)
		return err;
	err = contid_netns_init();
	if (!err)
		err = genl_register_family(&contid_family);
	return err;
}
device_initcall(contid_init);
