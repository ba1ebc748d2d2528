/* SPDX-License-Identifier: GPL-2.0 */
/* Text with a length, a buffer that grows, and values packed into one. */
#ifndef CONTID_TRAIL_BYTES_H
#define CONTID_TRAIL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * struct text - text that is part of another, without a NUL behind it.
 * @at: where it begins
 * @len: its bytes
 */
struct text {
	const char *at;
	size_t len;
};

static inline struct text text_of(const char *string)
{
	return (struct text){ string, strlen(string) };
}

static inline bool text_is(struct text text, struct text other)
{
	return text.len == other.len &&
	       (!text.len || !memcmp(text.at, other.at, text.len));
}

/**
 * struct bytes - a buffer that grows.
 * @data: the bytes, NULL while there are none
 * @len: how many there are
 * @room: for how many there is room
 * @failed: something could not be added, for want of memory
 */
struct bytes {
	char *data;
	size_t len;
	size_t room;
	bool failed;
};

void bytes_add(struct bytes *bytes, const void *data, size_t len);
void bytes_add_u8(struct bytes *bytes, uint8_t value);
void bytes_add_u32(struct bytes *bytes, uint32_t value);
void bytes_add_u64(struct bytes *bytes, uint64_t value);
void bytes_add_text(struct bytes *bytes, struct text text);
void __attribute__((format(printf, 2, 3)))
bytes_printf(struct bytes *bytes, const char *fmt, ...);
void bytes_clear(struct bytes *bytes);
void bytes_free(struct bytes *bytes);

/**
 * struct cursor - a place in packed values.
 * @at: the next byte
 * @end: behind the last one
 * @bad: a value was not there: this and all further ones are 0
 */
struct cursor {
	const char *at;
	const char *end;
	bool bad;
};

uint8_t cursor_u8(struct cursor *cursor);
uint32_t cursor_u32(struct cursor *cursor);
uint64_t cursor_u64(struct cursor *cursor);
struct text cursor_text(struct cursor *cursor);

#endif /* CONTID_TRAIL_BYTES_H */
