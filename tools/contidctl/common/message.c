// SPDX-License-Identifier: GPL-2.0
/* Messages about what went wrong. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/message.h"

/* Have messages begin with the name of @command, or with none, and no file. */
void ctl_name(struct ctl *ctl, const char *command)
{
	ctl->file = NULL;
	snprintf(ctl->name, sizeof(ctl->name), "contidctl%s%s",
		 command ? ": " : "", command ? command : "");
}

/* Begin a message, with the command and the place in a file. */
void ctl_begin(const struct ctl *ctl)
{
	fprintf(stderr, "%s: ", ctl->name);
	if (ctl->file && ctl->file_line)
		fprintf(stderr, "%s:%lu: ", ctl->file, ctl->file_line);
	else if (ctl->file)
		fprintf(stderr, "%s: ", ctl->file);
}

/* Warn of something that is no error, but probably not intended. */
void ctl_warn(const struct ctl *ctl, const char *text)
{
	ctl_begin(ctl);
	fprintf(stderr, "warning: %s\n", text);
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

	ctl_begin(ctl);
	fprintf(stderr, "%s\n", strerror(-err));
	return CTL_REFUSED;
}

/* Report that the system refused something, @err being negative. */
int ctl_system(const struct ctl *ctl, const char *what, int err)
{
	ctl_begin(ctl);
	fprintf(stderr, "%s: %s\n", what, strerror(-err));
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
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	return ctl_hint(ctl);
}
