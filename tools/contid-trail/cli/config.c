// SPDX-License-Identifier: GPL-2.0
/* The configuration file: lines "NAME = VALUE", and # for comments. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trail.h"

static bool parse_text(const char *text, char **value)
{
	free(*value);
	*value = strdup(text);
	return *value && *text;
}

/* A number of bytes, with K, M or G behind it or not */
static bool parse_size(const char *text, uint64_t *size)
{
	size_t digits = strspn(text, "0123456789");
	const char *unit = text + digits;
	int shift = *unit == 'K' ? 10 : *unit == 'M' ? 20 : *unit == 'G' ? 30 : 0;

	if (!digits || digits > 9 || unit[!!shift])
		return false;
	*size = strtoull(text, NULL, 10) << shift;
	return true;
}

static bool parse_skew(const char *text, uint64_t *skew)
{
	return strchr(text, '-') == NULL && time_parse(text, false, skew);
}

/* Returns false when @value is none for @name; *@known says whether there is one. */
static bool set(struct args *args, const char *name, const char *value,
		bool *known)
{
	*known = true;
	if (!strcmp(name, "store"))
		return args->store || parse_text(value, &args->store);
	if (!strcmp(name, "spool"))
		return args->spool || parse_text(value, &args->spool);
	if (!strcmp(name, "spool-limit"))
		return parse_size(value, &args->spool_limit);
	if (!strcmp(name, "skew"))
		return parse_skew(value, &args->skew);
	*known = false;
	return false;
}

static char *strip(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r\n", end[-1]))
		*--end = '\0';
	return text;
}

static int parse_line(struct trail *trail, char *line, unsigned int number)
{
	const char *conf = trail->args.conf;
	char *name = strip(line);
	char *value = strchr(name, '=');
	bool known;

	if (!*name || *name == '#')
		return TRAIL_DONE;
	if (!value)
		return trail_failed(trail, "%s:%u: '%s' is no NAME = VALUE", conf,
				    number, name);
	*value++ = '\0';
	name = strip(name);
	value = strip(value);
	if (set(&trail->args, name, value, &known))
		return TRAIL_DONE;
	if (!known)
		return trail_failed(trail, "%s:%u: there is no '%s': store, spool, spool-limit and skew are known",
				    conf, number, name);
	return trail_failed(trail, "%s:%u: '%s' is no value for %s", conf,
			    number, value, name);
}

/**
 * config_read - read the configuration file.
 * @trail: the run; what its arguments say already stays as it is
 *
 * Return: TRAIL_DONE, also when there is no such file and none was asked for; or what
 * to exit with, after a message.
 */
int config_read(struct trail *trail)
{
	const char *path = trail->args.conf;
	unsigned int number = 0;
	char line[4096];
	int ret = TRAIL_DONE;
	FILE *file;

	file = fopen(path, "re");
	if (!file && errno == ENOENT && !strcmp(path, TRAIL_CONF))
		return TRAIL_DONE;
	if (!file)
		return trail_failed(trail, "%s: %s", path, strerror(errno));
	while (!ret && fgets(line, sizeof(line), file))
		ret = parse_line(trail, line, ++number);
	fclose(file);
	return ret;
}
