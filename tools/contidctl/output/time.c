// SPDX-License-Identifier: GPL-2.0
/* Times as they are printed. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "output/output.h"

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_USEC	1000ULL

static uint64_t nanoseconds(const struct timespec *ts)
{
	return ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

struct moment moment_now(void)
{
	struct timespec real, boot;

	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return (struct moment){ nanoseconds(&boot), nanoseconds(&real) };
}

/* A point in time of CLOCK_BOOTTIME, as the clocks stand to each other now */
struct moment moment_of(uint64_t boot)
{
	struct moment now = moment_now();

	return (struct moment){ boot, boot + now.real - now.boot };
}

static bool local_time(const struct moment *moment, struct tm *tm)
{
	time_t seconds = moment->real / NSEC_PER_SEC;

	return localtime_r(&seconds, tm);
}

/* As RFC 3339 has it, with microseconds; "" for what no calendar has */
static void rfc3339(const struct moment *moment, char *text, size_t size)
{
	char zone[16];
	char date[64];
	struct tm tm;

	*text = '\0';
	if (!local_time(moment, &tm))
		return;
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	snprintf(text, size, "%s.%06llu%.3s:%s", date,
		 moment->real % NSEC_PER_SEC / NSEC_PER_USEC, zone,
		 strlen(zone) > 3 ? zone + 3 : "00");
}

/* When a container was created, in text to the second */
void item_created(const struct item *item, enum form form, uint64_t created)
{
	struct moment moment = moment_of(created);
	char text[64] = "?";
	struct tm tm;

	if (local_time(&moment, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S%z", &tm);
	item_string(item, form & TEXT, "created", text);
	item_u64(item, form & JSON, "created", created);
	if (form & JSON)
		item_time(item, "created_time", &moment);
}

/* In text, a point in time in brackets, as 'ip -ts' prints it */
void item_moment(const struct item *item, const struct moment *moment)
{
	char text[128];

	rfc3339(moment, text, sizeof(text));
	item_words(item, "[%s]", text);
}

/* In JSON, a point in time by the wall clock */
void item_time(const struct item *item, const char *key,
	       const struct moment *moment)
{
	char text[128];

	if (!item->ctl->json)
		return;
	rfc3339(moment, text, sizeof(text));
	item_string(item, JSON, key, text);
}
