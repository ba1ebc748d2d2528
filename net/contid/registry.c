// SPDX-License-Identifier: GPL-2.0
/*
 * Containers and the registry of those in use. The registry is an argument of
 * each function. Counts and locks: Documentation/contid/design.rst.
 */

#include <linux/pid_namespace.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "contid.h"

/* Two adjacent members of struct contid. */
struct contid_key {
	u64	scope;
	u64	id;
};

static_assert(offsetof(struct contid, id) - offsetof(struct contid, scope) ==
	      offsetof(struct contid_key, id));

static const struct rhashtable_params by_id_params = {
	.key_len		= sizeof(struct contid_key),
	.key_offset		= offsetof(struct contid, scope),
	.head_offset		= offsetof(struct contid, node),
	.automatic_shrinking	= true,
};

struct contid_registry contid_registry;

/**
 * contid_registry_init - make an empty registry
 * @reg: to be initialised
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM.
 */
int contid_registry_init(struct contid_registry *reg)
{
	int err;

	spin_lock_init(&reg->lock);
	xa_init(&reg->by_serial);
	atomic64_set(&reg->last_serial, 0);
	reg->last_order = 0;
	reg->gen = 1;
	reg->netns_gen = 0;
	reg->nr_published = 0;
	reg->nr_ended = 0;
	init_waitqueue_head(&reg->retired);
	reg->labels = kvcalloc(1 << CONTID_LABEL_HASH_BITS,
			       sizeof(*reg->labels), GFP_KERNEL);
	if (!reg->labels)
		return -ENOMEM;
	err = rhashtable_init(&reg->by_id, &by_id_params);
	if (err)
		kvfree(reg->labels);
	return err;
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
	kvfree(reg->labels);
}

/**
 * contid_alloc - allocate a container
 * @reg: where it is going to be registered; it is in the index by serial number
 *	 already, whose readers pass by what is not published
 * @scope: that @id is unique in
 * @id: not CONTID_UNSET
 * @owner: network namespace of the socket that the request came from
 * @parent: container that it is going to be nested in, whose memory the caller
 *	    keeps; or NULL
 * @name: its name, or the empty string
 *
 * The caller holds its only user and its only reference, fills in flags, limit
 * and the namespaces to hold, and either registers it or calls
 * contid_free_unregistered().
 *
 * Context: may sleep.
 * Return: the container, or NULL for lack of memory.
 */
struct contid *contid_alloc(struct contid_registry *reg, u64 scope, u64 id,
			    struct net *owner, struct contid *parent,
			    const char *name)
{
	size_t name_size = *name ? strlen(name) + 1 : 0;
	size_t text_size = CONTID_ID_SIZE + name_size;
	struct contid *container;

	if (parent)
		text_size += 2 + parent->text_len;
	text_size = max_t(size_t, text_size, CONTID_TEXT_SHORT);
	container = kzalloc(struct_size(container, text, text_size),
			    GFP_KERNEL_ACCOUNT);
	if (!container)
		return NULL;

	container->scope = scope;
	container->id = id;
	container->serial = atomic64_inc_return(&reg->last_serial);
	container->created = ktime_get_boottime_ns();
	refcount_set(&container->users, 1);
	refcount_set(&container->refs, 1);
	container->text_len =
		contid_lineage_make(scope, id, parent, container->text);
	container->named = name_size;
	memcpy(container->text + container->text_len, name, name_size);
	INIT_LIST_HEAD(&container->labels);

	refcount_inc(&owner->passive);
	container->owner = owner;
	if (parent) {
		contid_get(parent);
		container->parent = parent;
		container->depth = parent->depth + 1;
	}
	/* Now, since nothing may fail when it is published. */
	if (xa_insert(&reg->by_serial, container->serial, container,
		      GFP_KERNEL_ACCOUNT)) {
		contid_put(container);
		return NULL;
	}
	return container;
}

/**
 * contid_free_unregistered - undo contid_alloc()
 * @reg: the one that was given there
 * @container: not registered, no longer to be used; or NULL
 *
 * Context: any that xa_erase() allows.
 */
