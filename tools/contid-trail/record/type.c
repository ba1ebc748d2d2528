// SPDX-License-Identifier: GPL-2.0
/* The types of records, by number and by name. */

#include <stdio.h>
#include <stdlib.h>

#include <libaudit.h>

#include "record/record.h"

static const struct {
	uint32_t type;
	const char *name;
} own_types[] = {
	{ TYPE_CONTAINER_OP, "CONTAINER_OP" },
	{ TYPE_CONTAINER_ID, "CONTAINER_ID" },
	{ TYPE_NS_OP, "NS_OP" },
	{ TYPE_NS_INFO, "NS_INFO" },
};

#define N_OWN	(sizeof(own_types) / sizeof(own_types[0]))

/* Digits and, behind them, @end */
static uint32_t type_number(const char *text, const char *end)
{
	char *rest;
	unsigned long value;

	if (*text < '0' || *text > '9')
		return 0;
	value = strtoul(text, &rest, 10);
	return strcmp(rest, end) || value > UINT32_MAX ? 0 : value;
}

/**
 * record_type - the number of a type.
 * @name: its name, UNKNOWN[NUMBER], or its number
 *
 * Return: the number, 0 when it is unknown.
 */
uint32_t record_type(struct text name)
{
	char text[64];
	size_t i;
	int type;

	if (!name.len || name.len >= sizeof(text))
		return 0;
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';

	if (!strncmp(text, "UNKNOWN[", 8))
		return type_number(text + 8, "]");
	if (*text >= '0' && *text <= '9')
		return type_number(text, "");
	for (i = 0; i < N_OWN; i++)
		if (!strcmp(text, own_types[i].name))
			return own_types[i].type;
	type = audit_name_to_msg_type(text);
	return type > 0 ? type : 0;
}

/* The name of a type; @room has place for that of one without. */
const char *record_type_name(uint32_t type, char *room, size_t size)
{
	const char *name;
	size_t i;

	for (i = 0; i < N_OWN; i++)
		if (own_types[i].type == type)
			return own_types[i].name;
	name = audit_msg_type_to_name(type);
	if (name)
		return name;
	snprintf(room, size, "UNKNOWN[%u]", type);
	return room;
}
