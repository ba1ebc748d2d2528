// SPDX-License-Identifier: GPL-2.0
/* Containers as they are printed. */

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "emit.h"
#include "netns.h"

#define NSEC_PER_SEC	1000000000ULL

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

/* Print @contid, after the word @key. */
void emit_contid(struct ctl *ctl, const char *key, uint64_t contid)
{
	if (contid == CONTID_UNSET)
		return emit(ctl, "%s unset", key);
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
		char text[16];

		if (!(flags & bit))
			continue;
		snprintf(text, sizeof(text), "0x%" PRIx32, bit);
		json_append(ctl, array, json_object_new_string(name ?: text));
	}
	return array;
}

/* Make what describes a container, but where it lives, members of @object. */
void json_add_container(struct ctl *ctl, struct json_object *object,
			const struct contid_info *info)
{
	json_add_u64(ctl, object, "contid", info->contid);
	if (info->contid == CONTID_UNSET)
		return;

	if (info->parent != CONTID_UNSET)
		json_add_u64(ctl, object, "parent", info->parent);
	json_add_u32(ctl, object, "depth", info->depth);
	json_add(ctl, object, "flags", flags_json(ctl, info->flags));
	if (info->limit)
		json_add_u32(ctl, object, "limit", info->limit);
	json_add_u32(ctl, object, "tasks", info->tasks);
	json_add_u32(ctl, object, "children", info->children);
	json_add_u64(ctl, object, "owner_netns", info->owner_netns);
	json_add_name(ctl, object, "owner_netns_name",
		      netns_name_by_cookie(ctl, info->owner_netns));
	json_add_u64(ctl, object, "serial", info->serial);
	json_add_u64(ctl, object, "created", info->created);
}

/* Print the flags and the limit, each after a space. */
void emit_flags(struct ctl *ctl, const struct contid_info *info)
{
	uint32_t bit;

	for (bit = 1; bit; bit <<= 1) {
		const char *name = contid_flag_name(bit);

		if (info->flags & bit && name)
			emit(ctl, " %s", name);
		else if (info->flags & bit)
			emit(ctl, " 0x%" PRIx32, bit);
	}
	if (info->limit)
		emit(ctl, " limit %" PRIu32, info->limit);
}

/* Print who owns a container. */
void emit_owner(struct ctl *ctl, const struct contid_info *info)
{
	emit_netns(ctl, " owner-netns",
		   netns_name_by_cookie(ctl, info->owner_netns),
		   info->owner_netns);
}

/* Print what describes a container, but where it lives. */
void emit_container(struct ctl *ctl, const struct contid_info *info)
{
	emit_contid(ctl, "contid", info->contid);
	if (info->contid == CONTID_UNSET)
		return;
	if (info->parent != CONTID_UNSET) {
		emit_contid(ctl, " parent", info->parent);
		emit(ctl, " depth %" PRIu32, info->depth);
	}
	emit_flags(ctl, info);
	emit(ctl, " tasks %" PRIu32 " children %" PRIu32, info->tasks,
	     info->children);
	emit_owner(ctl, info);
	emit(ctl, " serial %" PRIu64, info->serial);
	emit_time(ctl, info->created);
}

void print_container(struct ctl *ctl, const struct contid_info *info)
{
	struct json_object *object;

	if (!ctl->json) {
		emit_container(ctl, info);
		emit_netns_of(ctl, info);
		emit(ctl, "\n");
		return;
	}

	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add_container(ctl, object, info);
	if (info->contid != CONTID_UNSET)
		json_add_netns_of(ctl, object, info);
	emit_object(ctl, object);
}
