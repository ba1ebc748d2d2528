/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects: the registry, its containers and their labels. The lowest layer; it
 * knows neither tasks nor netlink nor audit.
 */

#ifndef _NET_CONTID_CONTID_H
#define _NET_CONTID_CONTID_H

#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include <net/contid_types.h>

#include "lineage.h"

/* registry.c */

/**
 * struct contid_registry - the containers in use
 * @lock: serialises changes; see design.rst
 * @by_id: for lookups, by scope and identifier
 * @by_serial: for dumps; those that are not published are in it as well
 * @labels: hash table of labels, by container and network namespace; of all but the
 *	    first label of each container. Its size is fixed, so that adding to it
 *	    cannot fail; under @lock.
 * @last_serial: the last one given out
 * @last_order: contid_label.order of the last label that has entered a list,
 *		under @lock
 * @gen: changes when a container is published or ends, under @lock. It is
 *	 the sequence number of a dump, where 0 means none: it starts at 1 and
 *	 grows by 2, so that it stays odd and is not 0 when it wraps.
 * @netns_gen: changes when a container comes to a network namespace or leaves
 *	       it, under @lock. A dump of one namespace adds it to @gen: it
 *	       starts at 0 and grows by 2, so that the sum stays odd as well.
 * @retired: woken when a container has left the indexes
 * @nr_published: containers that have been published since boot, under @lock
 * @nr_ended: those of them that have ended, under @lock
 */
struct contid_registry {
	spinlock_t		lock;	/* for writers of the rest */
	struct rhashtable	by_id;
	struct xarray		by_serial;
	struct hlist_head	*labels;
	atomic64_t		last_serial;
	u64			last_order;
	unsigned int		gen;
	unsigned int		netns_gen;
	wait_queue_head_t	retired;
	u64			nr_published;
	u64			nr_ended;
};

extern struct contid_registry contid_registry;

int contid_registry_init(struct contid_registry *reg);
void contid_registry_destroy(struct contid_registry *reg);

struct contid *contid_alloc(struct contid_registry *reg, u64 scope, u64 id,
			    struct net *owner, struct contid *parent,
			    const char *name);
void contid_free_unregistered(struct contid_registry *reg,
			      struct contid *container);
int contid_register_locked(struct contid_registry *reg,
			   struct contid *container);
void contid_publish_locked(struct contid_registry *reg,
			   struct contid *container);
struct contid *contid_find_locked(struct contid_registry *reg, u64 scope,
				  u64 id);
struct contid *contid_find(struct contid_registry *reg, u64 scope, u64 id);
struct contid *contid_find_serial(struct contid_registry *reg, u64 serial);
int contid_wait_retired(struct contid_registry *reg, u64 serial,
			unsigned long *timeout);

/**
 * contid_is_published - whether one who goes through @by_serial may see a container
 * @container: found there under RCU
 */
static inline bool contid_is_published(const struct contid *container)
{
	/* Pairs with contid_publish_locked(): its contents are there. */
	return smp_load_acquire(&container->published);
}

/**
 * contid_processes - how many labelled processes a container has
 * @container: container whose memory the caller keeps
 */
static inline int contid_processes(const struct contid *container)
{
	/* Pairs with the first label's attachment: its count is there. */
	const struct contid_label *first = smp_load_acquire(&container->first);

	return first ? atomic_read(&first->processes) : 0;
}

/**
 * contid_user_get - one more user of a container
 * @container: container that has users, as the caller knows
 */
static inline void contid_user_get(struct contid *container)
{
	refcount_inc(&container->users);
}

bool contid_user_dec_and_test(struct contid_registry *reg,
			      struct contid *container);
struct contid *contid_retire(struct contid_registry *reg,
			     struct contid *container);

/* label.c */

/*
 * Hash table of labels: 128 KiB. More labels than buckets make a lookup longer
 * by one step for each 16,384.
 */
#define CONTID_LABEL_HASH_BITS	14

/**
 * contid_label_get - one more user of a label
 * @label: label that has users, as the caller knows
 */
static inline void contid_label_get(struct contid_label *label)
{
	refcount_inc(&label->users);
}

struct contid_label *contid_label_alloc(gfp_t gfp);
struct contid_label *contid_label_find_locked(struct contid_registry *reg,
					      struct contid *container,
					      const struct net *net);
void contid_label_attach_locked(struct contid_registry *reg,
				struct contid_label *label,
				struct contid *container, struct net *net);
struct contid_label *contid_label_get_locked(struct contid_registry *reg,
					     struct contid *container,
					     struct net *net,
					     struct list_head *prealloc);
bool contid_label_move_locked(struct contid_registry *reg,
			      struct contid_label *label, struct net *net);
void contid_label_detach_net_locked(struct contid_registry *reg,
				    struct contid_label *label);
bool contid_label_put_locked(struct contid_registry *reg,
			     struct contid_label *label);
struct contid *contid_label_put(struct contid_registry *reg,
				struct contid_label *label);
void contid_label_free_rcu(struct contid_label *label);

/* netns.c */

int contid_netns_init(void);

#endif /* _NET_CONTID_CONTID_H */
