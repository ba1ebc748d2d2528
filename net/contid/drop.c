// SPDX-License-Identifier: GPL-2.0
/*
 * DROP: a process, or its whole subtree, falls back to the parent of its
 * container, or to none. The attributes of the request.
 */

#include <linux/security.h>

#include "request.h"

static const struct contid_op drop_op = {
	.name		= "drop",
	.ntf		= CONTID_CMD_DROP_NTF,
	.stat		= CONTID_STAT_DROPS,
	.change		= CONTID_CHECK_DROP,
	.security	= security_task_contid_drop,
};

int contid_nl_drop_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *flags = info->attrs[CONTID_A_FLAGS];
	struct contid_request rq = {
		.op	= &drop_op,
		.id	= CONTID_UNSET,
		.flags	= flags ? nla_get_u32(flags) : 0,
	};

	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_PIDFD))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a pidfd of the target is needed");
	return contid_request_run(&rq, skb, info);
}
