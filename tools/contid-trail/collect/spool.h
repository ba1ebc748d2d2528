/* SPDX-License-Identifier: GPL-2.0 */
/* What waits for the store: batches in a file, in order. */
#ifndef CONTID_TRAIL_SPOOL_H
#define CONTID_TRAIL_SPOOL_H

#include "base/bytes.h"

/* The file of a spool that does not outlive the program */
#define SPOOL_MEMORY	":memory:"

struct spool;

int spool_open(struct spool **spool, const char *path, uint64_t limit);
void spool_close(struct spool *spool);
int spool_add(struct spool *spool, struct text batch, uint64_t records);
int spool_first(struct spool *spool, int64_t *id, struct bytes *batch,
		uint64_t *records);
int spool_remove(struct spool *spool, int64_t id, size_t len, uint64_t records);
uint64_t spool_waiting(struct spool *spool, uint64_t *records);
const char *spool_path(const struct spool *spool);

#endif /* CONTID_TRAIL_SPOOL_H */
