// SPDX-License-Identifier: GPL-2.0
/*
 * NS_GET of one process or one namespace, and what a requester may see of
 * namespaces.
 */

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/proc_ns.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "request.h"

/**
 * contid_ns_viewer_init - find out which namespaces a requester may see
 * @viewer: filled in
 * @requester: requester with authority
 *
 * Context: that of the sender.
 */
void contid_ns_viewer_init(struct contid_ns_viewer *viewer,
			   const struct contid_requester *requester)
{
	viewer->above = requester->delegator ?
			requester->delegator->user_ns : NULL;
	if (viewer->above)
		contid_ns_of_task(current, NULL, viewer->own);
}

static bool is_own(const struct contid_ns_viewer *viewer, u64 id)
{
	unsigned int i;

	for (i = 0; i < CONTID_NR_NS; i++) {
		if (viewer->own[i].id == id)
			return true;
	}
	return false;
}

static bool may_see(const struct contid_ns_viewer *viewer,
		    const struct contid_ns *ns)
{
	return !viewer->above || ns->below || is_own(viewer, ns->id);
}

static bool shows_owner(const struct contid_ns_viewer *viewer,
			const struct contid_ns *ns)
{
	return ns->owner &&
	       (!viewer->above || ns->below || is_own(viewer, ns->owner));
}

/* An owner that is out of sight is left out, as the parent of a container is. */
static int put_ns(struct sk_buff *skb, const struct contid_ns_viewer *viewer,
		  const struct contid_ns *ns)
{
	struct nlattr *nest = nla_nest_start(skb, CONTID_A_NS);

	if (!nest ||
	    nla_put_u32(skb, CONTID_A_NS_TYPE, ns->type) ||
	    nla_put_u64_64bit(skb, CONTID_A_NS_ID, ns->id, CONTID_A_NS_PAD) ||
	    nla_put_u32(skb, CONTID_A_NS_INUM, ns->inum) ||
	    (shows_owner(viewer, ns) &&
	     nla_put_u64_64bit(skb, CONTID_A_NS_OWNER, ns->owner,
			       CONTID_A_NS_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * contid_msg_put_ns - list namespaces, as far as the requester may see them
 * @skb: message under construction
 * @viewer: of contid_ns_viewer_init()
 * @set: array of CONTID_NR_NS
 *
 * Return: 0, or -EMSGSIZE; what has been added is for the caller to cancel.
 */
int contid_msg_put_ns(struct sk_buff *skb,
		      const struct contid_ns_viewer *viewer,
		      const struct contid_ns *set)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < CONTID_NR_NS && !err; i++) {
		if (set[i].id && may_see(viewer, &set[i]))
			err = put_ns(skb, viewer, &set[i]);
	}
	return err;
}

/**
 * struct query - an NS_GET under way
 * @requester: the authority behind it
 * @viewer: what that may see
 * @target: the process, a reference; or NULL
 * @container: its container, with a reference; or NULL
 * @file: of the namespace, a reference; or NULL
 * @set: the namespaces found
 */
struct query {
	struct contid_requester	requester;
	struct contid_ns_viewer	viewer;
	struct pid		*target;
	struct contid		*container;
	struct file		*file;
	struct contid_ns	set[CONTID_NR_NS];
};

static int check_attrs(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *only_dumps = attrs[CONTID_A_CONTID] ?:
				    attrs[CONTID_A_SERIAL] ?:
				    attrs[CONTID_A_SCOPE];

	if (only_dumps)
		return contid_refuse(info->extack, only_dumps, -EINVAL,
				     "a container is for dumps only");
	if (!attrs[CONTID_A_PIDFD] == !attrs[CONTID_A_NS_FD])
		return contid_refuse(info->extack, attrs[CONTID_A_NS_FD],
				     -EINVAL,
				     "either a pidfd or the file descriptor of a namespace is needed");
	return 0;
}

static int find_target(struct query *q, struct genl_info *info)
{
	struct pid *target;

	target = contid_target_get(info->attrs[CONTID_A_PIDFD], &q->container,
				   info->extack);
	if (IS_ERR(target))
		return PTR_ERR(target);
	q->target = target;
	return 0;
}

static int find_file(struct query *q, struct genl_info *info)
{
	const struct nlattr *fd = info->attrs[CONTID_A_NS_FD];

	q->file = fget(nla_get_s32(fd));
	if (!q->file)
		return contid_refuse(info->extack, fd, -EBADF,
				     "not an open file descriptor of the sender");
	if (!proc_ns_file(q->file))
		return contid_refuse(info->extack, fd, -EINVAL,
				     "not the file descriptor of a namespace");
	return 0;
}

static int find_of_process(struct query *q, struct genl_info *info)
{
	const struct nlattr *pidfd = info->attrs[CONTID_A_PIDFD];
	struct task_struct *leader;
	bool alive;

	if (!contid_may_see(&q->requester, q->container))
		return contid_refuse(info->extack, pidfd, -EXDEV,
				     "the process is not in the requester's container");
	rcu_read_lock();
	leader = pid_task(q->target, PIDTYPE_TGID);
	alive = leader &&
		contid_ns_of_group(leader, q->viewer.above, q->set);
	rcu_read_unlock();
	return alive ? 0 : contid_refuse(info->extack, pidfd, -ESRCH,
					 "the process is gone or exiting");
}

static int find_of_file(struct query *q, struct genl_info *info)
{
	struct ns_common *ns = get_proc_ns(file_inode(q->file));

	contid_ns_describe(ns, q->viewer.above, &q->set[0]);
	q->set[0].type = ns->ops->type;
	if (may_see(&q->viewer, &q->set[0]))
		return 0;
	return contid_refuse(info->extack, info->attrs[CONTID_A_NS_FD], -EXDEV,
			     "the namespace is not owned by the user namespace that the container was delegated to");
}

static int answer(struct query *q, struct genl_info *info)
{
	struct sk_buff *reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *hdr;

	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				CONTID_CMD_NS_GET);
	if (!hdr || contid_msg_put_ns(reply, &q->viewer, q->set)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int run(struct query *q, struct sk_buff *skb, struct genl_info *info)
{
	bool by_pidfd = info->attrs[CONTID_A_PIDFD];
	int err;

	err = by_pidfd ? find_target(q, info) : find_file(q, info);
	if (!err)
		err = contid_requester_get(&q->requester, skb, false,
					   info->extack);
	if (err)
		return err;
	contid_ns_viewer_init(&q->viewer, &q->requester);
	err = by_pidfd ? find_of_process(q, info) : find_of_file(q, info);
	return err ?: answer(q, info);
}

int contid_nl_ns_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct query *q;
	int err;

	err = check_attrs(info);
	if (err)
		return err;
	q = kzalloc(sizeof(*q), GFP_KERNEL);
	if (!q)
		return -ENOMEM;
	err = run(q, skb, info);
	contid_requester_put(&q->requester);
	contid_put(q->container);
	put_pid(q->target);
	if (q->file)
		fput(q->file);
	kfree(q);
	return err;
}
