// SPDX-License-Identifier: GPL-2.0
/* Events as auditd writes them to its log, with log_format = RAW. */

#include <string.h>

#include "audit/record_type.h"
#include "log/log.h"

/*
 * auditd writes no more of a record, and ausearch reads no more. The kernel's own are
 * shorter.
 */
#define LINE_MAX_LEN	8937

static void raw_record(struct out *out, const struct log_event *event,
		       const struct log_record *record)
{
	const char *text = event->text + record->at;
	char line[LINE_MAX_LEN + 1], room[32];
	char *newline = line;
	int len;

	len = snprintf(line, sizeof(line), "type=%s msg=%s",
		       record_type_logged(record->type, room, sizeof(room)),
		       text);
	/* Text of a user may have some. */
	while ((newline = strchr(newline, '\n')))
		*newline = ' ';
	if (len > LINE_MAX_LEN)
		len = LINE_MAX_LEN;
	else if (line[len - 1] == ' ')
		len--;
	if (out->terminal)
		out_safe(out, line, len);
	else
		out_write(out, line, len);
	out_write(out, "\n", 1);
}

static void raw_event(struct log *log, const struct log_event *event)
{
	size_t i;

	for (i = 0; i < event->count; i++)
		raw_record(&log->out, event, &event->records[i]);
}

const struct log_format log_raw = {
	.event = raw_event,
};
