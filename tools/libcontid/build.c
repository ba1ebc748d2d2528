// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests, put together. */

#include <errno.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/**
 * contid_msg_begin - begin a request.
 * @msg: a message as nlmsg_alloc() makes it, or NULL
 * @family: id of a generic netlink family
 * @cmd: command of that family
 * @nlmsg_flags: NLM_F_*
 *
 * Return: 0, -ENOMEM, or -EINVAL when @family is none.
 */
int contid_msg_begin(struct nl_msg *msg, int family, uint8_t cmd,
		     int nlmsg_flags)
{
	if (family < NLMSG_MIN_TYPE || family > UINT16_MAX)
		return -EINVAL;
	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
				 nlmsg_flags, cmd, CONTID_FAMILY_VERSION))
		return -ENOMEM;
	return 0;
}

static int put_nonzero(struct nl_msg *msg, int type, uint32_t value)
{
	return value ? nla_put_u32(msg, type, value) : 0;
}

int contid_msg_set(struct nl_msg *msg, int family, int nlmsg_flags, int pidfd,
		   uint64_t contid, uint32_t flags, uint32_t limit)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_SET, nlmsg_flags);

	if (err)
		return err;
	if (nla_put_s32(msg, CONTID_A_PIDFD, pidfd) ||
	    nla_put_u64(msg, CONTID_A_CONTID, contid) ||
	    put_nonzero(msg, CONTID_A_FLAGS, flags) ||
	    put_nonzero(msg, CONTID_A_LIMIT, limit))
		return -ENOMEM;
	return 0;
}

int contid_msg_drop(struct nl_msg *msg, int family, int nlmsg_flags, int pidfd,
		    uint32_t flags)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_DROP, nlmsg_flags);

	if (err)
		return err;
	if (nla_put_s32(msg, CONTID_A_PIDFD, pidfd) ||
	    put_nonzero(msg, CONTID_A_FLAGS, flags))
		return -ENOMEM;
	return 0;
}

int contid_msg_get_process(struct nl_msg *msg, int family, int pidfd)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, 0);

	if (err)
		return err;
	return nla_put_s32(msg, CONTID_A_PIDFD, pidfd) ? -ENOMEM : 0;
}

int contid_msg_get(struct nl_msg *msg, int family, uint64_t contid)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, 0);

	if (err)
		return err;
	return nla_put_u64(msg, CONTID_A_CONTID, contid) ? -ENOMEM : 0;
}

int contid_msg_list(struct nl_msg *msg, int family, uint64_t parent,
		    int netns_fd)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, NLM_F_DUMP);

	if (err)
		return err;
	if (parent != CONTID_UNSET &&
	    nla_put_u64(msg, CONTID_A_PARENT, parent))
		return -ENOMEM;
	if (netns_fd != -1 && nla_put_s32(msg, CONTID_A_NETNS_FD, netns_fd))
		return -ENOMEM;
	return 0;
}

int contid_msg_members(struct nl_msg *msg, int family, uint64_t contid)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, NLM_F_DUMP);

	if (err)
		return err;
	if (nla_put_u64(msg, CONTID_A_CONTID, contid) ||
	    nla_put_u32(msg, CONTID_A_FLAGS, CONTID_FLAG_TASKS))
		return -ENOMEM;
	return 0;
}
