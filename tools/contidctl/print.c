// SPDX-License-Identifier: GPL-2.0
/* Processes, identifiers and rules as they are printed. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "emit.h"

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
	if (len > 0)
		escape(text, size, comm, len - 1);	/* but the newline */
}

/* @info is the container of the process, or NULL when it goes without saying. */
void print_member(struct ctl *ctl, pid_t pid, const struct contid_info *info)
{
	struct json_object *object;
	char comm[260];

	read_comm(pid, comm, sizeof(comm));
	if (!ctl->json) {
		emit(ctl, "pid %d", pid);
		if (info)
			emit_contid(ctl, " contid", info->contid);
		if (*comm)
			emit(ctl, " comm %s", comm);
		emit(ctl, "\n");
		return;
	}

	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add_u32(ctl, object, "pid", pid);
	if (info)
		json_add_u64(ctl, object, "contid", info->contid);
	if (*comm)
		json_add(ctl, object, "comm", json_object_new_string(comm));
	emit_object(ctl, object);
}

void print_contid(struct ctl *ctl, uint64_t contid)
{
	struct json_object *object;

	if (!ctl->json) {
		emit(ctl, "%" PRIu64 "\n", contid);
		return;
	}
	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add_u64(ctl, object, "contid", contid);
	emit_object(ctl, object);
}

static struct json_object *contids_json(struct ctl *ctl,
					const struct rule_contid *contids,
					size_t n)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; array && i < n; i++) {
		struct json_object *object = json_object_new_object();

		if (!object || json_object_array_add(array, object)) {
			emit_no_memory(ctl);
			break;
		}
		json_add(ctl, object, "op", json_object_new_string(contids[i].op));
		json_add_u64(ctl, object, "contid", contids[i].contid);
	}
	return array;
}

void print_rule(struct ctl *ctl, const char *text, const char *list,
		const char *action, const struct rule_contid *contids,
		size_t n)
{
	struct json_object *object;

	if (!ctl->json) {
		emit(ctl, "%s\n", text);
		return;
	}
	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add(ctl, object, "rule", json_object_new_string(text));
	json_add(ctl, object, "list", json_object_new_string(list));
	json_add(ctl, object, "action", json_object_new_string(action));
	json_add(ctl, object, "contid", contids_json(ctl, contids, n));
	emit_object(ctl, object);
}

/* In auditctl's words */
void print_no_rules(struct ctl *ctl)
{
	if (!ctl->json)
		emit(ctl, "No rules\n");
}
