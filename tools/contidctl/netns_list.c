// SPDX-License-Identifier: GPL-2.0
/* contidctl netns list: the containers of each network namespace with a name. */

#include <errno.h>
#include <stdlib.h>

#include "emit.h"
#include "netns.h"

/**
 * struct place - a container in a network namespace.
 * @contid: the container
 * @inum: inode number of the namespace
 * @threads: threads of the container that are there
 */
struct place {
	uint64_t contid;
	uint32_t inum;
	uint32_t threads;
};

/**
 * struct places - the containers of all network namespaces, oldest first.
 * @places: them
 * @count: how many there are
 */
struct places {
	struct place *places;
	size_t count;
};

static int take_container(const struct contid_info *info, void *data)
{
	struct places *all = data;
	struct place *places;
	uint32_t i;

	if (!info->netns_count)
		return 0;
	places = reallocarray(all->places, all->count + info->netns_count,
			      sizeof(*places));
	if (!places)
		return -ENOMEM;
	all->places = places;
	for (i = 0; i < info->netns_count; i++)
		places[all->count++] = (struct place){
			.contid = info->contid,
			.inum = info->netns[i].inum,
			.threads = info->netns[i].threads,
		};
	return 0;
}

static struct json_object *place_json(struct ctl *ctl,
				      const struct place *place)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	json_add_u64(ctl, object, "contid", place->contid);
	json_add_u32(ctl, object, "tasks", place->threads);
	return object;
}

static void print_json(struct ctl *ctl, const struct netns_name *name,
		       const struct places *all)
{
	struct json_object *object = json_object_new_object();
	struct json_object *array = json_object_new_array();
	size_t i;

	if (!object || !array) {
		json_object_put(object);
		json_object_put(array);
		return emit_no_memory(ctl);
	}
	json_add_name(ctl, object, "name", name->name);
	json_add_u32(ctl, object, "inum", name->id.inum);
	if (name->id.cookie)
		json_add_u64(ctl, object, "cookie", name->id.cookie);
	for (i = 0; i < all->count; i++)
		if (all->places[i].inum == name->id.inum)
			json_append(ctl, array,
				    place_json(ctl, &all->places[i]));
	json_add(ctl, object, "containers", array);
	emit_object(ctl, object);
}

static void print_line(struct ctl *ctl, const struct netns_name *name,
		       const struct places *all)
{
	size_t i;

	emit_netns(ctl, "netns", name->name, name->id.inum);
	for (i = 0; i < all->count; i++)
		if (all->places[i].inum == name->id.inum)
			emit_contid(ctl, " contid", all->places[i].contid);
	emit(ctl, "\n");
}

static void print_all(struct ctl *ctl, const struct places *all)
{
	size_t i;

	for (i = 0; i < ctl->names->count; i++) {
		const struct netns_name *name = &ctl->names->names[i];

		if (ctl->json)
			print_json(ctl, name, all);
		else
			print_line(ctl, name, all);
	}
	print_end(ctl);
}

int netns_list(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct places all = { 0 };
	struct args args;
	int ret;
	int err;

	ret = view_open_all(ctl, argc, argv, options, &args);
	if (ret)
		return ret;

	err = contid_list(ctl->handle, CONTID_UNSET, -1, take_container, &all);
	if (!err)
		print_all(ctl, &all);
	free(all.places);
	return err ? ctl_refused(ctl, err) : DONE;
}
