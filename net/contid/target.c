// SPDX-License-Identifier: GPL-2.0
/*
 * The process that a request is about.
 */

#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "request.h"

/**
 * contid_target_get - find the process behind a pidfd
 * @pidfd: attribute with the file descriptor, of the sender's table
 * @extack: for the refusal
 *
 * Context: the sender's.
 * Return: a reference to the process's identity, for put_pid(); or an error
 * pointer: -EBADF not an open pidfd, -EINVAL a thread's that leads no group,
 * -ESRCH the process has been reaped.
 */
struct pid *contid_target_get(const struct nlattr *pidfd,
			      struct netlink_ext_ack *extack)
{
	unsigned int flags;
	struct pid *pid;
	int err = 0;

	pid = pidfd_get_pid(nla_get_s32(pidfd), &flags);
	if (IS_ERR(pid))
		return ERR_PTR(contid_refuse(extack, pidfd, -EBADF,
					     "not an open pidfd of the sender"));

	rcu_read_lock();
	if (!pid_task(pid, PIDTYPE_TGID)) {
		if (pid_task(pid, PIDTYPE_PID))
			err = contid_refuse(extack, pidfd, -EINVAL,
					    "pidfd is that of a thread, not of a process");
		else
			err = contid_refuse(extack, pidfd, -ESRCH,
					    "the process is gone");
	}
	rcu_read_unlock();

	if (err) {
		put_pid(pid);
		return ERR_PTR(err);
	}
	return pid;
}

/**
 * contid_target_label - what label a process carries
 * @target: of contid_target_get()
 * @contid: set to the container with a reference, or to NULL for no label
 * @pidfd: attribute to name in a refusal
 * @extack: for the refusal
 *
 * Return: 0, or -ESRCH when the process is gone or exiting.
 */
int contid_target_label(struct pid *target, struct contid **contid,
			const struct nlattr *pidfd,
			struct netlink_ext_ack *extack)
{
	struct contid *label = ERR_PTR(-ESRCH);
	struct task_struct *leader;

	rcu_read_lock();
	leader = pid_task(target, PIDTYPE_TGID);
	if (leader)
		label = contid_of_group_rcu(leader);
	*contid = IS_ERR(label) ? NULL : contid_ref_get_rcu(label);
	rcu_read_unlock();

	if (IS_ERR(label))
		return contid_refuse(extack, pidfd, -ESRCH,
				     "the process is gone or exiting");
	return 0;
}
