// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests, put together. */

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/* The first size, without a name, and one that no version will reach */
#define REQUEST_SIZE_MIN	offsetofend(struct contid_request, limit)
#define REQUEST_SIZE_MAX	4096

#define offsetofend(type, member)					\
	(offsetof(type, member) + sizeof(((type *)NULL)->member))

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

/*
 * Not nla_put_u32() and its kind: for a program that makes one request, each
 * function that the dynamic linker has to look up costs more than the call.
 */
static int put_u32(struct nl_msg *msg, int type, uint32_t value)
{
	return nla_put(msg, type, sizeof(value), &value);
}

static int put_u64(struct nl_msg *msg, int type, uint64_t value)
{
	return nla_put(msg, type, sizeof(value), &value);
}

static int put_nonzero(struct nl_msg *msg, int type, uint32_t value)
{
	return value ? put_u32(msg, type, value) : 0;
}

static int put_nonzero_u64(struct nl_msg *msg, int type, uint64_t value)
{
	return value ? put_u64(msg, type, value) : 0;
}

static int put_ref(struct nl_msg *msg, struct contid_ref ref)
{
	if (ref.serial)
		return put_u64(msg, CONTID_A_SERIAL, ref.serial);
	return put_u64(msg, CONTID_A_CONTID, ref.contid) ?:
	       put_nonzero_u64(msg, CONTID_A_SCOPE, ref.scope);
}

/*
 * The request comes from a program that may have been built with another version
 * of the structure. Members that this version does not have must be 0, which stands
 * for what this version does.
 */
static int check_size(const struct contid_request *request)
{
	const unsigned char *bytes = (const unsigned char *)request;
	size_t i;

	if (request->size < REQUEST_SIZE_MIN || request->size > REQUEST_SIZE_MAX)
		return -EINVAL;
	/* A part of a pointer is none. */
	if (request->size > REQUEST_SIZE_MIN &&
	    request->size < offsetofend(struct contid_request, name))
		return -EINVAL;
	for (i = sizeof(*request); i < request->size; i++)
		if (bytes[i])
			return -EINVAL;
	return 0;
}

/* Give members that the caller's version lacks the values that they have by default. */
static int read_request(const struct contid_request *from,
			struct contid_request *request)
{
	int err = check_size(from);
	size_t size;

	if (err)
		return err;
	size = from->size < sizeof(*request) ? from->size : sizeof(*request);
	*request = (struct contid_request)CONTID_REQUEST_INIT;
	memcpy(request, from, size);
	return 0;
}

int contid_msg_set(struct nl_msg *msg, int family, int nlmsg_flags,
		   const struct contid_request *asked)
{
	struct contid_request filled;
	const struct contid_request *request = &filled;
	int err = read_request(asked, &filled);

	if (!err)
		err = contid_msg_begin(msg, family, CONTID_CMD_SET, nlmsg_flags);
	if (err)
		return err;
	if (put_u32(msg, CONTID_A_PIDFD, request->pidfd) ||
	    put_u64(msg, CONTID_A_CONTID, request->contid) ||
	    put_nonzero(msg, CONTID_A_FLAGS, request->flags) ||
	    put_nonzero(msg, CONTID_A_LIMIT, request->limit))
		return -ENOMEM;
	if (request->parent != CONTID_UNSET &&
	    put_u64(msg, CONTID_A_PARENT, request->parent))
		return -ENOMEM;
	if (request->userns_fd != -1 &&
	    put_u32(msg, CONTID_A_USERNS_FD, request->userns_fd))
		return -ENOMEM;
	if (request->name &&
	    nla_put(msg, CONTID_A_NAME, strlen(request->name) + 1, request->name))
		return -ENOMEM;
	return 0;
}

int contid_msg_drop(struct nl_msg *msg, int family, int nlmsg_flags, int pidfd,
		    uint32_t flags)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_DROP, nlmsg_flags);

	if (err)
		return err;
	if (put_u32(msg, CONTID_A_PIDFD, pidfd) ||
	    put_nonzero(msg, CONTID_A_FLAGS, flags))
		return -ENOMEM;
	return 0;
}

int contid_msg_get_process(struct nl_msg *msg, int family, int pidfd)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, 0);

	if (err)
		return err;
	return put_u32(msg, CONTID_A_PIDFD, pidfd) ? -ENOMEM : 0;
}

int contid_msg_get(struct nl_msg *msg, int family, struct contid_ref container)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, 0);

	if (err)
		return err;
	return put_ref(msg, container) ? -ENOMEM : 0;
}

int contid_msg_list(struct nl_msg *msg, int family, struct contid_ref parent,
		    int netns_fd)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, NLM_F_DUMP);

	if (err)
		return err;
	/* The kernel has no filter by the serial number of a parent. */
	if (parent.serial)
		return -EINVAL;
	if (parent.contid != CONTID_UNSET &&
	    (put_u64(msg, CONTID_A_PARENT, parent.contid) ||
	     put_nonzero_u64(msg, CONTID_A_SCOPE, parent.scope)))
		return -ENOMEM;
	if (netns_fd != -1 && put_u32(msg, CONTID_A_NETNS_FD, netns_fd))
		return -ENOMEM;
	return 0;
}

int contid_msg_members(struct nl_msg *msg, int family,
		       struct contid_ref container)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_GET, NLM_F_DUMP);

	if (err)
		return err;
	if (put_ref(msg, container) ||
	    put_u32(msg, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES))
		return -ENOMEM;
	return 0;
}

/* @type is the attribute that @fd goes into. */
static int ns_get(struct nl_msg *msg, int family, int type, int fd)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_NS_GET, 0);

	if (err)
		return err;
	return put_u32(msg, type, fd) ? -ENOMEM : 0;
}

int contid_msg_ns_get(struct nl_msg *msg, int family, int pidfd)
{
	return ns_get(msg, family, CONTID_A_PIDFD, pidfd);
}

int contid_msg_ns_get_fd(struct nl_msg *msg, int family, int ns_fd)
{
	return ns_get(msg, family, CONTID_A_NS_FD, ns_fd);
}

int contid_msg_ns_list(struct nl_msg *msg, int family,
		       struct contid_ref container)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_NS_GET, NLM_F_DUMP);

	if (err)
		return err;
	if (!container.serial && container.contid == CONTID_UNSET)
		return 0;
	return put_ref(msg, container) ? -ENOMEM : 0;
}

int contid_msg_read(struct nl_msg *msg, int family, struct contid_ref container,
		    uint32_t limit, uint32_t flags)
{
	int err = contid_msg_begin(msg, family, CONTID_CMD_READ, 0);

	if (err)
		return err;
	if (put_ref(msg, container) ||
	    put_nonzero(msg, CONTID_A_LIMIT, limit) ||
	    put_nonzero(msg, CONTID_A_FLAGS, flags))
		return -ENOMEM;
	return 0;
}
