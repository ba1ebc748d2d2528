// SPDX-License-Identifier: GPL-2.0
/* Times as they are printed. */

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "show/show.h"

/* Local time, to the millisecond */
const char *time_text(uint64_t ms, char *text, size_t size)
{
	time_t seconds = ms / 1000;
	char date[64] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(text, size, "%s.%03d", date, (int)(ms % 1000));
	return text;
}

/* As records have it */
const char *time_seconds(uint64_t ms, char *text, size_t size)
{
	snprintf(text, size, "%" PRIu64 ".%03d", ms / 1000, (int)(ms % 1000));
	return text;
}
