// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: read wholly, then delivered. */

#include <errno.h>
#include <stdlib.h>

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
		pid_t *pids;
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
static int keep_container(const struct contid_info *info, void *data)
{
	struct table *table = data;
	int err;

	if (table->count && info->serial == table->infos[table->count - 1].serial)
		return contid_info_extend(&table->infos[table->count - 1], info);

	err = make_room(table, sizeof(*table->infos));
	if (err)
		return err;
	return contid_info_copy(&table->infos[table->count++], info);
}

static int take_container(struct nlmsghdr *nlh, void *data)
{
	return contid_msg_container(nlh, keep_container, data);
}

static int keep_member(pid_t pid, void *data)
{
	struct table *table = data;
	int err = make_room(table, sizeof(*table->pids));

	if (!err)
		table->pids[table->count++] = pid;
	return err;
}

static int take_member(struct nlmsghdr *nlh, void *data)
{
	return contid_msg_member(nlh, keep_member, data);
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
	struct nl_msg *msg = contid_request(handle);
	size_t i;
	int err;

	err = contid_msg_list(msg, handle->family, parent, netns_fd);
	if (!err)
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
	struct nl_msg *msg = contid_request(handle);
	size_t i;
	int err;

	err = contid_msg_members(msg, handle->family, contid);
	if (!err)
		err = dump(handle, msg, take_member, &table);
	nlmsg_free(msg);

	for (i = 0; !err && i < table.count; i++)
		err = fn(table.pids[i], data);
	free(table.items);
	return err;
}
