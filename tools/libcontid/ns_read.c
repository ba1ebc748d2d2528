// SPDX-License-Identifier: LGPL-2.1-or-later
/* Answers that name namespaces: parsing. */

#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/* Whether an attribute of nlmsg_for_each_attr() is a namespace */
static bool is_ns(const struct nlattr *pos)
{
	return nla_type(pos) == CONTID_A_NS;
}

static int parse_ns(struct nlattr *nest, struct contid_ns *ns)
{
	static const struct nla_policy policy[CONTID_A_NS_MAX + 1] = {
		[CONTID_A_NS_TYPE]	= { .type = NLA_U32 },
		[CONTID_A_NS_ID]	= { .type = NLA_U64 },
		[CONTID_A_NS_INUM]	= { .type = NLA_U32 },
		[CONTID_A_NS_OWNER]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_NS_MAX + 1];

	if (nla_parse_nested(tb, CONTID_A_NS_MAX, nest, policy) ||
	    !tb[CONTID_A_NS_TYPE] || !tb[CONTID_A_NS_ID] ||
	    !tb[CONTID_A_NS_INUM])
		return -EBADMSG;

	*ns = (struct contid_ns){
		.id = nla_get_u64(tb[CONTID_A_NS_ID]),
		.type = nla_get_u32(tb[CONTID_A_NS_TYPE]),
		.inum = nla_get_u32(tb[CONTID_A_NS_INUM]),
	};
	if (tb[CONTID_A_NS_OWNER])
		ns->owner = nla_get_u64(tb[CONTID_A_NS_OWNER]);
	return 0;
}

/* Read the namespaces of a message that is known to be whole. */
static int parse_all(struct nlmsghdr *nlh, struct contid_ns_process *process)
{
	struct contid_ns *all;
	struct nlattr *pos;
	size_t n = 0;
	int rem;

	nlmsg_for_each_attr(pos, nlh, GENL_HDRLEN, rem)
		n += is_ns(pos);
	if (!n)
		return 0;

	all = calloc(n, sizeof(*all));
	if (!all)
		return -ENOMEM;
	process->ns = all;

	nlmsg_for_each_attr(pos, nlh, GENL_HDRLEN, rem) {
		if (!is_ns(pos))
			continue;
		if (parse_ns(pos, &all[process->ns_count]))
			return -EBADMSG;
		process->ns_count++;
	}
	return 0;
}

/* All but the namespaces: the process, and the container if one is named */
static int parse_process(struct nlmsghdr *nlh, struct contid_ns_process *process)
{
	static const struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_PID]		= { .type = NLA_U32 },
		[CONTID_A_CONTID]	= { .type = NLA_U64 },
		[CONTID_A_SCOPE]	= { .type = NLA_U64 },
		[CONTID_A_SERIAL]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];

	if (genlmsg_parse(nlh, 0, tb, CONTID_A_MAX, policy))
		return -EBADMSG;

	*process = (struct contid_ns_process){ .contid = CONTID_UNSET };
	if (tb[CONTID_A_PID])
		process->pid = (pid_t)nla_get_u32(tb[CONTID_A_PID]);
	if (!tb[CONTID_A_CONTID] ||
	    nla_get_u64(tb[CONTID_A_CONTID]) == CONTID_UNSET)
		return 0;

	if (!tb[CONTID_A_SERIAL])
		return -EBADMSG;
	process->contid = nla_get_u64(tb[CONTID_A_CONTID]);
	process->serial = nla_get_u64(tb[CONTID_A_SERIAL]);
	if (tb[CONTID_A_SCOPE])
		process->scope = nla_get_u64(tb[CONTID_A_SCOPE]);
	return 0;
}

/**
 * contid_ns_read - read a process and its namespaces.
 * @nlh: an answer to NS_GET
 * @process: where to put them, for contid_ns_release() after success
 *
 * Return: 0, -EBADMSG when an attribute is malformed or missing, or -ENOMEM.
 */
int contid_ns_read(const struct nlmsghdr *nlh, struct contid_ns_process *process)
{
	/* libnl takes pointers without const, but writes nothing. */
	struct nlmsghdr *whole = (struct nlmsghdr *)nlh;
	int err;

	err = parse_process(whole, process);
	if (err)
		return err;
	err = parse_all(whole, process);
	if (err)
		contid_ns_release(process);
	return err;
}

/* Free the namespaces of a process. */
void contid_ns_release(struct contid_ns_process *process)
{
	free((void *)process->ns);
	process->ns = NULL;
	process->ns_count = 0;
}

int contid_msg_ns(const struct nlmsghdr *nlh, contid_ns_fn fn, void *data)
{
	struct contid_ns_process process;
	int ret;

	ret = contid_ns_read(nlh, &process);
	if (ret)
		return ret;
	ret = fn(&process, data);
	contid_ns_release(&process);
	return ret;
}
