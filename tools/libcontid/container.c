// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about one process or one container. */

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

static uint32_t get_u32(const struct nlattr *nla)
{
	return nla ? nla_get_u32(nla) : 0;
}

/**
 * contid_info_parse - read the description of a container.
 * @nlh: message of the kernel
 * @info: where to put it, not touched on failure
 *
 * Attributes of later kernels are passed over, and the network namespaces are
 * left to contid_netns_append().
 *
 * Return: 0, or -EBADMSG when an attribute is malformed or one is missing that
 * every container has.
 */
int contid_info_parse(struct nlmsghdr *nlh, struct contid_info *info)
{
	static struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_CONTID]	= { .type = NLA_U64 },
		[CONTID_A_FLAGS]	= { .type = NLA_U32 },
		[CONTID_A_LIMIT]	= { .type = NLA_U32 },
		[CONTID_A_PARENT]	= { .type = NLA_U64 },
		[CONTID_A_DEPTH]	= { .type = NLA_U32 },
		[CONTID_A_OWNER_NETNS]	= { .type = NLA_U64 },
		[CONTID_A_TASKS]	= { .type = NLA_U32 },
		[CONTID_A_CHILDREN]	= { .type = NLA_U32 },
		[CONTID_A_CREATED]	= { .type = NLA_U64 },
		[CONTID_A_SERIAL]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];
	uint64_t contid;

	if (genlmsg_parse(nlh, 0, tb, CONTID_A_MAX, policy) ||
	    !tb[CONTID_A_CONTID])
		return -EBADMSG;

	contid = nla_get_u64(tb[CONTID_A_CONTID]);
	if (contid == CONTID_UNSET) {
		*info = (struct contid_info){
			.contid = CONTID_UNSET,
			.parent = CONTID_UNSET,
		};
		return 0;
	}

	if (!tb[CONTID_A_OWNER_NETNS] || !tb[CONTID_A_TASKS] ||
	    !tb[CONTID_A_CHILDREN] || !tb[CONTID_A_CREATED] ||
	    !tb[CONTID_A_SERIAL])
		return -EBADMSG;

	*info = (struct contid_info){
		.contid = contid,
		.parent = tb[CONTID_A_PARENT] ?
			  nla_get_u64(tb[CONTID_A_PARENT]) : CONTID_UNSET,
		.owner_netns = nla_get_u64(tb[CONTID_A_OWNER_NETNS]),
		.created = nla_get_u64(tb[CONTID_A_CREATED]),
		.serial = nla_get_u64(tb[CONTID_A_SERIAL]),
		.depth = get_u32(tb[CONTID_A_DEPTH]),
		.flags = get_u32(tb[CONTID_A_FLAGS]),
		.limit = get_u32(tb[CONTID_A_LIMIT]),
		.tasks = get_u32(tb[CONTID_A_TASKS]),
		.children = get_u32(tb[CONTID_A_CHILDREN]),
	};
	return 0;
}

struct answer {
	struct contid_info *info;
	bool seen;
};

static int take_info(struct nlmsghdr *nlh, void *data)
{
	struct answer *answer = data;

	int err;

	answer->seen = true;
	contid_info_release(answer->info);
	err = contid_info_parse(nlh, answer->info);
	return err ? err : contid_netns_append(nlh, answer->info);
}

/* Send @msg; when @result is not NULL, an answer is due. */
static int ask(struct contid_handle *h, struct nl_msg *msg,
	       const struct contid_info **result)
{
	struct answer answer = { .info = &h->info };
	int err;

	err = contid_exchange(h, msg, take_info, &answer);
	if (err || !result)
		return err;
	if (!answer.seen)
		return -EBADMSG;

	*result = &h->info;
	return 0;
}

static int put_nonzero(struct nl_msg *msg, int type, uint32_t value)
{
	return value ? nla_put_u32(msg, type, value) : 0;
}

int contid_set(struct contid_handle *handle, int pidfd, uint64_t contid,
	       uint32_t flags, uint32_t limit,
	       const struct contid_info **result)
{
	struct nl_msg *msg;
	int err = -ENOMEM;

	msg = contid_request(handle, handle->family, CONTID_CMD_SET,
			     result ? NLM_F_ECHO : 0);
	if (msg && !nla_put_s32(msg, CONTID_A_PIDFD, pidfd) &&
	    !nla_put_u64(msg, CONTID_A_CONTID, contid) &&
	    !put_nonzero(msg, CONTID_A_FLAGS, flags) &&
	    !put_nonzero(msg, CONTID_A_LIMIT, limit))
		err = ask(handle, msg, result);

	nlmsg_free(msg);
	return err;
}

int contid_drop(struct contid_handle *handle, int pidfd, uint32_t flags,
		const struct contid_info **result)
{
	struct nl_msg *msg;
	int err = -ENOMEM;

	msg = contid_request(handle, handle->family, CONTID_CMD_DROP,
			     result ? NLM_F_ECHO : 0);
	if (msg && !nla_put_s32(msg, CONTID_A_PIDFD, pidfd) &&
	    !put_nonzero(msg, CONTID_A_FLAGS, flags))
		err = ask(handle, msg, result);

	nlmsg_free(msg);
	return err;
}

int contid_get_process(struct contid_handle *handle, int pidfd,
		       const struct contid_info **result)
{
	struct nl_msg *msg;
	int err = -ENOMEM;

	msg = contid_request(handle, handle->family, CONTID_CMD_GET, 0);
	if (msg && !nla_put_s32(msg, CONTID_A_PIDFD, pidfd))
		err = ask(handle, msg, result);

	nlmsg_free(msg);
	return err;
}

int contid_get(struct contid_handle *handle, uint64_t contid,
	       const struct contid_info **result)
{
	struct nl_msg *msg;
	int err = -ENOMEM;

	msg = contid_request(handle, handle->family, CONTID_CMD_GET, 0);
	if (msg && !nla_put_u64(msg, CONTID_A_CONTID, contid))
		err = ask(handle, msg, result);

	nlmsg_free(msg);
	return err;
}
