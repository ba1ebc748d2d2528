// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps of containers: read wholly, then delivered. */

#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/**
 * struct table - array that collects a dump.
 * @infos: containers
 * @count: how many there are
 * @room: for how many there is room
 */
struct table {
	struct contid_info *infos;
	size_t count;
	size_t room;
};

static void empty(void *data)
{
	struct table *table = data;

	while (table->count)
		contid_info_release(&table->infos[--table->count]);
}

/*
 * A container in more network namespaces than fit into one message is described by
 * several messages in sequence.
 */
static int keep(const struct contid_info *info, void *data)
{
	struct table *table = data;
	int err;

	if (table->count && info->serial == table->infos[table->count - 1].serial)
		return contid_info_extend(&table->infos[table->count - 1], info);

	err = contid_make_room((void **)&table->infos, table->count,
			       &table->room, sizeof(*table->infos));
	if (err)
		return err;
	return contid_info_copy(&table->infos[table->count++], info);
}

static int on_container(struct nlmsghdr *nlh, void *data)
{
	return contid_msg_container(nlh, keep, data);
}

int contid_list(struct contid_handle *handle, struct contid_ref parent,
		int netns_fd, contid_list_fn fn, void *data)
{
	struct nl_msg *msg = contid_request_new(handle);
	struct table table = { 0 };
	int err = 0;
	size_t i;
	int ret;

	ret = contid_msg_list(msg, handle->family, parent, netns_fd);
	/*
	 * The kernel sends the containers in the order of their serial numbers, and
	 * each part of a dump begins after the last one sent: a dump that changes while
	 * it is read still has every container that existed throughout.
	 */
	if (!ret)
		ret = contid_dump(handle, msg, on_container, empty, &table);
	nlmsg_free(msg);

	for (i = 0; ret >= 0 && !err && i < table.count; i++)
		err = fn(&table.infos[i], data);
	empty(&table);
	free(table.infos);
	return err ? err : ret;
}
