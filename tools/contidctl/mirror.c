// SPDX-License-Identifier: GPL-2.0
/*
 * What a listener knows of containers, for it to find out from a list what it
 * has missed.
 */

#include <errno.h>
#include <search.h>
#include <stdlib.h>

#include "mirror.h"

/**
 * struct container - a container that is known.
 * @info: how it was when it was last heard of
 * @listed: the last list that it was in
 * @ended: a comparison has found that it is no more
 * @late: the next one of those
 */
struct container {
	struct contid_info info;
	unsigned int listed;
	bool ended;
	struct container *late;
};

static int compare(const void *a, const void *b)
{
	const struct container *x = a, *y = b;

	if (x->info.serial != y->info.serial)
		return x->info.serial < y->info.serial ? -1 : 1;
	return 0;
}

static struct container *find(const struct mirror *mirror, uint64_t serial)
{
	struct container key = { .info.serial = serial };
	struct container **found = tfind(&key, &mirror->tree, compare);

	return found ? *found : NULL;
}

static void forget(struct mirror *mirror, struct container *c)
{
	tdelete(c, &mirror->tree, compare);
	free(c);
}

/* All of @info but its network namespaces, which come and go with it */
static void keep(struct container *c, const struct contid_info *info)
{
	c->info = *info;
	c->info.netns_count = 0;
	c->info.netns = NULL;
}

/* Take @info over. Returns 1 for a new container, 0 for a known one, -ENOMEM. */
static int learn(struct mirror *mirror, const struct contid_info *info)
{
	struct container *c = find(mirror, info->serial);

	if (c) {
		keep(c, info);
		return 0;
	}

	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	keep(c, info);
	c->listed = mirror->lists;
	if (!tsearch(c, &mirror->tree, compare)) {
		free(c);
		return -ENOMEM;
	}
	mirror->count++;
	return 1;
}

/**
 * mirror_event - note what an event says.
 * @mirror: the mirror
 * @event: the event
 *
 * Return: true; false when the event is about a container whose end a comparison
 * has found already: it was under way meanwhile, and would bring the container
 * back to life; or -ENOMEM.
 */
int mirror_event(struct mirror *mirror, const struct contid_event *event)
{
	struct container *c = find(mirror, event->info->serial);
	int ret;

	if (c && c->ended)
		return false;

	if (event->type != CONTID_EVENT_END) {
		ret = learn(mirror, event->info);
		return ret < 0 ? ret : true;
	}
	if (c) {
		forget(mirror, c);
		mirror->count--;
	}
	return true;
}

/**
 * mirror_compare - begin to compare the mirror with a list of the containers.
 * @mirror: the mirror
 *
 * What a previous comparison has found to have ended is forgotten: events that
 * were under way then have come by now.
 */
void mirror_compare(struct mirror *mirror)
{
	while (mirror->late) {
		struct container *c = mirror->late;

		mirror->late = c->late;
		forget(mirror, c);
	}
	mirror->lists++;
}

/**
 * mirror_listed - note a container of the list.
 * @mirror: the mirror
 * @info: the container
 *
 * Return: 1 when it was not known, 0 when it was, or -ENOMEM.
 */
int mirror_listed(struct mirror *mirror, const struct contid_info *info)
{
	int ret = learn(mirror, info);

	if (!ret)
		find(mirror, info->serial)->listed = mirror->lists;
	return ret;
}

struct walk {
	struct mirror *mirror;
	mirror_fn ended;
	void *data;
};

static void visit(const void *node, VISIT which, void *data)
{
	struct container *c = *(struct container *const *)node;
	struct walk *walk = data;
	struct mirror *mirror = walk->mirror;

	/* Each once, by serial */
	if (which != postorder && which != leaf)
		return;
	if (c->listed == mirror->lists)
		return;

	c->ended = true;
	c->late = mirror->late;
	mirror->late = c;
	mirror->count--;
	walk->ended(&c->info, walk->data);
}

/**
 * mirror_compared - end a comparison.
 * @mirror: the mirror
 * @ended: called for each container that the list lacks, oldest first
 * @data: handed to @ended
 */
void mirror_compared(struct mirror *mirror, mirror_fn ended, void *data)
{
	struct walk walk = { mirror, ended, data };

	twalk_r(mirror->tree, visit, &walk);
}

void mirror_free(struct mirror *mirror)
{
	tdestroy(mirror->tree, free);
}
