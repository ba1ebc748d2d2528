// SPDX-License-Identifier: GPL-2.0
/*
 * Names of containers in records. A CONTAINER_OP has the name of the container that a
 * process comes to, or that ends, as audit writes all text of users: in quotes, or in
 * hexadecimal digits.
 */

#include "record/lineage.h"
#include "record/name.h"
#include "record/record.h"

/**
 * struct about - whether a lineage is that of a container.
 * @key: the container
 * @found: it begins a lineage
 */
struct about {
	struct text key;
	bool found;
};

static void look(const char *key, struct text lineage, bool own, void *data)
{
	struct about *about = data;

	(void)lineage;
	about->found |= own && text_is(text_of(key), about->key);
}

/* Whether the name of a CONTAINER_OP is that of the container */
static bool is_about(struct text key, struct text text)
{
	struct text op = record_field(text, "op");
	struct about about = { .key = key };
	const char *field = NULL;

	if (text_is(op, text_of("set")))
		field = "contid";
	else if (text_is(op, text_of("end")))
		field = "old-contid";
	/* A refused request has the name that it asked for. */
	if (!field || !text_is(record_field(text, "res"), text_of("1")))
		return false;
	lineage_each(record_field(text, field), look, &about);
	return about.found;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Returns how many bytes there are, or 0 of what is no name. */
static size_t decode_hex(struct text value, char name[NAME_SIZE])
{
	size_t i, len = value.len / 2;

	if (value.len % 2 || len >= NAME_SIZE)
		return 0;
	for (i = 0; i < len; i++) {
		int high = digit(value.at[2 * i]), low = digit(value.at[2 * i + 1]);

		if (high < 0 || low < 0 || !(high | low))
			return 0;
		name[i] = high << 4 | low;
	}
	return len;
}

static size_t decode(struct text value, char name[NAME_SIZE])
{
	size_t len = value.len - 2;

	if (!value.len || *value.at != '"')
		return decode_hex(value, name);
	if (value.len < 2 || value.at[value.len - 1] != '"' || len >= NAME_SIZE ||
	    memchr(value.at, '\0', value.len))
		return 0;
	memcpy(name, value.at + 1, len);
	return len;
}

/**
 * record_name - the name of a container in a CONTAINER_OP.
 * @key: the container, as of lineage_each()
 * @text: text of the record
 * @name: where to put the name, with a NUL behind it
 *
 * Return: the name, which is in @name; a length of 0 if the record has none of it.
 */
struct text record_name(struct text key, struct text text, char name[NAME_SIZE])
{
	struct text value = record_field(text, "name");
	size_t len = value.len && is_about(key, text) ? decode(value, name) : 0;

	name[len] = '\0';
	return (struct text){ name, len };
}
