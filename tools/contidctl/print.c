// SPDX-License-Identifier: GPL-2.0
/* What commands print: one line for each object, or one JSON array of them. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "ctl.h"

#define NSEC_PER_SEC	1000000000ULL

static void __attribute__((format(printf, 2, 3)))
emit(struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vprintf(fmt, ap) < 0 && !ctl->out_errno)
		ctl->out_errno = errno;
	va_end(ap);
}

static void no_memory(struct ctl *ctl)
{
	if (!ctl->out_errno)
		ctl->out_errno = ENOMEM;
}

static void add(struct ctl *ctl, struct json_object *object, const char *key,
		struct json_object *value)
{
	if (!value || json_object_object_add(object, key, value))
		no_memory(ctl);
}

/* JSON numbers are doubles to many a reader: 64 bits go as a string. */
static void add_u64(struct ctl *ctl, struct json_object *object,
		    const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	add(ctl, object, key, json_object_new_string(text));
}

static void add_u32(struct ctl *ctl, struct json_object *object,
		    const char *key, uint32_t value)
{
	add(ctl, object, key, json_object_new_int64(value));
}

/* Print and free @object, as the next one of the array. */
static void emit_object(struct ctl *ctl, struct json_object *object)
{
	int style = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	if (ctl->pretty)
		style |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	text = json_object_to_json_string_ext(object, style);
	if (!text) {
		json_object_put(object);
		return no_memory(ctl);
	}

	emit(ctl, "%s", ctl->objects++ ? "," : "[");
	if (!ctl->pretty) {
		emit(ctl, "%s", text);
	} else {
		while (text) {
			const char *end = strchr(text, '\n');
			int len = end ? end - text : (int)strlen(text);

			emit(ctl, "\n  %.*s", len, text);
			text = end ? end + 1 : NULL;
		}
	}
	json_object_put(object);
}

/* Nanoseconds that CLOCK_REALTIME is ahead of CLOCK_BOOTTIME. */
static uint64_t boot_time(void)
{
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	return (now.tv_sec - up.tv_sec) * NSEC_PER_SEC + now.tv_nsec -
	       up.tv_nsec;
}

static void emit_time(struct ctl *ctl, uint64_t created)
{
	time_t seconds = (boot_time() + created) / NSEC_PER_SEC;
	char text[64] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S%z", &tm);
	emit(ctl, " created %s", text);
}

static void emit_id(struct ctl *ctl, const char *key, uint64_t contid)
{
	emit(ctl, "%s %" PRIu64, key, contid);
	/* What begins as a container's hex id does is one, near enough. */
	if (contid >> 32)
		emit(ctl, " hex %016" PRIx64, contid);
}

static struct json_object *flags_json(struct ctl *ctl, uint32_t flags)
{
	struct json_object *array = json_object_new_array();
	uint32_t bit;

	for (bit = 1; array && bit; bit <<= 1) {
		const char *name = contid_flag_name(bit);
		struct json_object *string;
		char text[16];

		if (!(flags & bit))
			continue;
		snprintf(text, sizeof(text), "0x%" PRIx32, bit);
		string = json_object_new_string(name ?: text);
		if (!string || json_object_array_add(array, string))
			no_memory(ctl);
	}
	return array;
}

static void container_json(struct ctl *ctl, const struct contid_info *info)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return no_memory(ctl);
	add_u64(ctl, object, "contid", info->contid);
	if (info->contid == CONTID_UNSET)
		return emit_object(ctl, object);

	if (info->parent != CONTID_UNSET)
		add_u64(ctl, object, "parent", info->parent);
	add_u32(ctl, object, "depth", info->depth);
	add(ctl, object, "flags", flags_json(ctl, info->flags));
	if (info->limit)
		add_u32(ctl, object, "limit", info->limit);
	add_u32(ctl, object, "tasks", info->tasks);
	add_u32(ctl, object, "children", info->children);
	add_u64(ctl, object, "owner_netns", info->owner_netns);
	add_u64(ctl, object, "serial", info->serial);
	add_u64(ctl, object, "created", info->created);
	emit_object(ctl, object);
}

