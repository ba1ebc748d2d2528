/* SPDX-License-Identifier: GPL-2.0 */
/* The events of a container in order, with notes in between. */
#ifndef CONTID_TRAIL_STORY_H
#define CONTID_TRAIL_STORY_H

#include "story/view.h"

int story_tell(struct store *store, const struct args *args,
	       const struct view *view);

#endif /* CONTID_TRAIL_STORY_H */
