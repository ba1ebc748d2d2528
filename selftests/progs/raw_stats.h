/* SPDX-License-Identifier: GPL-2.0 */
/*
 * STATS_GET of the CONTID family, by hand.
 */

#ifndef SELFTESTS_RAW_STATS_H
#define SELFTESTS_RAW_STATS_H

#include "raw_contid.h"

#define RAW_ERRNOS	160

struct raw_stats {
	uint64_t v[CONTID_A_STATS_MAX + 1];
	uint64_t refused[RAW_ERRNOS];
	uint32_t present;	/* a bit per attribute type */
};

static inline void raw_parse_refusals(const struct nlattr *nest, struct raw_stats *stats)
{
	const struct nlattr *attr;
	uint64_t count = 0;
	uint32_t err = 0;

	nl_for_each_attr(attr, nest + 1, (const char *)nest + nest->nla_len) {
		if (attr->nla_type == CONTID_A_REFUSALS_ERRNO)
			err = *(const uint32_t *)(attr + 1);
		if (attr->nla_type == CONTID_A_REFUSALS_COUNT)
			memcpy(&count, attr + 1, sizeof(count));
	}
	if (err >= RAW_ERRNOS || stats->refused[err] || !count)
		bail("refusals of errno %u", err);
	stats->refused[err] = count;
}

static inline void raw_parse_stats(const struct nlmsghdr *nlh, void *data)
{
	struct raw_stats *stats = data;
	const struct nlattr *attr;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		uint16_t type = attr->nla_type & NLA_TYPE_MASK;

		if (type > CONTID_A_STATS_MAX)
			continue;
		stats->present |= 1U << type;
		if (type == CONTID_A_STATS_REFUSALS)
			raw_parse_refusals(attr, stats);
		else if (attr->nla_len == NLA_HDRLEN + sizeof(uint64_t))
			memcpy(&stats->v[type], attr + 1, sizeof(uint64_t));
	}
}

static inline int raw_stats_get(struct raw_nl *nl, struct raw_stats *stats)
{
	struct raw_nl_msg msg;

	memset(stats, 0, sizeof(*stats));
	raw_nl_start(&msg, nl->family, CONTID_CMD_STATS_GET, 0);
	return raw_nl_request(nl, &msg, raw_parse_stats, stats);
}

#endif /* SELFTESTS_RAW_STATS_H */
