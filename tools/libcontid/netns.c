// SPDX-License-Identifier: LGPL-2.1-or-later
/* The network namespaces that a container lives in. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/* Whether an attribute of nlmsg_for_each_attr() is a network namespace */
static bool is_netns(const struct nlattr *pos)
{
	return nla_type(pos) == CONTID_A_NETNS;
}

static int parse_netns(struct nlattr *nest, struct contid_netns *netns)
{
	static const struct nla_policy policy[CONTID_A_NETNS_MAX + 1] = {
		[CONTID_A_NETNS_COOKIE]	= { .type = NLA_U64 },
		[CONTID_A_NETNS_INUM]	= { .type = NLA_U32 },
		[CONTID_A_NETNS_THREADS]	= { .type = NLA_U32 },
	};
	struct nlattr *tb[CONTID_A_NETNS_MAX + 1];

	if (nla_parse_nested(tb, CONTID_A_NETNS_MAX, nest, policy) ||
	    !tb[CONTID_A_NETNS_COOKIE] || !tb[CONTID_A_NETNS_INUM] ||
	    !tb[CONTID_A_NETNS_THREADS])
		return -EBADMSG;

	*netns = (struct contid_netns){
		.cookie = nla_get_u64(tb[CONTID_A_NETNS_COOKIE]),
		.inum = nla_get_u32(tb[CONTID_A_NETNS_INUM]),
		.threads = nla_get_u32(tb[CONTID_A_NETNS_THREADS]),
	};
	return 0;
}

/**
 * contid_netns_parse - read the network namespaces that a message names.
 * @nlh: a message that is known to be whole
 * @info: where to put them; it has none yet, and is for
 *	contid_netns_release() also after failure
 *
 * Return: 0, -EBADMSG when one is malformed, or -ENOMEM.
 */
int contid_netns_parse(const struct nlmsghdr *nlh, struct contid_info *info)
{
	struct contid_netns *all;
	struct nlattr *pos;
	size_t n = 0;
	int rem;

	nlmsg_for_each_attr(pos, (struct nlmsghdr *)nlh, GENL_HDRLEN, rem)
		n += is_netns(pos);
	if (!n)
		return 0;

	all = calloc(n, sizeof(*all));
	if (!all)
		return -ENOMEM;
	info->netns = all;

	nlmsg_for_each_attr(pos, (struct nlmsghdr *)nlh, GENL_HDRLEN, rem) {
		if (!is_netns(pos))
			continue;
		if (parse_netns(pos, &all[info->netns_count]))
			return -EBADMSG;
		info->netns_count++;
	}
	return 0;
}

/**
 * contid_info_extend - add the network namespaces of another description.
 * @info: what they are added to, for contid_info_release() also after failure
 * @more: description of the same container
 *
 * Return: 0 or -ENOMEM.
 */
int contid_info_extend(struct contid_info *info, const struct contid_info *more)
{
	struct contid_netns *all;

	if (!more->netns_count)
		return 0;
	all = reallocarray((void *)info->netns,
			   (size_t)info->netns_count + more->netns_count,
			   sizeof(*all));
	if (!all)
		return -ENOMEM;
	memcpy(all + info->netns_count, more->netns,
	       more->netns_count * sizeof(*all));
	info->netns = all;
	info->netns_count += more->netns_count;
	return 0;
}

/* Free the network namespaces of a description. */
void contid_netns_release(struct contid_info *info)
{
	free((void *)info->netns);
	info->netns = NULL;
	info->netns_count = 0;
}
