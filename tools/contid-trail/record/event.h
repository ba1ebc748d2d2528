/* SPDX-License-Identifier: GPL-2.0 */
/* One event: its records, and the containers that take part. */
#ifndef CONTID_TRAIL_EVENT_H
#define CONTID_TRAIL_EVENT_H

#include "record/batch.h"
#include "record/record.h"

/**
 * struct event - an event whose records are still coming.
 * @next: in the bucket
 * @younger: the one that began after it
 * @older: the one that began before it
 * @time: its time stamp, in milliseconds
 * @serial: its serial number
 * @arrived: the youngest time stamp when it began
 * @n: place of the next record
 * @nr_records: how many records it has
 * @records: packed for a batch
 * @parts: containers that take part; their texts are in @texts, as offsets until
 *	the event is written
 * @nr_parts: how many they are
 * @room: for how many there is room
 * @texts: keys and lineages
 * @headless: it began before the collector
 * @daemon: auditd has made it, and counts on its own
 */
struct event {
	struct event *next;
	struct event *younger;
	struct event *older;
	uint64_t time;
	uint64_t serial;
	uint64_t arrived;
	uint32_t n;
	size_t nr_records;
	struct bytes records;
	struct event_part {
		uint32_t key, key_len, lineage, lineage_len;
		bool own;
	} *parts;
	size_t nr_parts;
	size_t room;
	struct bytes texts;
	bool headless;
	bool daemon;
};

void event_clear(struct event *event);
void event_free(struct event *event);
bool event_failed(const struct event *event);
bool event_add(struct event *event, const struct record *record);
void event_write(const struct event *event, struct bytes *batch);

#endif /* CONTID_TRAIL_EVENT_H */
