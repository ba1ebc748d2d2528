/* SPDX-License-Identifier: GPL-2.0 */
/* Text from outside, made fit for terminals and JSON. */
#ifndef CONTID_TRAIL_ESCAPE_H
#define CONTID_TRAIL_ESCAPE_H

#include "base/bytes.h"

void escape_line(char *safe, size_t size, const char *text);
void escape_add(struct bytes *bytes, struct text text);
void escape_word(struct bytes *bytes, struct text text);

#endif /* CONTID_TRAIL_ESCAPE_H */
