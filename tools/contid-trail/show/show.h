/* SPDX-License-Identifier: GPL-2.0 */
/* How stories are printed. */
#ifndef CONTID_TRAIL_SHOW_H
#define CONTID_TRAIL_SHOW_H

#include <json-c/json.h>

#include "story/view.h"

/* time.c */
const char *time_text(uint64_t ms, char *text, size_t size);
const char *time_seconds(uint64_t ms, char *text, size_t size);

/* text.c, json.c, interpret.c */
extern const struct view view_text, view_json, view_interpret;
void text_name(const struct view *view, const char *name);
void text_note_name(const struct note *note);

/* object.c */
void object_text(struct json_object *object, const char *key, struct text text);
void object_string(struct json_object *object, const char *key, const char *text);
void object_u64(struct json_object *object, const char *key, uint64_t value);
void object_time(struct json_object *object, const char *key, uint64_t ms);
int object_print(struct json_object *object);

#endif /* CONTID_TRAIL_SHOW_H */
