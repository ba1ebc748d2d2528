// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps: the containers, or the processes of one.
 *
 * The request is judged in start(), which runs in the context of its sender.
 * The rest may run in that of whoever reads the socket.
 */

#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate_wait.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>

#include "compat.h"
#include "genl.h"
#include "request.h"

/**
 * struct dump - what a dump carries from one call to the next
 * @req: who asks
 * @contid: list the processes of this one, with a reference; or NULL
 * @pid_ns: as the requester's namespace sees them, with a reference; or NULL
 * @net: only containers that live there; with a reference; or NULL
 * @parent: only containers directly below this one; CONTID_UNSET for all
 * @next: serial number, or process id, to go on with
 * @next_netns: namespaces of the container @next that have been named
 * @moves: the registry's when the first of them was named
 */
struct dump {
	struct contid_requester	req;
	struct contid		*contid;
	struct pid_namespace	*pid_ns;
	struct net		*net;
	u64			parent;
	unsigned long		next;
	unsigned int		next_netns;
	unsigned int		moves;
};

static struct dump *dump_of(struct netlink_callback *cb)
{
	return (struct dump *)cb->args[0];
}

static bool wants_tasks(struct nlattr **attrs)
{
	return attrs[CONTID_A_CONTID] ||
	       (attrs[CONTID_A_FLAGS] && nla_get_u32(attrs[CONTID_A_FLAGS]));
}

static int check_attrs(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	if (attrs[CONTID_A_PIDFD])
		return contid_refuse(extack, attrs[CONTID_A_PIDFD], -EINVAL,
				     "a dump is not about one process");
	if (!wants_tasks(attrs))
		return 0;
	if (!attrs[CONTID_A_CONTID] || !attrs[CONTID_A_FLAGS] ||
	    !nla_get_u32(attrs[CONTID_A_FLAGS]) || attrs[CONTID_A_PARENT] ||
	    attrs[CONTID_A_NETNS_FD])
		return contid_refuse(extack, attrs[CONTID_A_FLAGS] ?:
				     attrs[CONTID_A_CONTID], -EINVAL,
				     "the processes of a container take its identifier and the flag tasks, and no other filter");
	if (nla_get_u64(attrs[CONTID_A_CONTID]) == CONTID_UNSET)
		return contid_refuse(extack, attrs[CONTID_A_CONTID], -EINVAL,
				     "2^64-1 means no container and is no identifier");
	return 0;
}

static int start_tasks(struct dump *dump, struct nlattr **attrs,
		       struct netlink_ext_ack *extack)
{
	dump->contid = contid_find(&contid_registry,
				   nla_get_u64(attrs[CONTID_A_CONTID]));
	if (!dump->contid || !contid_may_see(&dump->req, dump->contid))
		return contid_refuse(extack, attrs[CONTID_A_CONTID], -ENOENT,
				     "no container has this identifier");
	dump->pid_ns = get_pid_ns(task_active_pid_ns(current));
	return 0;
}

static int start_containers(struct dump *dump, struct nlattr **attrs,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *fd = attrs[CONTID_A_NETNS_FD];
	struct net *net;

	dump->parent = attrs[CONTID_A_PARENT] ?
		       nla_get_u64(attrs[CONTID_A_PARENT]) : CONTID_UNSET;
	if (!fd)
		return 0;
	net = get_net_ns_by_fd(nla_get_s32(fd));
	if (net == ERR_PTR(-EBADF))
		return contid_refuse(extack, fd, -EBADF,
				     "not an open file descriptor of the sender");
	if (IS_ERR(net))
		return contid_refuse(extack, fd, -EINVAL,
				     "not the file descriptor of a network namespace");
	dump->net = net;
	return 0;
}

static int start(struct netlink_callback *cb, struct nlattr **attrs)
{
	struct dump *dump = dump_of(cb);
	int err;

	err = contid_requester_get(&dump->req, cb->skb, false, cb->extack);
	if (err)
		return err;
	return wants_tasks(attrs) ? start_tasks(dump, attrs, cb->extack) :
				    start_containers(dump, attrs, cb->extack);
}

/**
 * contid_dump_start - judge a dump request
 * @cb: the dump
 *
 * Context: that of the sender.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_dump_start(struct netlink_callback *cb)
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
		contid_dump_done(cb);
	return err;
}

static void *put_header(struct sk_buff *skb, struct netlink_callback *cb)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			   cb->nlh->nlmsg_seq, &contid_family, NLM_F_MULTI,
			   CONTID_CMD_GET);
}

/*
 * Where a container lives matters to a list of one namespace, and to whoever
 * names the rest of many. Else threads that go through namespaces disturb nobody.
 */
