// SPDX-License-Identifier: GPL-2.0
/* Network namespaces in the output. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output/names.h"
#include "output/output.h"

#define NAME_SIZE	(4 * 255 + 1)

/* In JSON, the name of a namespace that has one */
void item_netns_name(const struct item *item, const char *key,
		     const char *name)
{
	char text[NAME_SIZE];

	if (!name)
		return;
	escape(text, sizeof(text), name, strlen(name));
	item_string(item, JSON, key, text);
}

/* In text, "@key red(17)", or "@key 17" if @name is NULL */
void item_netns_words(const struct item *item, const char *key,
		      const char *name, uint64_t number)
{
	char text[NAME_SIZE];

	if (!name)
		return item_words(item, "%s %" PRIu64, key, number);
	escape(text, sizeof(text), name, strlen(name));
	item_words(item, "%s %s(%" PRIu64 ")", key, text, number);
}

/* The namespace that owns a container, by its cookie */
void item_owner(const struct item *item, const struct contid_info *info)
{
	const char *name = netns_name_by_cookie(item->ctl, info->owner_netns);

	item_netns_words(item, "owner-netns", name, info->owner_netns);
	item_u64(item, JSON, "owner_netns", info->owner_netns);
	item_netns_name(item, "owner_netns_name", name);
}

/* The namespaces that a container lives in */
void item_netns_of(const struct item *item, const struct contid_info *info)
{
	struct item array = item_array(item, "netns");
	uint32_t i;

	for (i = 0; i < info->netns_count; i++) {
		const struct contid_netns *netns = &info->netns[i];
		const char *name = netns_name_by_inum(item->ctl, netns->inum);
		struct item object = item_object(&array);

		item_netns_words(&object, "netns", name, netns->inum);
		item_u32(&object, JSON, "inum", netns->inum);
		item_u64(&object, JSON, "cookie", netns->cookie);
		item_netns_name(&object, "name", name);
		item_u32(&object, JSON, "threads", netns->threads);
	}
}
