// SPDX-License-Identifier: GPL-2.0
/*
 * Lives of containers. On one host a container is live once at a time: it begins with
 * the first op=set while there is none, and ends with op=end. Further ones of op=set
 * and op=adopt bring processes to it.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/util.h"
#include "record/record.h"
#include "story/lives.h"

static void copy(char *to, size_t size, struct text from)
{
	snprintf(to, size, "%.*s", (int)from.len, from.at);
}

static bool is(const char *string, struct text text)
{
	return text_is(text_of(string), text);
}

/**
 * struct about - whether a lineage is that of a container.
 * @contid: the container
 * @found: it begins a lineage
 */
struct about {
	struct text contid;
	bool found;
};

static void look(const char *key, struct text lineage, bool own, void *data)
{
	struct about *about = data;

	(void)lineage;
	about->found |= own && is(key, about->contid);
}

/* Whether a field of the record has a lineage that begins with the container */
static bool begins_with(const struct row *row, const char *field)
{
	struct about about = { .contid = row->contid };

	lineage_each(record_field(row->text, field), look, &about);
	return about.found;
}

static struct life *open_life(const struct lives *lives, const struct row *row)
{
	struct life *life = lives->count ? lives->lives + lives->count - 1 : NULL;

	if (life && !life->ended && is(life->contid, row->contid) &&
	    is(life->machine, row->machine) && is(life->boot, row->boot))
		return life;
	return NULL;
}

static struct life *new_life(struct lives *lives, const struct row *row)
{
	struct life *life = array_grow(lives->lives, &lives->room,
				       lives->count + 1, sizeof(*life));

	lives->failed |= !life;
	if (!life)
		return NULL;
	lives->lives = life;
	life += lives->count++;
	*life = (struct life){
		.begin = row->time,
		.begin_serial = row->serial,
	};
	copy(life->contid, sizeof(life->contid), row->contid);
	copy(life->machine, sizeof(life->machine), row->machine);
	copy(life->boot, sizeof(life->boot), row->boot);
	return life;
}

/* A life that is seen from its middle gets its name with its end. */
static void set_name(struct life *life, const struct row *row)
{
	if (life && !*life->name)
		copy(life->name, sizeof(life->name), row->name);
}

static void on_set(struct lives *lives, const struct row *row, bool set)
{
	struct life *life;

	if (!begins_with(row, "contid"))
		return;
	life = open_life(lives, row);
	if (!life) {
		life = new_life(lives, row);
		if (life)
			life->begun = set;
	}
	set_name(life, row);
}

static void on_end(struct lives *lives, const struct row *row)
{
	struct life *life;

	if (!begins_with(row, "old-contid"))
		return;
	life = open_life(lives, row) ?: new_life(lives, row);
	if (!life)
		return;
	set_name(life, row);
	life->ended = true;
	life->end = row->time;
	life->end_serial = row->serial;
}

static int add_row(const struct row *row, void *data)
{
	struct text op = record_field(row->text, "op");
	struct lives *lives = data;

	if (is("end", op))
		on_end(lives, row);
	else if (is("set", op) && is("1", record_field(row->text, "res")))
		on_set(lives, row, true);
	else if (is("adopt", op))
		on_set(lives, row, false);
	return lives->failed ? -ENOMEM : 0;
}

/**
 * lives_read - read the lives of containers.
 * @store: where from
 * @contid: the container, or NULL for all
 * @lives: where to put them, by container, machine, boot and serial number, for
 *	lives_free()
 *
 * Return: 0 or a negative errno.
 */
int lives_read(struct store *store, const char *contid, struct lives *lives)
{
	struct life_query query = { .contid = contid };

	*lives = (struct lives){ 0 };
	return store->ops->lives(store, &query, add_row, lives);
}

/* The name of the last one of @n lives that has one, or "" */
const char *lives_name(const struct life *lives, size_t n)
{
	const struct life *last = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (*lives[i].name && (!last || lives[i].begin >= last->begin))
			last = &lives[i];
	return last ? last->name : "";
}

/* The life of one container that an event is in, or NULL */
const struct life *lives_at(const struct lives *lives, const char *machine,
			    const char *boot, uint64_t serial)
{
	size_t i;

	for (i = 0; i < lives->count; i++) {
		const struct life *life = &lives->lives[i];

		if (life->begin_serial <= serial &&
		    (!life->ended || serial <= life->end_serial) &&
		    !strcmp(life->machine, machine) && !strcmp(life->boot, boot))
			return life;
	}
	return NULL;
}

/* Whether both are live at the same time, as far as is known */
bool lives_overlap(const struct life *a, const struct life *b)
{
	uint64_t a_end = a->ended || a->cut ? a->end : UINT64_MAX;
	uint64_t b_end = b->ended || b->cut ? b->end : UINT64_MAX;

	return a->begin < b_end && b->begin < a_end;
}

void lives_free(struct lives *lives)
{
	free(lives->lives);
}
