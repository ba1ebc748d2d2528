/* SPDX-License-Identifier: GPL-2.0 */
/* ClickHouse's format TabSeparated, which keeps every byte. */
#ifndef CONTID_TRAIL_TSV_H
#define CONTID_TRAIL_TSV_H

#include "base/bytes.h"

void tsv_add(struct bytes *bytes, struct text text);
void tsv_add_u64(struct bytes *bytes, uint64_t value);
void tsv_end(struct bytes *bytes);
bool tsv_split(struct text line, char *room, struct text *columns, int nr_columns);
bool tsv_u64(struct text column, uint64_t *value);

#endif /* CONTID_TRAIL_TSV_H */
