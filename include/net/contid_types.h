/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects behind audit container identifiers, for net/contid/ and for the
 * parts of audit that read a lineage.
 *
 * Life, counts and locks: Documentation/contid/design.rst.
 */

#ifndef _NET_CONTID_TYPES_H
#define _NET_CONTID_TYPES_H

#include <linux/atomic.h>
#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <net/contid.h>
#include <net/netns/generic.h>

struct contid_daemon;
struct pid_namespace;
struct user_namespace;

/* The scope of identifiers that authority of the host gave; no serial number. */
#define CONTID_SCOPE_HOST	0

/**
 * struct contid - a container
 * @scope: where @id is unique: the serial number of the delegating container
 *	   that the requester was in, an ancestor of this one; or
 *	   CONTID_SCOPE_HOST. With @id the key of by_id.
 * @id: the identifier that the orchestrator picked
 * @serial: number of this container, never reused; index of by_serial
 * @created: nanoseconds of CLOCK_BOOTTIME
 * @owner: network namespace whose socket created it: its memory only, not the
 *	   namespace
 * @pid_ns: pid namespace of the process that created it, held: notifications
 *	    to the owner have process ids of that namespace. NULL in a test.
 * @user_ns: with CONTID_FLAG_DELEGATE the user namespace that it is delegated
 *	     to, and with CONTID_FLAG_AUDITD the one of its daemon, held; else
 *	     NULL
 * @parent: container that it is nested in, with a reference, or NULL
 * @labels: of its threads, one for each network namespace; under
 *	    registry->lock
 * @first: the first label that it has had, or NULL. Its memory stays as long as the
 *	   container's, since it counts the processes. Set under registry->lock.
 * @node: in registry->by_id
 * @rcu: frees it
 * @users: labels in use, live children, requests under way; 0 is the end
 * @refs: readers of the object and its own life; 0 frees it
 * @children: live containers directly below, under registry->lock
 * @daemon: with CONTID_FLAG_AUDITD its audit daemon, else NULL
 * @flags: CONTID_FLAG_DELEGATE and CONTID_FLAG_AUDITD
 * @limit: containers that the delegation allows below
 * @charged: containers below that delegated requesters made, under
 *	     registry->lock
 * @depth: number of ancestors
 * @published: it has had a member: lookups and dumps find it
 * @named: its name stands behind @text
 * @readers: that it has; changed under contid_read.lock
 * @text_len: length of @text
 * @text: its lineage, not terminated: records are made of it. Then its name, if
 *	  it has one, terminated: see contid_name()
 *
 * All but the counts, @labels, @first, @published and @readers is constant from the
 * beginning.
 */
struct contid {
	u64			scope;
	u64			id;
	u64			serial;
	u64			created;
	struct net		*owner;
	struct pid_namespace	*pid_ns;
	struct user_namespace	*user_ns;
	struct contid		*parent;
	struct contid_daemon	*daemon;
	struct list_head	labels;
	struct contid_label	*first;
	struct rhash_head	node;
	struct rcu_head		rcu;
	refcount_t		users;
	refcount_t		refs;
	u32			children;
	u32			flags;
	u32			limit;
	u32			charged;
	u8			depth;
	bool			published;
	bool			named;
	u8			readers;
	u16			text_len;
	char			text[];
};

/**
 * struct contid_label - what a labelled thread carries: a container, in a
 * network namespace
 * @container: the container; one user of it while @users > 0
 * @net: the namespace, not held; NULL when it is gone. Changes under
 *	 registry->lock.
 * @users: threads, and a request under way; the first user and the last come
 *	   and go under registry->lock
 * @processes: labelled thread groups of @container, if this is its first label. It
 *	       is beside @users for fork and exit to write to one cache line.
 * @by_pair: in registry->labels while @net is there, under registry->lock; not used
 *	     by the first label of a container
 * @order: a number that no label has had in a list before; the greatest one of
 *	   the list that @by_net is in, when it enters that
 * @by_contid: in @container->labels, under registry->lock; or in a list of labels
 *	       that are not used yet, or no longer
 * @by_net: among the labels of @net, for packets; RCU
 * @rcu: frees it
 */
struct contid_label {
	struct contid		*container;
	struct net		*net;
	refcount_t		users;
	atomic_t		processes;
	struct hlist_node	by_pair;
	struct list_head	by_contid;
	struct list_head	by_net;
	u64			order;
	struct rcu_head		rcu;
};

