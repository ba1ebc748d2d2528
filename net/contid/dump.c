// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps: the containers, or the processes of one.
 *
 * start() checks the request; it runs in the context of the sender. The rest
 * may run in the context of another process that reads the socket.
 */

#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate_wait.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>

#include "compat.h"
#include "request.h"

/**
 * struct dump - the state of a dump between two calls
 * @requester: the authority behind it
 * @container: list the processes of this one, with a reference; or NULL
 * @pid_ns: pid namespace of the sender, for their numbers, with a reference; or
 *	    NULL
 * @net: only containers that live there; with a reference; or NULL
 * @parent: only containers directly below this one; CONTID_UNSET for all
 * @parent_scope: scope of @parent
 * @next: serial number, or process id, to go on with
 * @next_netns: namespaces of the container @next that have been listed
 * @netns_gen: the registry's when the first of them was listed
 */
struct dump {
	struct contid_requester	requester;
	struct contid		*container;
	struct pid_namespace	*pid_ns;
	struct net		*net;
	u64			parent;
	u64			parent_scope;
	unsigned long		next;
	unsigned int		next_netns;
	unsigned int		netns_gen;
};

static struct dump *dump_of(struct netlink_callback *cb)
{
	return (struct dump *)cb->args[0];
}

static bool wants_processes(struct nlattr **attrs)
{
	return attrs[CONTID_A_CONTID] || attrs[CONTID_A_SERIAL] ||
	       (attrs[CONTID_A_FLAGS] && nla_get_u32(attrs[CONTID_A_FLAGS]));
}

static int check_attrs(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	if (attrs[CONTID_A_PIDFD])
		return contid_refuse(extack, attrs[CONTID_A_PIDFD], -EINVAL,
				     "a dump is not about one process");
	if (!wants_processes(attrs)) {
		if (attrs[CONTID_A_SCOPE] && !attrs[CONTID_A_PARENT])
			return contid_refuse(extack, attrs[CONTID_A_SCOPE],
					     -EINVAL,
					     "a scope goes with an identifier or with a parent");
		return 0;
	}
	if ((!attrs[CONTID_A_CONTID] && !attrs[CONTID_A_SERIAL]) ||
	    !attrs[CONTID_A_FLAGS] || !nla_get_u32(attrs[CONTID_A_FLAGS]) ||
	    attrs[CONTID_A_PARENT] || attrs[CONTID_A_NETNS_FD])
		return contid_refuse(extack, attrs[CONTID_A_FLAGS] ?:
				     attrs[CONTID_A_CONTID] ?:
				     attrs[CONTID_A_SERIAL], -EINVAL,
				     "the processes of a container take its identifier and the flag processes, and no other filter");
	return contid_check_name(attrs, extack);
}

static int start_processes(struct dump *dump, struct nlattr **attrs,
			   struct netlink_ext_ack *extack)
{
	struct contid *container;

	container = contid_container_get(&dump->requester, attrs, extack);
	if (IS_ERR(container))
		return PTR_ERR(container);
	dump->container = container;
	dump->pid_ns = get_pid_ns(task_active_pid_ns(current));
	return 0;
}

/* A scope that the requester cannot see is refused, rather than found empty. */
static int check_scope(const struct dump *dump, const struct nlattr *scope,
		       struct netlink_ext_ack *extack)
{
	struct contid *container;
	bool seen;

	container = contid_find_serial(&contid_registry, nla_get_u64(scope));
	seen = container && contid_may_see(&dump->requester, container);
	contid_put(container);
	if (seen)
		return 0;
	return contid_refuse(extack, scope, -ENOENT,
			     "no container has this serial number");
}

static int start_containers(struct dump *dump, struct nlattr **attrs,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *fd = attrs[CONTID_A_NETNS_FD];
	struct nlattr *scope = attrs[CONTID_A_SCOPE];
	struct net *net;
	int err;

	err = scope ? check_scope(dump, scope, extack) : 0;
	if (err)
		return err;
	dump->parent = attrs[CONTID_A_PARENT] ?
		       nla_get_u64(attrs[CONTID_A_PARENT]) : CONTID_UNSET;
	dump->parent_scope = contid_scope_of_attr(&dump->requester, attrs);
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

	err = contid_requester_get(&dump->requester, cb->skb, false, cb->extack);
	if (err)
		return err;
	return wants_processes(attrs) ? start_processes(dump, attrs, cb->extack) :
				    start_containers(dump, attrs, cb->extack);
}

