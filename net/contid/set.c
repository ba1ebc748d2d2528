// SPDX-License-Identifier: GPL-2.0
/*
 * SET: label a process, or its whole subtree. The attributes of the request.
 */

#include <linux/file.h>
#include <linux/proc_fs.h>
#include <linux/proc_ns.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/user_namespace.h>

#include "request.h"

static const struct contid_op set_op = {
	.name		= "set",
	.ntf		= CONTID_CMD_SET_NTF,
	.stat		= CONTID_STAT_SETS,
	.change		= CONTID_CHECK_SET,
	.reserve	= true,
	.security	= security_task_contid_set,
};

static int check_required(struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_PIDFD))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a pidfd of the target is needed");
	if (GENL_REQ_ATTR_CHECK(info, CONTID_A_CONTID))
		return contid_refuse(info->extack, NULL, -EINVAL,
				     "a container identifier is needed");
	return 0;
}

static int parse_id(struct genl_info *info, struct contid_request *rq)
{
	const struct nlattr *attr = info->attrs[CONTID_A_CONTID];

	rq->id = nla_get_u64(attr);
	if (rq->id == CONTID_UNSET)
		return contid_refuse(info->extack, attr, -EINVAL,
				     "2^64-1 means no container and is no identifier");
	return 0;
}

static int parse_flags(struct genl_info *info, struct contid_request *rq)
{
	const struct nlattr *attr = info->attrs[CONTID_A_FLAGS];

	rq->flags = attr ? nla_get_u32(attr) : 0;
	if ((rq->flags & CONTID_FLAG_NEST) && (rq->flags & CONTID_FLAG_MOVE))
		return contid_refuse(info->extack, attr, -EINVAL,
				     "nest and move exclude each other");
	return 0;
}

static int parse_limit(struct genl_info *info, struct contid_request *rq)
{
	const struct nlattr *attr = info->attrs[CONTID_A_LIMIT];
	bool delegates = rq->flags & CONTID_FLAG_DELEGATE;

	if (attr && !delegates)
		return contid_refuse(info->extack, attr, -EINVAL,
				     "a limit goes with delegation only");
	if (attr)
		rq->limit = nla_get_u32(attr);
	else if (delegates)
		rq->limit = CONTID_LIMIT_DEFAULT;
	return 0;
}

static int check_parent(struct genl_info *info, const struct contid_request *rq)
{
	const struct nlattr *attr = info->attrs[CONTID_A_PARENT];

	if (!attr)
		return 0;
	if (rq->flags & CONTID_FLAG_NEST)
		return contid_refuse(info->extack, attr, -EINVAL,
				     "nest and a parent exclude each other");
	if (nla_get_u64(attr) == CONTID_UNSET)
		return contid_refuse(info->extack, attr, -EINVAL,
				     "2^64-1 means no container and is no identifier");
	return 0;
}

/* Returns NULL if @file is not a user namespace. */
static struct user_namespace *get_userns(const struct file *file)
{
	struct ns_common *ns;

	if (!proc_ns_file(file))
		return NULL;
	ns = get_proc_ns(file_inode(file));
	if (ns->ops->type != CLONE_NEWUSER)
		return NULL;
	return get_user_ns(container_of(ns, struct user_namespace, ns));
}

static int parse_userns(struct genl_info *info, struct contid_request *rq)
{
	const struct nlattr *attr = info->attrs[CONTID_A_USERNS_FD];
	struct file *file;

	if (!attr)
		return 0;
	if (!(rq->flags & CONTID_FLAGS_KEPT))
		return contid_refuse(info->extack, attr, -EINVAL,
				     "a user namespace goes with delegation or an audit daemon only");
	file = fget(nla_get_s32(attr));
	if (!file)
		return contid_refuse(info->extack, attr, -EBADF,
				     "not an open file descriptor of the sender");
	rq->user_ns = get_userns(file);
	fput(file);
	if (!rq->user_ns)
		return contid_refuse(info->extack, attr, -EINVAL,
				     "not the file descriptor of a user namespace");
	return 0;
}

/* The order of the refusals is part of the interface. */
static int parse(struct genl_info *info, struct contid_request *rq)
{
	int err;

	err = check_required(info);
	err = err ?: parse_id(info, rq);
	err = err ?: parse_flags(info, rq);
	err = err ?: parse_limit(info, rq);
	err = err ?: check_parent(info, rq);
	err = err ?: contid_name_parse(info->attrs[CONTID_A_NAME], rq->name,
				       info->extack);
	return err ?: parse_userns(info, rq);
}

int contid_nl_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct contid_request rq = { .op = &set_op };
	int err;

	err = parse(info, &rq);
	if (!err)
		err = contid_request_run(&rq, skb, info);
	put_user_ns(rq.user_ns);
	return err;
}
