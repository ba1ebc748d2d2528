// SPDX-License-Identifier: GPL-2.0
/*
 * Namespace ids, and the namespaces of a task: all types alike.
 */

#include <linux/atomic.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/init.h>
#include <linux/ipc_namespace.h>
#include <linux/kernel.h>
#include <linux/mnt_namespace.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/proc_ns.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/time_namespace.h>
#include <linux/user_namespace.h>
#include <linux/utsname.h>
#include <net/contid_ns.h>
#include <net/net_namespace.h>

/* As upstream since 6.19: the first namespace that is made later has 10. */
#define LAST_RESERVED_ID	9

static atomic64_t last_id = ATOMIC64_INIT(LAST_RESERVED_ID);

/* Namespaces that are gone. */
static atomic64_t nr_freed;

static const u32 clone_flags[CONTID_NR_NS] = {
	[CONTID_NS_IPC]		= CLONE_NEWIPC,
	[CONTID_NS_UTS]		= CLONE_NEWUTS,
	[CONTID_NS_USER]	= CLONE_NEWUSER,
	[CONTID_NS_PID]		= CLONE_NEWPID,
	[CONTID_NS_CGROUP]	= CLONE_NEWCGROUP,
	[CONTID_NS_TIME]	= CLONE_NEWTIME,
	[CONTID_NS_NET]		= CLONE_NEWNET,
	[CONTID_NS_MNT]		= CLONE_NEWNS,
};

/**
 * contid_ns_clone_flag - the number of a type for user space
 * @type: the type
 */
u32 contid_ns_clone_flag(enum contid_ns_type type)
{
	return clone_flags[type];
}

/**
 * contid_ns_initial_id - the id of the initial namespace of a type
 * @type: the type
 */
u64 contid_ns_initial_id(enum contid_ns_type type)
{
	return type + 1;
}

/**
 * ns_id_alloc - give a new namespace its id
 * @ns: the namespace; its type need not be known yet
 *
 * Two namespaces are made while the kernel boots, both initial ones.
 *
 * Context: any.
 * Return: 0.
 */
int ns_id_alloc(struct ns_common *ns)
{
	ns->logged = false;
	if (likely(system_state != SYSTEM_BOOTING))
		ns->ns_id = atomic64_inc_return(&last_id);
	else if (ns == &init_net.ns)
		ns->ns_id = contid_ns_initial_id(CONTID_NS_NET);
	else
		ns->ns_id = contid_ns_initial_id(CONTID_NS_MNT);
	return 0;
}

/**
 * ns_id_free - count a namespace that is gone
 *
 * Context: any.
 */
void ns_id_free(void)
{
	atomic64_inc(&nr_freed);
}

/* The other initial namespaces are static, and never pass ns_id_alloc(). */
static int __init init_static_namespaces(void)
{
	enum contid_ns_type type;
	struct ns_common *ns;

	for (type = 0; type < CONTID_NR_NS; type++) {
		ns = contid_ns_present(&init_nsproxy, &init_user_ns, type);
		if (ns)
			ns->ns_id = contid_ns_initial_id(type);
	}
	return 0;
}
early_initcall(init_static_namespaces);

static unsigned int nr_initial(void)
{
	enum contid_ns_type type;
	unsigned int n = 0;

	for (type = 0; type < CONTID_NR_NS; type++)
		n += !!contid_ns_present(&init_nsproxy, &init_user_ns, type);
	return n;
}

/**
 * contid_ns_count - count the namespaces of all types
 * @now: set to how many there are
 * @ever: set to how many there have been since boot
 */
void contid_ns_count(u64 *now, u64 *ever)
{
	u64 freed = atomic64_read(&nr_freed);

	/*
	 * Read @freed first, so that no more are gone than there were. Pairs
	 * with atomic64_inc_return() of ns_id_alloc().
	 */
	smp_rmb();
	*ever = nr_initial() + atomic64_read(&last_id) - LAST_RESERVED_ID;
	*now = *ever - freed;
}

static struct ns_common *ns_of_cgroup(const struct nsproxy *nsproxy)
{
#ifdef CONFIG_CGROUPS
	return &nsproxy->cgroup_ns->ns;
#else
	return NULL;
#endif
}

static struct ns_common *ns_of_ipc(const struct nsproxy *nsproxy)
{
	/* There is none without CONFIG_SYSVIPC and CONFIG_POSIX_MQUEUE. */
	return nsproxy->ipc_ns ? &nsproxy->ipc_ns->ns : NULL;
}

static struct ns_common *ns_of_time(struct time_namespace *ns)
{
	return IS_ENABLED(CONFIG_TIME_NS) ? &ns->ns : NULL;
}

/**
 * contid_ns_for_children - the namespace that a child is born into
 * @nsproxy: of its parent
 * @user_ns: user namespace of its parent
 * @type: the type
 *
 * Return: the namespace, or NULL if the kernel has no such type.
 */
