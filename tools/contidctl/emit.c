// SPDX-License-Identifier: GPL-2.0
/* What commands print: one line for each object, or one JSON array of them. */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "emit.h"

/**
 * emit - print.
 * @ctl: the run, which is told when it fails
 * @fmt: as for printf()
 */
void emit(struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vprintf(fmt, ap) < 0 && !ctl->out_errno)
		ctl->out_errno = errno;
	va_end(ap);
}

/*
 * What is not printable ASCII becomes \ooo, so that it can neither confuse a
 * terminal nor break JSON.
 */
void escape(char *text, size_t size, const char *bytes, size_t len)
{
	*text = '\0';
	for (; len && size > 4; len--) {
		unsigned char c = *bytes++;
		const char *fmt = c < ' ' || c > '~' || c == '\\' ?
				  "\\%03o" : "%c";
		int n = snprintf(text, size, fmt, c);

		text += n;
		size -= n;
	}
}

/* What was to be printed does not fit the memory. */
void emit_no_memory(struct ctl *ctl)
{
	if (!ctl->out_errno)
		ctl->out_errno = ENOMEM;
}

/* Make @value, NULL when there is no memory for it, a member of @object. */
void json_add(struct ctl *ctl, struct json_object *object, const char *key,
	      struct json_object *value)
{
	if (!value || json_object_object_add(object, key, value))
		emit_no_memory(ctl);
}

/* Make @value, NULL when there is no memory for it, the next one of @array. */
void json_append(struct ctl *ctl, struct json_object *array,
		 struct json_object *value)
{
	if (!value || json_object_array_add(array, value))
		emit_no_memory(ctl);
}

/* JSON numbers are doubles to many a reader: 64 bits go as a string. */
void json_add_u64(struct ctl *ctl, struct json_object *object,
		  const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	json_add(ctl, object, key, json_object_new_string(text));
}

void json_add_u32(struct ctl *ctl, struct json_object *object,
		  const char *key, uint32_t value)
{
	json_add(ctl, object, key, json_object_new_int64(value));
}

/* @object as text, which is its own, or NULL. */
static const char *json_text(struct ctl *ctl, struct json_object *object)
{
	int style = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	if (ctl->pretty)
		style |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	text = json_object_to_json_string_ext(object, style);
	if (!text)
		emit_no_memory(ctl);
	return text;
}

/* Print and free @object, as the next one of the array. */
void emit_object(struct ctl *ctl, struct json_object *object)
{
	const char *text = json_text(ctl, object);

	if (text)
		emit(ctl, "%s", ctl->objects++ ? "," : "[");
	if (text && !ctl->pretty)
		emit(ctl, "%s", text);
	while (text && ctl->pretty) {
		const char *end = strchr(text, '\n');
		int len = end ? end - text : (int)strlen(text);

		emit(ctl, "\n  %.*s", len, text);
		text = end ? end + 1 : NULL;
	}
	json_object_put(object);
}

/* Print and free @object, as a line of its own. */
void emit_json_line(struct ctl *ctl, struct json_object *object)
{
	const char *text = json_text(ctl, object);

	if (text)
		emit(ctl, "%s\n", text);
	json_object_put(object);
}

/* Bring out what has been printed, for those who wait for it. */
void emit_flush(struct ctl *ctl)
{
	if ((fflush(stdout) || ferror(stdout)) && !ctl->out_errno)
		ctl->out_errno = errno;
}

/* After the last object. */
void print_end(struct ctl *ctl)
{
	if (ctl->json)
		emit(ctl, "%s%s]\n", ctl->objects ? "" : "[",
		     ctl->objects && ctl->pretty ? "\n" : "");
}

/**
 * print_flush - bring out what has been printed, at the end of a command.
 * @ctl: the run
 *
 * Return: DONE, or what to exit with when it did not all come out, after a
 * message.
 */
int print_flush(struct ctl *ctl)
{
	emit_flush(ctl);
	if (!ctl->out_errno)
		return DONE;
	return ctl_system(ctl, "standard output", -ctl->out_errno);
}
