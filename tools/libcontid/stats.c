// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counters since boot: the request, and the answer. */

#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

static int parse_refusals(struct nlattr *nest, struct contid_refusals *refusals)
{
	static const struct nla_policy policy[CONTID_A_REFUSALS_MAX + 1] = {
		[CONTID_A_REFUSALS_ERRNO]	= { .type = NLA_U32 },
		[CONTID_A_REFUSALS_COUNT]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_REFUSALS_MAX + 1];

	if (nla_parse_nested(tb, CONTID_A_REFUSALS_MAX, nest, policy) ||
	    !tb[CONTID_A_REFUSALS_ERRNO] || !tb[CONTID_A_REFUSALS_COUNT])
		return -EBADMSG;

	*refusals = (struct contid_refusals){
		.err = nla_get_u32(tb[CONTID_A_REFUSALS_ERRNO]),
		.count = nla_get_u64(tb[CONTID_A_REFUSALS_COUNT]),
	};
	return 0;
}

/* Whether an attribute of nlmsg_for_each_attr() is about refusals */
static bool is_refusals(const struct nlattr *pos)
{
	return nla_type(pos) == CONTID_A_STATS_REFUSALS;
}

static int parse_all_refusals(struct nlmsghdr *nlh, struct contid_stats *stats)
{
	struct contid_refusals *all;
	struct nlattr *pos;
	size_t n = 0;
	int rem;

	nlmsg_for_each_attr(pos, nlh, GENL_HDRLEN, rem)
		n += is_refusals(pos);
	if (!n)
		return 0;

	all = calloc(n, sizeof(*all));
	if (!all)
		return -ENOMEM;
	stats->refusals = all;

	nlmsg_for_each_attr(pos, nlh, GENL_HDRLEN, rem) {
		if (!is_refusals(pos))
			continue;
		if (parse_refusals(pos, &all[stats->refusals_count]))
			return -EBADMSG;
		stats->refusals_count++;
	}
	return 0;
}

/* Each counter of this version, and the member that it goes to */
static const struct {
	int attr;
	size_t member;
} counters[] = {
	{ CONTID_A_STATS_CONTAINERS, offsetof(struct contid_stats, containers) },
	{ CONTID_A_STATS_CONTAINERS_EVER, offsetof(struct contid_stats, containers_ever) },
	{ CONTID_A_STATS_PROCESSES, offsetof(struct contid_stats, processes) },
	{ CONTID_A_STATS_SETS, offsetof(struct contid_stats, sets) },
	{ CONTID_A_STATS_DROPS, offsetof(struct contid_stats, drops) },
	{ CONTID_A_STATS_ADOPTIONS, offsetof(struct contid_stats, adoptions) },
	{ CONTID_A_STATS_ENDS, offsetof(struct contid_stats, ends) },
	{ CONTID_A_STATS_SUPPRESSED, offsetof(struct contid_stats, suppressed) },
	{ CONTID_A_STATS_NAMESPACES, offsetof(struct contid_stats, namespaces) },
	{ CONTID_A_STATS_NAMESPACES_EVER, offsetof(struct contid_stats, namespaces_ever) },
	{ CONTID_A_STATS_READERS, offsetof(struct contid_stats, readers) },
	{ CONTID_A_STATS_RECORDS_DELIVERED, offsetof(struct contid_stats, records_delivered) },
	{ CONTID_A_STATS_RECORDS_LOST, offsetof(struct contid_stats, records_lost) },
};

#define COUNTERS	(sizeof(counters) / sizeof(counters[0]))

static int parse_counters(struct nlmsghdr *nlh, struct contid_stats *stats)
{
	struct nla_policy policy[CONTID_A_STATS_MAX + 1] = { 0 };
	struct nlattr *tb[CONTID_A_STATS_MAX + 1];
	size_t i;

	for (i = 0; i < COUNTERS; i++)
		policy[counters[i].attr].type = NLA_U64;
	if (genlmsg_parse(nlh, 0, tb, CONTID_A_STATS_MAX, policy))
		return -EBADMSG;

	*stats = (struct contid_stats){ 0 };
	for (i = 0; i < COUNTERS; i++) {
		if (!tb[counters[i].attr])
			return -EBADMSG;
		*(uint64_t *)((char *)stats + counters[i].member) =
			nla_get_u64(tb[counters[i].attr]);
	}
	return 0;
}

static int read_stats(const struct nlmsghdr *nlh, struct contid_stats *stats)
{
	/* libnl takes pointers without const, but writes nothing. */
	struct nlmsghdr *whole = (struct nlmsghdr *)nlh;
	int err = parse_counters(whole, stats);

	if (err)
		return err;
	err = parse_all_refusals(whole, stats);
	if (err)
		contid_stats_release(stats);
	return err;
}

/* Free what counters point to. */
void contid_stats_release(struct contid_stats *stats)
{
	free((void *)stats->refusals);
	stats->refusals = NULL;
	stats->refusals_count = 0;
}

int contid_msg_stats_get(struct nl_msg *msg, int family)
{
	return contid_msg_begin(msg, family, CONTID_CMD_STATS_GET, 0);
}

int contid_msg_stats(const struct nlmsghdr *nlh, contid_stats_fn fn, void *data)
{
	struct contid_stats stats;
	int ret = read_stats(nlh, &stats);

	if (ret)
		return ret;
	ret = fn(&stats, data);
	contid_stats_release(&stats);
	return ret;
}

/**
 * struct answer - the answer to the request.
 * @stats: where to put it
 * @seen: it has come
 */
struct answer {
	struct contid_stats *stats;
	bool seen;
};

static int on_stats(struct nlmsghdr *nlh, void *data)
{
	struct answer *answer = data;

	answer->seen = true;
	contid_stats_release(answer->stats);
	return read_stats(nlh, answer->stats);
}

int contid_stats_get(struct contid_handle *handle,
		     const struct contid_stats **result)
{
	struct answer answer = { .stats = &handle->stats };
	struct nl_msg *msg = contid_request_new(handle);
	int err = contid_msg_stats_get(msg, handle->family);

	if (!err)
		err = contid_exchange(handle, msg, on_stats, &answer);
	nlmsg_free(msg);
	if (!err && !answer.seen)
		err = -EBADMSG;
	if (!err)
		*result = &handle->stats;
	return err;
}
