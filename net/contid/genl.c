// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family CONTID: requests in, replies out. The interface
 * is described in Documentation/netlink/specs/contid.yaml.
 */

#include <linux/init.h>
#include <linux/pid.h>
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

static const struct nla_policy get_policy[CONTID_A_PARENT + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_CONTID]	= { .type = NLA_U64 },
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_GET),
	[CONTID_A_PARENT]	= { .type = NLA_U64 },
};

static const struct nla_policy drop_policy[CONTID_A_FLAGS + 1] = {
	[CONTID_A_PIDFD]	= NLA_POLICY_MIN(NLA_S32, 0),
	[CONTID_A_FLAGS]	= NLA_POLICY_MASK(NLA_U32, FLAGS_OF_DROP),
};

static u32 get_flags(struct nlattr **attrs)
{
	return attrs[CONTID_A_FLAGS] ? nla_get_u32(attrs[CONTID_A_FLAGS]) : 0;
}

static int require_pidfd(struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_PIDFD))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a pidfd of the target is needed");
	return 0;
}

/* Every u64 is an identifier but the one that stands for none. */
static int require_contid(struct genl_info *info, u64 *id)
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

static int check_set_flags(struct genl_info *info)
{
	struct nlattr *limit = info->attrs[CONTID_A_LIMIT];
	struct nlattr *attr = info->attrs[CONTID_A_FLAGS];
	u32 flags = get_flags(info->attrs);

	if ((flags & CONTID_FLAG_NEST) && (flags & CONTID_FLAG_MOVE))
		return contid_refuse(info->extack, attr, -EINVAL,
				     "nest and move exclude each other");
	if (limit && !(flags & CONTID_FLAG_DELEGATE))
		return contid_refuse(info->extack, limit, -EINVAL,
				     "a limit goes with delegation only");
	if (flags)
		return contid_refuse(info->extack, attr, -EOPNOTSUPP,
				     "this kernel does not offer nesting, moves, subtrees or delegation of containers");
	return 0;
}

static int check_drop_flags(struct genl_info *info)
{
	if (get_flags(info->attrs))
		return contid_refuse(info->extack, info->attrs[CONTID_A_FLAGS],
				     -EOPNOTSUPP,
				     "this kernel does not offer changes of whole subtrees");
	return 0;
}

/* Complete a reply made with genlmsg_new() and send it. */
static int reply_container(struct sk_buff *reply, struct genl_info *info,
			   const struct contid *contid)
{
	void *hdr;

	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				info->genlhdr->cmd);
	if (!hdr || contid_msg_put(reply, contid)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/* The lineage that the target has now or, when refused, would have. */
static void print_outcome(const struct contid_change *change, int err,
			  char *lineage)
{
	if (!err)
		contid_lineage_print(change->after, lineage);
	else if (change->contid)
		lineage[contid_id_print(change->id, lineage)] = '\0';
	else
		contid_lineage_print(change->before ? change->before->parent :
				     NULL, lineage);
}

/* SET and DROP between the parsed request and its answer. */
static int do_change(struct sk_buff *skb, struct genl_info *info, u64 id,
		     const char *op, int (*reserve)(struct contid_change *),
		     int (*perform)(struct contid_change *))
{
	struct contid_change change = {
		.id	= id,
		.net	= genl_info_net(info),
		.extack	= info->extack,
		.pidfd	= info->attrs[CONTID_A_PIDFD],
		.contid	= info->attrs[CONTID_A_CONTID],
	};
	char lineage[CONTID_LINEAGE_SIZE];
	struct sk_buff *reply = NULL;
	struct audit_buffer *ab;
	int err;

	change.target = contid_target_get(change.pidfd, info->extack);
	if (IS_ERR(change.target))
		return PTR_ERR(change.target);
	err = contid_target_label(change.target, &change.before, change.pidfd,
				  info->extack);
	if (err)
		goto put_target;
	if (info->nlhdr->nlmsg_flags & NLM_F_ECHO) {
		reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
		if (!reply) {
			err = -ENOMEM;
			goto finish;
		}
	}

	err = contid_may_change(skb, info->extack);
	if (!err && reserve)
		err = reserve(&change);
	/* Draws the serial number: no later than the label can be seen. */
	ab = contid_log_op_start();
	if (!err)
		err = perform(&change);
	print_outcome(&change, err, lineage);
	contid_log_op(ab, op, change.target, lineage, change.before,
		      change.net->ns.inum, !err);

	/* The change stands, whether or not the requester hears of it. */
	if (!err && reply)
		reply_container(reply, info, change.after);
	else
		nlmsg_free(reply);
finish:
	contid_change_finish(&change);
put_target:
	put_pid(change.target);
	return err;
}

static int contid_nl_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	u64 id;
	int err;

	err = require_pidfd(info);
	if (err)
		return err;
	err = require_contid(info, &id);
	if (err)
		return err;
	err = check_set_flags(info);
	if (err)
		return err;
	return do_change(skb, info, id, "set", contid_set_reserve, contid_set);
}

