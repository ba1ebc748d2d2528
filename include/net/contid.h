/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers: the objects behind audit container identifiers.
 *
 * Their life, counts and locks: Documentation/contid/design.rst.
 */

#ifndef _NET_CONTID_H
#define _NET_CONTID_H

#include <linux/contid.h>
#include <linux/jump_label.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include <net/netns/generic.h>
#include <uapi/linux/contid.h>

struct pid;
struct pid_namespace;

/* 2^64-2 in decimal. */
#define CONTID_DIGITS		20

/*
 * The longest lineage as text, "," and "^" and the final NUL included: that of
 * a refused request for one level more than there can be.
 */
#define CONTID_LINEAGE_SIZE	((CONTID_DIGITS + 2) * (CONTID_DEPTH_MAX + 2))

/**
 * struct contid - a container
 * @id: what the orchestrator calls it
 * @serial: number of this container, never reused; index of by_serial
 * @created: nanoseconds of CLOCK_BOOTTIME
 * @owner: network namespace whose socket created it: its memory only, not the
 *	   namespace
 * @pid_ns: pid namespace of who created it: what the owner's listeners are
 *	    told process ids in
 * @parent: what it is nested in, with a reference, or NULL
 * @labels: of its threads, one for each network namespace; under
 *	    registry->lock
 * @users: labels in use, live children, requests under way; 0 is the end
 * @refs: who may still read the object; 0 frees it
 * @processes: labelled thread groups
 * @children: live containers directly below, under registry->lock
 * @flags: CONTID_FLAG_DELEGATE or 0
 * @limit: containers that the delegation allows below
 * @charged: containers below that delegation made, under registry->lock; kept
 *	     where there is a limit
 * @depth: number of ancestors
 * @delegated: made by delegation, so it counts in @charged of ancestors
 * @born: it has had a member: others than SET may know of it
 * @node: in registry->by_id
 * @rcu: frees it
 * @text_len: length of @text
 * @text: its lineage, not terminated: records are made of it
 *
 * All but the counts, @labels and @born is constant from the beginning.
 */
struct contid {
	u64			id;
	u64			serial;
	u64			created;
	struct net		*owner;
	struct pid_namespace	*pid_ns;
	struct contid		*parent;
	struct list_head	labels;
	refcount_t		users;
	refcount_t		refs;
	atomic_t		processes;
	u32			children;
	u32			flags;
	u32			limit;
	u32			charged;
	u8			depth;
	bool			delegated;
	bool			born;
	struct rhash_head	node;
	struct rcu_head		rcu;
	u16			text_len;
	char			text[];
};

/**
 * struct contid_label - what a labelled thread carries: a container, in a
 * network namespace
 * @contid: the container; one user of it while @users > 0
 * @net: the namespace, not held; NULL when it is gone. Under registry->lock.
 * @users: threads, and a request under way; the first one and the last come
 *	   and go under registry->lock
 * @by_contid: in @contid->labels, under registry->lock; or among spare ones
 * @by_net: among the labels of @net, for packets; RCU
 * @rcu: frees it
 */
struct contid_label {
	struct contid		*contid;
	struct net		*net;
	refcount_t		users;
	struct list_head	by_contid;
	struct list_head	by_net;
	struct rcu_head		rcu;
};

/**
 * struct contid_registry - the containers in use
 * @lock: serialises changes; see design.rst
 * @by_id: for lookups
 * @by_serial: for dumps
 * @last_serial: the last one given out
 * @generation: grows with each birth and end, under @lock; never 0
 * @moves: grows when a container comes to a network namespace or leaves it,
 *	   under @lock
 * @retired: woken when a container has left the indexes
 */
struct contid_registry {
	spinlock_t		lock;	/* for writers of the rest */
	struct rhashtable	by_id;
	struct xarray		by_serial;
	atomic64_t		last_serial;
	unsigned int		generation;
	unsigned int		moves;
	wait_queue_head_t	retired;
};

extern struct contid_registry contid_registry;

/* registry.c */

