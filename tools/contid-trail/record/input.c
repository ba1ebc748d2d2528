// SPDX-License-Identifier: GPL-2.0
/*
 * The formats of auditd's plugins: lines, and records with a binary header. Which one
 * it is shows at each record, so a reader finds its way again behind garbage. Behind a
 * header, auditd writes all of its buffer, in which the record is the beginning, and
 * the rest of earlier ones may follow. Records that follow each other are read as well.
 */

#include <libaudit.h>

#include "record/record.h"

#define HEADER	sizeof(struct audit_dispatcher_header)
/* A header, and auditd's buffer */
#define WHOLE	(HEADER + MAX_AUDIT_MESSAGE_LENGTH)

static bool read_header(const char *data, size_t len,
			struct audit_dispatcher_header *header)
{
	if (len < HEADER)
		return false;
	memcpy(header, data, HEADER);
	return header->ver <= AUDISP_PROTOCOL_VER2 && header->hlen == HEADER &&
	       header->type && header->size <= INPUT_LINE_MAX;
}

/* Whether @data can be the beginning of a header, little or big endian */
static bool is_header_begin(const char *data, size_t len)
{
	static const uint32_t hlen = HEADER;

	if (len < sizeof(uint32_t))
		return !len || (unsigned char)*data <= AUDISP_PROTOCOL_VER2;
	if (memcmp(data + 1, "\0\0", 2))
		return false;
	len -= sizeof(uint32_t);
	return !memcmp(data + sizeof(uint32_t), &hlen,
		       len < sizeof(hlen) ? len : sizeof(hlen));
}

/* A record's text without the newline or NUL at its end */
static struct text trimmed(struct text text)
{
	while (text.len && (text.at[text.len - 1] == '\n' ||
			    text.at[text.len - 1] == '\0'))
		text.len--;
	return text;
}

/* The data behind a header: of the first version "audit(…): …", else a line */
static bool parse_data(const struct audit_dispatcher_header *header,
		       struct text data, struct record *record)
{
	if (record_parse_message(header->type, data, record))
		return true;
	return record_parse(data, record) && record->type == header->type;
}

/* How many bytes belong to a record, or 0 if that does not show yet */
static size_t binary_size(const char *data, size_t len, bool end, size_t text)
{
	struct audit_dispatcher_header next;

	if (len < HEADER + text)
		return 0;
	if (read_header(data + HEADER + text, len - HEADER - text, &next))
		return HEADER + text;
	if (len >= WHOLE && text <= MAX_AUDIT_MESSAGE_LENGTH)
		return WHOLE;
	return end || len >= WHOLE ? HEADER + text : 0;
}

static enum input next_binary(const char *data, size_t len, bool end, size_t *used,
			      const struct audit_dispatcher_header *header,
			      struct record *record)
{
	struct text text = { data + HEADER, header->size };
	size_t size = binary_size(data, len, end, header->size);

	if (!size)
		return INPUT_MORE;
	if (!parse_data(header, trimmed(text), record)) {
		*used = HEADER;
		return INPUT_GARBAGE;
	}
	*used = size;
	return INPUT_RECORD;
}

static enum input next_line(const char *data, size_t len, bool end,
			    size_t *used, struct record *record)
{
	const char *newline = memchr(data, '\n', len);
	struct text line = { data, newline ? (size_t)(newline - data) : len };

	if (!newline && len < INPUT_LINE_MAX && !end)
		return INPUT_MORE;
	*used = line.len + !!newline;
	if (line.len <= INPUT_LINE_MAX && record_parse(line, record))
		return INPUT_RECORD;
	return INPUT_GARBAGE;
}

/**
 * input_next - read a record.
 * @data: what has been read
 * @len: its bytes, at least one
 * @end: nothing follows
 * @used: where to put how many bytes belong to the record, or to the garbage
 * @record: where to put the record; its text is a part of @data
 *
 * Return: what it is.
 */
enum input input_next(const char *data, size_t len, bool end, size_t *used,
		      struct record *record)
{
	struct audit_dispatcher_header header;
	enum input input = INPUT_GARBAGE;

	if (read_header(data, len, &header))
		input = next_binary(data, len, end, used, &header, record);
	else if (len < HEADER && is_header_begin(data, len))
		input = INPUT_MORE;
	else
		return next_line(data, len, end, used, record);
	if (input == INPUT_MORE && end) {
		*used = len;
		return INPUT_GARBAGE;
	}
	return input;
}
