// SPDX-License-Identifier: GPL-2.0
/*
 * Audit container identifiers: the labels of tasks, and the records that
 * tell of them. Counts, locks and races: Documentation/contid/design.rst;
 * the records: Documentation/contid/records.rst.
 */

#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/tty.h>
#include <net/contid.h>

#include "audit.h"

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
	atomic_inc(&sig->contid_threads);

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

static void log_end(const struct contid *contid, struct pid *last)
{
	struct audit_buffer *ab = contid_log_op_start();

	contid_log_op(ab, "end", last, "-1", contid, contid->owner_inum, true);
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
		if (contid->born)
			log_end(contid, last);
		contid = contid_retire(&contid_registry, contid);
	}
}

/**
 * contid_log_op_start - begin a CONTAINER_OP record
 *
 * Draws the serial number of the event, so it comes before the label that the
 * record tells of is published.
 *
 * Context: process context, may sleep.
 * Return: buffer for contid_log_op(), or NULL when nothing is logged.
 */
struct audit_buffer *contid_log_op_start(void)
{
	if (!audit_enabled)
		return NULL;
	return audit_log_start(audit_context(), GFP_KERNEL,
			       AUDIT_CONTAINER_OP);
}

/**
 * contid_log_op - write a CONTAINER_OP record
 * @ab: of contid_log_op_start()
 * @op: "set", "drop" or "end"
 * @target: process that was labelled, or whose exit ended the container
 * @after: lineage after, as text
 * @before: label before, or NULL
 * @netns: inode number of the network namespace that asked or owned
 * @res: whether it was done
 *
 * Context: process context, may sleep.
 */
void contid_log_op(struct audit_buffer *ab, const char *op, struct pid *target,
		   const char *after, const struct contid *before,
		   unsigned int netns, bool res)
{
	char lineage[CONTID_LINEAGE_SIZE];
	char comm[sizeof(current->comm)];
	struct tty_struct *tty;

	if (!ab)
		return;

	contid_lineage_print(before, lineage);
	tty = audit_get_tty();
	audit_log_format(ab,
			 "op=%s opid=%d contid=%s old-contid=%s netns=%u pid=%d uid=%u auid=%u ses=%u tty=%s",
			 op, pid_nr(target), after, lineage, netns,
			 task_tgid_nr(current),
			 from_kuid(&init_user_ns, current_uid()),
			 from_kuid(&init_user_ns,
				   audit_get_loginuid(current)),
			 audit_get_sessionid(current),
			 tty ? tty_name(tty) : "(none)");
	audit_put_tty(tty);
	audit_log_task_context(ab);
	audit_log_format(ab, " comm=");
	audit_log_untrustedstring(ab, get_task_comm(comm, current));
	audit_log_d_path_exe(ab, current->mm);
	audit_log_format(ab, " res=%d", res);
	audit_log_end(ab);
}
