// SPDX-License-Identifier: GPL-2.0
/* Hosts: which serial numbers were seen, what was lost, when they booted again. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/util.h"
#include "story/hosts.h"

static void copy(char *to, size_t size, struct text from)
{
	snprintf(to, size, "%.*s", (int)from.len, from.at);
}

/* A store may have the same range twice, and overlapping ones. */
static bool unite(struct hosts *hosts, const struct seen *seen)
{
	struct host_seen *last = hosts->seen + hosts->nr_seen - 1;

	if (!text_is(text_of(last->machine), seen->machine) ||
	    !text_is(text_of(last->boot), seen->boot) ||
	    seen->range.first > last->range.last + 1)
		return false;
	if (seen->range.last > last->range.last) {
		last->range.last = seen->range.last;
		last->range.until = seen->range.until;
	}
	return true;
}

static int add_seen(const struct seen *seen, void *data)
{
	struct hosts *hosts = data;
	struct host_seen *add;

	if (hosts->nr_seen && unite(hosts, seen))
		return 0;
	add = array_grow(hosts->seen, &hosts->seen_room, hosts->nr_seen + 1,
			 sizeof(*add));
	if (!add)
		return -ENOMEM;
	hosts->seen = add;
	add += hosts->nr_seen++;
	copy(add->machine, sizeof(add->machine), seen->machine);
	copy(add->boot, sizeof(add->boot), seen->boot);
	add->range = seen->range;
	return 0;
}

static int add_lost(const struct lost *lost, void *data)
{
	struct hosts *hosts = data;
	struct host_lost *add;

	add = array_grow(hosts->lost, &hosts->lost_room, hosts->nr_lost + 1,
			 sizeof(*add));
	if (!add)
		return -ENOMEM;
	hosts->lost = add;
	add += hosts->nr_lost++;
	copy(add->machine, sizeof(add->machine), lost->machine);
	copy(add->boot, sizeof(add->boot), lost->boot);
	copy(add->what, sizeof(add->what), lost->loss.what);
	add->time = lost->loss.time;
	add->count = lost->loss.count;
	return 0;
}

/* Read what is known of all hosts. */
int hosts_read(struct store *store, struct hosts *hosts)
{
	*hosts = (struct hosts){ 0 };
	return hosts_add(store, NULL, hosts);
}

/* Read what is known of one host, or with NULL of all, and put it behind the others. */
int hosts_add(struct store *store, const char *machine, struct hosts *hosts)
{
	int err = store->ops->seen(store, machine, add_seen, hosts);

	return err ? err : store->ops->lost(store, machine, add_lost, hosts);
}

/* Whether anything of a host was read */
bool hosts_have(const struct hosts *hosts, const char *machine)
{
	size_t i;

	for (i = 0; i < hosts->nr_seen; i++)
		if (!strcmp(hosts->seen[i].machine, machine))
			return true;
	for (i = 0; i < hosts->nr_lost; i++)
		if (!strcmp(hosts->lost[i].machine, machine))
			return true;
	return false;
}

/* The range behind range @i when there is a gap between them, or NULL */
const struct host_seen *hosts_gap(const struct hosts *hosts, size_t i)
{
	const struct host_seen *a = &hosts->seen[i], *b = a + 1;

	if (i + 1 >= hosts->nr_seen || strcmp(a->machine, b->machine) ||
	    strcmp(a->boot, b->boot))
		return NULL;
	return b;
}

static void cut(const struct hosts *hosts, struct life *life)
{
	size_t i;

	for (i = 0; i < hosts->nr_seen; i++) {
		const struct host_seen *seen = &hosts->seen[i];

		if (strcmp(seen->machine, life->machine) ||
		    !strcmp(seen->boot, life->boot) ||
		    seen->range.since < life->begin)
			continue;
		if (!life->cut || seen->range.since < life->end)
			life->end = seen->range.since;
		life->cut = true;
	}
}

/* A life without an end is over when its host has booted again. */
void hosts_cut(const struct hosts *hosts, struct lives *lives)
{
	size_t i;

	for (i = 0; i < lives->count; i++)
		if (!lives->lives[i].ended)
			cut(hosts, &lives->lives[i]);
}

const char *loss_words(const char *what)
{
	if (!strcmp(what, LOSS_KERNEL))
		return "the kernel has counted as lost since boot";
	if (!strcmp(what, LOSS_SPOOL))
		return "had no place in the spool";
	if (!strcmp(what, LOSS_EVENT))
		return "were too many for their event";
	return "could not be read";
}

void hosts_free(struct hosts *hosts)
{
	free(hosts->seen);
	free(hosts->lost);
}