struct ns_common *contid_ns_for_children(const struct nsproxy *nsproxy,
					 struct user_namespace *user_ns,
					 enum contid_ns_type type)
{
	if (type == CONTID_NS_TIME)
		return ns_of_time(nsproxy->time_ns_for_children);
	return contid_ns_present(nsproxy, user_ns, type);
}

/**
 * contid_ns_present - the namespace that a task is in
 * @nsproxy: of the task
 * @user_ns: user namespace of the task
 * @type: the type; CONTID_NS_PID is that of its children still
 *
 * Return: the namespace, or NULL if the kernel has no such type.
 */
struct ns_common *contid_ns_present(const struct nsproxy *nsproxy,
				    struct user_namespace *user_ns,
				    enum contid_ns_type type)
{
	switch (type) {
	case CONTID_NS_IPC:
		return ns_of_ipc(nsproxy);
	case CONTID_NS_UTS:
		return &nsproxy->uts_ns->ns;
	case CONTID_NS_USER:
		return &user_ns->ns;
	case CONTID_NS_PID:
		return &nsproxy->pid_ns_for_children->ns;
	case CONTID_NS_CGROUP:
		return ns_of_cgroup(nsproxy);
	case CONTID_NS_TIME:
		return ns_of_time(nsproxy->time_ns);
	case CONTID_NS_NET:
		return &nsproxy->net_ns->ns;
	case CONTID_NS_MNT:
		return from_mnt_ns(nsproxy->mnt_ns);
	default:
		return NULL;
	}
}

static const struct user_namespace *owner_of(struct ns_common *ns)
{
	/* A type that cannot be unshared has no operations, and one instance. */
	return ns->ops ? ns->ops->owner(ns) : &init_user_ns;
}

/**
 * contid_ns_describe - describe a namespace
 * @ns: namespace that the caller keeps
 * @above: user namespace to compare the owner with, or NULL
 * @desc: filled in, but for the type
 */
void contid_ns_describe(struct ns_common *ns,
			const struct user_namespace *above,
			struct contid_ns *desc)
{
	const struct user_namespace *owner = owner_of(ns);

	desc->id = ns_id(ns);
	desc->inum = ns->inum;
	desc->owner = owner ? ns_id(&owner->ns) : 0;
	desc->below = above && owner && in_userns(above, owner);
}

/* The pid namespace that @tsk is in, rather than that of its children. */
static struct ns_common *ns_of_task(struct task_struct *tsk,
				    enum contid_ns_type type)
{
	struct pid_namespace *pid_ns;

	if (type != CONTID_NS_PID)
		return contid_ns_present(tsk->nsproxy,
					 __task_cred(tsk)->user_ns, type);
	pid_ns = task_active_pid_ns(tsk);
	return pid_ns ? &pid_ns->ns : NULL;
}

static bool describe_all(struct task_struct *tsk,
			 const struct user_namespace *above,
			 struct contid_ns *set)
{
	enum contid_ns_type type;
	struct ns_common *ns;

	if (!tsk->nsproxy)
		return false;
	rcu_read_lock();
	for (type = 0; type < CONTID_NR_NS; type++) {
		set[type].type = clone_flags[type];
		ns = ns_of_task(tsk, type);
		if (ns)
			contid_ns_describe(ns, above, &set[type]);
	}
	rcu_read_unlock();
	return true;
}

/**
 * contid_ns_of_task - describe the namespaces of a task
 * @tsk: task that the caller keeps
 * @above: user namespace to compare the owners with, or NULL
 * @set: array of CONTID_NR_NS
 *
 * Context: takes task_lock(), but for current: no other task changes its
 * namespaces.
 * Return: false if @tsk is exiting and has none.
 */
bool contid_ns_of_task(struct task_struct *tsk,
		       const struct user_namespace *above,
		       struct contid_ns *set)
{
	bool alive;

	memset(set, 0, CONTID_NR_NS * sizeof(*set));
	if (tsk == current)
		return describe_all(tsk, above, set);
	task_lock(tsk);
	alive = describe_all(tsk, above, set);
	task_unlock(tsk);
	return alive;
}

/**
 * contid_ns_of_group - describe the namespaces of a process
 * @leader: a task of the thread group
 * @above: as for contid_ns_of_task()
 * @set: array of CONTID_NR_NS
 *
 * They are those of the leader, or of a thread that has outlived it.
 *
 * Context: RCU read side.
 * Return: false if all threads are exiting.
 */
bool contid_ns_of_group(struct task_struct *leader,
			const struct user_namespace *above,
			struct contid_ns *set)
{
	struct task_struct *t;

	for_each_thread(leader, t) {
		if (contid_ns_of_task(t, above, set))
			return true;
	}
	return false;
}
