// SPDX-License-Identifier: GPL-2.0
/*
 * READ: the requesting socket becomes a reader of a container, or no longer is
 * one.
 */

#include <linux/pid.h>
#include <linux/slab.h>

#include "read_log.h"
#include "reader.h"
#include "request.h"

/**
 * contid_read_enable - there is going to be a reader
 *
 * To be called before the first event that is for it: see contid_read_used().
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_read_enable(void)
{
	if (!contid_read_used())
		static_branch_enable(&contid_read_key);
}

static int refuse(struct genl_info *info, int err)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *name = attrs[CONTID_A_SERIAL] ?: attrs[CONTID_A_CONTID];

	switch (err) {
	case -EEXIST:
		return contid_refuse(info->extack, name, -EEXIST,
				     "the socket reads this container already");
	case -ENOSPC:
		return contid_refuse(info->extack, name, -ENOSPC,
				     "the container has as many readers as it can have");
	case -EDQUOT:
		return contid_refuse(info->extack, attrs[CONTID_A_LIMIT] ?: name,
				     -ENOSPC,
				     "the readers of this delegation would have more than 64 MiB together");
	case -ENOENT:
		return contid_refuse(info->extack, name, -ENOENT,
				     "the container has ended");
	default:
		return contid_refuse(info->extack, NULL, -ENOMEM,
				     "no memory for the reader");
	}
}

static int start(struct sk_buff *skb, struct genl_info *info,
		 const struct contid_requester *requester,
		 struct contid *container)
{
	struct nlattr *flags = info->attrs[CONTID_A_FLAGS];
	struct nlattr *limit = info->attrs[CONTID_A_LIMIT];
	struct contid_reader *reader;
	int err;

	reader = contid_reader_alloc(container, requester->delegator);
	if (!reader)
		return refuse(info, -ENOMEM);
	reader->limit = limit ? nla_get_u32(limit) : CONTID_READ_LIMIT_DEFAULT;
	reader->trim = requester->delegator ||
		       (flags && nla_get_u32(flags) & CONTID_FLAG_TRIM);
	contid_read_enable();
	mutex_lock(&contid_read.mutex);
	err = contid_reader_add(reader, NETLINK_CB(skb).sk, info->snd_portid);
	mutex_unlock(&contid_read.mutex);
	if (err) {
		contid_reader_free(reader);
		return refuse(info, err);
	}
	/* The container may end, and the reader with it. */
	contid_read_log("read", container, task_tgid(current), GFP_KERNEL);
	return 0;
}

static int answer_lost(struct genl_info *info,
		       const struct contid_reader *reader)
{
	struct sk_buff *reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *hdr;

	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				info->genlhdr->cmd);
	if (!hdr || contid_msg_put_name(reply, reader->container,
					reader->delegator) ||
	    contid_msg_put_lost(reply, atomic64_read(&reader->lost))) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int stop(struct sk_buff *skb, struct genl_info *info,
		struct contid *container)
{
	struct nlattr **attrs = info->attrs;
	struct contid_reader *reader;
	int err;

	mutex_lock(&contid_read.mutex);
	reader = contid_reader_find(NETLINK_CB(skb).sk, info->snd_portid,
				    container);
	if (reader)
		contid_reader_remove(reader);
	mutex_unlock(&contid_read.mutex);
	if (!reader)
		return contid_refuse(info->extack,
				     attrs[CONTID_A_SERIAL] ?:
				     attrs[CONTID_A_CONTID], -ENOENT,
				     "the socket does not read this container");
	contid_read_log("unread", container, reader->opener, GFP_KERNEL);
	err = answer_lost(info, reader);
	contid_reader_free(reader);
	return err;
}

static int check_limit(const struct nlattr *limit,
		       struct netlink_ext_ack *extack)
{
	if (limit && (!nla_get_u32(limit) ||
		      nla_get_u32(limit) > CONTID_READ_LIMIT_MAX))
		return contid_refuse(extack, limit, -ERANGE,
				     "a limit is 1 to 67108864 bytes");
	return 0;
}

static int check_attrs(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	u32 flags = attrs[CONTID_A_FLAGS] ? nla_get_u32(attrs[CONTID_A_FLAGS]) :
					    0;

	if (flags & CONTID_FLAG_STOP && flags & CONTID_FLAG_TRIM)
		return contid_refuse(info->extack, attrs[CONTID_A_FLAGS],
				     -EINVAL, "stop and trim exclude each other");
	if (flags & CONTID_FLAG_STOP && attrs[CONTID_A_LIMIT])
		return contid_refuse(info->extack, attrs[CONTID_A_LIMIT],
				     -EINVAL, "a limit is for the beginning, not with stop");
	return check_limit(attrs[CONTID_A_LIMIT], info->extack) ?:
	       contid_check_name(attrs, info->extack);
}

int contid_nl_read_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *flags = info->attrs[CONTID_A_FLAGS];
	struct contid_requester requester = {};
	struct contid *container;
	int err;

	err = check_attrs(info);
	if (err)
		return err;
	err = contid_requester_get(&requester, skb, false, info->extack);
	if (err)
		goto out;
	container = contid_container_get(&requester, info->attrs, info->extack);
	if (IS_ERR(container)) {
		err = PTR_ERR(container);
		goto out;
	}
	if (flags && nla_get_u32(flags) & CONTID_FLAG_STOP)
		err = stop(skb, info, container);
	else
		err = start(skb, info, &requester, container);
	contid_put(container);
out:
	contid_requester_put(&requester);
	return err;
}