void contid_free_unregistered(struct contid_registry *reg,
			      struct contid *container)
{
	if (!container)
		return;
	xa_erase(&reg->by_serial, container->serial);
	contid_put(container);
}

/* Made by a delegated requester, so it counts in @charged of its ancestors. */
static bool is_delegated(const struct contid *container)
{
	return container->scope != CONTID_SCOPE_HOST;
}

static bool may_charge(const struct contid *container)
{
	for (; container; container = container->parent) {
		if ((container->flags & CONTID_FLAG_DELEGATE) &&
		    container->charged >= container->limit)
			return false;
	}
	return true;
}

/* Add @n to the containers that delegated requesters made below @container. */
static void charge(struct contid *container, int n)
{
	for (; container; container = container->parent)
		container->charged += n;
}

/**
 * contid_register_locked - add a container to the index by identifier
 * @reg: its lock is held
 * @container: of contid_alloc(), with flags and limit filled in; its identifier is
 *	    not in use in its scope, and its parent, if any, is live
 *
 * Until contid_publish_locked(), no function but contid_find_locked() finds it.
 *
 * Return: 0, or with nothing changed -EMLINK for too deep a lineage, -ENOSPC
 * when a delegation's limit is used up, -ENOMEM.
 */
int contid_register_locked(struct contid_registry *reg,
			   struct contid *container)
{
	struct contid *parent = container->parent;

	lockdep_assert_held(&reg->lock);

	if (container->depth > CONTID_DEPTH_MAX)
		return -EMLINK;
	if (is_delegated(container) && !may_charge(parent))
		return -ENOSPC;
	/* The table cannot grow: -ENOMEM, -EBUSY or -E2BIG. */
	if (rhashtable_insert_fast(&reg->by_id, &container->node, by_id_params))
		return -ENOMEM;
	if (parent)
		contid_user_get(parent);
	if (is_delegated(container))
		charge(parent, 1);
	return 0;
}

/**
 * contid_publish_locked - make a container visible to lookups and dumps
 * @reg: its lock is held
 * @container: registered, with its first member; published already is fine
 */
void contid_publish_locked(struct contid_registry *reg,
			   struct contid *container)
{
	lockdep_assert_held(&reg->lock);

	if (container->published)
		return;
	/* Pairs with contid_is_published(): its contents come first. */
	smp_store_release(&container->published, true);
	reg->nr_published++;
	if (container->parent)
		container->parent->children++;
	reg->gen += 2;
}

/**
 * contid_find_locked - look a container up, ending or not
 * @reg: its lock is held
 * @scope: of the identifier
 * @id: identifier
 *
 * Return: the container, which stays registered until the lock is dropped, or
 * NULL. With users == 0 it is ending: see contid_wait_retired().
 */
struct contid *contid_find_locked(struct contid_registry *reg, u64 scope,
				  u64 id)
{
	const struct contid_key key = { .scope = scope, .id = id };

	lockdep_assert_held(&reg->lock);

	return rhashtable_lookup_fast(&reg->by_id, &key, by_id_params);
}

static struct contid *get_live_locked(struct contid *container)
{
	if (!container || !container->published ||
	    !refcount_read(&container->users))
		return NULL;
	refcount_inc(&container->refs);
	return container;
}

/**
 * contid_find - look a live container up by its identifier
 * @reg: where
 * @scope: of the identifier
 * @id: identifier
 *
 * Return: the container with a reference, to be given to contid_put(), or
 * NULL.
 */
struct contid *contid_find(struct contid_registry *reg, u64 scope, u64 id)
{
	struct contid *container;

	spin_lock(&reg->lock);
	container = get_live_locked(contid_find_locked(reg, scope, id));
	spin_unlock(&reg->lock);
	return container;
}

/**
 * contid_find_serial - look a live container up by its serial number
 * @reg: where
 * @serial: any
 *
 * Return: as for contid_find().
 */
