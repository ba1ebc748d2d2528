// SPDX-License-Identifier: GPL-2.0
/* ClickHouse's format TabSeparated, which keeps every byte. */

#include <inttypes.h>

#include "store/tsv.h"

static const char plain[] = "\b\f\r\n\t\\'";
static const char letters[] = "bfrnt\\'";

/* Add a column. A tab follows it, which tsv_end() makes a newline behind the last. */
void tsv_add(struct bytes *bytes, struct text text)
{
	size_t i, done = 0;

	for (i = 0; i < text.len; i++) {
		const char *at = text.at[i] ? strchr(plain, text.at[i]) : NULL;
		char escaped[2] = { '\\', at ? letters[at - plain] : '0' };

		if (!at && text.at[i])
			continue;
		bytes_add(bytes, text.at + done, i - done);
		bytes_add(bytes, escaped, 2);
		done = i + 1;
	}
	bytes_add(bytes, text.at + done, text.len - done);
	bytes_add(bytes, "\t", 1);
}

void tsv_add_u64(struct bytes *bytes, uint64_t value)
{
	bytes_printf(bytes, "%" PRIu64 "\t", value);
}

void tsv_end(struct bytes *bytes)
{
	if (!bytes->failed && bytes->len)
		bytes->data[bytes->len - 1] = '\n';
}

static char unescaped(char letter)
{
	const char *at = letter ? strchr(letters, letter) : NULL;

	if (letter == '0')
		return '\0';
	return at ? plain[at - letters] : letter;
}

/**
 * tsv_split - take a line apart.
 * @line: the line
 * @room: as many bytes as the line has, for what the columns point to
 * @columns: where to put them
 * @nr_columns: how many there have to be
 *
 * Return: whether there are as many.
 */
bool tsv_split(struct text line, char *room, struct text *columns, int nr_columns)
{
	size_t i;
	int n = 0;

	columns[0] = (struct text){ room, 0 };
	for (i = 0; i < line.len; i++) {
		char c = line.at[i];

		if (c == '\t') {
			if (++n == nr_columns)
				return false;
			columns[n] = (struct text){ room, 0 };
			continue;
		}
		if (c == '\\' && i + 1 < line.len)
			c = unescaped(line.at[++i]);
		*room++ = c;
		columns[n].len++;
	}
	return n + 1 == nr_columns;
}

bool tsv_u64(struct text column, uint64_t *value)
{
	size_t i;

	*value = 0;
	if (!column.len || column.len > 20)
		return false;
	for (i = 0; i < column.len; i++) {
		unsigned int digit = column.at[i] - '0';

		if (digit > 9 || *value > (UINT64_MAX - digit) / 10)
			return false;
		*value = *value * 10 + digit;
	}
	return true;
}
