// SPDX-License-Identifier: GPL-2.0
/* Events with fields interpreted, as ausearch -i prints them. */

#include <string.h>

#include "audit/record_type.h"
#include "log/log.h"

/**
 * struct fields - those of a record.
 * @out: where they are written
 * @count: how many there are
 */
struct fields {
	struct out *out;
	size_t count;
};

static void print_field(const char *name, const char *value,
			const char *meaning, void *data)
{
	struct fields *fields = data;
	struct out *out = fields->out;

	(void)value;
	fields->count++;
	out_write(out, " ", 1);
	out_safe(out, name, strlen(name));
	out_write(out, "=", 1);
	out_safe(out, meaning, strlen(meaning));
}

/* "audit(2026-11-29 20:00:42.123:42)", or what stands there if it is no time */
static void print_id(struct out *out, const struct log_event *event)
{
	struct timespec time;
	char text[64] = "";
	uint32_t serial;
	struct tm tm;

	if (!event_moment(event, &time, &serial) || !localtime_r(&time.tv_sec, &tm)) {
		out_safe(out, event->id, strlen(event->id));
		return;
	}
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	out_printf(out, "audit(%s.%03ld:%u)", text, time.tv_nsec / 1000000, serial);
}

static void print_record(struct log *log, const struct log_event *event,
			 const struct log_record *record)
{
	const char *text = event->text + record->at;
	struct fields fields = { .out = &log->out };
	struct out *out = &log->out;
	char room[32];

	out_printf(out, "type=%s msg=",
		   record_type_name(record->type, room, sizeof(room)));
	print_id(out, event);
	out_printf(out, " :");
	parser_record(log->parser, record->type, text, print_field, &fields);
	if (!fields.count) {
		text = event_fields(event, record);
		out_write(out, " ", 1);
		out_safe(out, text, strlen(text));
	}
	out_write(out, "\n", 1);
}

static void interpret_event(struct log *log, const struct log_event *event)
{
	size_t i;

	out_printf(&log->out, "----\n");
	for (i = 0; i < event->count; i++)
		print_record(log, event, &event->records[i]);
}

const struct log_format log_interpret = {
	.parse = true,
	.event = interpret_event,
};
