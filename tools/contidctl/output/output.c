// SPDX-License-Identifier: GPL-2.0
/* Standard output: text, JSON objects in an array, and errors. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/message.h"
#include "output/output.h"

/**
 * output_vprintf - print.
 * @ctl: the run, in which an error is kept
 * @fmt: as for vprintf()
 * @ap: as for vprintf()
 */
void output_vprintf(struct ctl *ctl, const char *fmt, va_list ap)
{
	if (vprintf(fmt, ap) < 0 && !ctl->out_errno)
		ctl->out_errno = errno;
}

void output_printf(struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	output_vprintf(ctl, fmt, ap);
	va_end(ap);
}

/* There is no memory for what was to be printed. */
void output_no_memory(struct ctl *ctl)
{
	if (!ctl->out_errno)
		ctl->out_errno = ENOMEM;
}

/* @object as text, which lives as long as the object, or NULL. */
static const char *json_text(struct ctl *ctl, struct json_object *object)
{
	int style = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = NULL;

	if (ctl->pretty)
		style |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	if (object)
		text = json_object_to_json_string_ext(object, style);
	if (!text)
		output_no_memory(ctl);
	return text;
}

/* Print and free @object, as the next one of the array. */
void output_object(struct ctl *ctl, struct json_object *object)
{
	const char *text = json_text(ctl, object);

	if (text)
		output_printf(ctl, "%s", ctl->array ? "," : "[");
	ctl->array |= !!text;
	if (text && !ctl->pretty)
		output_printf(ctl, "%s", text);
	while (text && ctl->pretty) {
		const char *end = strchr(text, '\n');
		int len = end ? end - text : (int)strlen(text);

		output_printf(ctl, "\n  %.*s", len, text);
		text = end ? end + 1 : NULL;
	}
	json_object_put(object);
}

/* Print and free @object, as a line of its own. */
void output_json_line(struct ctl *ctl, struct json_object *object)
{
	const char *text = json_text(ctl, object);

	if (text)
		output_printf(ctl, "%s\n", text);
	json_object_put(object);
}

/* After the last item: the array ends. */
void output_end(struct ctl *ctl)
{
	if (ctl->json)
		output_printf(ctl, "%s%s]\n", ctl->array ? "" : "[",
			      ctl->array && ctl->pretty ? "\n" : "");
	ctl->array = false;
}

/* Flush standard output: a reader may be waiting for it. */
void output_flush(struct ctl *ctl)
{
	if ((fflush(stdout) || ferror(stdout)) && !ctl->out_errno)
		ctl->out_errno = errno;
}

/**
 * output_finish - flush standard output at the end of a command.
 * @ctl: the run
 *
 * Return: CTL_DONE, or what to exit with after a message, if something could not be
 * printed.
 */
int output_finish(struct ctl *ctl)
{
	output_flush(ctl);
	if (!ctl->out_errno)
		return CTL_DONE;
	return ctl_system(ctl, "standard output", -ctl->out_errno);
}
