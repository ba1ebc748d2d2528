/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of an HTML file are written from. */
#ifndef CONTID_TRAIL_HTML_PARTS_H
#define CONTID_TRAIL_HTML_PARTS_H

#include <stdio.h>

#include "record/name.h"
#include "story/view.h"

/**
 * struct html_ns - a namespace that the container was seen in.
 * @machine: machine-id of the host
 * @boot: boot-id
 * @type: such as "net"
 * @id: its namespace id, digits
 * @first: time of the first event that names it
 * @last: time of the last one
 */
struct html_ns {
	char machine[72];
	char boot[72];
	const char *type;
	char id[24];
	uint64_t first;
	uint64_t last;
};

/**
 * struct html_tick - an event in the time line.
 * @host: number of its host
 * @time: its time
 */
struct html_tick {
	int host;
	uint64_t time;
};

/**
 * struct html - what goes into the file, until it is written.
 * @trail: the run
 * @name: the name of the container, or ""
 * @body: events and notes, written already
 * @body_text: what @body has written
 * @body_size: its bytes
 * @hosts: machine-ids, in the order of their first events
 * @nr_hosts: how many they are
 * @hosts_room: for how many there is room
 * @ticks: the events
 * @nr_ticks: how many they are
 * @ticks_room: for how many there is room
 * @notes: the notes
 * @nr_notes: how many they are
 * @notes_room: for how many there is room
 * @ns: the namespaces
 * @nr_ns: how many they are
 * @ns_room: for how many there is room
 * @first: the first time
 * @last: the last time
 */
struct html {
	const struct trail *trail;
	char name[NAME_SIZE];
	FILE *body;
	char *body_text;
	size_t body_size;
	char (*hosts)[72];
	size_t nr_hosts;
	size_t hosts_room;
	struct html_tick *ticks;
	size_t nr_ticks;
	size_t ticks_room;
	struct note *notes;
	size_t nr_notes;
	size_t notes_room;
	struct html_ns *ns;
	size_t nr_ns;
	size_t ns_room;
	uint64_t first;
	uint64_t last;
};

/* html_text.c */
void html_text(FILE *file, struct text text);

/* html_line.c */
void html_time_line(const struct html *html, FILE *file);

/* html_ns.c */
int html_add_ns(struct html *html, const struct event_view *event);
void html_namespaces(const struct html *html, FILE *file);

#endif /* CONTID_TRAIL_HTML_PARTS_H */
