// SPDX-License-Identifier: GPL-2.0
/*
 * Labels: a container in a network namespace, as its threads carry it. There is
 * one label for each pair. So fork increments one count, and the containers of
 * a packet are found by a walk of its namespace's labels.
 */

#include <linux/hash.h>
#include <linux/lockdep.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/netns/hash.h>

#include "contid.h"

/*
 * The hash mix of a network namespace is random, so a container cannot choose
 * namespaces that share a bucket, and two multiplications are enough of a hash.
 */
static struct hlist_head *bucket_of(const struct contid_registry *reg,
				    const struct contid *container,
				    const struct net *net)
{
	u32 mix = net_hash_mix(net) ^ (u32)hash_64(container->serial, 32);

	return &reg->labels[hash_32(mix, CONTID_LABEL_HASH_BITS)];
}

/**
 * contid_label_alloc - allocate a label, without contents
 * @gfp: for the allocation
 *
 * Return: label for contid_label_attach_locked(), or for kfree(); or NULL.
 */
struct contid_label *contid_label_alloc(gfp_t gfp)
{
	return kmalloc(sizeof(struct contid_label), gfp);
}

/*
 * The first label of a container is not in the hash table: most containers have no
 * other one, and need not look there.
 */
static struct contid_label *find(const struct contid_registry *reg,
				 const struct contid *container,
				 const struct net *net)
{
	struct contid_label *label = container->first;

	if (!label || label->net == net)
		return label;
	hlist_for_each_entry(label, bucket_of(reg, container, net), by_pair) {
		if (label->container == container && label->net == net)
			return label;
	}
	return NULL;
}

/**
 * contid_label_find_locked - find the label of a container in a namespace
 * @reg: its lock is held
 * @container: container
 * @net: network namespace, not NULL
 *
 * Constant time, however many namespaces the container is in.
 *
 * Return: the label, or NULL.
 */
struct contid_label *contid_label_find_locked(struct contid_registry *reg,
					      struct contid *container,
					      const struct net *net)
{
	lockdep_assert_held(&reg->lock);

	return find(reg, container, net);
}

/*
 * list_add_rcu() of a label that walks may stand on, for it may come from another list:
 * they read where it leads to meanwhile.
 */
static void add_to_net(struct contid_label *label, struct contid_net *cn)
{
	struct list_head *next = cn->labels.next;

	WRITE_ONCE(label->by_net.next, next);
	label->by_net.prev = &cn->labels;
	rcu_assign_pointer(list_next_rcu(&cn->labels), &label->by_net);
	next->prev = &label->by_net;
}

static void enter_net(struct contid_registry *reg, struct contid_label *label,
		      struct net *net)
{
	const struct contid *container = label->container;
	struct contid_net *cn = contid_pernet(net);

	/* Threads compare it with their namespace without the lock. */
	WRITE_ONCE(label->net, net);
	if (label != container->first)
		hlist_add_head(&label->by_pair, bucket_of(reg, container, net));
	reg->netns_gen += 2;
	WRITE_ONCE(cn->last_order, label->order);
	/* At the head, where walks under way do not come to. */
	add_to_net(label, cn);
	WRITE_ONCE(cn->text_size, cn->text_size + container->text_len + 1);
}

static void leave_net(struct contid_label *label)
{
	const struct contid *container = label->container;
	struct contid_net *cn = contid_pernet(label->net);

	if (label != container->first)
		hlist_del(&label->by_pair);
	list_del_rcu(&label->by_net);
	WRITE_ONCE(cn->text_size, cn->text_size - container->text_len - 1);
}

/**
 * contid_label_attach_locked - make a new label that of a container
 * @reg: its lock is held
 * @label: of contid_label_alloc()
 * @container: container that has none yet in @net; the caller has a user of it
 * @net: network namespace
 *
 * The caller becomes the label's first user.
 */
void contid_label_attach_locked(struct contid_registry *reg,
				struct contid_label *label,
				struct contid *container, struct net *net)
{
	lockdep_assert_held(&reg->lock);

	label->container = container;
	label->order = ++reg->last_order;
	refcount_set(&label->users, 1);
	if (!container->first) {
		atomic_set(&label->processes, 0);
		/* Pairs with contid_processes(). */
		smp_store_release(&container->first, label);
	}
	contid_user_get(container);
	list_add(&label->by_contid, &container->labels);
	enter_net(reg, label, net);
}

