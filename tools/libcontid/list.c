// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: read wholly, then delivered. */

#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

#define DUMP_TRIES	16

/* An array of containers or of process ids that grows as a dump comes in. */
struct table {
	union {
		struct contid_info *infos;
		uint32_t *pids;
		void *items;
	};
	size_t count;
	size_t room;
};

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

static int take_container(struct nlmsghdr *nlh, void *data)
{
	struct table *table = data;
	int err;

	err = make_room(table, sizeof(*table->infos));
	if (!err)
		err = contid_info_parse(nlh, &table->infos[table->count]);
	if (!err)
		table->count++;
	return err;
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
		table->count = 0;
		nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
		err = contid_exchange(h, msg, fn, table);
		if (err <= 0)
			return err;
	}
	return -EAGAIN;
}

int contid_list(struct contid_handle *handle, uint64_t parent,
		contid_list_fn fn, void *data)
{
	struct table table = { 0 };
	struct nl_msg *msg;
	int err = -ENOMEM;
	size_t i;

	msg = contid_request(handle, handle->family, CONTID_CMD_GET,
			     NLM_F_DUMP);
	if (msg && (parent == CONTID_UNSET ||
		    !nla_put_u64(msg, CONTID_A_PARENT, parent)))
		err = dump(handle, msg, take_container, &table);
	nlmsg_free(msg);

	for (i = 0; !err && i < table.count; i++)
		err = fn(&table.infos[i], data);
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
