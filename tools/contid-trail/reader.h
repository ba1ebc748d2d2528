/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands that read a store have in common. */
#ifndef CONTID_TRAIL_READER_H
#define CONTID_TRAIL_READER_H

#include "cli/trail.h"
#include "story/lives.h"

int store_open_reader(const struct trail *trail, struct store **store);
int store_finish(const struct trail *trail, struct store *store, int err);
const char *lives_state(const struct life *life, size_t n);

#endif /* CONTID_TRAIL_READER_H */
