// SPDX-License-Identifier: GPL-2.0
/* Text from outside, made fit for terminals and JSON. */

#include <stdio.h>

#include "base/escape.h"

/* Copy text, with \ooo for what is not printable; what does not fit is left out. */
void escape_line(char *safe, size_t size, const char *text)
{
	*safe = '\0';
	for (; *text && size > 4; text++) {
		unsigned char c = *text;
		int n = snprintf(safe, size, c < ' ' || c == 0x7f ? "\\%03o" : "%c", c);

		safe += n;
		size -= n;
	}
}

static void add(struct bytes *bytes, struct text text, const char *also)
{
	size_t i, done = 0;

	for (i = 0; i < text.len; i++) {
		unsigned char c = text.at[i];

		if (c >= ' ' && c <= '~' && !strchr(also, c))
			continue;
		bytes_add(bytes, text.at + done, i - done);
		bytes_printf(bytes, "\\%03o", c);
		done = i + 1;
	}
	bytes_add(bytes, text.at + done, text.len - done);
}

/* Add text of a record: \ooo stands for what is no printable ASCII, and for \. */
void escape_add(struct bytes *bytes, struct text text)
{
	add(bytes, text, "\\");
}

/* Add text as one word of a line: \ooo also stands for a space. */
void escape_word(struct bytes *bytes, struct text text)
{
	add(bytes, text, "\\ ");
}
