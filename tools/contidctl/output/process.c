// SPDX-License-Identifier: GPL-2.0
/* Processes in the output. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "output/output.h"

/* The name of a process, which it chooses itself; "" when it is gone. */
static void read_comm(pid_t pid, char *text, size_t size)
{
	char comm[64];
	char path[64];
	ssize_t len;
	int fd;

	*text = '\0';
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	len = read(fd, comm, sizeof(comm));
	close(fd);
	if (len > 0 && comm[len - 1] == '\n')
		len--;
	if (len > 0)
		escape(text, size, comm, len);
}

/**
 * output_process - print a process.
 * @ctl: the run
 * @pid: its id
 * @info: its container, NULL for a list of the processes of one container
 * @name: name of its container, or NULL
 */
void output_process(struct ctl *ctl, pid_t pid,
		    const struct contid_info *info, const char *name)
{
	struct item item = item_begin(ctl);
	char comm[260];

	item_u32(&item, BOTH, "pid", pid);
	if (info)
		item_contid(&item, BOTH, "contid", info->contid, info->scope);
	if (info && info->scope)
		item_u64(&item, JSON, "scope", info->scope);
	item_name(&item, name);
	read_comm(pid, comm, sizeof(comm));
	if (*comm)
		item_string(&item, BOTH, "comm", comm);
	item_end(&item);
}
