/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A listener of the multicast group "events".
 */

#ifndef SELFTESTS_LISTEN_H
#define SELFTESTS_LISTEN_H

#include <poll.h>

#include "raw_contid.h"

struct event {
	uint8_t cmd;
	struct raw_desc desc;
};

static inline void listen_take_group(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group, *field;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if ((attr->nla_type & NLA_TYPE_MASK) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		nl_for_each_attr(group, attr + 1,
				 (const char *)attr + attr->nla_len)
			nl_for_each_attr(field, group + 1,
					 (const char *)group + group->nla_len)
				if (field->nla_type == CTRL_ATTR_MCAST_GRP_ID)
					*(uint32_t *)data =
						*(const uint32_t *)(field + 1);
	}
}

/* Number of the family's only group. */
static inline uint32_t listen_group(void)
{
	struct raw_nl nl = { .fd = raw_nl_socket() };
	uint32_t group = 0;
	struct raw_nl_msg msg;

	raw_nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	raw_nl_put(&msg, CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
		   sizeof(CONTID_FAMILY_NAME));
	raw_nl_request(&nl, &msg, listen_take_group, &group);
	close(nl.fd);
	if (!group)
		bail("no group");
	return group;
}

/* 0 or a negative errno. */
static inline int listen_join(struct raw_nl *nl)
{
	int group = listen_group();

	if (setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		return -errno;
	return 0;
}

static inline struct raw_nl listen_begin(void)
{
	struct raw_nl nl = raw_connect();

	errno = -listen_join(&nl);
	if (errno)
		bail("join");
	return nl;
}

/*
 * The next event: 1; 0 if there is none now; or a negative errno. What a
 * request causes is there when the request has been answered.
 */
static inline int listen_next(struct raw_nl *nl, struct event *event)
{
	static char buf[16384] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh = (const void *)buf;
	const struct genlmsghdr *genl;
	ssize_t len = recv(nl->fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (len < 0)
		return errno == EAGAIN ? 0 : -errno;
	if (!NLMSG_OK(nlh, len) || nlh->nlmsg_type != nl->family)
		return -EBADMSG;
	genl = NLMSG_DATA(nlh);
	event->cmd = genl->cmd;
	raw_parse_desc(nlh, &event->desc);
	return 1;
}

#endif /* SELFTESTS_LISTEN_H */
