// SPDX-License-Identifier: GPL-2.0
/*
 * The labels of tasks: what a task carries, inherits at fork, changes with its
 * network namespace and gives up at exit. Counts, locks and races:
 * Documentation/contid/design.rst.
 */

#include <linux/nsproxy.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <net/contid_hold.h>

#include "event.h"
#include "task.h"

static struct contid *container_of_label(const struct contid_label *label)
{
	return label ? label->container : NULL;
}

/**
 * contid_of_task_rcu - the container whose label a task carries
 * @tsk: any task
 *
 * Context: RCU read side.
 * Return: the container, or NULL if there is none or @tsk has exited.
 */
struct contid *contid_of_task_rcu(const struct task_struct *tsk)
{
	struct contid_label *label = rcu_dereference(tsk->contid_label);

	return label == CONTID_EXITED ? NULL : container_of_label(label);
}

/* A label that a process carries; CONTID_EXITED if all threads have exited. */
static struct contid_label *label_of_group_rcu(struct task_struct *leader)
{
	struct contid_label *label = CONTID_EXITED;
	struct task_struct *t;

	/* All threads, since the leader may have exited before the others. */
	for_each_thread(leader, t) {
		label = rcu_dereference(t->contid_label);
		if (label != CONTID_EXITED)
			break;
	}
	return label;
}

/**
 * contid_of_group_rcu - the container whose label a process carries
 * @leader: a task of the thread group
 *
 * Context: RCU read side.
 * Return: the container, NULL if there is none, or -ESRCH as an error pointer
 * if all threads have exited.
 */
struct contid *contid_of_group_rcu(struct task_struct *leader)
{
	struct contid_label *label = label_of_group_rcu(leader);

	return label == CONTID_EXITED ? ERR_PTR(-ESRCH) :
					container_of_label(label);
}

/**
 * contid_of_current - the container of current
 *
 * Context: any in which current is the acting task.
 * Return: the container with a reference, or NULL.
 */
struct contid *contid_of_current(void)
{
	struct contid *container;

	rcu_read_lock();
	container = contid_get_rcu(contid_of_task_rcu(current));
	rcu_read_unlock();
	return container;
}

/* See contid_fork(): @p inherits @label, of current. */
struct contid *__contid_fork(struct task_struct *p, struct contid_label *label,
			     u64 clone_flags)
{
	contid_label_get(label);
	if (clone_flags & CLONE_THREAD) {
		atomic_inc(&p->signal->contid_threads);
	} else {
		atomic_set(&p->signal->contid_threads, 1);
		atomic_inc(&label->container->first->processes);
	}
	/* Only @p could change its namespace, and it does not run yet. */
	return READ_ONCE(label->net) == p->nsproxy->net_ns ?
	       NULL : CONTID_FORK_NEW_NETNS;
}

static struct contid_label *get_label_of_init(struct pid_namespace *ns,
					      struct contid_label *inherited)
{
	struct task_struct *init = ns->child_reaper;
	struct contid_label *label;

	/* There is no init yet if the new task is going to be it. */
	if (!init)
		return NULL;
	label = label_of_group_rcu(init);
	if (!label || label == CONTID_EXITED ||
	    (inherited &&
	     !contid_is_below(label->container, inherited->container)) ||
	    !refcount_inc_not_zero(&label->users))
		return NULL;
	return label;
}

/* See contid_fork(): @p is in another pid namespace than current. */
struct contid *__contid_fork_into(struct task_struct *p,
				  struct contid_label *label,
				  struct pid_namespace *ns, u64 clone_flags)
{
	struct contid_label *adopted;

	rcu_read_lock();
	adopted = get_label_of_init(ns, label);
	rcu_read_unlock();
	if (!adopted)
		return label ? __contid_fork(p, label, clone_flags) : NULL;

	/* No thread: those share the pid namespace of their group. */
	RCU_INIT_POINTER(p->contid_label, adopted);
	atomic_set(&p->signal->contid_threads, 1);
	atomic_inc(&adopted->container->first->processes);
	/* For contid_post_fork(), so that op=adopt precedes op=end. */
	contid_user_get(adopted->container);
	return adopted->container;
}

void __contid_post_fork(struct task_struct *p, struct contid *adopted)
{
	struct contid *inherited;

	contid_switch_netns(p);
	if (adopted == CONTID_FORK_NEW_NETNS)
		return;
	inherited = contid_of_current();
	contid_event_adopt(adopted, inherited, p);
	contid_put(inherited);
	contid_user_put(adopted, task_tgid(p));
}

/*
 * The network namespace that a thread is in, or NULL when it is exiting. Takes
 * task_lock(), but for current: no other task changes its namespaces. The
 * namespace stays as long as the caller keeps the thread from leaving it, which
 * registry->lock does.
 */
static struct net *net_of_task(struct task_struct *tsk)
{
	struct net *net;

	if (tsk == current)
		return tsk->nsproxy ? tsk->nsproxy->net_ns : NULL;

