// SPDX-License-Identifier: GPL-2.0
/* Items of the output: in text a line, in JSON an object. */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "output/output.h"

static bool is_text(const struct item *item, enum form form)
{
	return form & TEXT && !item->ctl->json;
}

static bool is_json(const struct item *item, enum form form)
{
	return form & JSON && item->ctl->json;
}

/* @json is NULL in text and, which is an error, without memory. */
static struct item new_item(struct ctl *ctl, struct json_object *json)
{
	if (ctl->json && !json)
		output_no_memory(ctl);
	return (struct item){ .ctl = ctl, .json = json };
}

/* Make @value, NULL when there is no memory for it, a member of the item. */
static void add(const struct item *item, const char *key,
		struct json_object *value)
{
	if (value && item->json &&
	    !json_object_object_add(item->json, key, value))
		return;
	json_object_put(value);
	output_no_memory(item->ctl);
}

static void append(const struct item *array, struct json_object *value)
{
	if (value && array->json && !json_object_array_add(array->json, value))
		return;
	json_object_put(value);
	output_no_memory(array->ctl);
}

/* Begin an item of the output. */
struct item item_begin(struct ctl *ctl)
{
	ctl->line = false;
	return new_item(ctl, ctl->json ? json_object_new_object() : NULL);
}

/* Print the item: in JSON, as the next object of the array. */
void item_end(const struct item *item)
{
	if (item->ctl->json)
		output_object(item->ctl, item->json);
	else
		output_printf(item->ctl, "\n");
}

/* Print the item: in JSON, as a line of its own. */
void item_end_line(const struct item *item)
{
	if (item->ctl->json)
		output_json_line(item->ctl, item->json);
	else
		output_printf(item->ctl, "\n");
}

/**
 * item_array - begin an array in an item.
 * @item: the item
 * @key: key of the array in JSON; in text, what is put into the array continues
 *	the line
 *
 * Return: the array, for item_object() and item_element().
 */
struct item item_array(const struct item *item, const char *key)
{
	struct item array;

	if (!item->ctl->json)
		return *item;
	array = new_item(item->ctl, json_object_new_array());
	add(item, key, array.json);
	return array;
}

/* Begin an object in an array. */
struct item item_object(const struct item *array)
{
	struct item object;

	if (!array->ctl->json)
		return *array;
	object = new_item(array->ctl, json_object_new_object());
	append(array, object.json);
	return object;
}

/* Begin an object that is a member of another. */
struct item item_member(const struct item *item, const char *key)
{
	struct item object;

	if (!item->ctl->json)
		return *item;
	object = new_item(item->ctl, json_object_new_object());
	add(item, key, object.json);
	return object;
}

/* Text without a key, which JSON has in another way */
void item_words(const struct item *item, const char *fmt, ...)
{
	va_list ap;

	if (item->ctl->json)
		return;
	if (item->ctl->line)
		output_printf(item->ctl, " ");
	item->ctl->line = true;
	va_start(ap, fmt);
	output_vprintf(item->ctl, fmt, ap);
	va_end(ap);
}

void item_u32(const struct item *item, enum form form, const char *key,
	      uint32_t value)
{
	if (is_text(item, form))
		item_words(item, "%s %" PRIu32, key, value);
	if (is_json(item, form))
		add(item, key, json_object_new_int64(value));
}

/* JSON numbers are doubles to many a reader: 64 bits go as a string. */
void item_u64(const struct item *item, enum form form, const char *key,
	      uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	item_string(item, form, key, text);
}

void item_string(const struct item *item, enum form form, const char *key,
		 const char *value)
{
	if (is_text(item, form))
		item_words(item, "%s %s", key, value);
	if (is_json(item, form))
		add(item, key, json_object_new_string(value));
}

/* In JSON, a member without value */
void item_null(const struct item *item, const char *key)
{
	if (item->ctl->json &&
	    (!item->json || json_object_object_add(item->json, key, NULL)))
		output_no_memory(item->ctl);
}

/* A string of an array, and a word in text */
void item_element(const struct item *array, const char *word)
{
	item_words(array, "%s", word);
	if (array->ctl->json)
		append(array, json_object_new_string(word));
}
