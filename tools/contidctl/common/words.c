// SPDX-License-Identifier: GPL-2.0
/* Lines of files, split into words. */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/util.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copy what stands between quotes. Returns -EINVAL when the second is missing. */
static int copy_quoted(char **line, char **out)
{
	char quote = *(*line)++;

	while (**line != quote) {
		if (!**line)
			return -EINVAL;
		*(*out)++ = *(*line)++;
	}
	++*line;
	return 0;
}

/* Copy one word, without its quotes or backslashes. */
static int copy_word(char **line, char **out, enum words_style style)
{
	while (**line && !is_space(**line)) {
		char next = (*line)[1];

		if (style == WORDS_QUOTED &&
		    (**line == '\'' || **line == '"')) {
			if (copy_quoted(line, out))
				return -EINVAL;
			continue;
		}
		if (style == WORDS_ESCAPED && **line == '\\' &&
		    (next == ' ' || next == '\\'))
			++*line;
		*(*out)++ = *(*line)++;
	}
	return 0;
}

/**
 * words_split - split a line into words, in place.
 * @line: the line; gets cut up
 * @words: where to put the words, and NULL behind them. Every word takes two
 *	bytes of the line, the last perhaps one.
 * @style: WORDS_QUOTED for our own files: '…' and "…" hold spaces, and a # that
 *	begins a word begins a comment. WORDS_ESCAPED for files that auditctl
 *	reads as well: a backslash goes before spaces and backslashes that
 *	belong to a word.
 *
 * Return: the number of words, or -EINVAL when a quote is left open.
 */
int words_split(char *line, char **words, enum words_style style)
{
	char *out = line;
	int n = 0;

	for (;;) {
		while (is_space(*line))
			line++;
		if (!*line || (style == WORDS_QUOTED && *line == '#'))
			break;
		words[n++] = out;
		if (copy_word(&line, &out, style))
			return -EINVAL;
		/* After *line has been read: @out may point to the same byte. */
		if (*line)
			line++;
		*out++ = '\0';
	}
	words[n] = NULL;
	return n;
}
