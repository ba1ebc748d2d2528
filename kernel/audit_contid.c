// SPDX-License-Identifier: GPL-2.0
/*
 * Audit container identifiers: the labels of tasks. Counts, locks and races:
 * Documentation/contid/design.rst.
 */

#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <net/contid.h>

static bool is_container(const struct contid *label)
{
	return label && label != CONTID_EXITED;
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
	struct contid *label = rcu_dereference(tsk->contid);

	return is_container(label) ? label : NULL;
}

/**
 * contid_of_group_rcu - the container whose label a process carries
 * @leader: a task of the thread group
 *
 * Looks at all threads, since the leader may have exited before the others.
 *
 * Context: RCU read side.
 * Return: the container, NULL if there is none, or -ESRCH as an error pointer
 * if all threads have exited.
 */
struct contid *contid_of_group_rcu(struct task_struct *leader)
{
	struct task_struct *t;

	for_each_thread(leader, t) {
		struct contid *label = rcu_dereference(t->contid);

		if (label != CONTID_EXITED)
			return label;
	}
	return ERR_PTR(-ESRCH);
}

void __contid_fork(struct task_struct *p, struct contid *contid,
		   u64 clone_flags)
{
	refcount_inc(&contid->users);
	if (clone_flags & CLONE_THREAD) {
		atomic_inc(&p->signal->contid_threads);
	} else {
		atomic_set(&p->signal->contid_threads, 1);
		atomic_inc(&contid->processes);
	}
}

void __contid_exit(struct task_struct *tsk, struct contid *contid)
{
	if (atomic_dec_and_test(&tsk->signal->contid_threads))
		atomic_dec(&contid->processes);
	contid_put(contid, task_tgid(tsk));
}

static struct contid *get_label_of_init(struct pid_namespace *ns,
					const struct contid *inherited)
{
	struct task_struct *init = ns->child_reaper;
	struct contid *label;

	/* There is none yet when the new task is going to be it. */
	if (!init)
		return NULL;
	label = contid_of_group_rcu(init);
	if (IS_ERR_OR_NULL(label) ||
	    (inherited && !contid_is_below(label, inherited)) ||
	    !refcount_inc_not_zero(&label->users))
		return NULL;
	return label;
}

/* A new task in another pid namespace than current's. */
struct contid *__contid_fork_into(struct task_struct *p, struct contid *contid,
				  struct pid_namespace *ns, u64 clone_flags)
{
	struct contid *adopted;

	rcu_read_lock();
	adopted = get_label_of_init(ns, contid);
	rcu_read_unlock();
	if (!adopted) {
		if (contid)
			__contid_fork(p, contid, clone_flags);
		return NULL;
	}

	/* No thread: those share the pid namespace of their group. */
	RCU_INIT_POINTER(p->contid, adopted);
	atomic_set(&p->signal->contid_threads, 1);
	atomic_inc(&adopted->processes);
	refcount_inc(&adopted->refs);
	return adopted;
}

void __contid_forked(struct task_struct *p, struct contid *adopted)
{
	char lineage[CONTID_LINEAGE_SIZE];
	struct contid *inherited;

	rcu_read_lock();
	inherited = contid_ref_get_rcu(contid_of_task_rcu(current));
	rcu_read_unlock();

	contid_lineage_print(adopted, lineage);
	contid_log_op(contid_log_op_start(), "adopt", task_pid(p), lineage,
		      inherited, adopted->owner, true);
	contid_notify(CONTID_CMD_ADOPT_NTF, adopted, task_pid(p));
	contid_ref_put(inherited);
	contid_ref_put(adopted);
}

/* Change one thread's label, unless it exits first. */
static bool relabel_thread(struct task_struct *t, struct contid *from,
			   struct contid *to)
{
	struct contid *old;

	/* The thread's user is there before the thread can give it back. */
	if (to) {
		refcount_inc(&to->users);
		atomic_inc(&t->signal->contid_threads);
	}
	old = unrcu_pointer(cmpxchg(&t->contid, RCU_INITIALIZER(from),
				    RCU_INITIALIZER(to)));
	if (old == from) {
		if (from) {
			refcount_dec(&from->users);
			atomic_dec(&t->signal->contid_threads);
		}
		return true;
	}

	WARN_ON_ONCE(old != CONTID_EXITED);
	if (to) {
		refcount_dec(&to->users);
		atomic_dec(&t->signal->contid_threads);
	}
	return false;
}

/**
 * contid_relabel_locked - change the label of a whole process
 * @leader: a task of the thread group; its threads carry @from
 * @from: their label, or NULL
 * @to: what to make of it, or NULL
 *
 * Context: registry lock held, and tasklist_lock for reading. The caller has a
 * user of its own of @from and @to, so neither ends here.
 * Return: number of threads that carry @to now; 0 if all exited first, and
 * nothing has changed then.
 */
unsigned int contid_relabel_locked(struct task_struct *leader,
				   struct contid *from, struct contid *to)
{
	struct signal_struct *sig = leader->signal;
	struct contid *account = from;
	struct task_struct *t;
	unsigned int n = 0;

	/* Keeps exiting threads from taking the process off either account. */
	if (!from)
		atomic_inc(&sig->contid_threads);
	else if (!atomic_inc_not_zero(&sig->contid_threads))
		return 0;

	for_each_thread(leader, t)
		n += relabel_thread(t, from, to);

	if (n) {
		if (from)
			atomic_dec(&from->processes);
		if (to)
			atomic_inc(&to->processes);
		account = to;
	}

	if (atomic_dec_and_test(&sig->contid_threads) && account)
		atomic_dec(&account->processes);
	return n;
}

/**
 * contid_put - give up one user of a container, and end it if it was the last
 * @contid: container, or NULL
 * @last: the process that left it: that exited or was dropped
 *
 * Ends ancestors too that only this one kept.
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_put(struct contid *contid, struct pid *last)
{
	while (contid && contid_leave(&contid_registry, contid)) {
		if (contid->born) {
			contid_log_op(contid_log_op_start(), "end", last, "-1",
				      contid, contid->owner, true);
			contid_notify(CONTID_CMD_END_NTF, contid, last);
		}
		contid = contid_retire(&contid_registry, contid);
	}
}
