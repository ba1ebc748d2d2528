/* SPDX-License-Identifier: GPL-2.0 */
/* Records put together to events, and events to batches. */
#ifndef CONTID_TRAIL_EVENTS_H
#define CONTID_TRAIL_EVENTS_H

#include "record/batch.h"
#include "record/record.h"

struct events;

/**
 * struct events_options - what events are put together for.
 * @batch: gets the events, begun by the caller
 * @live: the input may begin in the middle of an event
 */
struct events_options {
	struct bytes *batch;
	bool live;
};

struct events *events_new(const struct events_options *options);
void events_free(struct events *events);
bool events_is_other_boot(const struct events *events,
			  const struct record *record);
bool events_add(struct events *events, const struct record *record);
void events_close(struct events *events);
uint64_t events_lost(struct events *events);
uint64_t events_time(const struct events *events);
void events_ranges(struct events *events);
void events_forget(struct events *events);
size_t events_count(const struct events *events);
bool events_seen(const struct events *events);

#endif /* CONTID_TRAIL_EVENTS_H */