	task_lock(tsk);
	net = tsk->nsproxy ? tsk->nsproxy->net_ns : NULL;
	task_unlock(tsk);
	return net;
}

/* Whether the label of @tsk is not that of its network namespace. */
static bool label_is_stale(struct task_struct *tsk)
{
	struct net *net = net_of_task(tsk);
	struct contid_label *label;
	bool stale;

	rcu_read_lock();
	label = rcu_dereference(tsk->contid_label);
	stale = label && label != CONTID_EXITED && net &&
		READ_ONCE(label->net) != net;
	rcu_read_unlock();
	return stale;
}

/*
 * Give @tsk the label of its network namespace. Returns false if that takes a
 * preallocated label and there is none.
 */
static bool switch_label_locked(struct contid_registry *reg,
				struct task_struct *tsk,
				struct list_head *prealloc)
{
	struct contid_label *old, *label;
	struct contid *container;
	struct net *net;

	old = rcu_dereference_protected(tsk->contid_label,
					lockdep_is_held(&reg->lock));
	net = net_of_task(tsk);
	if (!old || old == CONTID_EXITED || !net || old->net == net)
		return true;

	container = old->container;
	label = contid_label_get_locked(reg, container, net, prealloc);
	if (!label)
		return false;
	if (unrcu_pointer(cmpxchg(&tsk->contid_label, RCU_INITIALIZER(old),
				  RCU_INITIALIZER(label))) != old)
		/* @tsk exits, and contid_exit() puts the old label. */
		old = label;
	if (contid_label_put_locked(reg, old)) {
		/*
		 * Not the container's last user: the thread's other label (the
		 * new one; after a failed cmpxchg, the old one) holds one.
		 */
		refcount_dec(&container->users);
		contid_label_free_rcu(old);
	}
	return true;
}

/*
 * Whether the label of current can move to another namespace: no other task carries
 * it, and none can adopt it meanwhile.
 */
static bool may_move(const struct contid_label *label)
{
	return refcount_read(&label->users) == 1 &&
	       !is_child_reaper(task_tgid(current));
}

/*
 * Have the label of current move along, as that of most programs can. Returns false if
 * it has to be exchanged.
 */
static bool move_label(struct contid_registry *reg)
{
	struct net *net = current->nsproxy->net_ns;
	struct contid_label *label;
	bool moved = false;

	spin_lock(&reg->lock);
	label = rcu_dereference_protected(current->contid_label,
					  lockdep_is_held(&reg->lock));
	/* A request may have changed it since label_is_stale(). */
	if (label && label->net != net && may_move(label))
		moved = contid_label_move_locked(reg, label, net);
	spin_unlock(&reg->lock);
	return moved;
}

/*
 * Cannot fail: a system call that has changed the namespace cannot either, and
 * a new task is there already.
 */
static noinline void switch_label(struct contid_registry *reg,
				  struct task_struct *tsk)
{
	struct contid_label *label = NULL;
	LIST_HEAD(prealloc);
	bool done;

	for (;;) {
		spin_lock(&reg->lock);
		done = switch_label_locked(reg, tsk, &prealloc);
		spin_unlock(&reg->lock);
		if (done)
			break;
		label = contid_label_alloc(GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
		list_add(&label->by_contid, &prealloc);
	}

	if (!list_empty(&prealloc))
		kfree(label);
}

void __contid_switch_netns(struct task_struct *tsk)
{
	struct contid_registry *reg = &contid_registry;

	if (!label_is_stale(tsk))
		return;
	contid_hold(CONTID_HOLD_SWITCH_NETNS);
	if (tsk != current || !move_label(reg))
		switch_label(reg, tsk);
}

/*
 * task_lock() makes the exchange and the counts one step for a request, which
 * changes the label of each thread under it: a request either counts the thread
 * or does not find its label.
 */
void __contid_exit(struct task_struct *tsk)
{
	struct contid_label *label;

	contid_hold(CONTID_HOLD_EXIT);
	task_lock(tsk);
	label = unrcu_pointer(xchg(&tsk->contid_label,
				   RCU_INITIALIZER(CONTID_EXITED)));
	if (label && atomic_dec_and_test(&tsk->signal->contid_threads))
		atomic_dec(&label->container->first->processes);
	task_unlock(tsk);
	contid_hold(CONTID_HOLD_EXITED);

	/* NULL if a DROP came between contid_exit() and task_lock(). */
	if (label)
		contid_user_put(contid_label_put(&contid_registry, label),
				task_tgid(tsk));
}

/**
 * contid_user_put - put one user of a container, and end it if it was the last
 * @container: container, or NULL
 * @last: the process that left it: that exited or was dropped
 *
 * An ancestor ends too if only this container was its user.
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_user_put(struct contid *container, struct pid *last)
{
	struct contid_registry *reg = &contid_registry;

	while (container && contid_user_dec_and_test(reg, container)) {
		if (container->published)
			contid_event_end(container, last);
		container = contid_retire(reg, container);
	}
}
