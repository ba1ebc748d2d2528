// SPDX-License-Identifier: GPL-2.0
/* Text in an HTML file: every byte that means something to HTML is a reference. */

#include "base/escape.h"
#include "show/html_parts.h"

static void html_char(FILE *file, char c)
{
	switch (c) {
	case '<':
		fputs("&lt;", file);
		break;
	case '>':
		fputs("&gt;", file);
		break;
	case '&':
		fputs("&amp;", file);
		break;
	case '"':
		fputs("&quot;", file);
		break;
	case '\'':
		fputs("&#39;", file);
		break;
	default:
		putc(c, file);
	}
}

/* Text from outside: as in JSON, \ooo for what is no printable ASCII */
void html_text(FILE *file, struct text text)
{
	struct bytes safe = { 0 };
	size_t i;

	escape_add(&safe, text);
	for (i = 0; i < safe.len; i++)
		html_char(file, safe.data[i]);
	bytes_free(&safe);
}
