/* SPDX-License-Identifier: GPL-2.0 */
/* What is missing of hosts, and when they have booted. */
#ifndef CONTID_TRAIL_HOSTS_H
#define CONTID_TRAIL_HOSTS_H

#include "store/store.h"
#include "story/lives.h"

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

int hosts_read(struct store *store, struct hosts *hosts);
int hosts_add(struct store *store, const char *machine, struct hosts *hosts);
bool hosts_have(const struct hosts *hosts, const char *machine);
const struct host_seen *hosts_gap(const struct hosts *hosts, size_t i);
void hosts_cut(const struct hosts *hosts, struct lives *lives);
const char *loss_words(const char *what);
void hosts_free(struct hosts *hosts);

#endif /* CONTID_TRAIL_HOSTS_H */
