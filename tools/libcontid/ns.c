// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about namespaces: of a process, one by its file, and of all processes. */

#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/**
 * struct answer - the answer to a request about one process or one namespace.
 * @process: where to put it
 * @seen: it has come
 */
struct answer {
	struct contid_ns_process *process;
	bool seen;
};

static int on_answer(struct nlmsghdr *nlh, void *data)
{
	struct answer *answer = data;

	answer->seen = true;
	contid_ns_release(answer->process);
	return contid_ns_read(nlh, answer->process);
}

/*
 * Send @msg, unless building it failed with @err, and free it. The answer is in the
 * handle then.
 */
static int transact(struct contid_handle *h, struct nl_msg *msg, int err)
{
	struct answer answer = { .process = &h->ns };

	if (!err)
		err = contid_exchange(h, msg, on_answer, &answer);
	nlmsg_free(msg);
	if (!err && !answer.seen)
		err = -EBADMSG;
	return err;
}

int contid_ns_get(struct contid_handle *handle, int pidfd,
		  const struct contid_ns_process **result)
{
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_ns_get(msg, handle->family, pidfd);

	err = transact(handle, msg, err);
	if (!err)
		*result = &handle->ns;
	return err;
}

int contid_ns_get_fd(struct contid_handle *handle, int ns_fd,
		     const struct contid_ns **result)
{
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_ns_get_fd(msg, handle->family, ns_fd);

	err = transact(handle, msg, err);
	if (!err && handle->ns.ns_count != 1)
		err = -EBADMSG;
	if (!err)
		*result = handle->ns.ns;
	return err;
}

/**
 * struct table - array that collects a dump.
 * @processes: the processes, in the order of the kernel
 * @count: how many there are
 * @room: for how many there is room
 */
struct table {
	struct contid_ns_process *processes;
	size_t count;
	size_t room;
};

static void empty(void *data)
{
	struct table *table = data;

	while (table->count)
		contid_ns_release(&table->processes[--table->count]);
}

static int on_process(struct nlmsghdr *nlh, void *data)
{
	struct table *table = data;
	struct contid_ns_process *process;
	int err;

	err = contid_make_room((void **)&table->processes, table->count,
			       &table->room, sizeof(*table->processes));
	if (err)
		return err;
	process = &table->processes[table->count];
	err = contid_ns_read(nlh, process);
	if (err)
		return err;
	table->count++;
	return process->pid ? 0 : -EBADMSG;
}

int contid_ns_list(struct contid_handle *handle, struct contid_ref container,
		   contid_ns_fn fn, void *data)
{
	struct nl_msg *msg = contid_request_new(handle);
	struct table table = { 0 };
	int err = 0;
	size_t i;
	int ret;

	ret = contid_msg_ns_list(msg, handle->family, container);
	/*
	 * The kernel goes through the processes in the order of their ids: a dump that
	 * changes while it is read still has every process that lived throughout.
	 */
	if (!ret)
		ret = contid_dump(handle, msg, on_process, empty, &table);
	nlmsg_free(msg);

	for (i = 0; ret >= 0 && !err && i < table.count; i++)
		err = fn(&table.processes[i], data);
	empty(&table);
	free(table.processes);
	return err ? err : ret;
}
