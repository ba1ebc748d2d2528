// SPDX-License-Identifier: LGPL-2.1-or-later
/* Answers and notifications: parsing. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/* libnl takes pointers without const, but writes nothing. */
static int parse(const struct nlmsghdr *nlh, struct nlattr **tb,
		 const struct nla_policy *policy)
{
	return genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, CONTID_A_MAX,
			     policy) ? -EBADMSG : 0;
}

static uint32_t get_u32(const struct nlattr *nla)
{
	return nla ? nla_get_u32(nla) : 0;
}

static uint64_t get_u64(const struct nlattr *nla, uint64_t absent)
{
	return nla ? nla_get_u64(nla) : absent;
}

/* Whether the attributes are there that each container has. */
static bool is_complete(struct nlattr *const tb[])
{
	return tb[CONTID_A_OWNER_NETNS] && tb[CONTID_A_PROCESSES] &&
	       tb[CONTID_A_CHILDREN] && tb[CONTID_A_CREATED] &&
	       tb[CONTID_A_SERIAL];
}

static int parse_attrs(const struct nlmsghdr *nlh,
		       struct nlattr *tb[CONTID_A_MAX + 1])
{
	static const struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_CONTID]	= { .type = NLA_U64 },
		[CONTID_A_FLAGS]	= { .type = NLA_U32 },
		[CONTID_A_LIMIT]	= { .type = NLA_U32 },
		[CONTID_A_PARENT]	= { .type = NLA_U64 },
		[CONTID_A_DEPTH]	= { .type = NLA_U32 },
		[CONTID_A_OWNER_NETNS]	= { .type = NLA_U64 },
		[CONTID_A_PROCESSES]	= { .type = NLA_U32 },
		[CONTID_A_CHILDREN]	= { .type = NLA_U32 },
		[CONTID_A_CREATED]	= { .type = NLA_U64 },
		[CONTID_A_SERIAL]	= { .type = NLA_U64 },
		[CONTID_A_SCOPE]	= { .type = NLA_U64 },
		[CONTID_A_PARENT_SCOPE]	= { .type = NLA_U64 },
		[CONTID_A_NAME]		= { .type = NLA_STRING },
	};

	return parse(nlh, tb, policy) || !tb[CONTID_A_CONTID] ? -EBADMSG : 0;
}

/*
 * All but the network namespaces. The name is that of the message. @info is not
 * touched on failure.
 */
static int parse_info(const struct nlmsghdr *nlh, struct contid_info *info)
{
	struct nlattr *tb[CONTID_A_MAX + 1];
	uint64_t contid;

	if (parse_attrs(nlh, tb))
		return -EBADMSG;

	contid = nla_get_u64(tb[CONTID_A_CONTID]);
	if (contid == CONTID_UNSET) {
		*info = (struct contid_info){
			.contid = CONTID_UNSET,
			.parent = CONTID_UNSET,
		};
		return 0;
	}

	if (!is_complete(tb))
		return -EBADMSG;

	*info = (struct contid_info){
		.contid = contid,
		.scope = get_u64(tb[CONTID_A_SCOPE], 0),
		.parent = get_u64(tb[CONTID_A_PARENT], CONTID_UNSET),
		.parent_scope = get_u64(tb[CONTID_A_PARENT_SCOPE], 0),
		.owner_netns = nla_get_u64(tb[CONTID_A_OWNER_NETNS]),
		.created = nla_get_u64(tb[CONTID_A_CREATED]),
		.serial = nla_get_u64(tb[CONTID_A_SERIAL]),
		.depth = get_u32(tb[CONTID_A_DEPTH]),
		.flags = get_u32(tb[CONTID_A_FLAGS]),
		.limit = get_u32(tb[CONTID_A_LIMIT]),
		.processes = get_u32(tb[CONTID_A_PROCESSES]),
		.children = get_u32(tb[CONTID_A_CHILDREN]),
		.name = tb[CONTID_A_NAME] ? nla_data(tb[CONTID_A_NAME]) : NULL,
	};
	return 0;
}

