/* SPDX-License-Identifier: GPL-2.0 */
/* The lives of a container, from the rows of a store. */
#ifndef CONTID_TRAIL_LIVES_H
#define CONTID_TRAIL_LIVES_H

#include "record/name.h"
#include "store/store.h"

/**
 * struct life - a container on one host, from its registration to its end.
 * @contid: the container
 * @name: the name that its creator gave it, or ""
 * @machine: machine-id of the host
 * @boot: boot-id
 * @begin: time of its op=set, or of its op=end if that is all that is known
 * @end: time of its op=end, or of the boot that followed
 * @begin_serial: serial number of the event at @begin
 * @end_serial: serial number of the event at @end, 0 of none
 * @begun: its op=set is there
 * @ended: its op=end is there
 * @cut: its host has booted again in the middle of it
 */
struct life {
	char contid[KEY_SIZE];
	char name[NAME_SIZE];
	char machine[72];
	char boot[72];
	uint64_t begin;
	uint64_t end;
	uint64_t begin_serial;
	uint64_t end_serial;
	bool begun;
	bool ended;
	bool cut;
};

struct lives {
	struct life *lives;
	size_t count;
	size_t room;
	bool failed;
};

int lives_read(struct store *store, const char *contid, struct lives *lives);
const char *lives_name(const struct life *lives, size_t n);
const struct life *lives_at(const struct lives *lives, const char *machine,
			    const char *boot, uint64_t serial);
bool lives_overlap(const struct life *a, const struct life *b);
void lives_free(struct lives *lives);

#endif /* CONTID_TRAIL_LIVES_H */