/**
 * contid_dump_start - check a dump request
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
 * A change of network namespaces makes a dump inconsistent only if the dump is
 * filtered by namespace, which dump_containers() handles, or if the namespaces
 * of one container are split over several messages.
 */
static void check_netns_gen(struct dump *dump, void *hdr)
{
	unsigned int gen = READ_ONCE(contid_registry.netns_gen);

	if (!dump->next_netns)
		dump->netns_gen = gen;
	else if (dump->netns_gen != gen)
		genlmsg_nlhdr(hdr)->nlmsg_flags |= NLM_F_DUMP_INTR;
}

/* -EMSGSIZE: the message is full; attributes in it are valid, the rest follows. */
static int put_one_container(struct sk_buff *skb, struct netlink_callback *cb,
			     struct contid *container)
{
	struct dump *dump = dump_of(cb);
	unsigned int before = dump->next_netns;
	void *hdr = put_header(skb, cb);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	check_netns_gen(dump, hdr);
	err = contid_msg_put(skb, container, dump->requester.delegator);
	if (!err)
		err = contid_msg_put_netns(skb, container, &dump->next_netns);
	if (err && dump->next_netns == before) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	if (!err)
		dump->next_netns = 0;
	return err;
}

static bool lives_in(struct contid *container, const struct net *net)
{
	struct contid_registry *reg = &contid_registry;
	bool lives;

	spin_lock(&reg->lock);
	lives = contid_label_find_locked(reg, container, net);
	spin_unlock(&reg->lock);
	return lives;
}

static bool is_wanted(const struct dump *dump, struct contid *container)
{
	if (!contid_is_published(container) ||
	    !refcount_read(&container->users) ||
	    !contid_may_see(&dump->requester, container))
		return false;
	if (dump->net && !lives_in(container, dump->net))
		return false;
	if (dump->parent == CONTID_UNSET)
		return true;
	return container->parent && container->parent->id == dump->parent &&
	       container->parent->scope == dump->parent_scope &&
	       contid_may_see(&dump->requester, container->parent);
}

static int dump_containers(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct contid_registry *reg = &contid_registry;
	struct dump *dump = dump_of(cb);
	unsigned long serial;
	struct contid *container;
	int err = 0;

	/* Before the walk: a change during it sets NLM_F_DUMP_INTR next time. */
	cb->seq = READ_ONCE(reg->gen);
	if (dump->net)
		cb->seq += READ_ONCE(reg->netns_gen);

	rcu_read_lock();
	xa_for_each_start(&reg->by_serial, serial, container, dump->next) {
		/* The container whose namespaces were split has ended. */
		if (serial != dump->next)
			dump->next_netns = 0;
		dump->next = serial;
		if (is_wanted(dump, container))
			err = put_one_container(skb, cb, container);
		if (err)
			break;
		dump->next = serial + 1;
		cond_resched_rcu();
	}
	rcu_read_unlock();
	return skb->len ?: err;
}

static int put_one_process(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct contid *container, pid_t nr)
{
	void *hdr = put_header(skb, cb);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, CONTID_A_CONTID, container->id,
			      CONTID_A_PAD) ||
	    nla_put_u32(skb, CONTID_A_PID, nr)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/*
 * A container has no list of its processes, which fork would have to maintain:
 * visit all processes.
 */
static int dump_processes(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	struct task_struct *leader;
	struct pid *pid;
	int err = 0;

	rcu_read_lock();
	while ((pid = find_ge_pid(dump->next, dump->pid_ns))) {
		pid_t nr = pid_nr_ns(pid, dump->pid_ns);

		leader = pid_task(pid, PIDTYPE_TGID);
		if (leader && contid_of_group_rcu(leader) == dump->container)
			err = put_one_process(skb, cb, dump->container, nr);
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
	return dump_of(cb)->container ? dump_processes(skb, cb) :
					dump_containers(skb, cb);
}

/**
 * contid_dump_done - put the references of a dump
 * @cb: the dump
 *
 * Context: any process's, also when the socket is closed in the middle.
 * Return: 0.
 */
int contid_dump_done(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);

	contid_requester_put(&dump->requester);
	contid_put(dump->container);
	if (dump->pid_ns)
		put_pid_ns(dump->pid_ns);
	if (dump->net)
		put_net(dump->net);
	kfree(dump);
	return 0;
}
