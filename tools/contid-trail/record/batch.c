// SPDX-License-Identifier: GPL-2.0
/* Batches: written piece by piece, and taken apart. */

#include <errno.h>
#include <stdlib.h>

#include "record/batch.h"

#define BATCH_VERSION	1

/* What comes next in a batch */
enum {
	ENTRY_EVENT = 'E',
	ENTRY_RANGE = 'R',
	ENTRY_LOSS = 'L',
};

void batch_begin(struct bytes *batch, const char *machine, const char *boot)
{
	bytes_clear(batch);
	bytes_add_u8(batch, BATCH_VERSION);
	bytes_add_text(batch, text_of(machine));
	bytes_add_text(batch, text_of(boot));
}

/* As many parts and records as announced have to follow, the parts first. */
void batch_event_begin(struct bytes *batch, uint64_t time, uint64_t serial,
		       size_t nr_parts, size_t nr_records)
{
	bytes_add_u8(batch, ENTRY_EVENT);
	bytes_add_u64(batch, time);
	bytes_add_u64(batch, serial);
	bytes_add_u32(batch, nr_parts);
	bytes_add_u32(batch, nr_records);
}

void batch_part(struct bytes *batch, const struct part *part)
{
	bytes_add_u8(batch, part->own);
	bytes_add_text(batch, part->key);
	bytes_add_text(batch, part->lineage);
}

void batch_record(struct bytes *batch, const struct batch_record *record)
{
	bytes_add_u32(batch, record->n);
	bytes_add_u32(batch, record->type);
	bytes_add_text(batch, record->text);
}

void batch_range(struct bytes *batch, const struct range *range)
{
	bytes_add_u8(batch, ENTRY_RANGE);
	bytes_add_u64(batch, range->first);
	bytes_add_u64(batch, range->last);
	bytes_add_u64(batch, range->since);
	bytes_add_u64(batch, range->until);
}

void batch_loss(struct bytes *batch, const struct loss *loss)
{
	bytes_add_u8(batch, ENTRY_LOSS);
	bytes_add_u64(batch, loss->time);
	bytes_add_text(batch, loss->what);
	bytes_add_u64(batch, loss->count);
}

/* Room for the parts and records of an event, none of which has less than 9 bytes */
static int make_room(const struct cursor *cursor, struct batch_event *event)
{
	size_t max = (cursor->end - cursor->at) / 9;

	if (cursor->bad || event->nr_parts + event->nr_records > max)
		return -EBADMSG;
	event->parts = calloc(event->nr_parts + 1, sizeof(*event->parts));
	event->records = calloc(event->nr_records + 1, sizeof(*event->records));
	return event->parts && event->records ? 0 : -ENOMEM;
}

static void take_parts(struct cursor *cursor, struct batch_event *event)
{
	size_t i;

	for (i = 0; i < event->nr_parts; i++) {
		event->parts[i].own = cursor_u8(cursor);
		event->parts[i].key = cursor_text(cursor);
		event->parts[i].lineage = cursor_text(cursor);
	}
	for (i = 0; i < event->nr_records; i++) {
		event->records[i].n = cursor_u32(cursor);
		event->records[i].type = cursor_u32(cursor);
		event->records[i].text = cursor_text(cursor);
	}
}

static int take_event(struct cursor *cursor, const struct batch_reader *reader)
{
	struct batch_event event = { .time = cursor_u64(cursor) };
	int err;

	event.serial = cursor_u64(cursor);
	event.nr_parts = cursor_u32(cursor);
	event.nr_records = cursor_u32(cursor);
	err = make_room(cursor, &event);
	if (!err)
		take_parts(cursor, &event);
	if (!err && cursor->bad)
		err = -EBADMSG;
	if (!err)
		err = reader->event(reader, &event);
	free(event.parts);
	free(event.records);
	return err;
}

static int take_range(struct cursor *cursor, const struct batch_reader *reader)
{
	struct range range = { .first = cursor_u64(cursor) };

	range.last = cursor_u64(cursor);
	range.since = cursor_u64(cursor);
	range.until = cursor_u64(cursor);
	return cursor->bad ? -EBADMSG : reader->range(reader, &range);
}

static int take_loss(struct cursor *cursor, const struct batch_reader *reader)
{
	struct loss loss = { .time = cursor_u64(cursor) };

	loss.what = cursor_text(cursor);
	loss.count = cursor_u64(cursor);
	return cursor->bad ? -EBADMSG : reader->loss(reader, &loss);
}

static int take_entry(struct cursor *cursor, const struct batch_reader *reader)
{
	switch (cursor_u8(cursor)) {
	case ENTRY_EVENT:
		return take_event(cursor, reader);
	case ENTRY_RANGE:
		return take_range(cursor, reader);
	case ENTRY_LOSS:
		return take_loss(cursor, reader);
	default:
		return -EBADMSG;
	}
}

/**
 * batch_read - take a batch apart.
 * @batch: the batch
 * @reader: what to call; what it gets is a part of @batch
 *
 * Return: 0; -EBADMSG if it is no batch, -ENOMEM; or what @reader returned.
 */
int batch_read(struct text batch, const struct batch_reader *reader)
{
	struct cursor cursor = { batch.at, batch.at + batch.len, false };
	uint8_t version = cursor_u8(&cursor);
	struct text machine = cursor_text(&cursor);
	struct text boot = cursor_text(&cursor);
	int err;

	if (cursor.bad || version != BATCH_VERSION)
		return -EBADMSG;
	err = reader->host(reader, machine, boot);
	while (!err && cursor.at < cursor.end)
		err = take_entry(&cursor, reader);
	return err;
}
