/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: what the kernel has counted since boot. */
#ifndef CONTID_STATS_H
#define CONTID_STATS_H

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct contid_refusals - how many requests were refused with an errno.
 * @count: how many, 1 upwards
 * @err: the errno, positive; 0 for those that have no number up to 134
 *
 * Only the library creates this structure, and its size will not change.
 */
struct contid_refusals {
	uint64_t count;
	uint32_t err;
};

/**
 * struct contid_stats - counters since boot, about the whole host.
 * @containers: containers that there are
 * @containers_ever: containers that have been created
 * @processes: processes that carry a label; those that come and go while the kernel
 *	adds them up may be counted or not
 * @sets: SETs that were done, also those that joined a container
 * @drops: DROPs that were done
 * @adoptions: processes that have adopted the label of a container from outside
 * @ends: containers that have ended
 * @suppressed: refused requests that the audit log has no record of
 * @namespaces: namespaces of all types that there are
 * @namespaces_ever: namespaces of all types that there have been
 * @refusals_count: number of errnos in @refusals
 * @refusals: requests of any kind that were refused, by errno; without those that
 *	generic netlink refuses before the family sees them
 * @readers: readers of containers that there are, see contid/read.h
 * @records_delivered: audit records that readers have been sent, those of the past
 *	included
 * @records_lost: audit records that readers have lost, those of the past included
 *
 * Only the library creates this structure; a later version may add members at
 * its end. @refusals is the library's, and valid as long as the structure.
 */
struct contid_stats {
	uint64_t containers;
	uint64_t containers_ever;
	uint64_t processes;
	uint64_t sets;
	uint64_t drops;
	uint64_t adoptions;
	uint64_t ends;
	uint64_t suppressed;
	uint64_t namespaces;
	uint64_t namespaces_ever;
	uint32_t refusals_count;
	const struct contid_refusals *refusals;
	uint64_t readers;
	uint64_t records_delivered;
	uint64_t records_lost;
};

/**
 * contid_stats_get - read the counters.
 * @handle: an open handle
 * @result: where to put them, valid until the next call with @handle
 *
 * Return: 0, or
 *   -EPERM       no authority, or the caller is labelled: the counters are about
 *                all containers of the host
 *   -EOPNOTSUPP  this kernel has no such counters
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_stats_get(struct contid_handle *handle,
		     const struct contid_stats **result);

/**
 * typedef contid_stats_fn - receives the counters.
 * @stats: the counters, valid during the call with all they point to
 * @data: what was given to contid_msg_stats()
 *
 * Return: what contid_msg_stats() returns.
 */
typedef int (*contid_stats_fn)(const struct contid_stats *stats, void *data);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_STATS_H */
