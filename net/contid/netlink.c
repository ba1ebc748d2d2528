// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family CONTID: its operations and their attributes. The
 * interface is described in Documentation/netlink/specs/contid.yaml.
 */

#include <linux/init.h>
#include <net/net_namespace.h>

#include "reader.h"
#include "request.h"

#define FLAGS_OF_SET	(CONTID_FLAG_NEST | CONTID_FLAG_MOVE | \
			 CONTID_FLAG_SUBTREE | CONTID_FLAG_DELEGATE | \
			 CONTID_FLAG_AUDITD)
#define FLAGS_OF_DROP	CONTID_FLAG_SUBTREE
#define FLAGS_OF_GET	CONTID_FLAG_PROCESSES
#define FLAGS_OF_READ	(CONTID_FLAG_STOP | CONTID_FLAG_TRIM)

static const struct nla_policy set_policy[CONTID_A_NAME + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_SET),
	[CONTID_A_LIMIT]	= { .type = NLA_U32 },
	[CONTID_A_PARENT]	= { .type = NLA_U64 },
	[CONTID_A_USERNS_FD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_NAME]		= { .type = NLA_STRING, .len = CONTID_NAME_MAX },
};

static const struct nla_policy get_policy[CONTID_A_SCOPE + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_GET),
	[CONTID_A_PARENT]	= { .type = NLA_U64 },
	[CONTID_A_NETNS_FD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_SERIAL]	= { .type = NLA_U64 },
	[CONTID_A_SCOPE]	= { .type = NLA_U64 },
};

static const struct nla_policy drop_policy[CONTID_A_FLAGS + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_DROP),
};

static const struct nla_policy ns_get_policy[CONTID_A_NS_FD + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_SERIAL]	= { .type = NLA_U64 },
	[CONTID_A_SCOPE]	= { .type = NLA_U64 },
	[CONTID_A_NS_FD]	= NLA_POLICY_MIN(NLA_S32, 0),
};

static const struct nla_policy stats_get_policy[CONTID_A_STATS_CONTAINERS + 1] = {
	/* No attribute. */
};

static const struct nla_policy read_policy[CONTID_A_SCOPE + 1] = {
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_READ),
	[CONTID_A_LIMIT]	= { .type = NLA_U32 },
	[CONTID_A_SERIAL]	= { .type = NLA_U64 },
	[CONTID_A_SCOPE]	= { .type = NLA_U64 },
};

/* Each request that the family itself refuses is counted. */

static int set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_set_doit(skb, info));
}

static int get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_get_doit(skb, info));
}

static int dump_start(struct netlink_callback *cb)
{
	return contid_stats_answer(contid_dump_start(cb));
}

static int drop_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_drop_doit(skb, info));
}

static int ns_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_ns_get_doit(skb, info));
}

static int ns_dump_start(struct netlink_callback *cb)
{
	return contid_stats_answer(contid_ns_dump_start(cb));
}

static int stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_stats_get_doit(skb, info));
}

static int read_doit(struct sk_buff *skb, struct genl_info *info)
{
	return contid_stats_answer(contid_nl_read_doit(skb, info));
}

static const struct genl_ops contid_ops[] = {
	{
		.cmd		= CONTID_CMD_SET,
		.policy		= set_policy,
		.maxattr	= ARRAY_SIZE(set_policy) - 1,
		.doit		= set_doit,
	},
	{
		.cmd		= CONTID_CMD_GET,
		.policy		= get_policy,
		.maxattr	= ARRAY_SIZE(get_policy) - 1,
		.doit		= get_doit,
		.start		= dump_start,
		.dumpit		= contid_dump,
		.done		= contid_dump_done,
	},
	{
		.cmd		= CONTID_CMD_DROP,
		.policy		= drop_policy,
		.maxattr	= ARRAY_SIZE(drop_policy) - 1,
		.doit		= drop_doit,
	},
	{
		.cmd		= CONTID_CMD_NS_GET,
		.policy		= ns_get_policy,
		.maxattr	= ARRAY_SIZE(ns_get_policy) - 1,
		.doit		= ns_get_doit,
		.start		= ns_dump_start,
		.dumpit		= contid_ns_dump,
		.done		= contid_ns_dump_done,
	},
	{
		.cmd		= CONTID_CMD_STATS_GET,
		.policy		= stats_get_policy,
		.maxattr	= ARRAY_SIZE(stats_get_policy) - 1,
		.doit		= stats_get_doit,
	},
	{
		.cmd		= CONTID_CMD_READ,
		.policy		= read_policy,
		.maxattr	= ARRAY_SIZE(read_policy) - 1,
		.doit		= read_doit,
	},
};

/* Listeners learn what is in the audit log, so they need the same capability. */
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
		err = contid_readers_init();
	if (!err)
		err = genl_register_family(&contid_family);
	return err;
}
device_initcall(contid_init);
