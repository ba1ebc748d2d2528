// SPDX-License-Identifier: GPL-2.0
/* Text that is not to control a terminal, nor to look like several lines. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/printable.h"

static bool is_control(unsigned char c)
{
	return c < ' ' || c == 0x7f;
}

/* Whether no byte of @text is a control character. Other alphabets are fine. */
bool is_printable(const char *text)
{
	while (*text && !is_control(*text))
		text++;
	return !*text;
}

/* A copy of @text, for free(), in which \ooo stands for control characters; or NULL. */
char *make_printable(const char *text)
{
	char *copy = malloc(4 * strlen(text) + 1);
	char *to = copy;

	for (; copy && *text; text++) {
		if (is_control(*text))
			to += sprintf(to, "\\%03o", (unsigned char)*text);
		else
			*to++ = *text;
	}
	if (copy)
		*to = '\0';
	return copy;
}
