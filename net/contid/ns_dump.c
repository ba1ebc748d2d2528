// SPDX-License-Identifier: GPL-2.0
/*
 * The dump of NS_GET: the namespaces of all processes, or of those in one
 * container.
 *
 * As with the dump of GET, start() runs in the context of the sender, and the
 * rest may run in that of another process that reads the socket.
 */

#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate_wait.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat.h"
#include "request.h"

/**
 * struct dump - the state of a dump between two calls
 * @requester: the authority behind it
 * @viewer: what that may see
 * @container: only processes of this one, with a reference; or NULL
 * @pid_ns: pid namespace of the sender, for process ids, with a reference; or
 *	    NULL
 * @next: process id to go on with
 * @next_thread: threads of the process @next that have been visited
 */
struct dump {
	struct contid_requester	requester;
	struct contid_ns_viewer	viewer;
	struct contid		*container;
	struct pid_namespace	*pid_ns;
	unsigned int		next;
	unsigned int		next_thread;
};

static struct dump *dump_of(struct netlink_callback *cb)
{
	return (struct dump *)cb->args[0];
}

static bool names_container(struct nlattr **attrs)
{
	return attrs[CONTID_A_CONTID] || attrs[CONTID_A_SERIAL] ||
	       attrs[CONTID_A_SCOPE];
}

static int check_attrs(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct nlattr *no_dump = attrs[CONTID_A_PIDFD] ?: attrs[CONTID_A_NS_FD];

	if (no_dump)
		return contid_refuse(extack, no_dump, -EINVAL,
				     "a dump is not about one process or one namespace");
	return names_container(attrs) ? contid_check_name(attrs, extack) : 0;
}

static int start(struct netlink_callback *cb, struct nlattr **attrs)
{
	struct dump *dump = dump_of(cb);
	struct contid *container;
	int err;

	err = contid_requester_get(&dump->requester, cb->skb, false, cb->extack);
	if (err)
		return err;
	if (names_container(attrs)) {
		container = contid_container_get(&dump->requester, attrs,
						 cb->extack);
		if (IS_ERR(container))
			return PTR_ERR(container);
		dump->container = container;
	}
	contid_ns_viewer_init(&dump->viewer, &dump->requester);
	dump->pid_ns = get_pid_ns(task_active_pid_ns(current));
	return 0;
}

/**
 * contid_ns_dump_start - check a dump request
 * @cb: the dump
 *
 * Context: that of the sender.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_ns_dump_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = contid_dump_attrs(cb);
	struct dump *dump;
	int err;

	err = check_attrs(attrs, cb->extack);
	if (err)
		return err;
	dump = kzalloc(sizeof(*dump), GFP_KERNEL);
	if (!dump)
		return -ENOMEM;
	cb->args[0] = (long)dump;
	err = start(cb, attrs);
	/* There is no done() for a dump that has not started. */
	if (err)
		contid_ns_dump_done(cb);
	return err;
}

static int put_one(struct sk_buff *skb, struct netlink_callback *cb, pid_t nr,
		   const struct contid *container, const struct contid_ns *set)
{
	struct dump *dump = dump_of(cb);
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &contid_family, NLM_F_MULTI, CONTID_CMD_NS_GET);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, CONTID_A_PID, nr) ||
	    (container && contid_msg_put_name(skb, container,
					      dump->requester.delegator)) ||
	    contid_msg_put_ns(skb, &dump->viewer, set)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/*
 * Threads share the set of their leader, unless one of them has called
 * unshare(2) or setns(2): such a thread gets a message of its own. The sets are
 * only compared, and may be gone by then.
 */
static bool has_own_set(const struct task_struct *leader,
			const struct task_struct *t)
{
	return READ_ONCE(t->nsproxy) != READ_ONCE(leader->nsproxy);
}

/* -EMSGSIZE: the message is full; the rest of the threads follows. */
static int put_process(struct sk_buff *skb, struct netlink_callback *cb,
		       struct task_struct *leader, pid_t nr,
		       const struct contid *container)
{
	struct contid_ns set[CONTID_NR_NS];
	struct dump *dump = dump_of(cb);
	struct task_struct *t;
	unsigned int n = 0;
	int err;

	for_each_thread(leader, t) {
		if (n++ < dump->next_thread)
			continue;
		if ((t == leader || has_own_set(leader, t)) &&
		    contid_ns_of_task(t, dump->viewer.above, set)) {
			err = put_one(skb, cb, nr, container, set);
			if (err)
				return err;
		}
		dump->next_thread = n;
	}
	dump->next_thread = 0;
	return 0;
}

/*
 * Whether a process is to be listed; and the container whose label it carries,
 * as far as the requester may see it.
 */
static bool is_wanted(const struct dump *dump, struct task_struct *leader,
		      struct contid **container)
{
	*container = contid_of_group_rcu(leader);
	if (IS_ERR(*container))
		return false;
	if (dump->container)
		return *container == dump->container;
	return contid_may_see(&dump->requester, *container);
}

/**
 * contid_ns_dump - fill one buffer of a dump
 * @skb: to be filled
 * @cb: the dump
 *
 * Return: length of @skb, 0 at the end, or -EMSGSIZE if nothing fits.
 */
int contid_ns_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	struct contid *container;
	struct task_struct *leader;
	struct pid *pid;
	int err = 0;

	rcu_read_lock();
	while ((pid = find_ge_pid(dump->next, dump->pid_ns))) {
		unsigned int nr = pid_nr_ns(pid, dump->pid_ns);

		if (nr != dump->next)
			dump->next_thread = 0;
		dump->next = nr;
		leader = pid_task(pid, PIDTYPE_TGID);
		if (leader && is_wanted(dump, leader, &container))
			err = put_process(skb, cb, leader, nr, container);
		if (err)
			break;
		dump->next++;
		cond_resched_rcu();
	}
	rcu_read_unlock();
	return skb->len ?: err;
}

/**
 * contid_ns_dump_done - put the references of a dump
 * @cb: the dump
 *
 * Context: any process's, also when the socket is closed in the middle.
 * Return: 0.
 */
int contid_ns_dump_done(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);

	contid_requester_put(&dump->requester);
	contid_put(dump->container);
	if (dump->pid_ns)
		put_pid_ns(dump->pid_ns);
	kfree(dump);
	return 0;
}
