// SPDX-License-Identifier: GPL-2.0
/* One event: its records, packed for a batch, and the containers that take part. */

#include <stdlib.h>

#include "common/util.h"
#include "record/event.h"
#include "record/lineage.h"

#define EVENT_BYTES	(4 << 20)

/* Make an event as good as new, but for its buffers. */
void event_clear(struct event *event)
{
	bytes_clear(&event->records);
	bytes_clear(&event->texts);
	event->nr_records = 0;
	event->nr_parts = 0;
	event->n = 0;
	event->headless = false;
	event->younger = NULL;
	event->daemon = false;
}

void event_free(struct event *event)
{
	if (!event)
		return;
	bytes_free(&event->records);
	bytes_free(&event->texts);
	free(event->parts);
	free(event);
}

/* Whether there was no memory for a part of it */
bool event_failed(const struct event *event)
{
	return event->records.failed || event->texts.failed;
}

static uint32_t add_text(struct event *event, const void *text, size_t len)
{
	uint32_t at = event->texts.len;

	bytes_add(&event->texts, text, len);
	return at;
}

static struct event_part *find_part(const struct event *event, const char *key)
{
	size_t len = strlen(key);
	size_t i;

	for (i = 0; i < event->nr_parts; i++) {
		struct event_part *part = &event->parts[i];

		if (part->key_len == len &&
		    !memcmp(event->texts.data + part->key, key, len))
			return part;
	}
	return NULL;
}

static struct event_part *new_part(struct event *event, const char *key)
{
	struct event_part *part;

	part = array_grow(event->parts, &event->room, event->nr_parts + 1,
			  sizeof(*part));
	if (!part) {
		event->texts.failed = true;
		return NULL;
	}
	event->parts = part;
	part += event->nr_parts;
	*part = (struct event_part){
		.key = add_text(event, key, strlen(key)),
		.key_len = strlen(key),
	};
	if (!event->texts.failed)
		event->nr_parts++;
	return part;
}

/* Of several lineages that a container is in, the one that it begins counts. */
static void add_part(const char *key, struct text lineage, bool own, void *data)
{
	struct event *event = data;
	struct event_part *part = find_part(event, key);
	bool fresh = !part;

	if (fresh)
		part = new_part(event, key);
	if (!part || event->texts.failed)
		return;
	if (fresh || (own && !part->own)) {
		part->lineage = add_text(event, lineage.at, lineage.len);
		part->lineage_len = lineage.len;
	}
	part->own |= own;
}

static void add_parts(struct event *event, const struct record *record)
{
	if (record->type != TYPE_CONTAINER_ID &&
	    record->type != TYPE_CONTAINER_OP)
		return;
	lineage_each(record_field(record->text, "contid"), add_part, event);
	if (record->type == TYPE_CONTAINER_OP)
		lineage_each(record_field(record->text, "old-contid"),
			     add_part, event);
}

/**
 * event_add - add a record to an event.
 * @event: the event
 * @record: the record
 *
 * Return: false when the event is too large to have it.
 */
bool event_add(struct event *event, const struct record *record)
{
	struct batch_record packed = {
		.n = event->n++,
		.type = record->type,
		.text = record->text,
	};

	if (event->records.len + record->text.len > EVENT_BYTES)
		return false;
	add_parts(event, record);
	batch_record(&event->records, &packed);
	event->nr_records++;
	return true;
}

/* Write an event to a batch. */
void event_write(const struct event *event, struct bytes *batch)
{
	const char *texts = event->texts.data;
	size_t i;

	batch_event_begin(batch, event->time, event->serial, event->nr_parts,
			  event->nr_records);
	for (i = 0; i < event->nr_parts; i++) {
		const struct event_part *p = &event->parts[i];
		struct part part = {
			.key = { texts + p->key, p->key_len },
			.lineage = { texts + p->lineage, p->lineage_len },
			.own = p->own,
		};

		batch_part(batch, &part);
	}
	bytes_add(batch, event->records.data, event->records.len);
}
