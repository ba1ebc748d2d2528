// SPDX-License-Identifier: GPL-2.0
/*
 * GET of one container, or of the label that a process carries.
 */

#include <linux/pid.h>

#include "request.h"

/**
 * contid_container_get - find the container that a request names
 * @requester: requester with authority
 * @attrs: of the request: SERIAL, or CONTID and perhaps SCOPE, checked by
 *	   contid_check_name()
 * @extack: for the refusal
 *
 * A container that the requester may not see looks as if it did not exist.
 *
 * Return: the container with a reference, or -ENOENT as an error pointer.
 */
struct contid *contid_container_get(const struct contid_requester *requester,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack)
{
	struct nlattr *serial = attrs[CONTID_A_SERIAL];
	struct contid *container;

	if (serial)
		container = contid_find_serial(&contid_registry,
					       nla_get_u64(serial));
	else
		container = contid_find(&contid_registry,
					contid_scope_of_attr(requester, attrs),
					nla_get_u64(attrs[CONTID_A_CONTID]));
	if (container && contid_may_see(requester, container))
		return container;

	contid_put(container);
	if (serial)
		return ERR_PTR(contid_refuse(extack, serial, -ENOENT,
					     "no container has this serial number"));
	return ERR_PTR(contid_refuse(extack, attrs[CONTID_A_CONTID], -ENOENT,
				     "no container has this identifier"));
}

/**
 * contid_check_name - check the attributes that name a container
 * @attrs: of the request: SERIAL, or CONTID and perhaps SCOPE
 * @extack: for the refusal
 *
 * Return: 0, or -EINVAL.
 */
int contid_check_name(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct nlattr *id = attrs[CONTID_A_CONTID];
	struct nlattr *scope = attrs[CONTID_A_SCOPE];

	if (attrs[CONTID_A_SERIAL] && (id || scope))
		return contid_refuse(extack, id ?: scope, -EINVAL,
				     "a serial number names a container alone");
	if (!attrs[CONTID_A_SERIAL] && !id)
		return contid_refuse(extack, scope, -EINVAL,
				     "a container identifier or a serial number is needed");
	if (id && nla_get_u64(id) == CONTID_UNSET)
		return contid_refuse(extack, id, -EINVAL,
				     "2^64-1 means no container and is no identifier");
	return 0;
}

static int answer(struct genl_info *info,
		  const struct contid_requester *requester,
		  struct contid *container)
{
	struct sk_buff *reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!reply)
		return -ENOMEM;
	return contid_reply(reply, info, container, requester->delegator);
}

static int check_attrs(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *only_dumps = attrs[CONTID_A_FLAGS] ?:
				    attrs[CONTID_A_PARENT] ?:
				    attrs[CONTID_A_NETNS_FD];
	struct nlattr *name = attrs[CONTID_A_CONTID] ?:
			      attrs[CONTID_A_SERIAL] ?:
			      attrs[CONTID_A_SCOPE];

	if (only_dumps)
		return contid_refuse(info->extack, only_dumps, -EINVAL,
				     "flags, parent and netns-fd are for dumps only");
	if (!attrs[CONTID_A_PIDFD] == !name)
		return contid_refuse(info->extack, name, -EINVAL,
				     "either a pidfd or a container identifier is needed");
	return attrs[CONTID_A_PIDFD] ? 0 : contid_check_name(attrs, info->extack);
}

static int get_by_name(struct genl_info *info,
		       const struct contid_requester *requester)
{
	struct contid *container;
	int err;

	container = contid_container_get(requester, info->attrs, info->extack);
	if (IS_ERR(container))
		return PTR_ERR(container);
	err = answer(info, requester, container);
	contid_put(container);
	return err;
}

static int find_process(struct genl_info *info, struct contid **container)
{
	struct pid *target;

	target = contid_target_get(info->attrs[CONTID_A_PIDFD], container,
				   info->extack);
	if (IS_ERR(target))
		return PTR_ERR(target);
	put_pid(target);
	return 0;
}

int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	bool by_pidfd = info->attrs[CONTID_A_PIDFD];
	struct contid_requester requester = {};
	struct contid *container = NULL;
	int err;

	err = check_attrs(info);
	if (!err && by_pidfd)
		err = find_process(info, &container);
	if (err)
		return err;
	err = contid_requester_get(&requester, skb, false, info->extack);
	if (!err && by_pidfd)
		err = answer(info, &requester,
			     contid_may_see(&requester, container) ?
				     container : NULL);
	else if (!err)
		err = get_by_name(info, &requester);
	contid_requester_put(&requester);
	contid_put(container);
	return err;
}
