/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NS_GET of the CONTID family, by hand.
 */

#ifndef SELFTESTS_RAW_NS_H
#define SELFTESTS_RAW_NS_H

#include "namespaces.h"
#include "raw_contid.h"

struct raw_ns {
	uint32_t type, inum;
	uint64_t id, owner;
	uint32_t present;	/* a bit per attribute type */
};

#define RAW_NS_MOST	16	/* more than a process has */

/* One message: of a process, a thread or a single namespace. */
struct raw_nss {
	struct raw_desc desc;
	size_t n;
	struct raw_ns v[RAW_NS_MOST];
};

struct raw_ns_list {
	struct raw_nss *v;
	size_t n, room;
};

static inline void raw_parse_ns(const struct nlattr *nest, struct raw_ns *ns)
{
	const struct nlattr *attr;

	memset(ns, 0, sizeof(*ns));
	nl_for_each_attr(attr, nest + 1, (const char *)nest + nest->nla_len) {
		if (attr->nla_type > CONTID_A_NS_MAX)
			continue;
		ns->present |= 1U << attr->nla_type;
		switch (attr->nla_type) {
		case CONTID_A_NS_TYPE:
			ns->type = *(const uint32_t *)(attr + 1);
			break;
		case CONTID_A_NS_INUM:
			ns->inum = *(const uint32_t *)(attr + 1);
			break;
		case CONTID_A_NS_ID:
			memcpy(&ns->id, attr + 1, sizeof(ns->id));
			break;
		case CONTID_A_NS_OWNER:
			memcpy(&ns->owner, attr + 1, sizeof(ns->owner));
			break;
		}
	}
}

static inline void raw_parse_nss(const struct nlmsghdr *nlh, void *data)
{
	struct raw_nss *nss = data;
	const struct nlattr *attr;

	raw_parse_desc(nlh, &nss->desc);
	nss->n = 0;
	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if ((attr->nla_type & NLA_TYPE_MASK) != CONTID_A_NS)
			continue;
		if (nss->n == RAW_NS_MOST)
			bail("more namespaces than there are types");
		raw_parse_ns(attr, &nss->v[nss->n++]);
	}
}

static inline void raw_add_nss(const struct nlmsghdr *nlh, void *data)
{
	struct raw_ns_list *list = data;

	if (list->n == list->room) {
		list->room = list->room * 2 ?: 64;
		list->v = realloc(list->v, list->room * sizeof(*list->v));
		if (!list->v)
			bail("out of memory");
	}
	raw_parse_nss(nlh, &list->v[list->n++]);
}

/* @attr: CONTID_A_PIDFD or CONTID_A_NS_FD. */
static inline int raw_ns_get(struct raw_nl *nl, uint16_t attr, int fd,
			     struct raw_nss *nss)
{
	struct raw_nl_msg msg;

	memset(nss, 0, sizeof(*nss));
	raw_nl_start(&msg, nl->family, CONTID_CMD_NS_GET, 0);
	raw_nl_put_u32(&msg, attr, fd);
	return raw_nl_request(nl, &msg, raw_parse_nss, nss);
}

/* @attr: CONTID_A_CONTID or CONTID_A_SERIAL, or 0 for all processes. */
static inline int raw_ns_dump(struct raw_nl *nl, uint16_t attr, uint64_t value,
			      struct raw_ns_list *list)
{
	struct raw_nl_msg msg;

	list->n = 0;
	raw_nl_start(&msg, nl->family, CONTID_CMD_NS_GET, NLM_F_DUMP);
	if (attr)
		raw_nl_put_u64(&msg, attr, value);
	return raw_nl_request(nl, &msg, raw_add_nss, list);
}

/* The namespace of a type, or NULL. */
static inline const struct raw_ns *raw_ns_find(const struct raw_nss *nss,
					       enum ns type)
{
	size_t i;

	for (i = 0; i < nss->n; i++)
		if (nss->v[i].type == ns_types[type].flag)
			return &nss->v[i];
	return NULL;
}

/* The message about a process, counted from the @nth; or NULL. */
static inline const struct raw_nss *raw_ns_of_pid(const struct raw_ns_list *list,
						  pid_t pid, size_t nth)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if ((pid_t)list->v[i].desc.pid == pid && !nth--)
			return &list->v[i];
	return NULL;
}

#endif /* SELFTESTS_RAW_NS_H */
