// SPDX-License-Identifier: GPL-2.0
/* JSON objects, one a line. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/escape.h"
#include "show/show.h"

/* Text from outside: \ooo stands for what is no printable ASCII, and for \. */
void object_text(struct json_object *object, const char *key, struct text text)
{
	struct bytes safe = { 0 };

	escape_add(&safe, text);
	json_object_object_add(object, key,
			       json_object_new_string_len(safe.data ?: "", safe.len));
	bytes_free(&safe);
}

void object_string(struct json_object *object, const char *key, const char *text)
{
	object_text(object, key, text_of(text));
}

/* 64 bits go as a string: many readers take numbers for doubles. */
void object_u64(struct json_object *object, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	object_string(object, key, text);
}

void object_time(struct json_object *object, const char *key, uint64_t ms)
{
	char text[32];

	object_string(object, key, time_seconds(ms, text, sizeof(text)));
}

/* Print and free an object. Returns 0 or a negative errno. */
int object_print(struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object,
		JSON_C_TO_STRING_NOSLASHESCAPE);
	int err = 0;

	if (!text)
		err = -ENOMEM;
	else if (puts(text) < 0)
		err = -errno;
	json_object_put(object);
	return err;
}