/* "scope=net netns=4294967295 netnsid=18446744073709551615 contid=" and a NUL */
#define CONTID_NET_PREFIX_SIZE	64

/**
 * struct contid_net - the containers of a network namespace
 * @labels: labels of the threads that live in it, in descending @order; RCU, and
 *	    registry->lock to change. See struct contid_label_walk.
 * @last_order: the greatest @order that a label of @labels has had, under
 *		registry->lock
 * @text_size: bytes that all their lineages take, and a comma after each; under
 *	       registry->lock, and a hint for readers without it
 * @prefix_len: length of @prefix
 * @prefix: what a record of a packet in the namespace has before the lineages.
 *	    It is made with the namespace: to print its two numbers for each
 *	    packet took more than half of what a record costs.
 */
struct contid_net {
	struct list_head	labels;
	u64			last_order;
	size_t			text_size;
	unsigned int		prefix_len;
	char			prefix[CONTID_NET_PREFIX_SIZE];
};

extern unsigned int contid_net_id;

/*
 * A lineage of this length or less is copied without a call. A container's text
 * has room for as many bytes.
 */
#define CONTID_TEXT_SHORT	24

/**
 * contid_name - the name of a container
 * @container: container whose memory the caller keeps
 *
 * Return: the name, which lives as long as @container, or NULL for none.
 */
static inline const char *contid_name(const struct contid *container)
{
	return container->named ? container->text + container->text_len : NULL;
}

/**
 * contid_pernet - the containers of a network namespace
 * @net: network namespace that the caller keeps from ending
 */
static inline struct contid_net *contid_pernet(const struct net *net)
{
	return net_generic(net, contid_net_id);
}

/**
 * struct contid_label_walk - a walk over the labels of a network namespace
 * @cn: the namespace's
 * @pos: in its list, where the next label is
 * @label: the label that the walk is at
 * @order: number of @label when the walk came there
 *
 * contid_label_walk_begin(), and then contid_label_walk_enter() as long as it
 * returns true, and contid_label_walk_leave(). It visits each label once that is in
 * the list all the time; what comes during the walk may be left out. Labels may move
 * to other lists meanwhile: design.rst, "A label that moves against the record of a
 * packet".
 *
 * Context: RCU read side.
 */
struct contid_label_walk {
	const struct contid_net		*cn;
	const struct list_head		*pos;
	const struct contid_label	*label;
	u64				order;
};

const struct list_head *contid_label_resume(const struct contid_net *cn,
					    u64 order);

/* The beginning of a list; a label that is not there any more has @bound or more. */
static inline const struct list_head *
contid_label_first(const struct contid_net *cn, u64 *bound)
{
	/* Before the place: what moves from there on has a greater number. */
	*bound = smp_load_acquire(&cn->last_order) + 1;
	return rcu_dereference(list_next_rcu(&cn->labels));
}

static inline void contid_label_walk_begin(struct contid_label_walk *walk,
					   const struct contid_net *cn)
{
	walk->cn = cn;
	walk->pos = contid_label_first(cn, &walk->order);
}

static inline bool contid_label_walk_enter(struct contid_label_walk *walk)
{
	u64 order;

	while (walk->pos != &walk->cn->labels) {
		walk->label = list_entry(walk->pos, struct contid_label, by_net);
		order = READ_ONCE(walk->label->order);
		if (likely(order < walk->order)) {
			walk->order = order;
			return true;
		}
		walk->pos = contid_label_resume(walk->cn, walk->order);
	}
	return false;
}

static inline void contid_label_walk_leave(struct contid_label_walk *walk)
{
	/* Pairs with the barrier of a label that moves: its number is first. */
	walk->pos = smp_load_acquire(&walk->label->by_net.next);
	if (unlikely(READ_ONCE(walk->label->order) != walk->order))
		walk->pos = contid_label_resume(walk->cn, walk->order);
}

/**
 * contid_get_rcu - keep a container beyond the RCU section
 * @container: found under RCU, may be NULL
 *
 * Return: @container with a reference, or NULL if there is none to keep.
 */
static inline struct contid *contid_get_rcu(struct contid *container)
{
	if (!container || !refcount_inc_not_zero(&container->refs))
		return NULL;
	return container;
}

#endif /* _NET_CONTID_TYPES_H */
