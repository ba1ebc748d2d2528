/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The requests of the CONTID family, by hand.
 */

#ifndef SELFTESTS_RAW_CONTID_H
#define SELFTESTS_RAW_CONTID_H

#include <linux/contid.h>

#include "raw_netlink.h"

struct raw_desc {
	uint64_t contid, parent, owner, created, serial, scope;
	uint32_t depth, flags, limit, processes, children, pid;
	uint32_t present;	/* a bit per attribute type */
	char name[CONTID_NAME_MAX + 1];
};

struct raw_descs {
	struct raw_desc *v;
	size_t n, room;
};

static inline struct raw_nl raw_connect(void)
{
	return raw_nl_connect(CONTID_FAMILY_NAME, 0);
}

static inline struct raw_nl raw_connect_small(void)
{
	return raw_nl_connect(CONTID_FAMILY_NAME, 4096);
}

/* One that has no NUL at its end, or is too long, is none. */
static inline void raw_parse_name(const struct nlattr *attr, char *name)
{
	size_t len = attr->nla_len - NLA_HDRLEN;
	const char *value = (const char *)(attr + 1);

	if (len && len <= CONTID_NAME_MAX + 1 && !value[len - 1])
		memcpy(name, value, len);
}

static inline void raw_parse_desc(const struct nlmsghdr *nlh,
				  struct raw_desc *desc)
{
	const struct nlattr *attr;

	memset(desc, 0, sizeof(*desc));
	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
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
		case CONTID_A_SCOPE: desc->scope = u64; break;
		case CONTID_A_DEPTH: desc->depth = *(uint32_t *)value; break;
		case CONTID_A_FLAGS: desc->flags = *(uint32_t *)value; break;
		case CONTID_A_LIMIT: desc->limit = *(uint32_t *)value; break;
		case CONTID_A_PROCESSES: desc->processes = *(uint32_t *)value; break;
		case CONTID_A_CHILDREN: desc->children = *(uint32_t *)value; break;
		case CONTID_A_PID: desc->pid = *(uint32_t *)value; break;
		case CONTID_A_NAME: raw_parse_name(attr, desc->name); break;
		}
	}
}

static inline void raw_handle_desc(const struct nlmsghdr *nlh, void *data)
{
	if (data)
		raw_parse_desc(nlh, data);
}

#define NO_LIMIT	(-1)	/* the attribute is left out */

/* What a SET asks for besides the identifier; a pointer that is NULL is left out. */
struct raw_set_options {
	uint32_t flags;
	const uint32_t *limit;
	const uint64_t *parent;
	const int *userns_fd;
	const char *name;
};

/* With @desc, the echo is asked for and put there. */
static inline int raw_set_with(struct raw_nl *nl, int pidfd, uint64_t contid,
			       struct raw_set_options options,
			       struct raw_desc *desc)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_SET, desc ? NLM_F_ECHO : 0);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, contid);
	if (options.flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, options.flags);
	if (options.limit)
		raw_nl_put_u32(&msg, CONTID_A_LIMIT, *options.limit);
	if (options.parent)
		raw_nl_put_u64(&msg, CONTID_A_PARENT, *options.parent);
	if (options.userns_fd)
		raw_nl_put_u32(&msg, CONTID_A_USERNS_FD, *options.userns_fd);
	if (options.name)
		raw_nl_put(&msg, CONTID_A_NAME, options.name, strlen(options.name));
	return raw_nl_request(nl, &msg, raw_handle_desc, desc);
}

static inline int raw_set_as(struct raw_nl *nl, int pidfd, uint64_t contid,
			     uint32_t flags, long limit,
			     struct raw_desc *desc)
{
	uint32_t most = limit;
	struct raw_set_options options = {
		.flags = flags, .limit = limit == NO_LIMIT ? NULL : &most,
	};

	return raw_set_with(nl, pidfd, contid, options, desc);
}

static inline int raw_set_named(struct raw_nl *nl, int pidfd, uint64_t contid,
				uint32_t flags, const char *name,
				struct raw_desc *desc)
{
	struct raw_set_options options = { .flags = flags, .name = name };

	return raw_set_with(nl, pidfd, contid, options, desc);
}

static inline int raw_set(struct raw_nl *nl, int pidfd, uint64_t contid,
			  struct raw_desc *desc)
{
	return raw_set_as(nl, pidfd, contid, 0, NO_LIMIT, desc);
}

static inline int raw_nest(struct raw_nl *nl, int pidfd, uint64_t contid,
			   struct raw_desc *desc)
{
	return raw_set_as(nl, pidfd, contid, CONTID_FLAG_NEST, NO_LIMIT,
			  desc);
}

/* Into a container that is nested in @parent, or to be created there. */
static inline int raw_move_below(struct raw_nl *nl, int pidfd, uint64_t contid,
				 uint64_t parent, struct raw_desc *desc)
{
	struct raw_set_options options = {
		.flags = CONTID_FLAG_MOVE, .parent = &parent,
	};

	return raw_set_with(nl, pidfd, contid, options, desc);
}

