/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The containers that contidctl monitor knows of. After events were lost, they are
 * compared with a list: resync_begin(), resync_listed() for each container of the
 * list, resync_end().
 */
#ifndef CONTIDCTL_MONITOR_CACHE_H
#define CONTIDCTL_MONITOR_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include <contid/events.h>

/**
 * struct cache - containers, by serial number.
 * @tree: of struct container, for tsearch(3)
 * @names: the same containers by identifier and scope, the latest of each name,
 *	for tsearch(3)
 * @count: containers that have not ended
 * @ended: those that the last list lacked, for which events may still come
 * @lists: number of the present list, or of the last
 */
struct cache {
	void *tree;
	void *names;
	size_t count;
	struct container *ended;
	unsigned int lists;
};

/* Called for a container, which is as it was last reported */
typedef void (*cache_fn)(const struct contid_info *info, void *data);

int cache_event(struct cache *cache, const struct contid_event *event);
const struct contid_info *cache_parent(const struct cache *cache,
				       const struct contid_info *info);
void resync_begin(struct cache *cache);
int resync_listed(struct cache *cache, const struct contid_info *info);
void resync_end(struct cache *cache, cache_fn on_ended, void *data);
void cache_free(struct cache *cache);

#endif /* CONTIDCTL_MONITOR_CACHE_H */
