// SPDX-License-Identifier: GPL-2.0
/*
 * Lineages, such as 4,^2,^1, and lists of them. A container is filed under its
 * identifier or, when a delegate picked that, under the nearest identifier of the
 * host above it: +5,^+4,^707 is 707/5. The records do not say which ancestor
 * delegated, so 707/5 and 707/4/5 are filed under one key; the lineages of their
 * records tell them apart.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <contid/contid.h>

#include "record/lineage.h"

/**
 * struct member - an identifier in a lineage.
 * @id: the identifier
 * @ancestor: it has a ^
 * @delegated: it has a +
 * @end: behind its last digit
 */
struct member {
	uint64_t id;
	bool ancestor;
	bool delegated;
	const char *end;
};

static bool take_id(const char *at, const char *end, struct member *member)
{
	char digits[24];
	size_t len = 0;

	while (at + len < end && at[len] >= '0' && at[len] <= '9')
		len++;
	if (!len || len >= sizeof(digits))
		return false;
	memcpy(digits, at, len);
	digits[len] = '\0';
	member->end = at + len;
	return !contid_parse(digits, &member->id);
}

static bool take_member(const char *at, const char *end, struct member *member)
{
	member->ancestor = at < end && *at == '^';
	at += member->ancestor;
	member->delegated = at < end && *at == '+';
	at += member->delegated;
	return take_id(at, end, member) &&
	       (member->end == end || *member->end == ',');
}

/* The key of the first of @n members */
static void make_key(const struct member *members, int n, char key[KEY_SIZE])
{
	int i = 0;

	while (i < n && members[i].delegated)
		i++;
	if (!i)
		snprintf(key, KEY_SIZE, "%" PRIu64, members->id);
	else if (i < n)
		snprintf(key, KEY_SIZE, "%" PRIu64 "/%" PRIu64, members[i].id,
			 members->id);
	else
		snprintf(key, KEY_SIZE, "+%" PRIu64, members->id);
}

/* Read a lineage at *@at, and go on behind it. Returns how many members it has. */
static int take_lineage(const char **at, const char *end,
			struct member members[LINEAGE_MAX])
{
	const char *next = *at;
	int n = 0;

	while (n < LINEAGE_MAX && take_member(next, end, &members[n]) &&
	       members[n].ancestor == (n > 0)) {
		next = members[n++].end;
		*at = next;
		if (next == end)
			break;
		next++;
	}
	return n;
}

/**
 * lineage_each - the containers of a list of lineages.
 * @list: the list, as of contid= in a record: 4,^2,^1,9
 * @fn: called for each
 * @data: for @fn
 *
 * Return: whether all of the list could be read.
 */
bool lineage_each(struct text list, lineage_fn fn, void *data)
{
	const char *at = list.at, *end = list.at + list.len;
	struct member members[LINEAGE_MAX];
	char key[KEY_SIZE];
	int i, n;

	while (at < end) {
		struct text lineage = { at, 0 };

		n = take_lineage(&at, end, members);
		if (!n)
			return false;
		lineage.len = at - lineage.at;
		for (i = 0; i < n; i++) {
			make_key(members + i, n - i, key);
			fn(key, lineage, !i, data);
		}
		at += at < end;
	}
	return true;
}

/* Read the identifiers of @path. Returns how many there are, or -EINVAL. */
static int parse_path(const char *path, uint64_t ids[LINEAGE_MAX])
{
	char part[256];
	int n = 0;

	for (;;) {
		size_t len = strcspn(path, "/");

		if (n == LINEAGE_MAX || len >= sizeof(part))
			return -EINVAL;
		memcpy(part, path, len);
		part[len] = '\0';
		if (contid_parse(part, &ids[n++]))
			return -EINVAL;
		if (!path[len])
			return n;
		path += len + 1;
	}
}

/**
 * lineage_key - the key of a container that a person names.
 * @path: a CONTID, or a path such as 707/4
 * @key: where to put it
 *
 * Return: whether @path names a container.
 */
bool lineage_key(const char *path, char key[KEY_SIZE])
{
	uint64_t ids[LINEAGE_MAX];
	int n = parse_path(path, ids);

	if (n < 1)
		return false;
	if (n == 1)
		snprintf(key, KEY_SIZE, "%" PRIu64, ids[0]);
	else
		snprintf(key, KEY_SIZE, "%" PRIu64 "/%" PRIu64, ids[0],
			 ids[n - 1]);
	return true;
}

/* Whether a container of @path, several identifiers, is in @lineage */
bool lineage_has_path(struct text lineage, const char *path)
{
	const char *at = lineage.at, *end = lineage.at + lineage.len;
	struct member members[LINEAGE_MAX];
	uint64_t ids[LINEAGE_MAX];
	int n = parse_path(path, ids);
	int count, i;

	if (n < 2)
		return n == 1;
	count = take_lineage(&at, end, members);
	for (i = 0; i < count && n; i++)
		if (members[i].id == ids[n - 1] &&
		    members[i].delegated == (n > 1))
			n--;
	return !n;
}
