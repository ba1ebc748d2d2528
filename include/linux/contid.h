/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit container label of a task: what fork, exit and those who act on
 * another task have to do.
 *
 * The objects are in <net/contid.h>; who holds what, and why no race loses a
 * label, in Documentation/contid/design.rst.
 */

#ifndef _LINUX_CONTID_H
#define _LINUX_CONTID_H

#include <linux/audit.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

struct contid;

#ifdef CONFIG_CONTID

/* The label of a task past contid_exit(): not a container, and final. */
#define CONTID_EXITED	((struct contid *)1)

void __contid_fork(struct task_struct *p, struct contid *contid,
		   u64 clone_flags);
struct contid *__contid_fork_into(struct task_struct *p, struct contid *contid,
				  struct pid_namespace *ns, u64 clone_flags);
void __contid_forked(struct task_struct *p, struct contid *adopted);
void __contid_exit(struct task_struct *tsk, struct contid *contid);
void __contid_target(struct task_struct *t);

/**
 * contid_fork - let a new task inherit the label of current
 * @p: the new task, not yet visible
 * @pid: its identity
 * @clone_flags: how it is made
 *
 * Context: copy_process(), tasklist_lock held for writing and interrupts off,
 * where nothing can fail any more. Does not allocate.
 * Return: the label that @p adopts from the init of its pid namespace, for
 * contid_forked(); or NULL.
 */
static inline struct contid *contid_fork(struct task_struct *p,
					 struct pid *pid, u64 clone_flags)
{
	struct contid *contid;

	contid = rcu_dereference_protected(current->contid,
					   lockdep_tasklist_lock_is_held());
	RCU_INIT_POINTER(p->contid, contid);
	if (unlikely(ns_of_pid(pid) != task_active_pid_ns(current)))
		return __contid_fork_into(p, contid, ns_of_pid(pid),
					  clone_flags);
	if (unlikely(contid))
		__contid_fork(p, contid, clone_flags);
	return NULL;
}

/**
 * contid_forked - tell the audit log of a label that was adopted
 * @p: the new task, visible and not yet running
 * @adopted: of contid_fork()
 *
 * Context: copy_process(), no lock held. May sleep.
 */
static inline void contid_forked(struct task_struct *p, struct contid *adopted)
{
	if (unlikely(adopted))
		__contid_forked(p, adopted);
}

/**
 * contid_exit - take the label off an exiting task
 * @tsk: current, after its last act in its own name
 *
 * Context: do_exit(), process context, no lock held. Sleeps when this was the
 * container's last user, to log its end.
 */
static inline void contid_exit(struct task_struct *tsk)
{
	struct contid *contid;

	contid = unrcu_pointer(xchg(&tsk->contid,
				    RCU_INITIALIZER(CONTID_EXITED)));
	if (unlikely(contid))
		__contid_exit(tsk, contid);
}

/**
 * contid_target - note the container of a task that current acts on
 * @t: whom current signals, traces, or whose memory it reaches into
 *
 * For the event of the system call that current is in.
 *
 * Context: any that may signal; does not sleep.
 */
static inline void contid_target(struct task_struct *t)
{
	if (unlikely(!audit_dummy_context()) && rcu_access_pointer(t->contid))
		__contid_target(t);
}

#else /* CONFIG_CONTID */

static inline struct contid *contid_fork(struct task_struct *p,
					 struct pid *pid, u64 clone_flags)
{
	return NULL;
}

static inline void contid_forked(struct task_struct *p,
				 struct contid *adopted) { }
static inline void contid_exit(struct task_struct *tsk) { }
static inline void contid_target(struct task_struct *t) { }

#endif /* CONFIG_CONTID */

#endif /* _LINUX_CONTID_H */
