// SPDX-License-Identifier: GPL-2.0
/*
 * Containers and the registry of those in use.
 *
 * Nothing here knows of tasks, netlink or the audit log; the registry is an
 * argument throughout. Counts and locks: Documentation/contid/design.rst.
 */

#include <linux/pid_namespace.h>
#include <linux/rhashtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/contid.h>
#include <net/net_namespace.h>

static const struct rhashtable_params by_id_params = {
	.key_len		= sizeof_field(struct contid, id),
	.key_offset		= offsetof(struct contid, id),
	.head_offset		= offsetof(struct contid, node),
	.automatic_shrinking	= true,
};

struct contid_registry contid_registry;

DEFINE_STATIC_KEY_FALSE(contid_used_key);

/**
 * contid_registry_init - make an empty registry
 * @reg: to be initialised
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM.
 */
int contid_registry_init(struct contid_registry *reg)
{
	spin_lock_init(&reg->lock);
	xa_init(&reg->by_serial);
	atomic64_set(&reg->last_serial, 0);
	reg->generation = 1;
	reg->moves = 0;
	init_waitqueue_head(&reg->retired);
	return rhashtable_init(&reg->by_id, &by_id_params);
}

/**
 * contid_registry_destroy - free a registry whose containers are all retired
 * @reg: made by contid_registry_init()
 *
 * Context: may sleep.
 */
void contid_registry_destroy(struct contid_registry *reg)
{
	WARN_ON_ONCE(!xa_empty(&reg->by_serial));
	xa_destroy(&reg->by_serial);
	rhashtable_destroy(&reg->by_id);
}

/**
 * contid_alloc - make a container that nobody knows yet
 * @reg: where it is going to be registered; its slot there is reserved
 * @id: not CONTID_UNSET
 * @owner: network namespace of the socket that asked for it; current's pid
 *	   namespace is noted with it
 * @parent: what it is going to be nested in, whose memory the caller keeps; or
 *	    NULL
 *
 * The caller holds its only user and its only reference, and either registers
 * it or calls contid_discard().
 *
 * Context: may sleep.
 * Return: the container, or NULL for lack of memory.
 */
struct contid *contid_alloc(struct contid_registry *reg, u64 id,
			    struct net *owner, struct contid *parent)
{
	struct contid *contid;
	size_t text_size = CONTID_DIGITS;

	if (parent)
		text_size += 2 + parent->text_len;
	if (!contid_used())
		static_branch_enable(&contid_used_key);
	contid = kzalloc(struct_size(contid, text, text_size),
			 GFP_KERNEL_ACCOUNT);
	if (!contid)
		return NULL;

	contid->id = id;
	contid->serial = atomic64_inc_return(&reg->last_serial);
	contid->created = ktime_get_boottime_ns();
	refcount_set(&contid->users, 1);
	refcount_set(&contid->refs, 1);
	contid->text_len = contid_lineage_make(id, parent, contid->text);
	INIT_LIST_HEAD(&contid->labels);

	if (xa_reserve(&reg->by_serial, contid->serial, GFP_KERNEL_ACCOUNT)) {
		kfree(contid);
		return NULL;
	}
	refcount_inc(&owner->passive);
	contid->owner = owner;
	contid->pid_ns = get_pid_ns(task_active_pid_ns(current));
	if (parent) {
		refcount_inc(&parent->refs);
		contid->parent = parent;
		contid->depth = parent->depth + 1;
	}
	return contid;
}

/**
 * contid_discard - undo contid_alloc()
 * @reg: the one that was given there
 * @contid: not registered, no longer to be used; or NULL
 *
 * Context: any that xa_release() allows.
 */
void contid_discard(struct contid_registry *reg, struct contid *contid)
{
	if (!contid)
		return;
	xa_release(&reg->by_serial, contid->serial);
	contid_ref_put(contid);
}

static bool may_charge(const struct contid *contid)
{
	for (; contid; contid = contid->parent) {
		if ((contid->flags & CONTID_FLAG_DELEGATE) &&
		    contid->charged >= contid->limit)
			return false;
	}
	return true;
}

/* One more, or one less, made by delegation below @contid. */
static void charge(struct contid *contid, int n)
{
	for (; contid; contid = contid->parent)
		contid->charged += n;
}

/**
 * contid_register_locked - enter a container under its identifier
 * @reg: its lock is held
 * @contid: of contid_alloc(), with flags, limit and delegated filled in; its
 *	    identifier is not in use, and its parent, if any, is live
 *
 * Only contid_find_locked() finds it until contid_bear_locked().
 *
 * Return: 0, or with nothing changed -EMLINK for too deep a lineage, -ENOSPC
 * when a delegation's limit is used up, -ENOMEM.
 */
int contid_register_locked(struct contid_registry *reg, struct contid *contid)
{
	struct contid *parent = contid->parent;

	lockdep_assert_held(&reg->lock);

	if (contid->depth > CONTID_DEPTH_MAX)
		return -EMLINK;
	if (contid->delegated && !may_charge(parent))
		return -ENOSPC;
	/* Also -EBUSY and -E2BIG, which mean that the table cannot grow. */
	if (rhashtable_insert_fast(&reg->by_id, &contid->node, by_id_params))
		return -ENOMEM;
	if (parent)
		refcount_inc(&parent->users);
	if (contid->delegated)
		charge(parent, 1);
	return 0;
}

