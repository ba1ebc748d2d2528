// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: read wholly, then delivered. */

#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

#define DUMP_TRIES	16

/**
 * struct table - what grows as a dump comes in.
 * @infos: containers,
 * @pids: or process ids
 * @count: how many there are
 * @room: for how many there is room
 * @release: frees what an item refers to, unless NULL
 */
struct table {
	union {
		struct contid_info *infos;
		uint32_t *pids;
		void *items;
	};
	size_t count;
	size_t room;
	void (*release)(struct table *table, size_t i);
};

static void empty(struct table *table)
{
	for (; table->count; table->count--)
		if (table->release)
			table->release(table, table->count - 1);
}

static void release_container(struct table *table, size_t i)
{
	contid_info_release(&table->infos[i]);
}

static int make_room(struct table *table, size_t item_size)
{
	size_t room = table->room ? 2 * table->room : 64;
	void *items;

	if (table->count < table->room)
		return 0;
	items = reallocarray(table->items, room, item_size);
	if (!items)
		return -ENOMEM;
	table->items = items;
	table->room = room;
	return 0;
}

/*
 * A container in more network namespaces than a message has room for comes in
 * several, one behind the other.
 */
static int take_container(struct nlmsghdr *nlh, void *data)
{
	struct table *table = data;
	struct contid_info *info;
	int err;

	err = make_room(table, sizeof(*table->infos));
	if (err)
		return err;
	info = &table->infos[table->count];
	err = contid_info_parse(nlh, info);
	if (err)
		return err;

	if (table->count && info->serial == info[-1].serial)
		info--;
	else
		table->count++;
	return contid_netns_append(nlh, info);
}

static int take_member(struct nlmsghdr *nlh, void *data)
{
	static struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_PID] = { .type = NLA_U32 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];
	struct table *table = data;
	int err;

	if (genlmsg_parse(nlh, 0, tb, CONTID_A_MAX, policy) ||
	    !tb[CONTID_A_PID])
		return -EBADMSG;

	err = make_room(table, sizeof(*table->pids));
	if (!err)
		table->pids[table->count++] = nla_get_u32(tb[CONTID_A_PID]);
	return err;
}

/* Fill @table with a dump of one moment. */
static int dump(struct contid_handle *h, struct nl_msg *msg,
		contid_reply_fn fn, struct table *table)
{
	int tries;
	int err;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		empty(table);
		nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
		err = contid_exchange(h, msg, fn, table);
		if (err <= 0)
			return err;
	}
	return -EAGAIN;
}

int contid_list(struct contid_handle *handle, uint64_t parent, int netns_fd,
		contid_list_fn fn, void *data)
{
	struct table table = { .release = release_container };
	struct nl_msg *msg;
	int err = -ENOMEM;
	size_t i;

	msg = contid_request(handle, handle->family, CONTID_CMD_GET,
			     NLM_F_DUMP);
	if (msg && (parent == CONTID_UNSET ||
		    !nla_put_u64(msg, CONTID_A_PARENT, parent)) &&
	    (netns_fd == -1 || !nla_put_s32(msg, CONTID_A_NETNS_FD, netns_fd)))
		err = dump(handle, msg, take_container, &table);
	nlmsg_free(msg);

	for (i = 0; !err && i < table.count; i++)
		err = fn(&table.infos[i], data);
	empty(&table);
	free(table.items);
	return err;
}

int contid_members(struct contid_handle *handle, uint64_t contid,
		   contid_member_fn fn, void *data)
{
	struct table table = { 0 };
	struct nl_msg *msg;
	int err = -ENOMEM;
	size_t i;

	msg = contid_request(handle, handle->family, CONTID_CMD_GET,
			     NLM_F_DUMP);
	if (msg && !nla_put_u64(msg, CONTID_A_CONTID, contid) &&
	    !nla_put_u32(msg, CONTID_A_FLAGS, CONTID_FLAG_TASKS))
		err = dump(handle, msg, take_member, &table);
	nlmsg_free(msg);

	for (i = 0; !err && i < table.count; i++)
		err = fn((pid_t)table.pids[i], data);
	free(table.items);
	return err;
}
