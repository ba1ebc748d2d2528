/* SPDX-License-Identifier: GPL-2.0 */
/* contid-top: the live view of containers, which contidctl top executes. */
#ifndef CONTID_TOP_H
#define CONTID_TOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <contid/read.h>

#include "common/ctl.h"

/* Containers that are read at once: each reader costs the kernel copies. */
#define READINGS_MAX	8

/* A path such as 707/4/9; what is longer is cut */
#define ID_SIZE		128
/* A name, escaped */
#define NAME_SIZE	(4 * CONTID_NAME_MAX + 1)

/**
 * struct row - a container.
 * @serial: its serial number
 * @scope: serial number of the container that its identifier is of the scope of, or 0
 * @processes: processes in it
 * @id: its identifier, as other commands take it
 * @name: its name, escaped, "" for none
 */
struct row {
	uint64_t serial;
	uint64_t scope;
	uint32_t processes;
	char id[ID_SIZE];
	char name[NAME_SIZE];
};

/**
 * struct reading - what is read of a container and of those below it.
 * @serial: serial number of the container
 * @event: "audit(TIME:SERIAL)" of the record that came last
 * @events: events that have come
 * @records: records that have come
 * @lost: records that this reader has lost
 * @events_before: @events at the last update
 * @records_before: @records at the last update
 * @events_rate: events a second, between the last two updates
 * @records_rate: records a second
 */
struct reading {
	uint64_t serial;
	char event[64];
	uint64_t events;
	uint64_t records;
	uint64_t lost;
	uint64_t events_before;
	uint64_t records_before;
	double events_rate;
	double records_rate;
};

enum column { COLUMN_ID, COLUMN_PROCESSES, COLUMN_EVENTS, COLUMN_RECORDS, COLUMN_LOST, COLUMN_NAME };

/**
 * struct top - all there is.
 * @ctl: for messages before and after the view; has the connection for requests
 * @reader: connection that records come through
 * @readings: the containers that are read
 * @nr_readings: how many there are
 * @time: seconds of CLOCK_MONOTONIC at the last update
 * @rows: the containers, in the order of their serial numbers
 * @nr_rows: how many there are
 * @room: for how many @rows and @shown have room
 * @shown: those that the filter lets through, sorted
 * @nr_shown: how many there are
 * @selected: place in @shown of the one under the cursor
 * @serial: its serial number
 * @first: place in @shown of the first one on the screen
 * @column: what is sorted by
 * @reversed: the other way round
 * @filter: part of the identifier or of the name, "" for all
 * @typing: the filter is being typed
 * @no_stats: the counters of the host are not for this process
 * @stats: the counters of the host, valid until the next update
 * @message: what went wrong, "" for nothing
 * @err: why the view ends, negative, or 0
 * @quit: the view ends
 */
struct top {
	struct ctl ctl;
	struct contid_handle *reader;
	struct reading readings[READINGS_MAX];
	size_t nr_readings;
	double time;
	struct row *rows;
	size_t nr_rows;
	size_t room;
	const struct row **shown;
	size_t nr_shown;
	size_t selected;
	uint64_t serial;
	size_t first;
	enum column column;
	bool reversed;
	char filter[64];
	bool typing;
	bool no_stats;
	const struct contid_stats *stats;
	char message[128];
	int err;
	bool quit;
};

/* rows.c */
int rows_update(struct top *top);
void rows_show(struct top *top);
void rows_free(struct top *top);

/* readings.c */
struct reading *reading_find(struct top *top, uint64_t serial);
void reading_toggle(struct top *top, const struct row *row);
void readings_toggle(struct top *top);
int readings_drain(struct top *top);
void readings_rate(struct top *top);

/* screen.c */
bool screen_open(void);
void screen_draw(struct top *top);
int screen_lines(void);
void screen_close(void);

/* keys.c */
void keys_handle(struct top *top);

#endif /* CONTID_TOP_H */
