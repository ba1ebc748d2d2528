// SPDX-License-Identifier: GPL-2.0
/*
 * The process that a request is about.
 */

#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "request.h"

static int refuse_no_leader_rcu(struct pid *pid, const struct nlattr *pidfd,
				struct netlink_ext_ack *extack)
{
	if (pid_task(pid, PIDTYPE_PID))
		return contid_refuse(extack, pidfd, -EINVAL,
				     "pidfd is that of a thread, not of a process");
	return contid_refuse(extack, pidfd, -ESRCH, "the process is gone");
}

static int get_container_rcu(struct pid *pid, struct contid **container,
			     const struct nlattr *pidfd,
			     struct netlink_ext_ack *extack)
{
	struct task_struct *leader = pid_task(pid, PIDTYPE_TGID);
	struct contid *found;

	if (!leader)
		return refuse_no_leader_rcu(pid, pidfd, extack);
	found = contid_of_group_rcu(leader);
	if (IS_ERR(found))
		return contid_refuse(extack, pidfd, -ESRCH,
				     "the process is gone or exiting");
	*container = contid_get_rcu(found);
	return 0;
}

/**
 * contid_target_get - find the process behind a pidfd, and its container
 * @pidfd: attribute with the file descriptor, of the sender's table
 * @container: set to the container with a reference, or to NULL for no label
 * @extack: for the refusal
 *
 * Context: the sender's.
 * Return: the process's identity, a reference for put_pid(); or an error
 * pointer: -EBADF not an open pidfd, -EINVAL a thread's that leads no group,
 * -ESRCH the process is gone or exiting.
 */
struct pid *contid_target_get(const struct nlattr *pidfd,
			      struct contid **container,
			      struct netlink_ext_ack *extack)
{
	unsigned int flags;
	struct pid *pid;
	int err;

	pid = pidfd_get_pid(nla_get_s32(pidfd), &flags);
	if (IS_ERR(pid))
		return ERR_PTR(contid_refuse(extack, pidfd, -EBADF,
					     "not an open pidfd of the sender"));
	rcu_read_lock();
	err = get_container_rcu(pid, container, pidfd, extack);
	rcu_read_unlock();
	if (err) {
		put_pid(pid);
		return ERR_PTR(err);
	}
	return pid;
}
