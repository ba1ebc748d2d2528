// SPDX-License-Identifier: GPL-2.0
/*
 * Records as contid-trail collects them, read from the store again and printed: as a
 * table, interpreted, as JSON, as HTML, as a list, and as what is missing. The first byte
 * picks what is printed, the rest is records.
 */

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "cli/trail.h"
#include "fuzz.h"
#include "record/events.h"
#include "show/html.h"
#include "show/html_parts.h"
#include "store/store.h"

enum { TABLE, INTERPRET, JSON, HTML, LIST, LIST_JSON, VERIFY, FORMS };

static struct store *store;
static char contid[KEY_SIZE];

int __real_store_open(struct store **result, const char *url, bool create,
		      char error[STORE_ERROR_SIZE]);
void __real_store_close(struct store *closed);

/* Commands get the store that has the records. */
int __wrap_store_open(struct store **result, const char *url, bool create,
		      char error[STORE_ERROR_SIZE]);
int __wrap_store_open(struct store **result, const char *url, bool create,
		      char error[STORE_ERROR_SIZE])
{
	(void)url;
	(void)create;
	(void)error;
	*result = store;
	return 0;
}

void __wrap_store_close(struct store *closed);
void __wrap_store_close(struct store *closed)
{
	check(closed == store);
}

static void add_records(struct events *events, const char *data, size_t size)
{
	struct record record;
	size_t used;

	for (; size; data += used, size -= used) {
		if (input_next(data, size, true, &used, &record) != INPUT_RECORD)
			continue;
		if (events_is_other_boot(events, &record))
			events_forget(events);
		check(events_add(events, &record));
	}
}

/* Put the records of @data into the store. */
static void collect(const char *data, size_t size)
{
	struct bytes batch = { 0 };
	struct events_options options = { .batch = &batch };
	struct events *events = events_new(&options);

	batch_begin(&batch, "machine", "boot");
	add_records(events, data, size);
	events_close(events);
	events_ranges(events);
	check(!batch.failed);
	check(!store->ops->append(store, (struct text){ batch.data, batch.len }));
	events_free(events);
	bytes_free(&batch);
}

static int pick(const struct summary *summary, void *data)
{
	(void)data;
	check(summary->contid.len < sizeof(contid));
	memcpy(contid, summary->contid.at, summary->contid.len);
	contid[summary->contid.len] = '\0';
	return 0;
}

/* Lines that are objects each */
static void check_json(struct printed out)
{
	struct json_tokener *tok = json_tokener_new_ex(16);
	const char *line = out.text, *end;
	struct json_object *object;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	for (; (end = strchr(line, '\n')); line = end + 1) {
		json_tokener_reset(tok);
		object = json_tokener_parse_ex(tok, line, end - line + 1);
		check(json_tokener_get_error(tok) == json_tokener_success);
		check(json_object_is_type(object, json_type_object));
		json_object_put(object);
	}
	json_tokener_free(tok);
}

/* No tag but those of the program: what records say is text, in ASCII. */
static void check_html(struct printed out)
{
	size_t i;

	check(!strncmp(out.text, "<!DOCTYPE html>", 15));
	for (i = 0; i < out.len; i++)
		check((unsigned char)out.text[i] <= '~');
	check(!strstr(out.text, "<script"));
	check(!strstr(out.text, "<img"));
}

static void print_html(struct trail *trail)
{
	struct view view;
	struct html *html = html_new(trail, &view);

	check(html && !story_tell(store, &trail->args, &view));
	check(!fflush(html->body));
	html_print(html, stdout);
	html_free(html);
}

static void print(unsigned int form)
{
	struct trail trail = {
		.name = "contid-trail: show",
		.args = { .contid = contid, .until = UINT64_MAX, .store = (char *)"", .skew = 10 },
	};
	struct printed out;
	int ret = 0;

	trail.args.json = form == JSON || form == LIST_JSON;
	trail.args.interpret = form == INTERPRET;
	trail.args.nested = form & 1;
	capture_begin();
	if (form == HTML)
		print_html(&trail);
	else if (form == VERIFY)
		ret = cmd_verify.run(&trail);
	else
		ret = form >= LIST ? cmd_list.run(&trail) : cmd_show.run(&trail);
	out = capture_end();
	check(ret == TRAIL_DONE || (form == VERIFY && ret == TRAIL_MISSING));
	check(printed_is_safe(out));
	if (trail.args.json)
		check_json(out);
	if (form == HTML)
		check_html(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[STORE_ERROR_SIZE];

	if (!size)
		return -1;
	check(!__real_store_open(&store, "sqlite://:memory:", true, error));
	strcpy(contid, "707");
	collect((const char *)data + 1, size - 1);
	check(!store->ops->list(store, pick, NULL));
	print(data[0] % FORMS);
	__real_store_close(store);
	return 0;
}
