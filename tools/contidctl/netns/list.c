// SPDX-License-Identifier: GPL-2.0
/* contidctl netns list: the containers of each network namespace with a name. */

#include <errno.h>
#include <stdlib.h>

#include "common/args.h"
#include "common/message.h"
#include "common/util.h"
#include "netns/netns.h"
#include "output/names.h"
#include "output/output.h"

/**
 * struct place - a container in a network namespace.
 * @contid: the container
 * @scope: the scope that @contid belongs to
 * @inum: inode number of the namespace
 * @threads: threads of the container that are there
 */
struct place {
	uint64_t contid;
	uint64_t scope;
	uint32_t inum;
	uint32_t threads;
};

/**
 * struct places - the containers of all network namespaces, oldest first.
 * @places: them
 * @count: how many there are
 * @room: for how many there is room
 */
struct places {
	struct place *places;
	size_t count;
	size_t room;
};

static int on_container(const struct contid_info *info, void *data)
{
	struct places *all = data;
	struct place *places;
	uint32_t i;

	if (!info->netns_count)
		return 0;
	places = array_grow(all->places, &all->room,
			    all->count + info->netns_count, sizeof(*places));
	if (!places)
		return -ENOMEM;
	all->places = places;
	for (i = 0; i < info->netns_count; i++)
		places[all->count++] = (struct place){
			.contid = info->contid,
			.scope = info->scope,
			.inum = info->netns[i].inum,
			.threads = info->netns[i].threads,
		};
	return 0;
}

static void print_netns(struct ctl *ctl, struct netns_name *name,
			const struct places *all)
{
	struct item item = item_begin(ctl);
	struct item array, object;
	size_t i;

	item_netns_words(&item, "netns", name->name, name->inum);
	item_netns_name(&item, "name", name->name);
	item_u32(&item, JSON, "inum", name->inum);
	/* The cookie, which may take a visit to the namespace, is in JSON only. */
	if (ctl->json && netns_name_cookie(name))
		item_u64(&item, JSON, "cookie", netns_name_cookie(name));
	array = item_array(&item, "containers");
	for (i = 0; i < all->count; i++) {
		const struct place *place = &all->places[i];

		if (place->inum != name->inum)
			continue;
		object = item_object(&array);
		item_contid(&object, BOTH, "contid", place->contid,
			    place->scope);
		if (place->scope)
			item_u64(&object, JSON, "scope", place->scope);
		item_u32(&object, JSON, "threads", place->threads);
	}
	item_end(&item);
}

static void print_all(struct ctl *ctl, const struct places *all, bool changed)
{
	size_t i;

	for (i = 0; i < ctl->names->count; i++)
		print_netns(ctl, &ctl->names->names[i], all);
	if (changed)
		output_changed(ctl, "containers");
	output_end(ctl);
}

int netns_list(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct places all = { 0 };
	struct args args;
	int ret;

	ret = show_open_all(ctl, argc, argv, options, &args);
	if (ret)
		return ret;

	ret = contid_list(ctl->handle, contid_by_id(CONTID_UNSET), -1,
			  on_container, &all);
	if (ret >= 0)
		print_all(ctl, &all, ret == CONTID_CHANGED);
	free(all.places);
	return ret < 0 ? ctl_refused(ctl, ret) : CTL_DONE;
}
