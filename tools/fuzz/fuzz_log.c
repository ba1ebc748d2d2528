// SPDX-License-Identifier: GPL-2.0
/*
 * Audit records, which contidctl log puts together to events and writes. The first byte
 * is the format, the second whether it is for a terminal. Then come records, each a type
 * of two bytes, and a text up to a NUL.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "fuzz.h"
#include "library/audit.h"
#include "library/json.h"
#include "log/log.h"

#define RECORDS	16	/* of an event */

static struct ctl ctl = { .name = "contidctl: log" };
static struct log_target target = { .name = "707", .contid = 707, .serial = 3 };
static struct log log_run = { .ctl = &ctl };

/* What an event has in JSON, which is a line that is an object */
static void check_json(struct printed out)
{
	struct json_tokener *tok = json_tokener_new_ex(16);
	struct json_object *root, *records;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tok, out.text, out.len + 1);
	check(json_tokener_get_error(tok) == json_tokener_success);
	check(json_object_object_get_ex(root, "records", &records));
	check(json_object_is_type(records, json_type_array));
	json_object_put(root);
	json_tokener_free(tok);
}

/* What a time that was read is printed as, which reads the same */
static void check_moment(const struct log_event *event)
{
	struct log_event again = { 0 };
	struct timespec time, time2;
	uint32_t serial, serial2;

	if (!event_moment(event, &time, &serial))
		return;
	check(time.tv_sec >= 0 && time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
	snprintf(again.id, sizeof(again.id), "audit(%lld.%03ld:%u)",
		 (long long)time.tv_sec, time.tv_nsec / 1000000, serial);
	check(event_moment(&again, &time2, &serial2));
	check(time2.tv_sec == time.tv_sec && time2.tv_nsec == time.tv_nsec && serial2 == serial);
}

static void finish(void)
{
	struct log_event *event = &log_run.event;
	struct printed out;

	if (!event->count)
		return;
	check_moment(event);
	event_may_go_on(event);
	capture_begin();
	log_run.out.file = stdout;
	log_run.out.err = 0;
	log_run.format->event(&log_run, event);
	out = capture_end();
	check(!log_run.out.err);
	/* A file gets raw records as they are. */
	if (log_run.out.terminal || log_run.format != &log_raw)
		check(printed_is_safe(out));
	if (log_run.format == &log_json)
		check(printed_lines(out) == 1);
	else
		check(printed_lines(out) == event->count + (log_run.format == &log_interpret));
	if (log_run.format == &log_json)
		check_json(out);
	event_clear(event);
}

/* Add the record at *@text. Returns where the next one is. */
static const char *add(const char *at, const char *end)
{
	struct contid_record record = { .contid = 707, .serial = 3 };

	record.type = (unsigned char)at[0] | (unsigned char)at[1] << 8;
	record.text = at + 2;
	record.len = strlen(record.text);
	check(record.text + record.len <= end);
	if (!event_is_part(&log_run.event, &target, &record) || log_run.event.count == RECORDS)
		finish();
	check(event_add(&log_run.event, &target, &record));
	check(event_fields(&log_run.event, &log_run.event.records[log_run.event.count - 1]));
	return record.text + record.len + 1;
}

static void set_up(void)
{
	check(!audit_load(&ctl) && !json_load(&ctl));
	set_aumessage_mode(MSG_QUIET, DBG_NO);
	check(!parser_open(&ctl, &log_run.parser));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct log_format *const formats[] = { &log_raw, &log_interpret, &log_json };
	const char *at;
	char *copy;

	if (size < 4)
		return -1;
	if (!log_run.parser)
		set_up();
	log_run.format = formats[data[0] % 3];
	log_run.out.terminal = data[1] & 1;
	ctl.json = log_run.format == &log_json;

	copy = malloc(size - 1);
	memcpy(copy, data + 2, size - 2);
	copy[size - 2] = '\0';
	for (at = copy; at + 2 < copy + size - 2;)
		at = add(at, copy + size - 2);
	finish();
	free(copy);
	return 0;
}
