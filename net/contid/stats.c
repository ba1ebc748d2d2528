// SPDX-License-Identifier: GPL-2.0
/*
 * Counters since boot.
 */

#include "stats.h"

atomic64_t contid_stats[CONTID_NR_STATS];
atomic64_t contid_stats_refusals[CONTID_NR_ERRNOS];

/**
 * contid_stats_answer - count the answer to a request
 * @err: 0, or the errno that the request was refused with
 *
 * Return: @err.
 */
int contid_stats_answer(int err)
{
	int nr = -err < CONTID_NR_ERRNOS ? -err : 0;

	if (err < 0)
		atomic64_inc(&contid_stats_refusals[nr]);
	return err;
}
