// SPDX-License-Identifier: GPL-2.0
/* A story as JSON, an object a line. */

#include <errno.h>
#include <stdio.h>

#include "record/record.h"
#include "show/show.h"

static struct json_object *begin(uint64_t time, const char *machine,
				 const char *boot, uint64_t serial,
				 const char *contid)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	object_time(object, "time", time);
	object_string(object, "machine_id", machine);
	object_string(object, "boot_id", boot);
	if (serial)
		json_object_object_add(object, "serial",
				       json_object_new_int64(serial));
	object_string(object, "contid", contid);
	return object;
}

/* "4,^2,^1" becomes ["4","2","1"]. */
static struct json_object *lineage_array(const char *lineage)
{
	struct json_object *array = json_object_new_array();

	while (*lineage) {
		size_t len;

		lineage += *lineage == '^';
		len = strcspn(lineage, ",");
		json_object_array_add(array, json_object_new_string_len(lineage, len));
		lineage += len + (lineage[len] == ',');
	}
	return array;
}

static struct json_object *record_object(const struct batch_record *record)
{
	struct json_object *object = json_object_new_object();
	char name[32];

	object_string(object, "type",
		      record_type_name(record->type, name, sizeof(name)));
	object_text(object, "text", record->text);
	return object;
}

static int print_event(const struct view *view, const struct event_view *event)
{
	struct json_object *object = begin(event->time, event->machine,
					   event->boot, event->serial,
					   event->contid);
	struct json_object *records = json_object_new_array();
	size_t i;

	(void)view;
	if (!object || !records)
		return -ENOMEM;
	if (*event->name)
		object_string(object, "name", event->name);
	json_object_object_add(object, "lineage", lineage_array(event->lineage));
	if (event->uncertain)
		json_object_object_add(object, "uncertain",
				       json_object_new_boolean(true));
	for (i = 0; i < event->nr_records; i++)
		json_object_array_add(records, record_object(&event->records[i]));
	json_object_object_add(object, "records", records);
	return object_print(object);
}

static int print_note(const struct view *view, const struct note *note)
{
	struct json_object *object = begin(note->key / 2, note->machine,
					   note->boot, note->serial,
					   view->trail->args.contid);

	if (!object)
		return -ENOMEM;
	if (*note->name)
		object_string(object, "name", note->name);
	object_string(object, "note", note->kind);
	object_string(object, "text", note->text);
	return object_print(object);
}

const struct view view_json = {
	.event = print_event,
	.note = print_note,
};
