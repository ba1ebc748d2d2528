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
#include <linux/list.h>
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
 * @users: labels in use, live children, requests under way; 0 is the end
 * @refs: readers of the object and its own life; 0 frees it
 * @processes: labelled thread groups
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
 * @node: in registry->by_id
 * @rcu: frees it
 * @text_len: length of @text
 * @text: its lineage, not terminated: records are made of it. Then its name, if
 *	  it has one, terminated: see contid_name()
 *
 * All but the counts, @labels, @published and @readers is constant from the beginning.
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
	refcount_t		users;
	refcount_t		refs;
	atomic_t		processes;
	u32			children;
	u32			flags;
	u32			limit;
	u32			charged;
	u8			depth;
	bool			published;
	bool			named;
	u8			readers;
	struct rhash_head	node;
	struct rcu_head		rcu;
	u16			text_len;
	char			text[];
};

/**
 * struct contid_label - what a labelled thread carries: a container, in a
 * network namespace
 * @container: the container; one user of it while @users > 0
 * @net: the namespace, not held; NULL when it is gone. Under registry->lock.
 * @users: threads, and a request under way; the first user and the last come
 *	   and go under registry->lock
 * @by_pair: in registry->labels while @net is there, under registry->lock
 * @by_contid: in @container->labels, under registry->lock; or in a list of labels
 *	       that are not used yet, or no longer
 * @by_net: among the labels of @net, for packets; RCU
 * @rcu: frees it
 */
struct contid_label {
	struct contid		*container;
	struct net		*net;
	refcount_t		users;
	struct hlist_node	by_pair;
	struct list_head	by_contid;
	struct list_head	by_net;
	struct rcu_head		rcu;
};

/**
 * struct contid_net - the containers of a network namespace
 * @labels: labels of the threads that live in it; RCU, and registry->lock to
 *	    change
 * @text_size: bytes that all their lineages take, and a comma after each; under
 *	       registry->lock, and a hint for readers without it
 */
struct contid_net {
	struct list_head	labels;
	size_t			text_size;
};

extern unsigned int contid_net_id;

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
