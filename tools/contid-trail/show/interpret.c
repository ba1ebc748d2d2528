// SPDX-License-Identifier: GPL-2.0
/* A story with fields interpreted, as ausearch -i prints events. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include <auparse.h>

#include "record/record.h"
#include "show/show.h"

static void add_record(struct bytes *raw, const struct event_view *event,
		       const struct batch_record *record)
{
	char time[32], name[32];

	bytes_printf(raw, "type=%s msg=audit(%s:%" PRIu64 "): ",
		     record_type_name(record->type, name, sizeof(name)),
		     time_seconds(event->time, time, sizeof(time)), event->serial);
	bytes_add(raw, record->text.at, record->text.len);
	bytes_add(raw, "\n", 1);
}

/* Fields of the record that auparse is at. Its first two are type and node. */
static void print_fields(auparse_state_t *au, const struct event_view *event,
			 uint32_t type)
{
	char time[64], name[32];

	printf("type=%s msg=audit(%s:%" PRIu64 ") :",
	       record_type_name(type, name, sizeof(name)),
	       time_text(event->time, time, sizeof(time)), event->serial);
	auparse_first_field(au);
	do {
		const char *field = auparse_get_field_name(au);
		const char *value = auparse_interpret_field(au);

		if (field && strcmp(field, "type") && strcmp(field, "node"))
			printf(" %s=%s", field, value ?: "?");
	} while (auparse_next_field(au) > 0);
	printf("\n");
}

/*
 * One record at a time: auparse takes some types for the end of an event, and would
 * leave the others to another one.
 */
static int print_record(const struct event_view *event,
			const struct batch_record *record)
{
	struct bytes raw = { 0 };
	auparse_state_t *au;

	add_record(&raw, event, record);
	bytes_add(&raw, "", 1);
	au = raw.failed ? NULL : auparse_init(AUSOURCE_BUFFER, raw.data);
	if (au) {
		auparse_set_escape_mode(au, AUPARSE_ESC_TTY);
		if (auparse_next_event(au) > 0 && auparse_first_record(au) > 0)
			print_fields(au, event, record->type);
		auparse_destroy(au);
	}
	bytes_free(&raw);
	return au ? 0 : -ENOMEM;
}

static int print_event(const struct view *view, const struct event_view *event)
{
	size_t i;
	int err = 0;

	(void)view;
	printf("----\n%shost %s\n", event->uncertain ? "~ " : "", event->machine);
	for (i = 0; i < event->nr_records && !err; i++)
		err = print_record(event, &event->records[i]);
	return err;
}

static int print_note(const struct view *view, const struct note *note)
{
	char time[64];

	(void)view;
	printf("----\n* %s  %s: %s", time_text(note->key / 2, time, sizeof(time)),
	       note->kind, note->text);
	text_note_name(note);
	printf("\n");
	return 0;
}

static int print_begin(const struct view *view, const char *name)
{
	text_name(view, name);
	return 0;
}

const struct view view_interpret = {
	.begin = print_begin,
	.event = print_event,
	.note = print_note,
};
