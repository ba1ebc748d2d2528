// SPDX-License-Identifier: GPL-2.0
/*
 * SET and DROP from the parsed request to its answer, its record and its
 * notification.
 */

#include <linux/pid.h>
#include <net/net_namespace.h>

#include "genl.h"
#include "request.h"

/**
 * struct change_op - SET or DROP
 * @name: in the record
 * @ntf: notification that it was done
 * @reserve: what comes before the record is begun, or NULL
 * @perform: the change itself
 */
struct change_op {
	const char	*name;
	int		ntf;
	int		(*reserve)(struct contid_change *change);
	int		(*perform)(struct contid_change *change);
};

static const struct change_op set_op = {
	.name		= "set",
	.ntf		= CONTID_CMD_SET_NTF,
	.reserve	= contid_set_reserve,
	.perform	= contid_set,
};

static const struct change_op drop_op = {
	.name		= "drop",
	.ntf		= CONTID_CMD_DROP_NTF,
	.perform	= contid_drop,
};

/* The lineage that the target has now or, when refused, was meant to have. */
static void print_outcome(const struct contid_change *change, int err,
			  char *lineage)
{
	struct contid *before = change->before;

	if (!err)
		contid_lineage_print(change->after, lineage);
	else if (!change->attrs[CONTID_A_CONTID])
		contid_lineage_print(before ? before->parent : NULL, lineage);
	else
		lineage[contid_lineage_make(change->id,
					    contid_set_parent(change, before),
					    lineage)] = '\0';
}

static int perform(struct contid_change *change, const struct change_op *op,
		   struct sk_buff *skb)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct audit_buffer *ab;
	int err;

	err = contid_requester_get(&change->req, skb, true, change->extack);
	if (!err && op->reserve)
		err = op->reserve(change);
	/* Draws the serial number: no later than the label can be seen. */
	ab = contid_log_op_start();
	if (!err)
		err = op->perform(change);
	print_outcome(change, err, lineage);
	contid_log_op(ab, op->name, change->target, lineage, change->before,
		      change->req.net, !err);
	/* Of a drop, the container that was left. */
	if (!err)
		contid_notify(op->ntf, change->to ?: change->from,
			      change->target);
	return err;
}

static int do_change(struct sk_buff *skb, struct genl_info *info,
		     struct contid_change *change, const struct change_op *op)
{
	struct nlattr *pidfd = info->attrs[CONTID_A_PIDFD];
	struct sk_buff *reply = NULL;
	int err;

	change->extack = info->extack;
	change->attrs = info->attrs;
	INIT_LIST_HEAD(&change->spares);
	change->target = contid_target_get(pidfd, info->extack);
	if (IS_ERR(change->target))
		return PTR_ERR(change->target);
	err = contid_target_label(change->target, &change->before, pidfd,
				  info->extack);
	if (err)
		goto put_target;
	if (info->nlhdr->nlmsg_flags & NLM_F_ECHO) {
		reply = contid_reply_new();
		if (!reply) {
			err = -ENOMEM;
			goto finish;
		}
	}

	err = perform(change, op, skb);
	/* What ends by this is no child any more in the reply. */
	contid_put(change->from, change->target);
	change->from = NULL;
	/* The change stands, whether or not the requester hears of it. */
	if (!err && reply)
		contid_reply(reply, info, change->after, change->req.within);
	else
		nlmsg_free(reply);
finish:
	contid_change_finish(change);
put_target:
	put_pid(change->target);
	return err;
}

static int require_pidfd(struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_PIDFD))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a pidfd of the target is needed");
	return 0;
}

static int parse_set(struct genl_info *info, struct contid_change *change)
{
	struct nlattr *limit = info->attrs[CONTID_A_LIMIT];
	struct nlattr *flags = info->attrs[CONTID_A_FLAGS];
	int err;

	err = require_pidfd(info);
	if (err)
		return err;
	err = contid_require_id(info, &change->id);
	if (err)
		return err;

	change->flags = flags ? nla_get_u32(flags) : 0;
	if ((change->flags & CONTID_FLAG_NEST) &&
	    (change->flags & CONTID_FLAG_MOVE))
		return contid_refuse(info->extack, flags, -EINVAL,
				     "nest and move exclude each other");
	if (limit && !(change->flags & CONTID_FLAG_DELEGATE))
		return contid_refuse(info->extack, limit, -EINVAL,
				     "a limit goes with delegation only");
	if (limit)
		change->limit = nla_get_u32(limit);
	else if (change->flags & CONTID_FLAG_DELEGATE)
		change->limit = CONTID_LIMIT_DEFAULT;
	return 0;
}

int contid_nl_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct contid_change change = {};
	int err;

	err = parse_set(info, &change);
	return err ?: do_change(skb, info, &change, &set_op);
}

int contid_nl_drop_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *flags = info->attrs[CONTID_A_FLAGS];
	struct contid_change change = {
		.id	= CONTID_UNSET,
		.flags	= flags ? nla_get_u32(flags) : 0,
	};
	int err;

	err = require_pidfd(info);
	return err ?: do_change(skb, info, &change, &drop_op);
}
