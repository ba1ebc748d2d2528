// SPDX-License-Identifier: GPL-2.0
/* The types of records as they stand in a log. */

#include <stdlib.h>

#include "record/record.h"

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

	if (!name.len || name.len >= sizeof(text))
		return 0;
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';

	if (!strncmp(text, "UNKNOWN[", 8))
		return type_number(text + 8, "]");
	if (*text >= '0' && *text <= '9')
		return type_number(text, "");
	return record_type_number(text);
}
