// SPDX-License-Identifier: GPL-2.0
/* Messages about what went wrong. */

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include "cli/trail.h"
#include "base/escape.h"

/* One line: what is in it may come from records, files and servers. */
static void print(const struct trail *trail, const char *fmt, va_list ap)
{
	char text[1024], safe[4096];

	vsnprintf(text, sizeof(text), fmt, ap);
	escape_line(safe, sizeof(safe), text);
	fprintf(stderr, "%s: %s\n", trail->name, safe);
	if (trail->syslog)
		syslog(LOG_DAEMON | LOG_WARNING, "%s", safe);
}

/* Report wrong arguments. Returns what to exit with. */
int trail_usage(const struct trail *trail, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(trail, fmt, ap);
	va_end(ap);
	fprintf(stderr, "Try 'contid-trail%s help'.\n",
		trail->name[12] ? trail->name + 13 : "");
	return TRAIL_USAGE;
}

/* Report that something failed. Returns what to exit with. */
int trail_failed(const struct trail *trail, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(trail, fmt, ap);
	va_end(ap);
	return TRAIL_FAILED;
}
