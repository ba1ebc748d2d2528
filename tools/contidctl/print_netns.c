// SPDX-License-Identifier: GPL-2.0
/* Network namespaces as they are printed. */

#include <inttypes.h>
#include <string.h>

#include "emit.h"
#include "netns.h"

#define NAME_SIZE	(4 * 255 + 1)

/* Print "@key red(17)"; @name is NULL for a namespace that has none. */
void emit_netns(struct ctl *ctl, const char *key, const char *name,
		uint64_t number)
{
	char text[NAME_SIZE];

	if (!name)
		return emit(ctl, "%s %" PRIu64, key, number);
	escape(text, sizeof(text), name, strlen(name));
	emit(ctl, "%s %s(%" PRIu64 ")", key, text, number);
}

/* Make the name, if there is one, a member of @object. */
void json_add_name(struct ctl *ctl, struct json_object *object,
		   const char *key, const char *name)
{
	char text[NAME_SIZE];

	if (!name)
		return;
	escape(text, sizeof(text), name, strlen(name));
	json_add(ctl, object, key, json_object_new_string(text));
}

/* Print where a container lives, each namespace after a space. */
void emit_netns_of(struct ctl *ctl, const struct contid_info *info)
{
	uint32_t i;

	for (i = 0; i < info->netns_count; i++)
		emit_netns(ctl, " netns",
			   netns_name_by_inum(ctl, info->netns[i].inum),
			   info->netns[i].inum);
}

static struct json_object *netns_json(struct ctl *ctl,
				      const struct contid_netns *netns)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	json_add_u32(ctl, object, "inum", netns->inum);
	json_add_u64(ctl, object, "cookie", netns->cookie);
	json_add_name(ctl, object, "name",
		      netns_name_by_inum(ctl, netns->inum));
	json_add_u32(ctl, object, "tasks", netns->threads);
	return object;
}

/* Make where a container lives a member of @object. */
void json_add_netns_of(struct ctl *ctl, struct json_object *object,
		       const struct contid_info *info)
{
	struct json_object *array = json_object_new_array();
	uint32_t i;

	for (i = 0; array && i < info->netns_count; i++)
		json_append(ctl, array, netns_json(ctl, &info->netns[i]));
	json_add(ctl, object, "netns", array);
}
