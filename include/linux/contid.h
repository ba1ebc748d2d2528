/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit container label of a task: hooks for fork, exit, a change of
 * network namespace and acts on another task; the hook for a packet; and those
 * for namespaces that a task makes or enters.
 *
 * Counts, locks and races: Documentation/contid/design.rst.
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
struct cred;
struct net;
struct nsproxy;
struct nsset;
struct sk_buff;

#ifdef CONFIG_CONTID

/* The label of a task past contid_exit(): final. */
#define CONTID_EXITED	((struct contid_label *)1)

/* contid_fork() has adopted nothing, but contid_post_fork() is needed. */
#define CONTID_FORK_NEW_NETNS	((struct contid *)1)

/* net/contid/task.c */

struct contid *__contid_fork(struct task_struct *p, struct contid_label *label,
			     u64 clone_flags);
struct contid *__contid_fork_into(struct task_struct *p,
				  struct contid_label *label,
				  struct pid_namespace *ns, u64 clone_flags);
void __contid_post_fork(struct task_struct *p, struct contid *adopted);
void __contid_exit(struct task_struct *tsk);
void __contid_switch_netns(struct task_struct *tsk);

/* kernel/audit_contid.c, kernel/audit_contid_packet.c */

void __contid_target(struct task_struct *t);
void contid_packet(struct audit_buffer *ab, const struct net *net,
		   const struct sk_buff *packet);

/* kernel/audit_contid_ns.c */

void __audit_ns_clone(struct task_struct *p, long nr);
void __audit_ns_unshare(const struct nsproxy *nsproxy, const struct cred *cred);
void __audit_ns_setns(const struct nsset *set);
void audit_ns_exec(const struct nsproxy *nsproxy);

extern bool audit_ns_all;

/* Whether neither a policy, nor a label, nor a rule can want a record. */
static inline bool audit_ns_may_skip(void)
{
	return !READ_ONCE(audit_ns_all) && audit_dummy_context() &&
	       !rcu_access_pointer(current->contid_label);
}

/**
 * audit_ns_clone - log the namespaces that clone(2) has made
 * @p: the new task, which does not run yet
 * @clone_flags: how it was made
 * @nr: what clone(2) is going to return
 *
 * Context: process context, no lock held. May sleep.
 */
static inline void audit_ns_clone(struct task_struct *p, u64 clone_flags,
				  long nr)
{
	if (unlikely(clone_flags &
		     (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
		      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
		      CLONE_NEWCGROUP | CLONE_NEWTIME)))
		__audit_ns_clone(p, nr);
}

/**
 * audit_ns_unshare - log the namespaces that unshare(2) has made
 * @nsproxy: what it is about to install, or NULL
 * @cred: what it is about to install, or NULL
 *
 * Context: process context, no lock held. May sleep.
 */
static inline void audit_ns_unshare(const struct nsproxy *nsproxy,
				    const struct cred *cred)
{
	if ((nsproxy || cred) && unlikely(!audit_ns_may_skip()))
		__audit_ns_unshare(nsproxy, cred);
}

/**
 * audit_ns_setns - log that current enters namespaces
 * @set: what setns(2) is about to install
 *
 * Context: process context, no lock held. May sleep.
 */
static inline void audit_ns_setns(const struct nsset *set)
{
	if (unlikely(!audit_ns_may_skip()))
		__audit_ns_setns(set);
}

/**
 * contid_fork - let a new task inherit the label of current
 * @p: the new task, not yet visible
 * @pid: its identity
 * @clone_flags: how it is made
 *
 * Context: copy_process(), tasklist_lock held for writing and interrupts off,
 * where nothing can fail any more. Does not allocate.
 * Return: for contid_post_fork(): the container that @p adopts from the init of
 * its pid namespace; CONTID_FORK_NEW_NETNS if @p has a label of another network
 * namespace than its own; or NULL.
 */
static inline struct contid *contid_fork(struct task_struct *p,
					 struct pid *pid, u64 clone_flags)
{
	struct contid_label *label;

	label = rcu_dereference_protected(current->contid_label,
					  lockdep_tasklist_lock_is_held());
	RCU_INIT_POINTER(p->contid_label, label);
	if (unlikely(ns_of_pid(pid) != task_active_pid_ns(current)))
		return __contid_fork_into(p, label, ns_of_pid(pid),
					  clone_flags);
	if (unlikely(label))
		return __contid_fork(p, label, clone_flags);
	return NULL;
}

/**
 * contid_post_fork - complete what contid_fork() could not do under its locks
 * @p: the new task, visible and not yet running
 * @adopted: of contid_fork()
 *
 * If @p has a network namespace of its own, it gets the label of that one. An
 * adopted label is written to the audit log.
 *
 * Context: copy_process(), no lock held. May sleep.
 */
static inline void contid_post_fork(struct task_struct *p,
				    struct contid *adopted)
{
	if (unlikely(adopted))
		__contid_post_fork(p, adopted);
}

/**
 * contid_switch_netns - give a task the label of its new network namespace
 * @tsk: current, or a task that does not run yet; its nsproxy is the new one
 *
 * Context: process context, no lock held. May sleep.
 */
static inline void contid_switch_netns(struct task_struct *tsk)
{
	/* An exiting task has no namespaces left. */
	if (unlikely(rcu_access_pointer(tsk->contid_label)) && tsk->nsproxy)
		__contid_switch_netns(tsk);
}

/**
 * contid_exit - take the label off an exiting task
 * @tsk: current, after the last act that is attributed to it
 *
 * Context: do_exit(), process context, no lock held. Sleeps when this was the
 * container's last user, to log its end.
 */
static inline void contid_exit(struct task_struct *tsk)
{
	struct contid_label __rcu *none = NULL;

	if (unlikely(!try_cmpxchg(&tsk->contid_label, &none,
				  RCU_INITIALIZER(CONTID_EXITED))))
		__contid_exit(tsk);
}

/**
 * contid_target - save the container of a task that current acts on
 * @t: task that current signals or traces, or accesses the memory of
 *
 * For the event of the system call that current is in.
 *
 * Context: any that may signal; does not sleep.
 */
static inline void contid_target(struct task_struct *t)
{
	if (unlikely(!audit_dummy_context()) &&
	    rcu_access_pointer(t->contid_label))
		__contid_target(t);
}

#else /* CONFIG_CONTID */

static inline struct contid *contid_fork(struct task_struct *p,
					 struct pid *pid, u64 clone_flags)
{
	return NULL;
}

static inline void contid_post_fork(struct task_struct *p,
				    struct contid *adopted) { }
static inline void contid_switch_netns(struct task_struct *tsk) { }
static inline void contid_packet(struct audit_buffer *ab, const struct net *net,
				 const struct sk_buff *packet) { }
static inline void audit_ns_clone(struct task_struct *p, u64 clone_flags,
				  long nr) { }

/* Nothing at all, so that the object of the caller is as without the call. */
#define audit_ns_unshare(...) do { } while (0)

static inline void audit_ns_setns(const struct nsset *set) { }
static inline void audit_ns_exec(const struct nsproxy *nsproxy) { }
static inline void contid_exit(struct task_struct *tsk) { }
static inline void contid_target(struct task_struct *t) { }

#endif /* CONFIG_CONTID */

#endif /* _LINUX_CONTID_H */
