// SPDX-License-Identifier: GPL-2.0
/* Text from outside, made fit for output and messages. */

#include <stdio.h>

#include "output/output.h"

static void escape_also(char *text, size_t size, const char *bytes, size_t len,
			unsigned char also)
{
	*text = '\0';
	for (; len && size > 4; len--) {
		unsigned char c = *bytes++;
		const char *fmt = c < ' ' || c > '~' || c == '\\' || c == also ?
				  "\\%03o" : "%c";
		int n = snprintf(text, size, fmt, c);

		text += n;
		size -= n;
	}
}

/**
 * escape - copy bytes so that they can neither confuse a terminal nor break JSON.
 * @text: where to put them; what does not fit is left out
 * @size: bytes of @text
 * @bytes: the bytes; what is not printable ASCII becomes \ooo, and so does a
 *	backslash
 * @len: how many there are
 */
void escape(char *text, size_t size, const char *bytes, size_t len)
{
	escape_also(text, size, bytes, len, '\\');
}

/* The same, for text to be one word of a line: a space becomes \040. */
void escape_word(char *text, size_t size, const char *bytes, size_t len)
{
	escape_also(text, size, bytes, len, ' ');
}
