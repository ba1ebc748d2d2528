/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records on their way to the readers of a container, as audit makes them and
 * net/contid/ sends them: Documentation/contid/readers.rst.
 */

#ifndef _NET_CONTID_READ_H
#define _NET_CONTID_READ_H

#include <linux/err.h>
#include <linux/jump_label.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <net/contid_types.h>

struct pid;

/**
 * struct contid_about - the containers that a record names
 * @n: how many
 * @containers: as many, with references; NULL for none. The containers of the
 *	lineages of a scope=net, in their order; of a CONTAINER_OP the one that
 *	contid= is of, or would be nested in, and the one of old-contid=; else
 *	one.
 *
 * The record owns it.
 */
struct contid_about {
	unsigned int	n;
	struct contid	*containers[];
};

/**
 * struct contid_read_event - an event that readers get
 * @users: the audit context, and each record in audit's queue; the last one
 *	   queues the event
 * @no: number of the event; readers that came later do not get it
 * @actor: container that the event is stamped with, with a reference; or NULL
 *	   where that has no reader
 * @process: process that acts, or NULL without actor. Not held: only to be
 *	     compared with the process of a reader, which holds it.
 * @op: a record of it is a CONTAINER_OP, perhaps the end of a container
 * @node: in the list of open events, then in that of the worker
 * @records: clones of its records, each with a struct contid_record_cb
 * @size: bytes that they take
 * @uncopied: records that could not be cloned
 * @broken: it is not known what some record is about
 */
struct contid_read_event {
	refcount_t		users;
	u64			no;
	struct contid		*actor;
	const struct pid	*process;
	bool			op;
	struct list_head	node;
	struct sk_buff_head	records;
	size_t			size;
	unsigned int		uncopied;
	bool			broken;
};

/**
 * struct contid_record_cb - skb->cb of a record in audit's queue, and of its clone
 * @event: its event, with a reference; or NULL. Not set in a clone.
 * @about: what it names beside the container of the acting process, or NULL
 *
 * A new skb has zeros there. Netlink has another use for skb->cb, so kauditd
 * clears it before it sends a record.
 */
struct contid_record_cb {
	struct contid_read_event	*event;
	struct contid_about		*about;
};

static inline struct contid_record_cb *contid_record_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct contid_record_cb) > sizeof(skb->cb));
	return (struct contid_record_cb *)skb->cb;
}

DECLARE_STATIC_KEY_FALSE(contid_read_key);

/**
 * contid_read_used - whether there has ever been a reader
 */
static __always_inline bool contid_read_used(void)
{
	return static_branch_unlikely(&contid_read_key);
}

/* net/contid/read_event.c */

struct contid_about *contid_about_alloc(unsigned int n, gfp_t gfp);
void contid_about_free(struct contid_about *about);
bool contid_about_has_reader(const struct contid_about *about);
bool contid_has_reader(const struct contid *container);
struct contid_read_event *contid_read_event_start(struct contid *actor,
						  bool about, gfp_t gfp);
void contid_read_event_put(struct contid_read_event *event);
void contid_record_attach(struct sk_buff *record,
			  struct contid_read_event *event);
void contid_record_clone(struct sk_buff *record);
void contid_record_forget(struct sk_buff *record);

/* net/contid/reader.c */

void contid_read_lose(const struct contid *container, unsigned int records);
void contid_read_end(struct contid *container);

#endif /* _NET_CONTID_READ_H */
