// SPDX-License-Identifier: GPL-2.0
/*
 * Labels: a container in a network namespace, as its threads carry it. There
 * is one for each pair, so that fork is one count more and a packet's list of
 * containers a walk.
 */

#include <linux/lockdep.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/contid.h>

/**
 * contid_label_alloc - allocate a label, without contents
 * @gfp: for the allocation
 *
 * Return: label for contid_label_place_locked(), or for kfree(); or NULL.
 */
struct contid_label *contid_label_alloc(gfp_t gfp)
{
	return kmalloc(sizeof(struct contid_label), gfp);
}

/**
 * contid_label_find_locked - find the label of a container in a namespace
 * @reg: its lock is held
 * @contid: container
 * @net: network namespace, not NULL
 *
 * Few containers are in more than one or two namespaces.
 *
 * Return: the label, or NULL.
 */
struct contid_label *contid_label_find_locked(struct contid_registry *reg,
					      struct contid *contid,
					      const struct net *net)
{
	struct contid_label *label;

	lockdep_assert_held(&reg->lock);

	list_for_each_entry(label, &contid->labels, by_contid) {
		if (label->net == net)
			return label;
	}
	return NULL;
}

/**
 * contid_label_place_locked - make a spare label that of a container
 * @reg: its lock is held
 * @label: of contid_label_alloc()
 * @contid: container that has none yet in @net; the caller has a user of it
 * @net: network namespace
 *
 * The caller becomes the label's first user.
 */
void contid_label_place_locked(struct contid_registry *reg,
			       struct contid_label *label,
			       struct contid *contid, struct net *net)
{
	struct contid_net *cn = contid_net(net);

	lockdep_assert_held(&reg->lock);

	label->contid = contid;
	label->net = net;
	refcount_set(&label->users, 1);
	refcount_inc(&contid->users);
	list_add(&label->by_contid, &contid->labels);
	reg->moves += 2;
	/* In front, where a walk has passed already: none sees a container twice. */
	list_add_rcu(&label->by_net, &cn->labels);
	WRITE_ONCE(cn->text_size, cn->text_size + contid->text_len + 1);
}

static void leave_net_locked(struct contid_label *label)
{
	struct contid_net *cn = contid_net(label->net);

	list_del_rcu(&label->by_net);
	WRITE_ONCE(cn->text_size, cn->text_size - label->contid->text_len - 1);
}

/**
 * contid_label_put_locked - one thread less carries a label
 * @reg: its lock is held
 * @label: with users
 *
 * Return: true when that was the last one: the label is gone, and the caller
 * has its user of the container.
 */
bool contid_label_put_locked(struct contid_registry *reg,
			     struct contid_label *label)
{
	lockdep_assert_held(&reg->lock);

	if (!refcount_dec_and_test(&label->users))
		return false;
	list_del(&label->by_contid);
	reg->moves += 2;
	/* The namespace may be gone, and has let go of it then. */
	if (label->net)
		leave_net_locked(label);
	kfree_rcu(label, rcu);
	return true;
}

/**
 * contid_label_put - one thread less carries a label
 * @reg: where its container is registered
 * @label: with users
 *
 * Takes the lock for the last one only.
 *
 * Return: container whose user the caller has to give up, or NULL.
 */
struct contid *contid_label_put(struct contid_registry *reg,
				struct contid_label *label)
{
	struct contid *contid = label->contid;
	bool last;

	if (refcount_dec_not_one(&label->users))
		return NULL;
	spin_lock(&reg->lock);
	last = contid_label_put_locked(reg, label);
	spin_unlock(&reg->lock);
	return last ? contid : NULL;
}