DECLARE_STATIC_KEY_FALSE(contid_used_key);

/**
 * contid_used - whether there has ever been a container
 *
 * For paths where looking for one would cost those who have none. Once true it
 * stays so. It is before the first label is placed: who finds it false finds no
 * label either.
 */
static __always_inline bool contid_used(void)
{
	return static_branch_unlikely(&contid_used_key);
}

void contid_ref_get(struct contid *contid);
void contid_ref_put(struct contid *contid);

int contid_registry_init(struct contid_registry *reg);
void contid_registry_destroy(struct contid_registry *reg);

struct contid *contid_alloc(struct contid_registry *reg, u64 id,
			    struct net *owner, struct contid *parent);
void contid_discard(struct contid_registry *reg, struct contid *contid);
int contid_register_locked(struct contid_registry *reg, struct contid *contid);
void contid_bear_locked(struct contid_registry *reg, struct contid *contid);
struct contid *contid_find_locked(struct contid_registry *reg, u64 id);
struct contid *contid_find(struct contid_registry *reg, u64 id);
int contid_wait_retired(struct contid_registry *reg, u64 serial);

bool contid_leave(struct contid_registry *reg, struct contid *contid);
struct contid *contid_retire(struct contid_registry *reg,
			     struct contid *contid);

/**
 * contid_ref_get_rcu - keep a container beyond the RCU section
 * @contid: found under RCU, may be NULL
 *
 * Return: @contid with a reference, or NULL if there is none to keep.
 */
static inline struct contid *contid_ref_get_rcu(struct contid *contid)
{
	return contid && refcount_inc_not_zero(&contid->refs) ? contid : NULL;
}

/* lineage.c */

bool contid_is_below(const struct contid *contid,
		     const struct contid *ancestor);
size_t contid_id_print(u64 id, char *buf);
size_t contid_lineage_make(u64 id, const struct contid *parent, char *buf);
size_t contid_lineage_print(const struct contid *contid, char *buf);

/* label.c */

struct contid_label *contid_label_alloc(gfp_t gfp);
struct contid_label *contid_label_find_locked(struct contid_registry *reg,
					      struct contid *contid,
					      const struct net *net);
void contid_label_place_locked(struct contid_registry *reg,
			       struct contid_label *label,
			       struct contid *contid, struct net *net);
bool contid_label_put_locked(struct contid_registry *reg,
			     struct contid_label *label);
struct contid *contid_label_put(struct contid_registry *reg,
				struct contid_label *label);

/* netns.c */

/**
 * struct contid_net - what a network namespace knows of containers
 * @labels: those of the threads that live in it; RCU, and registry->lock to
 *	    change
 * @text_size: bytes that all their lineages take, and a comma after each; under
 *	       registry->lock, and a hint to those who read it without
 */
struct contid_net {
	struct list_head	labels;
	size_t			text_size;
};

extern unsigned int contid_net_id;

/**
 * contid_net - what a network namespace knows of containers
 * @net: network namespace that the caller keeps from going
 */
static inline struct contid_net *contid_net(const struct net *net)
{
	return net_generic(net, contid_net_id);
}

/* notify.c */

void contid_notify(int cmd, const struct contid *contid, struct pid *pid);

/* kernel/audit_contid.c */

struct contid *contid_of_task_rcu(const struct task_struct *tsk);
struct contid *contid_of_group_rcu(struct task_struct *leader);
struct contid *contid_of_current(void);
struct net *contid_net_of_task(struct task_struct *tsk);
bool contid_follow_locked(struct contid_registry *reg, struct task_struct *tsk,
			  struct contid_label *spare);
unsigned int contid_relabel_locked(struct contid_registry *reg,
				   struct task_struct *leader,
				   struct contid *from, struct contid *to,
				   bool *behind);
void contid_put(struct contid *contid, struct pid *last);

/* kernel/audit_contid_op.c */

struct audit_buffer;

struct audit_buffer *contid_log_op_start(void);
void contid_log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   const struct net *netns, bool res);

#endif /* _NET_CONTID_H */