/**
 * contid_bear_locked - let the world know of a container that has a member
 * @reg: its lock is held
 * @contid: registered; born already is fine
 */
void contid_bear_locked(struct contid_registry *reg, struct contid *contid)
{
	lockdep_assert_held(&reg->lock);

	if (contid->born)
		return;
	contid->born = true;
	if (contid->parent)
		contid->parent->children++;
	/* The slot is reserved, so nothing is allocated and nothing fails. */
	WARN_ON_ONCE(xa_err(xa_store(&reg->by_serial, contid->serial, contid,
				     GFP_NOWAIT)));
	reg->generation += 2;
}

/**
 * contid_find_locked - look a container up, ending or not
 * @reg: its lock is held
 * @id: identifier
 *
 * Return: the container, which stays registered until the lock is dropped, or
 * NULL. With users == 0 it is ending: see contid_wait_retired().
 */
struct contid *contid_find_locked(struct contid_registry *reg, u64 id)
{
	lockdep_assert_held(&reg->lock);

	return rhashtable_lookup_fast(&reg->by_id, &id, by_id_params);
}

/**
 * contid_find - look a live container up
 * @reg: where
 * @id: identifier
 *
 * Return: the container with a reference, to be given to contid_ref_put(), or
 * NULL.
 */
struct contid *contid_find(struct contid_registry *reg, u64 id)
{
	struct contid *contid;

	spin_lock(&reg->lock);
	contid = contid_find_locked(reg, id);
	if (contid && contid->born && refcount_read(&contid->users))
		refcount_inc(&contid->refs);
	else
		contid = NULL;
	spin_unlock(&reg->lock);
	return contid;
}

/**
 * contid_wait_retired - wait until an ending container has made room
 * @reg: where it is registered
 * @serial: its serial number
 *
 * Context: sleeps; for as long as the audit log takes to accept op=end.
 * Return: 0, or -EINTR when the caller is being killed.
 */
int contid_wait_retired(struct contid_registry *reg, u64 serial)
{
	if (wait_event_killable(reg->retired,
				!xa_load(&reg->by_serial, serial)))
		return -EINTR;
	return 0;
}

static void leave_last_locked(struct contid_registry *reg,
			      struct contid *contid)
{
	if (contid->delegated)
		charge(contid->parent, -1);
	if (!contid->born) {
		rhashtable_remove_fast(&reg->by_id, &contid->node,
				       by_id_params);
		return;
	}
	reg->generation += 2;
	if (contid->parent)
		contid->parent->children--;
}

/**
 * contid_leave - give up one user of a container
 * @reg: where it is registered
 * @contid: live
 *
 * Context: may spin on @reg->lock, which is not interrupt safe.
 * Return: true when that was the last one. The container is ending then: the
 * caller announces that, if it was ever born, and calls contid_retire(). The
 * identifier of one that was not born is free at once.
 */
bool contid_leave(struct contid_registry *reg, struct contid *contid)
{
	bool last;

	if (refcount_dec_not_one(&contid->users))
		return false;

	spin_lock(&reg->lock);
	last = refcount_dec_and_test(&contid->users);
	if (last)
		leave_last_locked(reg, contid);
	spin_unlock(&reg->lock);
	return last;
}

/**
 * contid_retire - take a container whose end is announced off the registry
 * @reg: where it is registered
 * @contid: ending; the reference that its life held is put
 *
 * Return: its parent or NULL. The caller inherits the user of it that
 * @contid held, and gives it to contid_leave().
 */
struct contid *contid_retire(struct contid_registry *reg,
			     struct contid *contid)
{
	struct contid *parent = contid->parent;

	spin_lock(&reg->lock);
	if (contid->born)
		rhashtable_remove_fast(&reg->by_id, &contid->node,
				       by_id_params);
	xa_erase(&reg->by_serial, contid->serial);
	spin_unlock(&reg->lock);

	wake_up_all(&reg->retired);
	contid_ref_put(contid);
	return parent;
}

static void free_rcu(struct rcu_head *rcu)
{
	struct contid *contid = container_of(rcu, struct contid, rcu);

	net_drop_ns(contid->owner);
	put_pid_ns(contid->pid_ns);
	kfree(contid);
}

/**
 * contid_ref_get - take another reference
 * @contid: container that the caller has one of, or NULL
 *
 * Context: any.
 */
void contid_ref_get(struct contid *contid)
{
	if (contid)
		refcount_inc(&contid->refs);
}

/**
 * contid_ref_put - put a reference
 * @contid: container, or NULL
 *
 * Context: any.
 */
void contid_ref_put(struct contid *contid)
{
	/* The memory of a child keeps its parent's: a loop, not recursion. */
	while (contid && refcount_dec_and_test(&contid->refs)) {
		struct contid *parent = contid->parent;

		call_rcu(&contid->rcu, free_rcu);
		contid = parent;
	}
}
