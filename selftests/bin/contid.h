/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The requests of the CONTID family, by hand.
 */

#ifndef SELFTESTS_CONTID_H
#define SELFTESTS_CONTID_H

#include <linux/contid.h>

#include "netlink.h"

struct contid_desc {
	uint64_t contid, parent, owner, created, serial;
	uint32_t depth, flags, limit, tasks, children, pid;
	uint32_t present;	/* a bit per attribute type */
};

struct contid_descs {
	struct contid_desc *v;
	size_t n, room;
};

static inline struct nl contid_connect(void)
{
	return nl_connect(CONTID_FAMILY_NAME, 0);
}

static inline struct nl contid_connect_small(void)
{
	return nl_connect(CONTID_FAMILY_NAME, 4096);
}

static inline void contid_parse_desc(const struct nlmsghdr *nlh,
				     struct contid_desc *desc)
{
	const struct nlattr *attr;

	memset(desc, 0, sizeof(*desc));
	nl_for_each_attr(attr, nl_attrs(nlh), nl_end(nlh)) {
		const void *value = attr + 1;
		uint64_t u64 = 0;

		if (attr->nla_type > CONTID_A_MAX)
			continue;
		desc->present |= 1U << attr->nla_type;
		if (attr->nla_len == NLA_HDRLEN + sizeof(uint64_t))
			memcpy(&u64, value, sizeof(u64));
		switch (attr->nla_type) {
		case CONTID_A_CONTID: desc->contid = u64; break;
		case CONTID_A_PARENT: desc->parent = u64; break;
		case CONTID_A_OWNER_NETNS: desc->owner = u64; break;
		case CONTID_A_CREATED: desc->created = u64; break;
		case CONTID_A_SERIAL: desc->serial = u64; break;
		case CONTID_A_DEPTH: desc->depth = *(uint32_t *)value; break;
		case CONTID_A_FLAGS: desc->flags = *(uint32_t *)value; break;
		case CONTID_A_LIMIT: desc->limit = *(uint32_t *)value; break;
		case CONTID_A_TASKS: desc->tasks = *(uint32_t *)value; break;
		case CONTID_A_CHILDREN: desc->children = *(uint32_t *)value; break;
		case CONTID_A_PID: desc->pid = *(uint32_t *)value; break;
		}
	}
}

static inline void contid_take_desc(const struct nlmsghdr *nlh, void *data)
{
	if (data)
		contid_parse_desc(nlh, data);
}

#define NO_LIMIT	(-1)	/* the attribute is left out */

/* With @desc, the echo is asked for and put there. */
static inline int contid_set_as(struct nl *nl, int pidfd, uint64_t contid,
				uint32_t flags, long limit,
				struct contid_desc *desc)
{
	struct nl_msg msg;

	nl_start(&msg, nl->family, CONTID_CMD_SET, desc ? NLM_F_ECHO : 0);
	nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	nl_put_u64(&msg, CONTID_A_CONTID, contid);
	if (flags)
		nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	if (limit != NO_LIMIT)
		nl_put_u32(&msg, CONTID_A_LIMIT, limit);
	return nl_request(nl, &msg, contid_take_desc, desc);
}

static inline int contid_set(struct nl *nl, int pidfd, uint64_t contid,
			     struct contid_desc *desc)
{
	return contid_set_as(nl, pidfd, contid, 0, NO_LIMIT, desc);
}

static inline int contid_nest(struct nl *nl, int pidfd, uint64_t contid,
			      struct contid_desc *desc)
{
	return contid_set_as(nl, pidfd, contid, CONTID_FLAG_NEST, NO_LIMIT,
			     desc);
}

static inline int contid_move(struct nl *nl, int pidfd, uint64_t contid,
			      struct contid_desc *desc)
{
	return contid_set_as(nl, pidfd, contid, CONTID_FLAG_MOVE, NO_LIMIT,
			     desc);
}

static inline int contid_drop_as(struct nl *nl, int pidfd, uint32_t flags,
				 struct contid_desc *desc)
{
	struct nl_msg msg;

	nl_start(&msg, nl->family, CONTID_CMD_DROP, desc ? NLM_F_ECHO : 0);
	nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	if (flags)
		nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	return nl_request(nl, &msg, contid_take_desc, desc);
}

static inline int contid_drop(struct nl *nl, int pidfd,
			      struct contid_desc *desc)
{
	return contid_drop_as(nl, pidfd, 0, desc);
}

/* What label a process carries: desc->contid is CONTID_UNSET for none. */
static inline int contid_get_process(struct nl *nl, int pidfd,
				     struct contid_desc *desc)
{
	struct nl_msg msg;

	nl_start(&msg, nl->family, CONTID_CMD_GET, 0);
	nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	return nl_request(nl, &msg, contid_take_desc, desc);
}

static inline int contid_get(struct nl *nl, uint64_t contid,
			     struct contid_desc *desc)
{
	struct nl_msg msg;

	nl_start(&msg, nl->family, CONTID_CMD_GET, 0);
	nl_put_u64(&msg, CONTID_A_CONTID, contid);
	return nl_request(nl, &msg, contid_take_desc, desc);
}

static inline void contid_add_desc(const struct nlmsghdr *nlh, void *data)
{
	struct contid_descs *list = data;

	if (list->n == list->room) {
		list->room = list->room * 2 ?: 64;
		list->v = realloc(list->v, list->room * sizeof(*list->v));
		if (!list->v)
			bail("out of memory");
	}
	contid_parse_desc(nlh, &list->v[list->n++]);
}

/*
 * All containers, once: nl->answer.interrupted tells whether they changed
 * meanwhile. The memory of @list is used again.
 */
static inline int contid_dump(struct nl *nl, struct contid_descs *list)
{
	struct nl_msg msg;

	list->n = 0;
	nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	return nl_request(nl, &msg, contid_add_desc, list);
}

/* Those directly below another. */
static inline int contid_dump_below(struct nl *nl, uint64_t parent,
				    struct contid_descs *list)
{
	struct nl_msg msg;

	list->n = 0;
	nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	nl_put_u64(&msg, CONTID_A_PARENT, parent);
	return nl_request(nl, &msg, contid_add_desc, list);
}

/* The processes of a container. */
static inline int contid_dump_tasks(struct nl *nl, uint64_t contid,
				    struct contid_descs *list)
{
	struct nl_msg msg;

	list->n = 0;
	nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	nl_put_u64(&msg, CONTID_A_CONTID, contid);
	nl_put_u32(&msg, CONTID_A_FLAGS, CONTID_FLAG_TASKS);
	return nl_request(nl, &msg, contid_add_desc, list);
}

/* An error is none of the callers' expectations: neither id nor "no label". */
static inline uint64_t contid_of(struct nl *nl, int pidfd)
{
	struct contid_desc desc;
	int err = contid_get_process(nl, pidfd, &desc);

	if (err) {
		diag("GET of a process: %s (%s)", strerror(-err),
		     nl->answer.sentence);
		return CONTID_UNSET - 1;
	}
	return desc.contid;
}

static inline bool contid_is_gone(struct nl *nl, uint64_t contid)
{
	return contid_get(nl, contid, NULL) == -ENOENT;
}

#endif /* SELFTESTS_CONTID_H */
