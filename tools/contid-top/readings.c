// SPDX-License-Identifier: GPL-2.0
/* The containers that are read: their records are counted, and not kept. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <linux/audit.h>

#include "top.h"

/* The reading of a container, NULL if it is not read */
struct reading *reading_find(struct top *top, uint64_t serial)
{
	size_t i;

	for (i = 0; i < top->nr_readings; i++)
		if (top->readings[i].serial == serial)
			return &top->readings[i];
	return NULL;
}

static void forget(struct top *top, struct reading *reading)
{
	*reading = top->readings[--top->nr_readings];
}

static void failed(struct top *top, const struct row *row, int err)
{
	const char *text = contid_error_text(top->reader);

	snprintf(top->message, sizeof(top->message), "%.32s: %s", row->id,
		 text ? text : contid_strerror(err));
}

static void start(struct top *top, const struct row *row)
{
	int err;

	if (top->nr_readings == READINGS_MAX) {
		snprintf(top->message, sizeof(top->message),
			 "%d containers are read already", READINGS_MAX);
		return;
	}
	err = contid_read_start(top->reader, contid_by_serial(row->serial), 0, 0);
	if (err) {
		failed(top, row, err);
		return;
	}
	top->readings[top->nr_readings++] = (struct reading){ .serial = row->serial };
}

static void stop(struct top *top, struct reading *reading)
{
	int err = contid_read_stop(top->reader, contid_by_serial(reading->serial), NULL);

	/* It has ended meanwhile, which its last message will say. */
	if (err == -ENOENT)
		return;
	if (err)
		top->err = err;
	forget(top, reading);
}

/* Begin to read a container, or end it. */
void reading_toggle(struct top *top, const struct row *row)
{
	struct reading *reading = reading_find(top, row->serial);

	if (reading)
		stop(top, reading);
	else
		start(top, row);
}

/* Read the first ones that are shown; or none any more, if some are read. */
void readings_toggle(struct top *top)
{
	size_t i;

	if (!top->nr_readings) {
		for (i = 0; i < top->nr_shown && i < READINGS_MAX; i++)
			start(top, top->shown[i]);
		return;
	}
	for (i = top->nr_readings; i--;)
		stop(top, &top->readings[i]);
}

/* The records of an event follow each other, and have the same beginning. */
static void count(struct reading *reading, const char *text)
{
	size_t len = strcspn(text, ")");

	if (len >= sizeof(reading->event))
		len = sizeof(reading->event) - 1;
	reading->records++;
	if (!strncmp(reading->event, text, len) && !reading->event[len])
		return;
	reading->events++;
	memcpy(reading->event, text, len);
	reading->event[len] = '\0';
}

static void on_record(struct top *top, const struct contid_record *record)
{
	struct reading *reading = reading_find(top, record->serial);

	/* What was sent before the reader was stopped */
	if (!reading)
		return;
	reading->lost = record->lost;
	if (record->type == CONTID_RECORD_END)
		forget(top, reading);
	else if (record->type != AUDIT_EOE)
		count(reading, record->text);
}

/**
 * readings_drain - count the records that have come.
 * @top: the view
 *
 * Return: 0, or -errno.
 */
int readings_drain(struct top *top)
{
	const struct contid_record *record;
	int turn = 4096;	/* keys are not to wait for ever */
	int err = 0;

	/* Nothing has been read so far. */
	if (contid_read_fd(top->reader) < 0)
		return 0;
	while (turn-- && !(err = contid_read_next(top->reader, &record)))
		on_record(top, record);
	return err == -EAGAIN ? 0 : err;
}

/* Records a second, and events: what came since the last update */
void readings_rate(struct top *top)
{
	struct timespec now;
	double time, span;
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &now);
	time = now.tv_sec + now.tv_nsec / 1e9;
	span = time - top->time;
	if (span <= 0)
		return;
	for (i = 0; i < top->nr_readings; i++) {
		struct reading *reading = &top->readings[i];

		reading->events_rate = (reading->events - reading->events_before) / span;
		reading->records_rate = (reading->records - reading->records_before) / span;
		reading->events_before = reading->events;
		reading->records_before = reading->records;
	}
	top->time = time;
}