static inline int raw_move(struct raw_nl *nl, int pidfd, uint64_t contid,
			   struct raw_desc *desc)
{
	return raw_set_as(nl, pidfd, contid, CONTID_FLAG_MOVE, NO_LIMIT,
			  desc);
}

static inline int raw_drop_as(struct raw_nl *nl, int pidfd, uint32_t flags,
			      struct raw_desc *desc)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_DROP, desc ? NLM_F_ECHO : 0);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	if (flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	return raw_nl_request(nl, &msg, raw_handle_desc, desc);
}

static inline int raw_drop(struct raw_nl *nl, int pidfd,
			   struct raw_desc *desc)
{
	return raw_drop_as(nl, pidfd, 0, desc);
}

/* What label a process carries: desc->contid is CONTID_UNSET for none. */
static inline int raw_get_process(struct raw_nl *nl, int pidfd,
				  struct raw_desc *desc)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, 0);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	return raw_nl_request(nl, &msg, raw_handle_desc, desc);
}

/* @attr: CONTID_A_CONTID or CONTID_A_SERIAL, which names the container. */
static inline int raw_get_by(struct raw_nl *nl, uint16_t attr, uint64_t value,
			     struct raw_desc *desc)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, 0);
	raw_nl_put_u64(&msg, attr, value);
	return raw_nl_request(nl, &msg, raw_handle_desc, desc);
}

static inline int raw_get(struct raw_nl *nl, uint64_t contid,
			  struct raw_desc *desc)
{
	return raw_get_by(nl, CONTID_A_CONTID, contid, desc);
}

/* @scope: serial number of the delegating container. */
static inline int raw_get_in(struct raw_nl *nl, uint64_t scope, uint64_t contid,
			     struct raw_desc *desc)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, 0);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, contid);
	raw_nl_put_u64(&msg, CONTID_A_SCOPE, scope);
	return raw_nl_request(nl, &msg, raw_handle_desc, desc);
}

static inline int raw_get_serial(struct raw_nl *nl, uint64_t serial,
				 struct raw_desc *desc)
{
	return raw_get_by(nl, CONTID_A_SERIAL, serial, desc);
}

static inline void raw_add_desc(const struct nlmsghdr *nlh, void *data)
{
	struct raw_descs *list = data;

	if (list->n == list->room) {
		list->room = list->room * 2 ?: 64;
		list->v = realloc(list->v, list->room * sizeof(*list->v));
		if (!list->v)
			bail("out of memory");
	}
	raw_parse_desc(nlh, &list->v[list->n++]);
}

/*
 * All containers, once: nl->answer.interrupted says whether they changed
 * meanwhile. The memory of @list is used again.
 */
static inline int raw_dump(struct raw_nl *nl, struct raw_descs *list)
{
	struct raw_nl_msg msg;

	list->n = 0;
	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	return raw_nl_request(nl, &msg, raw_add_desc, list);
}

/* Those directly below another. */
static inline int raw_dump_below(struct raw_nl *nl, uint64_t parent,
				 struct raw_descs *list)
{
	struct raw_nl_msg msg;

	list->n = 0;
	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	raw_nl_put_u64(&msg, CONTID_A_PARENT, parent);
	return raw_nl_request(nl, &msg, raw_add_desc, list);
}

/* The processes of a container. */
static inline int raw_dump_processes(struct raw_nl *nl, uint64_t contid,
				     struct raw_descs *list)
{
	struct raw_nl_msg msg;

	list->n = 0;
	raw_nl_start(&msg, nl->family, CONTID_CMD_GET, NLM_F_DUMP);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, contid);
	raw_nl_put_u32(&msg, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
	return raw_nl_request(nl, &msg, raw_add_desc, list);
}

/* An error is none of the callers' expectations: neither id nor "no label". */
static inline uint64_t raw_contid_of(struct raw_nl *nl, int pidfd)
{
	struct raw_desc desc;
	int err = raw_get_process(nl, pidfd, &desc);

	if (err) {
		diag("GET of a process: %s (%s)", strerror(-err),
		     nl->answer.sentence);
		return CONTID_UNSET - 1;
	}
	return desc.contid;
}

static inline bool same_lists(const struct raw_descs *a,
			      const struct raw_descs *b)
{
	return a->n == b->n && !memcmp(a->v, b->v, a->n * sizeof(*a->v));
}

/* @err: what a request returned that the test itself needs. */
static inline void must_do(int err, const char *what)
{
	errno = -err;
	if (err)
		bail("%s", what);
}

static inline bool raw_is_gone(struct raw_nl *nl, uint64_t contid)
{
	return raw_get(nl, contid, NULL) == -ENOENT;
}

#endif /* SELFTESTS_RAW_CONTID_H */
