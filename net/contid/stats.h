/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters since boot. Only what is slow anyway is counted here: requests,
 * adoptions. STATS_GET adds up what each container counts itself.
 */

#ifndef _NET_CONTID_STATS_H
#define _NET_CONTID_STATS_H

#include <linux/atomic.h>

/**
 * enum contid_stat - what is counted one by one
 * @CONTID_STAT_SETS: SETs that were done
 * @CONTID_STAT_DROPS: DROPs that were done
 * @CONTID_STAT_ADOPTIONS: processes that adopted a label
 * @CONTID_STAT_SUPPRESSED: refused requests that got no record
 * @CONTID_NR_STATS: how many there are
 */
enum contid_stat {
	CONTID_STAT_SETS,
	CONTID_STAT_DROPS,
	CONTID_STAT_ADOPTIONS,
	CONTID_STAT_SUPPRESSED,
	CONTID_NR_STATS
};

/* Errnos of all architectures but for a few that nothing here returns. */
#define CONTID_NR_ERRNOS	135

extern atomic64_t contid_stats[CONTID_NR_STATS];

/* Refused requests, by errno. The first is for one that is out of the range. */
extern atomic64_t contid_stats_refusals[CONTID_NR_ERRNOS];

/**
 * contid_stats_inc - count one
 * @stat: what has happened
 *
 * Context: any.
 */
static inline void contid_stats_inc(enum contid_stat stat)
{
	atomic64_inc(&contid_stats[stat]);
}

int contid_stats_answer(int err);

#endif /* _NET_CONTID_STATS_H */