static int contid_nl_drop_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	err = require_pidfd(info);
	if (err)
		return err;
	err = check_drop_flags(info);
	if (err)
		return err;
	return do_change(skb, info, CONTID_UNSET, "drop", NULL, contid_drop);
}

static int get_by_pidfd(struct sk_buff *skb, struct genl_info *info,
			struct contid **contid)
{
	const struct nlattr *pidfd = info->attrs[CONTID_A_PIDFD];
	struct pid *target;
	int err;

	target = contid_target_get(pidfd, info->extack);
	if (IS_ERR(target))
		return PTR_ERR(target);
	err = contid_target_label(target, contid, pidfd, info->extack);
	put_pid(target);
	return err ?: contid_may_read(skb, info->extack);
}

static int get_by_id(struct sk_buff *skb, struct genl_info *info,
		     struct contid **contid)
{
	u64 id;
	int err;

	err = require_contid(info, &id);
	if (err)
		return err;
	err = contid_may_read(skb, info->extack);
	if (err)
		return err;
	*contid = contid_find(&contid_registry, id);
	if (!*contid)
		return contid_refuse(info->extack,
				     info->attrs[CONTID_A_CONTID], -ENOENT,
				     "no container has this identifier");
	return 0;
}

static int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct contid *contid = NULL;
	struct sk_buff *reply;
	int err;

	if (info->attrs[CONTID_A_FLAGS] || info->attrs[CONTID_A_PARENT])
		return contid_refuse(info->extack,
				     info->attrs[CONTID_A_FLAGS] ?:
				     info->attrs[CONTID_A_PARENT], -EINVAL,
				     "flags and parent are for dumps only");
	if (!info->attrs[CONTID_A_PIDFD] == !info->attrs[CONTID_A_CONTID])
		return contid_refuse(info->extack,
				     info->attrs[CONTID_A_CONTID], -EINVAL,
				     "either a pidfd or a container identifier is needed");

	if (info->attrs[CONTID_A_PIDFD])
		err = get_by_pidfd(skb, info, &contid);
	else
		err = get_by_id(skb, info, &contid);
	if (!err) {
		reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
		err = reply ? reply_container(reply, info, contid) : -ENOMEM;
	}
	contid_ref_put(contid);
	return err;
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

struct genl_family contid_family __ro_after_init = {
	.name		= CONTID_FAMILY_NAME,
	.version	= CONTID_FAMILY_VERSION,
	.module		= THIS_MODULE,
	.netnsok	= true,
	.parallel_ops	= true,
	.ops		= contid_ops,
	.n_ops		= ARRAY_SIZE(contid_ops),
};

static int __init contid_init(void)
{
	int err;

	err = contid_registry_init(&contid_registry);
	if (err)
		return err;
	err = genl_register_family(&contid_family);
	if (err)
		contid_registry_destroy(&contid_registry);
	return err;
}
device_initcall(contid_init);
