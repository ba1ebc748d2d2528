/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which refused requests are logged: a bounded number in a second.
 */

#ifndef _NET_CONTID_REFUSALS_H
#define _NET_CONTID_REFUSALS_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct contid;

/* Records of refused requests in a second, for one user or container. */
#define CONTID_REFUSALS_PER_SECOND	10

/* Users and containers that have a count of their own at one time. */
#define CONTID_REFUSALS_SLOTS		64

/**
 * struct contid_refusals_slot - the refused requests of one requester
 * @key: user or container, see contid_refusals_log()
 * @logged: jiffies of the last records, a ring; 0 is none
 * @oldest: index into @logged
 * @suppressed: requests without a record since the last one
 */
struct contid_refusals_slot {
	u64		key;
	u64		logged[CONTID_REFUSALS_PER_SECOND];
	unsigned int	oldest;
	unsigned int	suppressed;
};

/**
 * struct contid_refusals - the refused requests of all requesters
 * @lock: protects @slots
 * @slots: in no order
 */
struct contid_refusals {
	spinlock_t			lock;	/* protects slots */
	struct contid_refusals_slot	slots[CONTID_REFUSALS_SLOTS];
};

bool contid_refusals_add(struct contid_refusals *refusals, u64 key, u64 now,
			 unsigned int *suppressed);
bool contid_refusals_log(const struct contid *container,
			 unsigned int *suppressed);

#endif /* _NET_CONTID_REFUSALS_H */
