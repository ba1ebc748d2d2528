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

struct audit_buffer;
struct contid;
struct contid_label;
struct net;
struct sk_buff;

#ifdef CONFIG_CONTID

/* The label of a task past contid_exit(): final. */
#define CONTID_EXITED	((struct contid_label *)1)

void __contid_fork(struct task_struct *p, struct contid_label *label,
		   u64 clone_flags);
struct contid *__contid_fork_into(struct task_struct *p,
				  struct contid_label *label,
				  struct pid_namespace *ns, u64 clone_flags);
void __contid_forked(struct task_struct *p, struct contid *adopted);
void __contid_exit(struct task_struct *tsk, struct contid_label *label);
void __contid_follow(struct task_struct *tsk);
void __contid_target(struct task_struct *t);
void contid_packet(struct audit_buffer *ab, const struct net *net,
		   const struct sk_buff *packet);

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
	struct contid_label *label;

	label = rcu_dereference_protected(current->contid,
					  lockdep_tasklist_lock_is_held());
	RCU_INIT_POINTER(p->contid, label);
	if (unlikely(ns_of_pid(pid) != task_active_pid_ns(current)))
		return __contid_fork_into(p, label, ns_of_pid(pid),
					  clone_flags);
	if (unlikely(label))
		__contid_fork(p, label, clone_flags);
	return NULL;
}

/**
 * contid_forked - complete what contid_fork() could not do under its locks
 * @p: the new task, visible and not yet running
 * @adopted: of contid_fork()
 * @clone_flags: how it was made
 *
 * A network namespace of its own makes @p a member there; the audit log is
 * told of a label that was adopted.
 *
 * Context: copy_process(), no lock held. May sleep.
 */
static inline void contid_forked(struct task_struct *p, struct contid *adopted,
				 u64 clone_flags)
{
	if (unlikely(adopted || (clone_flags & CLONE_NEWNET)))
		__contid_forked(p, adopted);
}

/**
 * contid_follow - follow a task into another network namespace
 * @tsk: current, or a task that does not run yet; its nsproxy is the new one
 *
 * Context: process context, no lock held. May sleep.
 */
static inline void contid_follow(struct task_struct *tsk)
{
	/* An exiting task has no namespaces left. */
	if (unlikely(rcu_access_pointer(tsk->contid)) && tsk->nsproxy)
		__contid_follow(tsk);
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
	struct contid_label *label;

	label = unrcu_pointer(xchg(&tsk->contid,
				   RCU_INITIALIZER(CONTID_EXITED)));
	if (unlikely(label))
		__contid_exit(tsk, label);
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

static inline void contid_forked(struct task_struct *p, struct contid *adopted,
				 u64 clone_flags) { }
static inline void contid_follow(struct task_struct *tsk) { }
static inline void contid_packet(struct audit_buffer *ab, const struct net *net,
				 const struct sk_buff *packet) { }
static inline void contid_exit(struct task_struct *tsk) { }
static inline void contid_target(struct task_struct *t) { }

#endif /* CONFIG_CONTID */

#endif /* _LINUX_CONTID_H */
