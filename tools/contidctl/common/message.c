// SPDX-License-Identifier: GPL-2.0
/* Messages about what went wrong. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/message.h"
#include "common/printable.h"

/* Have messages begin with the name of @command, or with none, and no file. */
void ctl_name(struct ctl *ctl, const char *command)
{
	ctl->file = NULL;
	snprintf(ctl->name, sizeof(ctl->name), "contidctl%s%s",
		 command ? ": " : "", command ? command : "");
}

/*
 * Print a line. What it names may come from a file, an engine or the kernel: \ooo stands
 * for bytes that could control a terminal.
 */
static void print_line(const char *fmt, va_list ap)
{
	char *text = NULL, *safe = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	else
		safe = make_printable(text);
	fprintf(stderr, "%s\n", safe ?: strerror(ENOMEM));
	free(safe);
	free(text);
}

/* Print a line, all of it. */
void ctl_print(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(fmt, ap);
	va_end(ap);
}

/* Print a message. */
void ctl_message(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	ctl_begin(ctl);
	va_start(ap, fmt);
	print_line(fmt, ap);
	va_end(ap);
}

/* Begin a message, with the command and the place in a file. */
void ctl_begin(const struct ctl *ctl)
{
	char *file = ctl->file ? make_printable(ctl->file) : NULL;

	fprintf(stderr, "%s: ", ctl->name);
	if (file && ctl->file_line)
		fprintf(stderr, "%s:%lu: ", file, ctl->file_line);
	else if (file)
		fprintf(stderr, "%s: ", file);
	free(file);
}

/* Warn of something that is no error, but probably not intended. */
void ctl_warn(const struct ctl *ctl, const char *text)
{
	ctl_message(ctl, "warning: %s", text);
}

/* The text of errors of the library itself, for which the kernel has none */
static const char *library_text(int err)
{
	switch (err) {
	case -EAGAIN:
	case -EBADMSG:
	case -ENOBUFS:
	case -ECHILD:
		return contid_strerror(err);
	default:
		return NULL;
	}
}

/**
 * ctl_refused - report that a request failed.
 * @ctl: the run
 * @err: what the library returned, negative
 *
 * Return: what to exit with.
 */
int ctl_refused(const struct ctl *ctl, int err)
{
	const char *text = contid_error_text(ctl->handle);

	if (!text)
		text = library_text(err);
	if (text)
		return ctl_system(ctl, text, err);

	ctl_message(ctl, "%s", strerror(-err));
	return CTL_REFUSED;
}

/* Report that the system refused something, @err being negative. */
int ctl_system(const struct ctl *ctl, const char *what, int err)
{
	ctl_message(ctl, "%s: %s", what, strerror(-err));
	return CTL_REFUSED;
}

/* After a message about wrong arguments, refer to the help; not for lines of files. */
int ctl_hint(const struct ctl *ctl)
{
	const char *command = strchr(ctl->name, ' ');

	if (ctl->file)
		return CTL_USAGE;
	fprintf(stderr, "Try 'contidctl%s help'.\n", command ? command : "");
	return CTL_USAGE;
}

/* Report wrong arguments. */
int ctl_usage(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	ctl_begin(ctl);
	va_start(ap, fmt);
	print_line(fmt, ap);
	va_end(ap);
	return ctl_hint(ctl);
}