/**
 * contid_label_get_locked - one more user of a container's label in a namespace
 * @reg: its lock is held
 * @container: container; the caller has a user of it
 * @net: network namespace, not NULL
 * @prealloc: labels of contid_label_alloc(), linked by_contid, of which one is
 *	      used if the container has no label there yet
 *
 * Return: the label with a user for the caller, or NULL if that takes a
 * preallocated label and there is none.
 */
struct contid_label *contid_label_get_locked(struct contid_registry *reg,
					     struct contid *container,
					     struct net *net,
					     struct list_head *prealloc)
{
	struct contid_label *label;

	lockdep_assert_held(&reg->lock);

	label = find(reg, container, net);
	if (label) {
		contid_label_get(label);
		return label;
	}
	label = list_first_entry_or_null(prealloc, struct contid_label,
					 by_contid);
	if (label) {
		list_del(&label->by_contid);
		contid_label_attach_locked(reg, label, container, net);
	}
	return label;
}

/**
 * contid_label_move_locked - take a label along to another network namespace
 * @reg: its lock is held
 * @label: its only user is a thread; nothing adds another one meanwhile
 * @net: that the thread is in now
 *
 * Return: whether it moved; not if its container has a label in @net.
 */
bool contid_label_move_locked(struct contid_registry *reg,
			      struct contid_label *label, struct net *net)
{
	const struct contid *container = label->container;

	lockdep_assert_held(&reg->lock);

	if (!list_is_singular(&container->labels) && find(reg, container, net))
		return false;
	WRITE_ONCE(label->order, ++reg->last_order);
	/* A walk that finds the label's next place finds its number, too. */
	smp_wmb();
	if (label->net)
		leave_net(label);
	enter_net(reg, label, net);
	return true;
}

/**
 * contid_label_resume - where a walk goes on whose label has moved
 * @cn: the namespace's
 * @order: that the walk has come to
 *
 * Context: RCU read side.
 * Return: the place of the first label with a smaller number, or the end.
 */
const struct list_head *contid_label_resume(const struct contid_net *cn,
					    u64 order)
{
	const struct contid_label *label;
	const struct list_head *pos;
	u64 last, found;

again:
	pos = contid_label_first(cn, &last);
	while (pos != &cn->labels) {
		label = list_entry(pos, struct contid_label, by_net);
		found = READ_ONCE(label->order);
		if (found >= last)
			goto again;
		if (found < order)
			break;
		/* As contid_label_walk_leave() does. */
		pos = smp_load_acquire(&label->by_net.next);
		if (READ_ONCE(label->order) != found)
			goto again;
		last = found;
	}
	return pos;
}

/**
 * contid_label_detach_net_locked - unlink a label from its network namespace
 * @reg: its lock is held
 * @label: with a namespace; has none afterwards
 */
void contid_label_detach_net_locked(struct contid_registry *reg,
				    struct contid_label *label)
{
	lockdep_assert_held(&reg->lock);

	leave_net(label);
	/* As in enter_net(). */
	WRITE_ONCE(label->net, NULL);
}

/**
 * contid_label_put_locked - put one user of a label
 * @reg: its lock is held
 * @label: with users
 *
 * Return: true when that was the last one. The label is unlinked then: the caller
 * calls contid_label_free_rcu(), which can wait until @reg is unlocked. Its user of
 * the container becomes the caller's.
 */
bool contid_label_put_locked(struct contid_registry *reg,
			     struct contid_label *label)
{
	lockdep_assert_held(&reg->lock);

	if (!refcount_dec_and_test(&label->users))
		return false;
	list_del(&label->by_contid);
	reg->netns_gen += 2;
	/* label->net is NULL if contid_net_exit() has unlinked it. */
	if (label->net)
		contid_label_detach_net_locked(reg, label);
	return true;
}

/**
 * contid_label_put - put one user of a label
 * @reg: where its container is registered
 * @label: with users
 *
 * Takes the lock for the last user only.
 *
 * Return: container whose user the caller has to put, or NULL.
 */
struct contid *contid_label_put(struct contid_registry *reg,
				struct contid_label *label)
{
	struct contid *container = label->container;
	bool last;

	if (refcount_dec_not_one(&label->users))
		return NULL;
	spin_lock(&reg->lock);
	last = contid_label_put_locked(reg, label);
	spin_unlock(&reg->lock);
	if (!last)
		return NULL;
	contid_label_free_rcu(label);
	return container;
}

/**
 * contid_label_free_rcu - free a label that has no users any more
 * @label: unlinked; the caller has a user of its container, or a reference
 *
 * A container's first label is freed with the container.
 *
 * Context: any.
 */
void contid_label_free_rcu(struct contid_label *label)
{
	if (label != label->container->first)
		kfree_rcu(label, rcu);
}
