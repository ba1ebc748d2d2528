// SPDX-License-Identifier: GPL-2.0
/* Times on the command line. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/trail.h"

/* Up to three digits behind a point, as milliseconds */
static bool parse_ms(const char *text, bool end, unsigned int *ms)
{
	size_t digits;

	*ms = end ? 999 : 0;
	if (!*text)
		return true;
	if (*text++ != '.')
		return false;
	digits = strspn(text, "0123456789");
	if (!digits || digits > 3 || text[digits])
		return false;
	*ms = atoi(text) * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
	return true;
}

static bool parse_seconds(const char *text, bool end, uint64_t *time)
{
	size_t digits = strspn(text, "0123456789");
	unsigned int ms;

	if (!digits || digits > 12 || !parse_ms(text + digits, end, &ms))
		return false;
	*time = strtoull(text, NULL, 10) * 1000 + ms;
	return true;
}

/* The forms that a local time may have, and how many seconds each one leaves open */
static const struct {
	const char *form;
	int open;
} forms[] = {
	{ "%Y-%m-%dT%H:%M:%S", 0 },
	{ "%Y-%m-%d %H:%M:%S", 0 },
	{ "%Y-%m-%dT%H:%M", 59 },
	{ "%Y-%m-%d %H:%M", 59 },
	{ "%Y-%m-%d", 24 * 60 * 60 - 1 },
};

/**
 * time_parse - read a time.
 * @text: seconds since 1970, as in records, or local time: 2026-11-24, with 20:06,
 *	20:06:56 or 20:06:56.380 behind it
 * @end: the last moment that is meant, and not the first
 * @ms: where to put it, in milliseconds since 1970
 *
 * Return: whether it is a time.
 */
bool time_parse(const char *text, bool end, uint64_t *ms)
{
	unsigned int part;
	size_t i;

	if (parse_seconds(text, end, ms))
		return true;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *rest = strptime(text, forms[i].form, &tm);
		time_t seconds;

		if (!rest || !parse_ms(rest, end, &part))
			continue;
		seconds = mktime(&tm);
		if (seconds < 0)
			return false;
		*ms = (seconds + (end ? forms[i].open : 0)) * 1000ULL + part;
		return true;
	}
	return false;
}
