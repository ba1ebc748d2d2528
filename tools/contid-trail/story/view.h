/* SPDX-License-Identifier: GPL-2.0 */
/* What a story consists of, and where it goes. */
#ifndef CONTID_TRAIL_VIEW_H
#define CONTID_TRAIL_VIEW_H

#include "cli/trail.h"
#include "store/store.h"

/**
 * struct event_view - an event of the story.
 * @time: in milliseconds since 1970
 * @serial: its serial number
 * @machine: machine-id of its host
 * @boot: boot-id
 * @contid: the container as the store has it
 * @name: its name in this life, or ""
 * @lineage: lineage of the container in it
 * @uncertain: it may have been before the event of another host that precedes it
 * @records: its records, with texts in @texts
 * @nr_records: how many they are
 */
struct event_view {
	uint64_t time;
	uint64_t serial;
	char machine[72];
	char boot[72];
	const char *contid;
	const char *name;
	char lineage[LINEAGE_SIZE];
	bool uncertain;
	struct batch_record *records;
	size_t nr_records;
};

/**
 * struct note - something that is no event.
 * @key: time in milliseconds, times two, and one if it follows events of that time
 * @kind: begin, end, move, twice, reboot, gap or lost
 * @machine: machine-id of its host
 * @boot: boot-id
 * @name: of a life, the container's name, or ""
 * @serial: of the event that it is about, or 0
 * @text: what is to be said
 */
struct note {
	uint64_t key;
	const char *kind;
	char machine[72];
	char boot[72];
	const char *name;
	uint64_t serial;
	char text[256];
};

/**
 * struct view - where a story goes.
 * @begin: called before the others, with the name of the last life that has one, or ""
 * @event: called for each event
 * @note: called for each note
 * @data: for these
 */
struct view {
	int (*begin)(const struct view *view, const char *name);
	int (*event)(const struct view *view, const struct event_view *event);
	int (*note)(const struct view *view, const struct note *note);
	const struct trail *trail;
	void *data;
};

#endif /* CONTID_TRAIL_VIEW_H */
