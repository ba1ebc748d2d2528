// SPDX-License-Identifier: GPL-2.0
/* A buffer that grows, and values packed into one. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "common/util.h"

/* Make room for @len more bytes. */
static bool grow(struct bytes *bytes, size_t len)
{
	char *data;

	if (bytes->failed)
		return false;
	data = array_grow(bytes->data, &bytes->room, bytes->len + len, 1);
	bytes->failed = !data;
	if (data)
		bytes->data = data;
	return data;
}

/**
 * bytes_add - add bytes.
 * @bytes: the buffer; its @failed is set when there is no memory
 * @data: the bytes
 * @len: how many
 */
void bytes_add(struct bytes *bytes, const void *data, size_t len)
{
	if (!len || !grow(bytes, len))
		return;
	memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
}

void bytes_add_u8(struct bytes *bytes, uint8_t value)
{
	bytes_add(bytes, &value, sizeof(value));
}

void bytes_add_u32(struct bytes *bytes, uint32_t value)
{
	bytes_add(bytes, &value, sizeof(value));
}

void bytes_add_u64(struct bytes *bytes, uint64_t value)
{
	bytes_add(bytes, &value, sizeof(value));
}

void bytes_add_text(struct bytes *bytes, struct text text)
{
	bytes_add_u32(bytes, text.len);
	bytes_add(bytes, text.at, text.len);
}

/* Add formatted text. A NUL follows it that does not count. */
void bytes_printf(struct bytes *bytes, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0 || !grow(bytes, len + 1))
		return;

	va_start(ap, fmt);
	vsnprintf(bytes->data + bytes->len, len + 1, fmt, ap);
	va_end(ap);
	bytes->len += len;
}

/* Forget the bytes, but keep the room. */
void bytes_clear(struct bytes *bytes)
{
	bytes->len = 0;
	bytes->failed = false;
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}

static void take(struct cursor *cursor, void *value, size_t size)
{
	memset(value, 0, size);
	if (cursor->bad || (size_t)(cursor->end - cursor->at) < size) {
		cursor->bad = true;
		return;
	}
	memcpy(value, cursor->at, size);
	cursor->at += size;
}

uint8_t cursor_u8(struct cursor *cursor)
{
	uint8_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint32_t cursor_u32(struct cursor *cursor)
{
	uint32_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint64_t cursor_u64(struct cursor *cursor)
{
	uint64_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

/* The next text, which lives as long as what it is packed in */
struct text cursor_text(struct cursor *cursor)
{
	size_t len = cursor_u32(cursor);
	struct text text = { "", 0 };

	if (cursor->bad || (size_t)(cursor->end - cursor->at) < len) {
		cursor->bad = true;
		return text;
	}
	text = (struct text){ cursor->at, len };
	cursor->at += len;
	return text;
}
