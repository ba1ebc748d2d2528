// SPDX-License-Identifier: GPL-2.0
/* Numbers and identifiers as words. */

#include <errno.h>
#include <stdlib.h>

#include "common/util.h"

/**
 * parse_number - read a number.
 * @text: digits and nothing else, so neither sign nor space
 * @base: 10, or 0 to take hexadecimal digits behind 0x and octal ones behind 0
 * @min: the least that is wanted
 * @max: the most
 * @value: where to put it; not touched on failure
 *
 * Return: whether it is one.
 */
bool parse_number(const char *text, int base, uint32_t min, uint32_t max,
		  uint32_t *value)
{
	unsigned long long n;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoull(text, &end, base);
	if (*end || errno || n < min || n > max)
		return false;
	*value = n;
	return true;
}

/* What a CONTID may be, after contid_parse() returned @err. */
const char *contid_wanted(int err)
{
	if (err == -ERANGE)
		return "0 to 18446744073709551614";
	return "a number or a hex id of 16 or more digits";
}
