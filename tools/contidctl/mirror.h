/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CONTIDCTL_MIRROR_H
#define CONTIDCTL_MIRROR_H

#include <stdbool.h>
#include <stddef.h>

#include <contid/events.h>

/**
 * struct mirror - the containers as a listener knows them, by serial.
 * @tree: of struct container, for tsearch(3)
 * @count: containers that have not ended
 * @late: those whose end a comparison has found, latest first
 * @lists: number of the comparison under way, or of the last
 */
struct mirror {
	void *tree;
	size_t count;
	struct container *late;
	unsigned int lists;
};

/* Tells of a container: how it is, or was when it was last heard of */
typedef void (*mirror_fn)(const struct contid_info *info, void *data);

int mirror_event(struct mirror *mirror, const struct contid_event *event);
void mirror_compare(struct mirror *mirror);
int mirror_listed(struct mirror *mirror, const struct contid_info *info);
void mirror_compared(struct mirror *mirror, mirror_fn ended, void *data);
void mirror_free(struct mirror *mirror);

#endif /* CONTIDCTL_MIRROR_H */