static void check_moves(struct dump *dump, void *hdr)
{
	unsigned int moves = READ_ONCE(contid_registry.moves);

	if (!dump->next_netns)
		dump->moves = moves;
	else if (dump->moves != moves)
		genlmsg_nlhdr(hdr)->nlmsg_flags |= NLM_F_DUMP_INTR;
}

/* -EMSGSIZE: there is more to say of it; what is said so far is complete. */
static int put_one_container(struct sk_buff *skb, struct netlink_callback *cb,
			     struct contid *contid)
{
	struct dump *dump = dump_of(cb);
	unsigned int before = dump->next_netns;
	void *hdr = put_header(skb, cb);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	check_moves(dump, hdr);
	err = contid_msg_put(skb, contid, dump->req.within);
	if (!err)
		err = contid_msg_put_netns(skb, contid, &dump->next_netns);
	if (err && dump->next_netns == before) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	if (!err)
		dump->next_netns = 0;
	return err;
}

static bool lives_in(struct contid *contid, const struct net *net)
{
	struct contid_registry *reg = &contid_registry;
	bool lives;

	spin_lock(&reg->lock);
	lives = contid_label_find_locked(reg, contid, net);
	spin_unlock(&reg->lock);
	return lives;
}

static bool is_wanted(const struct dump *dump, struct contid *contid)
{
	if (!refcount_read(&contid->users) ||
	    !contid_may_see(&dump->req, contid))
		return false;
	if (dump->net && !lives_in(contid, dump->net))
		return false;
	if (dump->parent == CONTID_UNSET)
		return true;
	return contid->parent && contid->parent->id == dump->parent &&
	       contid_may_see(&dump->req, contid->parent);
}

static int dump_containers(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct contid_registry *reg = &contid_registry;
	struct dump *dump = dump_of(cb);
	unsigned long serial;
	struct contid *contid;
	int err = 0;

	/* Before the walk: what changes during it shows in the next round. */
	cb->seq = READ_ONCE(reg->generation);
	if (dump->net)
		cb->seq += READ_ONCE(reg->moves);

	rcu_read_lock();
	xa_for_each_start(&reg->by_serial, serial, contid, dump->next) {
		/* The one begun before has ended. */
		if (serial != dump->next)
			dump->next_netns = 0;
		dump->next = serial;
		if (is_wanted(dump, contid))
			err = put_one_container(skb, cb, contid);
		if (err)
			break;
		dump->next = serial + 1;
		cond_resched_rcu();
	}
	rcu_read_unlock();
	return skb->len ?: err;
}

static int put_one_task(struct sk_buff *skb, struct netlink_callback *cb,
			const struct contid *contid, pid_t nr)
{
	void *hdr = put_header(skb, cb);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, CONTID_A_CONTID, contid->id, CONTID_A_PAD) ||
	    nla_put_u32(skb, CONTID_A_PID, nr)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* There is no list of members, for fork's sake: ask every process. */
static int dump_tasks(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	struct task_struct *leader;
	struct pid *pid;
	int err = 0;

	rcu_read_lock();
	while ((pid = find_ge_pid(dump->next, dump->pid_ns))) {
		pid_t nr = pid_nr_ns(pid, dump->pid_ns);

		leader = pid_task(pid, PIDTYPE_TGID);
		if (leader && contid_of_group_rcu(leader) == dump->contid)
			err = put_one_task(skb, cb, dump->contid, nr);
		if (err)
			break;
		dump->next = nr + 1;
		cond_resched_rcu();
	}
	rcu_read_unlock();
	return skb->len ?: err;
}

/**
 * contid_dump - fill one buffer of a dump
 * @skb: to be filled
 * @cb: the dump
 *
 * Return: length of @skb, 0 at the end, or -EMSGSIZE if nothing fits.
 */
int contid_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_of(cb)->contid ? dump_tasks(skb, cb) :
				     dump_containers(skb, cb);
}

/**
 * contid_dump_done - let go of what a dump held
 * @cb: the dump
 *
 * Context: any process's, also when the socket is closed in the middle.
 * Return: 0.
 */
int contid_dump_done(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);

	contid_requester_put(&dump->req);
	contid_ref_put(dump->contid);
	if (dump->pid_ns)
		put_pid_ns(dump->pid_ns);
	if (dump->net)
		put_net(dump->net);
	kfree(dump);
	return 0;
}
