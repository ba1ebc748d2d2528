// SPDX-License-Identifier: GPL-2.0
/*
 * Audit container identifiers: the labels of tasks. Counts, locks and races:
 * Documentation/contid/design.rst.
 */

#include <linux/nsproxy.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <net/contid.h>

static struct contid *container_of_label(const struct contid_label *label)
{
	return label ? label->contid : NULL;
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
	struct contid_label *label = rcu_dereference(tsk->contid);

	return label == CONTID_EXITED ? NULL : container_of_label(label);
}

/* A label that a process carries; CONTID_EXITED if all threads have exited. */
static struct contid_label *label_of_group_rcu(struct task_struct *leader)
{
	struct contid_label *label = CONTID_EXITED;
	struct task_struct *t;

	/* All threads, since the leader may have exited before the others. */
	for_each_thread(leader, t) {
		label = rcu_dereference(t->contid);
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
 * Context: any that current means something in.
 * Return: the container with a reference, or NULL.
 */
struct contid *contid_of_current(void)
{
	struct contid *contid;

	rcu_read_lock();
	contid = contid_ref_get_rcu(contid_of_task_rcu(current));
	rcu_read_unlock();
	return contid;
}

void __contid_fork(struct task_struct *p, struct contid_label *label,
		   u64 clone_flags)
{
	refcount_inc(&label->users);
	if (clone_flags & CLONE_THREAD) {
		atomic_inc(&p->signal->contid_threads);
	} else {
		atomic_set(&p->signal->contid_threads, 1);
		atomic_inc(&label->contid->processes);
	}
}

static struct contid_label *get_label_of_init(struct pid_namespace *ns,
					      struct contid_label *inherited)
{
	struct task_struct *init = ns->child_reaper;
	struct contid_label *label;

	/* There is none yet when the new task is going to be it. */
	if (!init)
		return NULL;
	label = label_of_group_rcu(init);
	if (!label || label == CONTID_EXITED ||
	    (inherited && !contid_is_below(label->contid, inherited->contid)) ||
	    !refcount_inc_not_zero(&label->users))
		return NULL;
	return label;
}

/* A new task in another pid namespace than current's. */
struct contid *__contid_fork_into(struct task_struct *p,
				  struct contid_label *label,
				  struct pid_namespace *ns, u64 clone_flags)
{
	struct contid_label *adopted;

	rcu_read_lock();
	adopted = get_label_of_init(ns, label);
	rcu_read_unlock();
	if (!adopted) {
		if (label)
			__contid_fork(p, label, clone_flags);
		return NULL;
	}

	/* No thread: those share the pid namespace of their group. */
	RCU_INIT_POINTER(p->contid, adopted);
	atomic_set(&p->signal->contid_threads, 1);
	atomic_inc(&adopted->contid->processes);
	/* For contid_forked(), so that op=adopt precedes op=end. */
	refcount_inc(&adopted->contid->users);
	return adopted->contid;
}

static void tell_of_adoption(struct task_struct *p, struct contid *adopted)
{
	struct contid *inherited = contid_of_current();
	char lineage[CONTID_LINEAGE_SIZE];

	contid_lineage_print(adopted, lineage);
	contid_log_op(contid_log_op_start(), "adopt", task_pid(p), lineage,
		      inherited, adopted->owner, true);
	contid_notify(CONTID_CMD_ADOPT_NTF, adopted, task_pid(p));
	contid_ref_put(inherited);
}

void __contid_forked(struct task_struct *p, struct contid *adopted)
{
	contid_follow(p);
	if (adopted)
		tell_of_adoption(p, adopted);
	contid_put(adopted, task_tgid(p));
}

/**
 * contid_net_of_task - the network namespace that a thread is in
 * @tsk: thread
 *
 * Context: takes task_lock(), but for current, whose namespaces nobody else
 * changes. The namespace stays as long as the caller keeps the thread from
 * leaving it: registry->lock does.
 * Return: the namespace, or NULL when @tsk is exiting.
 */
struct net *contid_net_of_task(struct task_struct *tsk)
{
	struct net *net;

	if (tsk == current)
		return tsk->nsproxy ? tsk->nsproxy->net_ns : NULL;

	task_lock(tsk);
	net = tsk->nsproxy ? tsk->nsproxy->net_ns : NULL;
	task_unlock(tsk);
	return net;
}

/**
 * contid_follow_locked - follow a thread into the network namespace it is in
 * @reg: its lock is held
 * @tsk: thread
 * @spare: label to use where the container has none there
 *
 * Return: true when @spare is used.
 */
bool contid_follow_locked(struct contid_registry *reg, struct task_struct *tsk,
			  struct contid_label *spare)
{
	struct contid_label *old, *label;
	struct contid *contid;
	struct net *net;

	old = rcu_dereference_protected(tsk->contid,
					lockdep_is_held(&reg->lock));
	net = contid_net_of_task(tsk);
	if (!old || old == CONTID_EXITED || !net || old->net == net)
		return false;

	contid = old->contid;
	label = contid_label_find_locked(reg, contid, net);
	if (label)
		refcount_inc(&label->users);
	else
		contid_label_place_locked(reg, spare, contid, net);
	if (unrcu_pointer(cmpxchg(&tsk->contid, RCU_INITIALIZER(old),
				  RCU_INITIALIZER(label ?: spare))) != old)
		/* It exits, and gives up the old one itself. */
		old = label ?: spare;
	if (contid_label_put_locked(reg, old))
		/* It has another label, or it had this one only for now. */
		refcount_dec(&contid->users);
	return !label;
}

static bool is_behind(struct task_struct *tsk)
{
	struct net *net = contid_net_of_task(tsk);
	struct contid_label *label;
	bool behind;

	rcu_read_lock();
	label = rcu_dereference(tsk->contid);
	behind = label && label != CONTID_EXITED && net &&
		 READ_ONCE(label->net) != net;
	rcu_read_unlock();
	return behind;
}

/*
 * Cannot fail: a system call that has changed the namespace cannot either, and
 * a new task is there already.
 */
void __contid_follow(struct task_struct *tsk)
{
	struct contid_registry *reg = &contid_registry;
	struct contid_label *spare;

	if (!is_behind(tsk))
		return;
	spare = contid_label_alloc(GFP_KERNEL | __GFP_NOFAIL);
	spin_lock(&reg->lock);
	if (contid_follow_locked(reg, tsk, spare))
		spare = NULL;
	spin_unlock(&reg->lock);
	kfree(spare);
}

void __contid_exit(struct task_struct *tsk, struct contid_label *label)
{
	if (atomic_dec_and_test(&tsk->signal->contid_threads))
		atomic_dec(&label->contid->processes);
	contid_put(contid_label_put(&contid_registry, label), task_tgid(tsk));
}

/* Change one thread's label, unless it exits first. */
static bool relabel_thread(struct contid_registry *reg, struct task_struct *t,
			   struct contid_label *to)
{
	struct contid_label *old, *seen;
	struct contid *contid;

	old = rcu_dereference_protected(t->contid, lockdep_is_held(&reg->lock));
	if (old == CONTID_EXITED)
		return false;

	/* The thread's user is there before the thread can give it back. */
	if (to) {
		refcount_inc(&to->users);
		atomic_inc(&t->signal->contid_threads);
	}
	seen = unrcu_pointer(cmpxchg(&t->contid, RCU_INITIALIZER(old),
				     RCU_INITIALIZER(to)));
	if (seen != old) {
		WARN_ON_ONCE(seen != CONTID_EXITED);
		old = to;
	}
	if (old) {
		contid = old->contid;
		/* The caller has a user of the container besides. */
		if (contid_label_put_locked(reg, old))
			refcount_dec(&contid->users);
		atomic_dec(&t->signal->contid_threads);
	}
	return seen != CONTID_EXITED;
}

/* A label of @contid for a thread of the process that has a namespace. */
static struct contid_label *any_label(struct contid_registry *reg,
				      struct contid *contid,
				      struct task_struct *leader)
{
	struct contid_label *label = NULL;
	struct task_struct *t;
	struct net *net;

	for_each_thread(leader, t) {
		net = contid_net_of_task(t);
		if (net)
			label = contid_label_find_locked(reg, contid, net);
		if (label)
			break;
	}
	return label;
}

/*
 * task_lock() makes it certain that a thread which changes its namespace now
 * either is seen there, or sees its new label and follows.
 */
static bool relabel_in_place(struct contid_registry *reg,
			     struct task_struct *t, struct contid *to,
			     struct contid_label *any, bool *behind)
{
	struct contid_label *label = NULL;
	struct net *net;
	bool done;

	task_lock(t);
	net = t->nsproxy ? t->nsproxy->net_ns : NULL;
	if (to && net)
		label = contid_label_find_locked(reg, to, net);
	if (to && net && !label)
		*behind = true;
	done = relabel_thread(reg, t, label ?: any);
	task_unlock(t);
	return done;
}

/**
 * contid_relabel_locked - change the label of a whole process
 * @reg: the registry
 * @leader: a task of the thread group; its threads carry @from
 * @from: their container, or NULL
 * @to: what to make of it, or NULL; has labels placed for the network
 *	namespaces that the threads were found in
 * @behind: set when one has gone elsewhere meanwhile, and has to be followed
 *
 * Context: contid_change_lock() held. The caller has a user of its own of
 * @from and @to, so neither ends here.
 * Return: number of threads that carry @to now; 0 if all exited first, and
 * nothing has changed then.
 */
unsigned int contid_relabel_locked(struct contid_registry *reg,
				   struct task_struct *leader,
				   struct contid *from, struct contid *to,
				   bool *behind)
{
	struct signal_struct *sig = leader->signal;
	struct contid_label *any = NULL;
	struct contid *account = from;
	struct task_struct *t;
	unsigned int n = 0;

	if (to) {
		any = any_label(reg, to, leader);
		if (!any)
			return 0;
	}
	/* Keeps exiting threads from taking the process off either account. */
	if (!from)
		atomic_inc(&sig->contid_threads);
	else if (!atomic_inc_not_zero(&sig->contid_threads))
		return 0;

	for_each_thread(leader, t)
		n += relabel_in_place(reg, t, to, any, behind);

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
