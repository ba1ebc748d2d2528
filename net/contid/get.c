// SPDX-License-Identifier: GPL-2.0
/*
 * GET of one container, or of the label that a process carries.
 */

#include <linux/pid.h>

#include "genl.h"
#include "request.h"

static int get_by_pidfd(const struct contid_requester *req,
			struct genl_info *info, struct pid *target,
			struct contid **contid)
{
	int err;

	err = contid_target_label(target, contid, info->attrs[CONTID_A_PIDFD],
				  info->extack);
	if (!err && !contid_may_see(req, *contid)) {
		contid_ref_put(*contid);
		*contid = NULL;
	}
	return err;
}

static int get_by_id(const struct contid_requester *req,
		     struct genl_info *info, u64 id, struct contid **contid)
{
	*contid = contid_find(&contid_registry, id);
	if (*contid && contid_may_see(req, *contid))
		return 0;
	return contid_refuse(info->extack, info->attrs[CONTID_A_CONTID],
			     -ENOENT, "no container has this identifier");
}

static int find(struct sk_buff *skb, struct genl_info *info, struct pid *target,
		u64 id)
{
	struct contid_requester req;
	struct contid *contid = NULL;
	struct sk_buff *reply;
	int err;

	err = contid_requester_get(&req, skb, false, info->extack);
	if (!err)
		err = target ? get_by_pidfd(&req, info, target, &contid) :
			       get_by_id(&req, info, id, &contid);
	if (!err) {
		reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
		err = reply ? contid_reply(reply, info, contid, req.within) :
			      -ENOMEM;
	}
	contid_ref_put(contid);
	contid_requester_put(&req);
	return err;
}

static int check_attrs(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (attrs[CONTID_A_FLAGS] || attrs[CONTID_A_PARENT])
		return contid_refuse(info->extack,
				     attrs[CONTID_A_FLAGS] ?:
				     attrs[CONTID_A_PARENT], -EINVAL,
				     "flags and parent are for dumps only");
	if (!attrs[CONTID_A_PIDFD] == !attrs[CONTID_A_CONTID])
		return contid_refuse(info->extack, attrs[CONTID_A_CONTID],
				     -EINVAL,
				     "either a pidfd or a container identifier is needed");
	return 0;
}

int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pid *target = NULL;
	u64 id = CONTID_UNSET;
	int err;

	err = check_attrs(info);
	if (err)
		return err;
	if (info->attrs[CONTID_A_PIDFD]) {
		target = contid_target_get(info->attrs[CONTID_A_PIDFD],
					   info->extack);
		if (IS_ERR(target))
			return PTR_ERR(target);
	} else {
		err = contid_require_id(info, &id);
		if (err)
			return err;
	}

	err = find(skb, info, target, id);
	put_pid(target);
	return err;
}
