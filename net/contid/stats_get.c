// SPDX-License-Identifier: GPL-2.0
/*
 * STATS_GET: the counters since boot, and what each container counts itself.
 */

#include <linux/rcupdate.h>
#include <linux/rcupdate_wait.h>
#include <linux/xarray.h>
#include <net/netlink.h>

#include "reader.h"
#include "request.h"

/*
 * Fork and exit count processes in their container alone. A process may be
 * counted twice or not at all if it changes its container meanwhile.
 */
static u64 count_processes(struct contid_registry *reg)
{
	const struct contid *container;
	unsigned long serial;
	u64 n = 0;

	rcu_read_lock();
	xa_for_each(&reg->by_serial, serial, container) {
		n += contid_processes(container);
		cond_resched_rcu();
	}
	rcu_read_unlock();
	return n;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, CONTID_A_STATS_PAD);
}

static int put_containers(struct sk_buff *skb, struct contid_registry *reg)
{
	u64 published, ended;

	spin_lock(&reg->lock);
	published = reg->nr_published;
	ended = reg->nr_ended;
	spin_unlock(&reg->lock);
	if (put_u64(skb, CONTID_A_STATS_CONTAINERS, published - ended) ||
	    put_u64(skb, CONTID_A_STATS_CONTAINERS_EVER, published) ||
	    put_u64(skb, CONTID_A_STATS_ENDS, ended))
		return -EMSGSIZE;
	return put_u64(skb, CONTID_A_STATS_PROCESSES, count_processes(reg));
}

static int put_counters(struct sk_buff *skb)
{
	static const int attrs[CONTID_NR_STATS] = {
		[CONTID_STAT_SETS]		= CONTID_A_STATS_SETS,
		[CONTID_STAT_DROPS]		= CONTID_A_STATS_DROPS,
		[CONTID_STAT_ADOPTIONS]		= CONTID_A_STATS_ADOPTIONS,
		[CONTID_STAT_SUPPRESSED]	= CONTID_A_STATS_SUPPRESSED,
	};
	enum contid_stat stat;

	for (stat = 0; stat < CONTID_NR_STATS; stat++) {
		if (put_u64(skb, attrs[stat],
			    atomic64_read(&contid_stats[stat])))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_namespaces(struct sk_buff *skb)
{
	u64 now, ever;

	contid_ns_count(&now, &ever);
	if (put_u64(skb, CONTID_A_STATS_NAMESPACES, now) ||
	    put_u64(skb, CONTID_A_STATS_NAMESPACES_EVER, ever))
		return -EMSGSIZE;
	return 0;
}

static int put_refusals_of(struct sk_buff *skb, u32 err, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, CONTID_A_STATS_REFUSALS);

	if (!nest ||
	    nla_put_u32(skb, CONTID_A_REFUSALS_ERRNO, err) ||
	    nla_put_u64_64bit(skb, CONTID_A_REFUSALS_COUNT, count,
			      CONTID_A_REFUSALS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_refusals(struct sk_buff *skb)
{
	u64 count;
	u32 err;

	for (err = 0; err < CONTID_NR_ERRNOS; err++) {
		count = atomic64_read(&contid_stats_refusals[err]);
		if (count && put_refusals_of(skb, err, count))
			return -EMSGSIZE;
	}
	return 0;
}

/* The counters are the host's: they tell what happens in all containers. */
static int check_authority(struct sk_buff *skb, struct genl_info *info)
{
	struct contid_requester requester = {};
	int err;

	err = contid_requester_get(&requester, skb, false, info->extack);
	if (!err && requester.delegator)
		err = contid_refuse(info->extack, NULL, -EPERM,
				    "the counters are for the host alone");
	contid_requester_put(&requester);
	return err;
}

static int put_readers(struct sk_buff *skb)
{
	u64 readers, delivered, lost;

	contid_read_count(&readers, &delivered, &lost);
	if (put_u64(skb, CONTID_A_STATS_READERS, readers) ||
	    put_u64(skb, CONTID_A_STATS_RECORDS_DELIVERED, delivered) ||
	    put_u64(skb, CONTID_A_STATS_RECORDS_LOST, lost))
		return -EMSGSIZE;
	return 0;
}

int contid_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	void *hdr;
	int err;

	err = check_authority(skb, info);
	if (err)
		return err;
	/* Twice what all refusals could take. */
	reply = genlmsg_new(2 * NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &contid_family, 0,
				CONTID_CMD_STATS_GET);
	if (!hdr || put_containers(reply, &contid_registry) ||
	    put_counters(reply) || put_namespaces(reply) ||
	    put_refusals(reply) || put_readers(reply)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}
