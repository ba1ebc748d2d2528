// SPDX-License-Identifier: GPL-2.0
/*
 * Change the label of a process, thread by thread, against threads that exit or
 * change their network namespace meanwhile.
 */

#include <linux/nsproxy.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <net/contid_hold.h>

#include "task.h"

/**
 * contid_relabel_lock - hold off everything that could change a label
 * @reg: the registry
 *
 * The purpose of each of the three locks is in design.rst.
 */
void contid_relabel_lock(struct contid_registry *reg)
	__acquires(&reg->lock) __acquires(&tasklist_lock) __acquires(RCU)
{
	spin_lock(&reg->lock);
	read_lock(&tasklist_lock);
	rcu_read_lock();
}

/**
 * contid_relabel_unlock - undo contid_relabel_lock()
 * @reg: the registry
 */
void contid_relabel_unlock(struct contid_registry *reg)
	__releases(RCU) __releases(&tasklist_lock) __releases(&reg->lock)
{
	rcu_read_unlock();
	read_unlock(&tasklist_lock);
	spin_unlock(&reg->lock);
}

/* Threads, and children, after which a piece ends. */
#define PIECE	64

/**
 * contid_relabel_breathe - let others have the locks, if a piece of work is done
 * @reg: the registry; contid_relabel_lock() is held
 * @visited: threads and children since the locks were taken; set to 0 if they are
 *	     released
 *
 * Context: process context. May sleep.
 * Return: whether the locks were released. Nothing that was found under them holds then.
 */
bool contid_relabel_breathe(struct contid_registry *reg, unsigned int *visited)
{
	if (*visited < PIECE)
		return false;
	contid_relabel_unlock(reg);
	contid_hold(CONTID_HOLD_PIECE);
	cond_resched();
	contid_relabel_lock(reg);
	*visited = 0;
	return true;
}

/**
 * struct process - a process that is relabelled
 * @any: a label of the new container that one of its threads carries, or NULL
 * @n: threads that carry a label of the new container, or none if there is no
 *     new container
 * @exiting: threads that have given up their namespaces, but not yet their
 *	     label, and were left alone
 */
struct process {
	struct contid_label	*any;
	unsigned int		n;
	unsigned int		exiting;
};

/*
 * Exchange one thread's label @old for @to, unless it exits first. Returns
 * whether it carries @to now; the caller's user of @to is used up.
 */
static bool exchange(struct contid_relabelling *r, struct task_struct *t,
		     struct contid_label *old, struct contid_label *to)
{
	struct contid_label *seen;
	bool done;

	/* Take the user before publishing: the thread may exit at once. */
	if (to)
		atomic_inc(&t->signal->contid_threads);
	seen = unrcu_pointer(cmpxchg(&t->contid_label, RCU_INITIALIZER(old),
				     RCU_INITIALIZER(to)));
	done = seen == old;
	if (!done) {
		/* An unlabelled thread exits without task_lock(). */
		WARN_ON_ONCE(old || seen != CONTID_EXITED);
		old = to;
	}
	if (old) {
		if (contid_label_put_locked(r->reg, old)) {
			/* Not the container's last user: the caller has one. */
			refcount_dec(&old->container->users);
			list_add(&old->by_contid, r->unlinked);
		}
		atomic_dec(&t->signal->contid_threads);
	}
	return done;
}

/* The label for a namespace, with a user. */
static struct contid_label *label_of_netns(struct contid_relabelling *r,
					   struct net *net)
{
	struct contid_label *label = r->last;

	/* A thread carries it, and cannot put it while the locks are held. */
	if (label && label->net == net) {
		contid_label_get(label);
		return label;
	}
	label = contid_label_get_locked(r->reg, r->to, net, r->prealloc);
	WARN_ON_ONCE(!label);
	return label;
}

/* The label for a thread, with a user; NULL if there is none to be had. */
static struct contid_label *label_for(struct contid_relabelling *r,
				      const struct process *p,
				      struct task_struct *t)
{
	if (t->nsproxy)
		return label_of_netns(r, t->nsproxy->net_ns);
	if (p->any)
		contid_label_get(p->any);
	return p->any;
}

/*
 * A thread that changes its namespace stores the new one under task_lock(), and
 * then compares it with its label. So either it is found in the new namespace
 * here, or it finds its new label and switches by itself.
 */
static void relabel_thread(struct contid_relabelling *r, struct process *p,
			   struct task_struct *t)
{
	struct contid_label *label = NULL, *old;

	task_lock(t);
	old = rcu_dereference_protected(t->contid_label,
					lockdep_is_held(&r->reg->lock));
	if (old == CONTID_EXITED)
		goto unlock;
	if (r->to) {
		label = label_for(r, p, t);
		if (!label) {
			p->exiting++;
			goto unlock;
		}
	}
	if (exchange(r, t, old, label)) {
		r->last = label;
		p->any = label;
		p->n++;
	}
unlock:
	task_unlock(t);
}

/*
 * A piece ends with a thread that is not exiting. It does not begin to exit during the
 * section, so it keeps its place in the list, and the leader is not freed.
 */
static void end_piece(struct contid_relabelling *r, struct process *p,
		      struct task_struct *t)
{
	if (!r->visited)
		return;
	++*r->visited;
	/* Its other flags may change. */
	if (data_race(t->flags) & PF_EXITING ||
	    !contid_relabel_breathe(r->reg, r->visited))
		return;
	/* The other threads may have put theirs. */
	p->any = r->to ? rcu_dereference_protected(t->contid_label,
						   lockdep_is_held(&r->reg->lock)) : NULL;
	r->last = p->any;
}

static void relabel_threads(struct contid_relabelling *r, struct process *p,
			    struct task_struct *leader)
{
	struct task_struct *t;

	for_each_thread(leader, t) {
		relabel_thread(r, p, t);
		end_piece(r, p, t);
	}
	/*
	 * A thread without namespaces takes any label of the other threads. If
	 * no thread has one, the process counts as exited.
	 */
	if (!p->exiting || !p->any)
		return;
	for_each_thread(leader, t) {
		if (contid_of_task_rcu(t) != r->to)
			relabel_thread(r, p, t);
		end_piece(r, p, t);
	}
}

/**
 * contid_relabel_locked - change the label of a whole process
 * @r: the change that the process is part of
 * @leader: a task of the thread group; its threads carry @r->from
 *
 * Each thread gets the label of the network namespace that it is in.
 *
 * Context: contid_relabel_lock() held; with @r->visited it is released between pieces,
 * and no thread of the process begins to exit then. The caller has a user of its own
 * of @r->from and @r->to, so neither ends here.
 * Return: number of threads that carry @r->to now; 0 if all exited first, and
 * nothing has changed then.
 */
unsigned int contid_relabel_locked(struct contid_relabelling *r,
				   struct task_struct *leader)
{
	struct signal_struct *sig = leader->signal;
	struct contid *counted_in = r->from;
	struct process p = {};

	contid_hold(CONTID_HOLD_RELABEL);
	/*
	 * Keep contid_threads above 0, so that no exiting thread takes the
	 * process off the count.
	 */
	if (!r->from)
		atomic_inc(&sig->contid_threads);
	else if (!atomic_inc_not_zero(&sig->contid_threads))
		return 0;

	relabel_threads(r, &p, leader);

	if (p.n) {
		if (r->from)
			atomic_dec(&r->from->first->processes);
		if (r->to)
			atomic_inc(&r->to->first->processes);
		counted_in = r->to;
	}

	if (atomic_dec_and_test(&sig->contid_threads) && counted_in)
		atomic_dec(&counted_in->first->processes);
	return p.n;
}
