/* SPDX-License-Identifier: GPL-2.0 */
/* Lineages: for which containers a record counts. */
#ifndef CONTID_TRAIL_LINEAGE_H
#define CONTID_TRAIL_LINEAGE_H

#include "base/bytes.h"

/* A container and 16 ancestors */
#define LINEAGE_MAX	17
/* Two identifiers, a slash or plus, and a NUL */
#define KEY_SIZE	44
/* LINEAGE_MAX identifiers, each with ",^+" */
#define LINEAGE_SIZE	(LINEAGE_MAX * 24)

/**
 * typedef lineage_fn - called for each container of a lineage.
 * @key: the container: "4", or "707/4" for one that a delegate below 707 picked
 * @lineage: the lineage, such as 4,^2,^1
 * @own: it is the first of the lineage
 * @data: as given to lineage_each()
 */
typedef void (*lineage_fn)(const char *key, struct text lineage, bool own,
			   void *data);

bool lineage_each(struct text list, lineage_fn fn, void *data);
bool lineage_key(const char *path, char key[KEY_SIZE]);
bool lineage_has_path(struct text lineage, const char *path);

#endif /* CONTID_TRAIL_LINEAGE_H */
