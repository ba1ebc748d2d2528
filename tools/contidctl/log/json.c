// SPDX-License-Identifier: GPL-2.0
/* Events as JSON, an object each. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit/record_type.h"
#include "log/log.h"
#include "output/output.h"

/**
 * struct fields - those of a record.
 * @values: as they stand in it, by name
 * @meanings: what they mean, where that differs
 */
struct fields {
	struct json_object *values;
	struct json_object *meanings;
};

/* Text from outside. It is not printed if there is no memory for it. */
static struct json_object *safe_string(const char *text)
{
	size_t len = strlen(text), size = 4 * len + 5;
	struct json_object *string;
	char *safe = malloc(size);

	if (!safe)
		return NULL;
	escape(safe, size, text, len);
	string = json_object_new_string(safe);
	free(safe);
	return string;
}

static bool is_taken(const struct fields *fields, const char *key)
{
	return json_object_object_get_ex(fields->values, key, NULL);
}

static const char *number_name(const char *name, unsigned int n, char *key, size_t size)
{
	snprintf(key, size, "%s.%u", name, n);
	return key;
}

/*
 * A name for a field that the record does not have yet: a record can have two of one
 * name, and text of a user may look like fields. Those that the kernel writes come
 * first, and keep their names.
 */
static void pick_name(const struct fields *fields, const char *name, char *key,
		      size_t size)
{
	unsigned int taken = 1, free = 2, middle;
	char safe[128];

	escape(safe, sizeof(safe), name, strlen(name));
	snprintf(key, size, "%s", safe);
	if (!is_taken(fields, key))
		return;
	/* Not one by one: a user can give thousands of fields one name. */
	for (; is_taken(fields, number_name(safe, free, key, size)); free *= 2)
		taken = free;
	while (free - taken > 1) {
		middle = taken + (free - taken) / 2;
		if (is_taken(fields, number_name(safe, middle, key, size)))
			taken = middle;
		else
			free = middle;
	}
	number_name(safe, free, key, size);
}

static void add_field(const char *name, const char *value, const char *meaning,
		      void *data)
{
	struct fields *fields = data;
	char key[160];

	pick_name(fields, name, key, sizeof(key));
	json_object_object_add(fields->values, key, safe_string(value));
	if (strcmp(value, meaning))
		json_object_object_add(fields->meanings, key,
				       safe_string(meaning));
}

static void add_record(struct log *log, const struct item *records,
		       const struct log_event *event,
		       const struct log_record *record)
{
	struct item item = item_object(records);
	struct fields fields;
	char room[32];

	item_string(&item, JSON, "type",
		    record_type_name(record->type, room, sizeof(room)));
	fields.values = item_member(&item, "fields").json;
	fields.meanings = item_member(&item, "interpreted").json;
	if (!fields.values || !fields.meanings)
		return;
	parser_record(log->parser, record->type, event->text + record->at,
		      add_field, &fields);
	/* Some records have words beside their fields. */
	json_object_object_add(item.json, "text",
			       safe_string(event_fields(event, record)));
}

/* The container that is read */
static void add_target(const struct item *item, const struct log_target *target)
{
	item_contid(item, JSON, "contid", target->contid, false);
	if (target->scope)
		item_u64(item, JSON, "scope", target->scope);
	item_u64(item, JSON, "serial", target->serial);
}

/* Write and free an object. */
static void put_item(struct log *log, const struct item *item)
{
	int style = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = NULL;

	if (log->ctl->pretty)
		style |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	if (item->json)
		text = json_object_to_json_string_ext(item->json, style);
	if (text)
		out_printf(&log->out, "%s\n", text);
	json_object_put(item->json);
}

static void json_event(struct log *log, const struct log_event *event)
{
	struct item item = item_begin(log->ctl);
	struct moment moment = { 0 };
	struct timespec time;
	struct item records;
	uint32_t serial;
	size_t i;

	if (event_moment(event, &time, &serial)) {
		moment.real = time.tv_sec * 1000000000ULL + time.tv_nsec;
		item_time(&item, "time", &moment);
		item_u32(&item, JSON, "audit_serial", serial);
	}
	add_target(&item, event->target);
	records = item_array(&item, "records");
	for (i = 0; i < event->count; i++)
		add_record(log, &records, event, &event->records[i]);
	put_item(log, &item);
}

static void json_lost(struct log *log, const struct log_target *target)
{
	struct item item = item_begin(log->ctl);

	item_u64(&item, JSON, "lost", target->lost);
	add_target(&item, target);
	put_item(log, &item);
}

const struct log_format log_json = {
	.parse = true,
	.event = json_event,
	.lost = json_lost,
};
