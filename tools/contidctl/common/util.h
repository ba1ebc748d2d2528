/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers, words and arrays. */
#ifndef CONTIDCTL_UTIL_H
#define CONTIDCTL_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* number.c */
bool parse_number(const char *text, int base, uint32_t min, uint32_t max,
		  uint32_t *value);
const char *contid_wanted(int err);

/* words.c */
enum words_style { WORDS_QUOTED, WORDS_ESCAPED };
int words_split(char *line, char **words, enum words_style style);

/* array.c */
void *array_grow(void *array, size_t *room, size_t count, size_t size);

#endif /* CONTIDCTL_UTIL_H */