struct contid *contid_find_serial(struct contid_registry *reg, u64 serial)
{
	struct contid *container;

	spin_lock(&reg->lock);
	/* One that is not published may be freed without the lock. */
	rcu_read_lock();
	container = get_live_locked(xa_load(&reg->by_serial, serial));
	rcu_read_unlock();
	spin_unlock(&reg->lock);
	return container;
}

/**
 * contid_wait_retired - wait until an ending container is retired
 * @reg: where it is registered
 * @serial: its serial number
 * @timeout: jiffies to wait at most; set to what is left of them
 *
 * The container is retired after the audit log has accepted op=end. That may
 * take long, and the caller holds generic netlink's lock: so the wait is
 * limited.
 *
 * Context: sleeps.
 * Return: 0, -EAGAIN after the timeout, or -EINTR when the caller is being
 * killed.
 */
int contid_wait_retired(struct contid_registry *reg, u64 serial,
			unsigned long *timeout)
{
	long left;

	left = wait_event_killable_timeout(reg->retired,
					   !xa_load(&reg->by_serial, serial),
					   *timeout);
	if (left < 0)
		return -EINTR;
	*timeout = left;
	return left ? 0 : -EAGAIN;
}

static void end_locked(struct contid_registry *reg, struct contid *container)
{
	if (is_delegated(container))
		charge(container->parent, -1);
	if (!container->published) {
		rhashtable_remove_fast(&reg->by_id, &container->node,
				       by_id_params);
		return;
	}
	reg->gen += 2;
	reg->nr_ended++;
	if (container->parent)
		container->parent->children--;
}

/**
 * contid_user_dec_and_test - put one user of a container
 * @reg: where it is registered
 * @container: live
 *
 * Context: may spin on @reg->lock, which is not interrupt safe.
 * Return: true when that was the last one. The container is ending then: the
 * caller reports the end of a published container, and calls contid_retire().
 * The identifier of one that was never published is free at once.
 */
bool contid_user_dec_and_test(struct contid_registry *reg,
			      struct contid *container)
{
	bool last;

	if (refcount_dec_not_one(&container->users))
		return false;

	spin_lock(&reg->lock);
	last = refcount_dec_and_test(&container->users);
	if (last)
		end_locked(reg, container);
	spin_unlock(&reg->lock);
	return last;
}

/**
 * contid_retire - remove a container from the registry
 * @reg: where it is registered
 * @container: ending, and its end is reported; the reference that its life held is
 *	    put
 *
 * Return: its parent or NULL. The user of the parent that @container held becomes
 * the caller's, for contid_user_dec_and_test().
 */
struct contid *contid_retire(struct contid_registry *reg,
			     struct contid *container)
{
	struct contid *parent = container->parent;

	spin_lock(&reg->lock);
	if (container->published)
		rhashtable_remove_fast(&reg->by_id, &container->node,
				       by_id_params);
	xa_erase(&reg->by_serial, container->serial);
	spin_unlock(&reg->lock);

	wake_up_all(&reg->retired);
	contid_put(container);
	return parent;
}

static void free_rcu(struct rcu_head *rcu)
{
	struct contid *container = container_of(rcu, struct contid, rcu);

	net_drop_ns(container->owner);
	if (container->pid_ns)
		put_pid_ns(container->pid_ns);
	put_user_ns(container->user_ns);
	kfree(container->daemon);
	kfree(container->first);
	kfree(container);
}

/**
 * contid_get - take another reference
 * @container: container that the caller has one of, or NULL
 *
 * Context: any.
 */
void contid_get(struct contid *container)
{
	if (container)
		refcount_inc(&container->refs);
}

/**
 * contid_put - put a reference
 * @container: container, or NULL
 *
 * Context: any.
 */
void contid_put(struct contid *container)
{
	/* A child has a reference to its parent: a loop, not recursion. */
	while (container && refcount_dec_and_test(&container->refs)) {
		struct contid *parent = container->parent;

		call_rcu(&container->rcu, free_rcu);
		container = parent;
	}
}
