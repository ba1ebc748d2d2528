// SPDX-License-Identifier: GPL-2.0
/*
 * GET of one container, or of the label that a process carries.
 */

#include <linux/pid.h>

#include "genl.h"
#include "request.h"

static int find_process(struct genl_info *info, struct contid **contid)
{
	const struct nlattr *pidfd = info->attrs[CONTID_A_PIDFD];
	struct pid *target;
	int err;

	target = contid_target_get(pidfd, info->extack);
	if (IS_ERR(target))
		return PTR_ERR(target);
	err = contid_target_label(target, contid, pidfd, info->extack);
	put_pid(target);
	return err;
}

static int find_container(struct genl_info *info, struct contid **contid)
{
	u64 id;
	int err;

	err = contid_require_id(info, &id);
	if (!err)
		*contid = contid_find(&contid_registry, id);
	return err;
}

static int answer(struct genl_info *info, const struct contid_requester *req,
		  struct contid *contid)
{
	struct sk_buff *reply;

	/* Out of sight is the same as not there. */
	if (contid && !contid_may_see(req, contid))
		contid = NULL;
	if (!contid && info->attrs[CONTID_A_CONTID])
		return contid_refuse(info->extack, info->attrs[CONTID_A_CONTID],
				     -ENOENT,
				     "no container has this identifier");
	reply = contid_reply_new();
	if (!reply)
		return -ENOMEM;
	return contid_reply(reply, info, contid, req->within);
}

static int check_attrs(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (attrs[CONTID_A_FLAGS] || attrs[CONTID_A_PARENT] ||
	    attrs[CONTID_A_NETNS_FD])
		return contid_refuse(info->extack,
				     attrs[CONTID_A_FLAGS] ?:
				     attrs[CONTID_A_PARENT] ?:
				     attrs[CONTID_A_NETNS_FD], -EINVAL,
				     "flags, parent and netns-fd are for dumps only");
	if (!attrs[CONTID_A_PIDFD] == !attrs[CONTID_A_CONTID])
		return contid_refuse(info->extack, attrs[CONTID_A_CONTID],
				     -EINVAL,
				     "either a pidfd or a container identifier is needed");
	return 0;
}

int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct contid_requester req = {};
	struct contid *contid = NULL;
	int err;

	err = check_attrs(info);
	if (err)
		return err;
	if (info->attrs[CONTID_A_PIDFD])
		err = find_process(info, &contid);
	else
		err = find_container(info, &contid);
	if (!err)
		err = contid_requester_get(&req, skb, false, info->extack);
	if (!err)
		err = answer(info, &req, contid);
	contid_requester_put(&req);
	contid_ref_put(contid);
	return err;
}
