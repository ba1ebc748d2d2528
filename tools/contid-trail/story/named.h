/* SPDX-License-Identifier: GPL-2.0 */
/* Which containers have had a name. */
#ifndef CONTID_TRAIL_NAMED_H
#define CONTID_TRAIL_NAMED_H

#include "store/store.h"

/**
 * struct named - containers that have had a name.
 * @contids: the containers, in order
 * @count: how many they are
 * @room: for how many there is room
 */
struct named {
	char (*contids)[KEY_SIZE];
	size_t count;
	size_t room;
};

int named_read(struct store *store, const char *name, struct named *named);
bool named_has(const struct named *named, struct text contid);
void named_free(struct named *named);

#endif /* CONTID_TRAIL_NAMED_H */
