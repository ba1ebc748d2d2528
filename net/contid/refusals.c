// SPDX-License-Identifier: GPL-2.0
/*
 * Requests refused for lack of authority. Any process can send them, at any
 * rate: a bounded number in a second is logged, the others are counted.
 */

#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/user_namespace.h>
#include <net/contid_types.h>

#include "refusals.h"
#include "stats.h"

static struct contid_refusals contid_refusals = {
	.lock = __SPIN_LOCK_UNLOCKED(contid_refusals.lock),
};

/* Whether @logged is more than a second ago, or 0. */
static bool is_past(u64 logged, u64 now)
{
	return !logged || time_after_eq64(now, logged + HZ);
}

/* Whether all records of the slot are older than a second. */
static bool is_stale(const struct contid_refusals_slot *slot, u64 now)
{
	unsigned int newest = (slot->oldest + CONTID_REFUSALS_PER_SECOND - 1) %
			      CONTID_REFUSALS_PER_SECOND;

	return is_past(slot->logged[newest], now);
}

/*
 * If all slots have records of the last second, requesters share a slot, with
 * its limit and its count. This bounds the number of all records.
 */
static struct contid_refusals_slot *
find_slot(struct contid_refusals *refusals, u64 key, u64 now)
{
	struct contid_refusals_slot *slot, *stale = NULL;
	int i;

	for (i = 0; i < CONTID_REFUSALS_SLOTS; i++) {
		slot = &refusals->slots[i];
		if (slot->key == key && slot->logged[0])
			return slot;
		if (is_stale(slot, now) &&
		    (!stale || slot->suppressed < stale->suppressed))
			stale = slot;
	}
	if (!stale)
		return &refusals->slots[hash_64(key,
						ilog2(CONTID_REFUSALS_SLOTS))];
	/* Keep the count of the former requester, for the next record. */
	stale->key = key;
	return stale;
}

/**
 * contid_refusals_add - count a refused request
 * @refusals: the refused requests of all requesters
 * @key: the requester
 * @now: jiffies, not 0
 * @suppressed: set when true is returned: requests without a record before
 *		this one, of this requester or of another one that had the slot
 *		before
 *
 * Context: takes refusals->lock. Process context.
 * Return: true if the request gets a record.
 */
bool contid_refusals_add(struct contid_refusals *refusals, u64 key, u64 now,
			 unsigned int *suppressed)
{
	struct contid_refusals_slot *slot;
	bool log;

	spin_lock(&refusals->lock);
	slot = find_slot(refusals, key, now);
	log = is_past(slot->logged[slot->oldest], now);
	if (log) {
		slot->logged[slot->oldest] = now;
		slot->oldest = (slot->oldest + 1) % CONTID_REFUSALS_PER_SECOND;
		*suppressed = slot->suppressed;
		slot->suppressed = 0;
	} else if (slot->suppressed < UINT_MAX) {
		slot->suppressed++;
	}
	spin_unlock(&refusals->lock);
	return log;
}

/*
 * A user can become any of its subordinate users in a user namespace. All of
 * them count as the owner of the topmost namespace below the initial one.
 */
static kuid_t responsible_user(void)
{
	struct user_namespace *ns = current_user_ns();

	if (ns == &init_user_ns)
		return current_uid();
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	return ns->owner;
}

/**
 * contid_refusals_log - whether current's refused request is logged
 * @container: container that current is in, or NULL
 * @suppressed: set when true is returned: requests without a record before
 *		this one
 *
 * Counts by container for a labelled process, and by user for any other one.
 * Serial numbers of containers do not reach bit 63.
 *
 * Context: process context.
 * Return: true if the request gets a record.
 */
bool contid_refusals_log(const struct contid *container,
			 unsigned int *suppressed)
{
	bool log;
	u64 key;

	/* Nothing is logged, so nothing is suppressed. */
	if (!audit_enabled)
		return true;
	if (container)
		key = BIT_ULL(63) | container->serial;
	else
		key = __kuid_val(responsible_user());
	log = contid_refusals_add(&contid_refusals, key, get_jiffies_64(),
				  suppressed);
	if (!log)
		contid_stats_inc(CONTID_STAT_SUPPRESSED);
	return log;
}
