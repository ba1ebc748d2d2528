// SPDX-License-Identifier: GPL-2.0
/* The containers known so far; compared with a list after events were lost. */

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/cache.h"

/**
 * struct container - a container that is known.
 * @info: how it was when it was last reported, without its network namespaces
 * @older: the container that had the same identifier before it, if known
 * @listed: number of the last list that it was in
 * @has_ended: a list lacked it
 * @next_ended: the next container in the cache's list of those
 */
struct container {
	struct contid_info info;
	struct container *older;
	unsigned int listed;
	bool has_ended;
	struct container *next_ended;
};

static int compare_serials(const void *a, const void *b)
{
	const struct container *x = a, *y = b;

	if (x->info.serial != y->info.serial)
		return x->info.serial < y->info.serial ? -1 : 1;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct container *x = a, *y = b;

	if (x->info.contid != y->info.contid)
		return x->info.contid < y->info.contid ? -1 : 1;
	if (x->info.scope != y->info.scope)
		return x->info.scope < y->info.scope ? -1 : 1;
	return 0;
}

/* Insert @c among the containers of its name, of which the latest stands first. */
static int add_name(struct cache *cache, struct container *c)
{
	struct container **p = tsearch(c, &cache->names, compare_names);

	if (!p)
		return -ENOMEM;
	if (*p == c)
		return 0;
	while (*p && (*p)->info.serial > c->info.serial)
		p = &(*p)->older;
	c->older = *p;
	*p = c;
	return 0;
}

static void remove_name(struct cache *cache, struct container *c)
{
	struct container **p = tfind(c, &cache->names, compare_names);

	if (*p == c && !c->older) {
		tdelete(c, &cache->names, compare_names);
		return;
	}
	while (*p != c)
		p = &(*p)->older;
	*p = c->older;
}

static struct container *find(const struct cache *cache, uint64_t serial)
{
	struct container key = { .info.serial = serial };
	struct container **found = tfind(&key, &cache->tree, compare_serials);

	return found ? *found : NULL;
}

static int insert(struct cache *cache, struct container *c)
{
	if (!tsearch(c, &cache->tree, compare_serials))
		return -ENOMEM;
	if (!add_name(cache, c))
		return 0;
	tdelete(c, &cache->tree, compare_serials);
	return -ENOMEM;
}

static void free_container(void *node)
{
	struct container *c = node;

	free((void *)c->info.name);
	free(c);
}

static void cache_remove(struct cache *cache, struct container *c)
{
	remove_name(cache, c);
	tdelete(c, &cache->tree, compare_serials);
	free_container(c);
}

/*
 * Copy @info, but for its network namespaces, which are freed with it. A container
 * keeps its name.
 */
static int store(struct container *c, const struct contid_info *info)
{
	const char *name = c->info.name;

	if (!name && info->name) {
		name = strdup(info->name);
		if (!name)
			return -ENOMEM;
	}
	c->info = *info;
	c->info.netns_count = 0;
	c->info.netns = NULL;
	c->info.name = name;
	return 0;
}

/* Store @info. Returns 1 for a new container, 0 for a known one, or -ENOMEM. */
static int cache_update(struct cache *cache, const struct contid_info *info)
{
	struct container *c = find(cache, info->serial);

	if (c)
		return store(c, info);

	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->listed = cache->lists;
	if (store(c, info) || insert(cache, c)) {
		free_container(c);
		return -ENOMEM;
	}
	cache->count++;
	return 1;
}

/**
 * cache_event - update the cache by an event.
 * @cache: the cache
 * @event: the event
 *
 * Return: true; false for an event that was under way while a list was read that
 * lacked the container: it has been reported as ended; or -ENOMEM.
 */
int cache_event(struct cache *cache, const struct contid_event *event)
{
	struct container *c = find(cache, event->info->serial);
	int ret;

	if (c && c->has_ended)
		return false;

	if (event->type != CONTID_EVENT_END) {
		ret = cache_update(cache, event->info);
		return ret < 0 ? ret : true;
	}
	if (c) {
		cache_remove(cache, c);
		cache->count--;
	}
	return true;
}

/**
 * cache_parent - find the container that another one is nested in.
 * @cache: the cache
 * @info: the nested container
 *
 * Identifiers are used again. A container is younger than its parent, and while it
 * lives, no other one has the parent's identifier: the parent is the latest of its
 * name that is older than the container.
 *
 * Return: the parent, valid until the cache changes, or NULL when there is none or
 * the listener cannot see it.
 */
const struct contid_info *cache_parent(const struct cache *cache,
				       const struct contid_info *info)
{
	struct container key = {
		.info.contid = info->parent,
		.info.scope = info->parent_scope,
	};
	struct container **found = NULL;
	const struct container *c;

	if (info->parent != CONTID_UNSET)
		found = tfind(&key, &cache->names, compare_names);
	c = found ? *found : NULL;
	while (c && c->info.serial >= info->serial)
		c = c->older;
	return c ? &c->info : NULL;
}

/**
 * resync_begin - begin to compare the cache with a list of the containers.
 * @cache: the cache
 *
 * Containers that the previous list lacked are removed now: events that were under
 * way then have been read.
 */
void resync_begin(struct cache *cache)
{
	while (cache->ended) {
		struct container *c = cache->ended;

		cache->ended = c->next_ended;
		cache_remove(cache, c);
	}
	cache->lists++;
}

/**
 * resync_listed - update the cache by a container of the list.
 * @cache: the cache
 * @info: the container
 *
 * Return: 1 when it was not known, 0 when it was, or -ENOMEM.
 */
int resync_listed(struct cache *cache, const struct contid_info *info)
{
	int ret = cache_update(cache, info);

	if (!ret)
		find(cache, info->serial)->listed = cache->lists;
	return ret;
}

struct walk {
	struct cache *cache;
	cache_fn on_ended;
	void *data;
};

static void check_listed(const void *node, VISIT which, void *data)
{
	struct container *c = *(struct container *const *)node;
	struct walk *walk = data;
	struct cache *cache = walk->cache;

	/* Each node once, in the order of the serial numbers */
	if (which != postorder && which != leaf)
		return;
	if (c->listed == cache->lists)
		return;

	c->has_ended = true;
	c->next_ended = cache->ended;
	cache->ended = c;
	cache->count--;
	walk->on_ended(&c->info, walk->data);
}

/**
 * resync_end - end the comparison.
 * @cache: the cache
 * @on_ended: called for each container that the list lacks, oldest first
 * @data: handed to @on_ended
 */
void resync_end(struct cache *cache, cache_fn on_ended, void *data)
{
	struct walk walk = { cache, on_ended, data };

	twalk_r(cache->tree, check_listed, &walk);
}

/* Containers are freed with the other tree. */
static void free_nothing(void *node)
{
	(void)node;
}

void cache_free(struct cache *cache)
{
	tdestroy(cache->names, free_nothing);
	tdestroy(cache->tree, free_container);
}