int contid_msg_container(const struct nlmsghdr *nlh, contid_list_fn fn,
			 void *data)
{
	struct contid_info info;
	int ret;

	ret = parse_info(nlh, &info);
	if (ret)
		return ret;
	ret = contid_netns_parse(nlh, &info);
	if (!ret)
		ret = fn(&info, data);
	contid_netns_release(&info);
	return ret;
}

int contid_msg_member(const struct nlmsghdr *nlh, pid_t *pid)
{
	static const struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_PID] = { .type = NLA_U32 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];

	if (parse(nlh, tb, policy) || !tb[CONTID_A_PID])
		return -EBADMSG;
	*pid = (pid_t)nla_get_u32(tb[CONTID_A_PID]);
	return 0;
}

/* Whether this version knows the notification */
static bool event_type(const struct nlmsghdr *nlh, enum contid_event_type *type)
{
	const struct genlmsghdr *genl = nlmsg_data(nlh);

	switch (genl->cmd) {
	case CONTID_CMD_SET_NTF:
		*type = CONTID_EVENT_SET;
		return true;
	case CONTID_CMD_DROP_NTF:
		*type = CONTID_EVENT_DROP;
		return true;
	case CONTID_CMD_ADOPT_NTF:
		*type = CONTID_EVENT_ADOPT;
		return true;
	case CONTID_CMD_END_NTF:
		*type = CONTID_EVENT_END;
		return true;
	default:
		return false;
	}
}

int contid_msg_event(const struct nlmsghdr *nlh, contid_event_fn fn,
		     void *data)
{
	struct contid_info info;
	struct contid_event event = { .info = &info };

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return -EBADMSG;
	if (!event_type(nlh, &event.type))
		return 0;
	if (parse_info(nlh, &info) || info.contid == CONTID_UNSET)
		return -EBADMSG;
	if (nlmsg_find_attr((struct nlmsghdr *)nlh, GENL_HDRLEN, CONTID_A_PID) &&
	    contid_msg_member(nlh, &event.pid))
		return -EBADMSG;
	return fn(&event, data);
}

/* @end: it is the end of the container, and no record. */
static int parse_record(const struct nlmsghdr *nlh, bool end,
			struct contid_record *record)
{
	static const struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_CONTID]	= { .type = NLA_U64 },
		[CONTID_A_SCOPE]	= { .type = NLA_U64 },
		[CONTID_A_SERIAL]	= { .type = NLA_U64 },
		[CONTID_A_RECORD_TYPE]	= { .type = NLA_U32 },
		[CONTID_A_RECORD]	= { .type = NLA_STRING },
		[CONTID_A_LOST]		= { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];

	if (parse(nlh, tb, policy) || !tb[CONTID_A_SERIAL])
		return -EBADMSG;
	*record = (struct contid_record){
		.contid = get_u64(tb[CONTID_A_CONTID], CONTID_UNSET),
		.scope = get_u64(tb[CONTID_A_SCOPE], 0),
		.serial = nla_get_u64(tb[CONTID_A_SERIAL]),
		.lost = get_u64(tb[CONTID_A_LOST], 0),
		.type = CONTID_RECORD_END,
	};
	if (end)
		return 0;

	record->type = get_u32(tb[CONTID_A_RECORD_TYPE]);
	if (record->type == CONTID_RECORD_END || !tb[CONTID_A_RECORD])
		return -EBADMSG;
	record->text = nla_data(tb[CONTID_A_RECORD]);
	record->len = strlen(record->text);
	return 0;
}

int contid_msg_record(const struct nlmsghdr *nlh, contid_record_fn fn, void *data)
{
	const struct genlmsghdr *genl = nlmsg_data(nlh);
	struct contid_record record;

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return -EBADMSG;
	if (genl->cmd != CONTID_CMD_RECORD_NTF && genl->cmd != CONTID_CMD_END_NTF)
		return 0;
	return parse_record(nlh, genl->cmd == CONTID_CMD_END_NTF, &record) ?:
	       fn(&record, data);
}