static void container_text(struct ctl *ctl, const struct contid_info *info)
{
	uint32_t bit;

	if (info->contid == CONTID_UNSET) {
		emit(ctl, "contid unset\n");
		return;
	}

	emit_id(ctl, "contid", info->contid);
	if (info->parent != CONTID_UNSET) {
		emit_id(ctl, " parent", info->parent);
		emit(ctl, " depth %" PRIu32, info->depth);
	}
	for (bit = 1; bit; bit <<= 1) {
		const char *name = contid_flag_name(bit);

		if (info->flags & bit && name)
			emit(ctl, " %s", name);
		else if (info->flags & bit)
			emit(ctl, " 0x%" PRIx32, bit);
	}
	if (info->limit)
		emit(ctl, " limit %" PRIu32, info->limit);
	emit(ctl, " tasks %" PRIu32 " children %" PRIu32 " owner-netns %" PRIu64
	     " serial %" PRIu64, info->tasks, info->children,
	     info->owner_netns, info->serial);
	emit_time(ctl, info->created);
	emit(ctl, "\n");
}

void print_container(struct ctl *ctl, const struct contid_info *info)
{
	if (ctl->json)
		container_json(ctl, info);
	else
		container_text(ctl, info);
}

/*
 * The name of a process, "" when it is gone. Processes choose theirs: what is
 * not printable ASCII becomes \ooo, so that it can neither confuse a terminal
 * nor break JSON.
 */
static void read_comm(pid_t pid, char *text, size_t size)
{
	unsigned char comm[64];
	char path[64];
	ssize_t len;
	ssize_t i;
	int fd;

	*text = '\0';
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	len = read(fd, comm, sizeof(comm));
	close(fd);

	for (i = 0; i < len - 1 && size > 4; i++) {	/* but the newline */
		const char *fmt = comm[i] < ' ' || comm[i] > '~' ||
				  comm[i] == '\\' ? "\\%03o" : "%c";
		int n = snprintf(text, size, fmt, comm[i]);

		text += n;
		size -= n;
	}
}

void print_member(struct ctl *ctl, pid_t pid)
{
	struct json_object *object;
	char comm[260];

	read_comm(pid, comm, sizeof(comm));
	if (!ctl->json) {
		emit(ctl, "pid %d", pid);
		if (*comm)
			emit(ctl, " comm %s", comm);
		emit(ctl, "\n");
		return;
	}

	object = json_object_new_object();
	if (!object)
		return no_memory(ctl);
	add_u32(ctl, object, "pid", pid);
	if (*comm)
		add(ctl, object, "comm", json_object_new_string(comm));
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
		return no_memory(ctl);
	add_u64(ctl, object, "contid", contid);
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
			no_memory(ctl);
			break;
		}
		add(ctl, object, "op", json_object_new_string(contids[i].op));
		add_u64(ctl, object, "contid", contids[i].contid);
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
		return no_memory(ctl);
	add(ctl, object, "rule", json_object_new_string(text));
	add(ctl, object, "list", json_object_new_string(list));
	add(ctl, object, "action", json_object_new_string(action));
	add(ctl, object, "contid", contids_json(ctl, contids, n));
	emit_object(ctl, object);
}

/* In auditctl's words */
void print_no_rules(struct ctl *ctl)
{
	if (!ctl->json)
		emit(ctl, "No rules\n");
}

/* After the last object. */
void print_end(struct ctl *ctl)
{
	if (ctl->json)
		emit(ctl, "%s%s]\n", ctl->objects ? "" : "[",
		     ctl->objects && ctl->pretty ? "\n" : "");
}

/**
 * print_flush - bring out what has been printed.
 * @ctl: the run
 *
 * Return: DONE, or what to exit with when it did not all come out, after a
 * message.
 */
int print_flush(struct ctl *ctl)
{
	if ((fflush(stdout) || ferror(stdout)) && !ctl->out_errno)
		ctl->out_errno = errno;
	if (!ctl->out_errno)
		return DONE;
	return ctl_system(ctl, "standard output", -ctl->out_errno);
}
