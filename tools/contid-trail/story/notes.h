/* SPDX-License-Identifier: GPL-2.0 */
/* Notes between the events: of lives, moves, and what is missing. */
#ifndef CONTID_TRAIL_NOTES_H
#define CONTID_TRAIL_NOTES_H

#include "story/hosts.h"
#include "story/lives.h"
#include "story/view.h"

struct notes {
	struct note *notes;
	size_t count;
	size_t room;
};

/**
 * struct presence - when a container had events in a boot of a host.
 * @machine: machine-id
 * @boot: boot-id
 * @first: time of the first event
 * @last: time of the last one
 */
struct presence {
	char machine[72];
	char boot[72];
	uint64_t first;
	uint64_t last;
};

int notes_make(const struct lives *lives, const struct hosts *hosts,
	       const struct presence *presence, size_t nr_presence,
	       struct notes *notes);

#endif /* CONTID_TRAIL_NOTES_H */
