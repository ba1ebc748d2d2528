/* SPDX-License-Identifier: GPL-2.0 */
/* What the rows of a store say about containers: their lives, hosts, and what is missing. */
#ifndef CONTID_TRAIL_STORY_H
#define CONTID_TRAIL_STORY_H

#include "cli/trail.h"
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

/* lives.c */
int lives_read(struct store *store, const char *contid, struct lives *lives);
const char *lives_name(const struct life *lives, size_t n);
const struct life *lives_at(const struct lives *lives, const char *machine,
			    const char *boot, uint64_t serial);
bool lives_overlap(const struct life *a, const struct life *b);
void lives_free(struct lives *lives);

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

/* named.c */
int named_read(struct store *store, const char *name, struct named *named);
bool named_has(const struct named *named, struct text contid);
void named_free(struct named *named);

/**
 * struct host_seen - serial numbers of a boot that were seen.
 * @machine: machine-id
 * @boot: boot-id
 * @range: the numbers
 */
struct host_seen {
	char machine[72];
	char boot[72];
	struct range range;
};

/**
 * struct host_lost - what was lost of a boot.
 * @machine: machine-id
 * @boot: boot-id
 * @time: when that was noticed
 * @what: as of struct loss
 * @count: records
 */
struct host_lost {
	char machine[72];
	char boot[72];
	uint64_t time;
	char what[16];
	uint64_t count;
};

/**
 * struct hosts - what is known about the completeness of hosts.
 * @seen: serial numbers, by machine, boot and number
 * @nr_seen: how many ranges they are
 * @lost: losses, by machine, boot and time
 * @nr_lost: how many they are
 */
struct hosts {
	struct host_seen *seen;
	size_t nr_seen;
	size_t seen_room;
	struct host_lost *lost;
	size_t nr_lost;
	size_t lost_room;
};

/* hosts.c */
int hosts_read(struct store *store, struct hosts *hosts);
int hosts_add(struct store *store, const char *machine, struct hosts *hosts);
bool hosts_have(const struct hosts *hosts, const char *machine);
const struct host_seen *hosts_gap(const struct hosts *hosts, size_t i);
void hosts_cut(const struct hosts *hosts, struct lives *lives);
const char *loss_words(const char *what);
void hosts_free(struct hosts *hosts);

/**
 * struct event_view - an event of the story.
 * @time: in milliseconds since 1970
 * @serial: its serial number
 * @machine: machine-id of its host
 * @boot: boot-id
 * @contid: the container as the store has it
 * @name: its name in this life, or ""
 * @lineage: lineage of the container in it
 * @uncertain: it may have been before the event of another host that precedes it
 * @records: its records, with texts in @texts
 * @nr_records: how many they are
 */
struct event_view {
	uint64_t time;
	uint64_t serial;
	char machine[72];
	char boot[72];
	const char *contid;
	const char *name;
	char lineage[LINEAGE_SIZE];
	bool uncertain;
	struct batch_record *records;
	size_t nr_records;
};

/**
 * struct note - something that is no event.
 * @key: time in milliseconds, times two, and one if it follows events of that time
 * @kind: begin, end, move, twice, reboot, gap or lost
 * @machine: machine-id of its host
 * @boot: boot-id
 * @name: of a life, the container's name, or ""
 * @serial: of the event that it is about, or 0
 * @text: what is to be said
 */
struct note {
	uint64_t key;
	const char *kind;
	char machine[72];
	char boot[72];
	const char *name;
	uint64_t serial;
	char text[256];
};

/**
 * struct view - where a story goes.
 * @begin: called before the others, with the name of the last life that has one, or ""
 * @event: called for each event
 * @note: called for each note
 * @data: for these
 */
struct view {
	int (*begin)(const struct view *view, const char *name);
	int (*event)(const struct view *view, const struct event_view *event);
	int (*note)(const struct view *view, const struct note *note);
	const struct trail *trail;
	void *data;
};

/* notes.c */
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

/* story.c */
int story_tell(struct store *store, const struct args *args,
	       const struct view *view);


#endif /* CONTID_TRAIL_STORY_H */
