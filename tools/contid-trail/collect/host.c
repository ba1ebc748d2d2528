// SPDX-License-Identifier: GPL-2.0
/* What identifies this host and its boot, and what its kernel has lost. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libaudit.h>

#include "collect/host.h"

static bool read_id(const char *path, char *id, size_t size)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	if (!fgets(id, size, file))
		*id = '\0';
	fclose(file);
	id[strspn(id, "0123456789abcdef-")] = '\0';
	return *id;
}

bool host_machine_id(char *id, size_t size)
{
	return read_id("/etc/machine-id", id, size);
}

bool host_boot_id(char *id, size_t size)
{
	return read_id("/proc/sys/kernel/random/boot_id", id, size);
}

static bool wait_for_status(int fd, uint64_t *lost)
{
	struct audit_reply reply;
	int tries;

	for (tries = 0; tries < 10; tries++) {
		if (audit_get_reply(fd, &reply, GET_REPLY_BLOCKING, 0) <= 0)
			return false;
		if (reply.type == AUDIT_GET) {
			*lost = reply.status->lost;
			return true;
		}
	}
	return false;
}

/* How many records the kernel has lost since boot; takes CAP_AUDIT_CONTROL. */
bool host_kernel_lost(uint64_t *lost)
{
	int fd = audit_open();
	bool found;

	if (fd < 0)
		return false;
	found = audit_request_status(fd) > 0 && wait_for_status(fd, lost);
	audit_close(fd);
	return found;
}
