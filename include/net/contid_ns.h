/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Namespaces as audit and the family CONTID see them: all types alike.
 */

#ifndef _NET_CONTID_NS_H
#define _NET_CONTID_NS_H

#include <linux/types.h>

struct ns_common;
struct nsproxy;
struct task_struct;
struct user_namespace;

/**
 * enum contid_ns_type - the types, in the order of the ids of the initial
 * namespaces
 * @CONTID_NS_IPC: CLONE_NEWIPC
 * @CONTID_NS_UTS: CLONE_NEWUTS
 * @CONTID_NS_USER: CLONE_NEWUSER
 * @CONTID_NS_PID: CLONE_NEWPID
 * @CONTID_NS_CGROUP: CLONE_NEWCGROUP
 * @CONTID_NS_TIME: CLONE_NEWTIME
 * @CONTID_NS_NET: CLONE_NEWNET
 * @CONTID_NS_MNT: CLONE_NEWNS
 * @CONTID_NR_NS: how many types there are
 */
enum contid_ns_type {
	CONTID_NS_IPC,
	CONTID_NS_UTS,
	CONTID_NS_USER,
	CONTID_NS_PID,
	CONTID_NS_CGROUP,
	CONTID_NS_TIME,
	CONTID_NS_NET,
	CONTID_NS_MNT,
	CONTID_NR_NS,
};

/**
 * struct contid_ns - what is known of a namespace
 * @id: its namespace id; 0 if the kernel is built without that type
 * @owner: id of the user namespace that owns it, or 0
 * @type: CLONE_NEW*
 * @inum: inode number
 * @below: whether it is owned by the user namespace that was asked about
 */
struct contid_ns {
	u64	id;
	u64	owner;
	u32	type;
	u32	inum;
	bool	below;
};

/* net/contid/ns.c */

u64 contid_ns_initial_id(enum contid_ns_type type);
void contid_ns_count(u64 *now, u64 *ever);
u32 contid_ns_clone_flag(enum contid_ns_type type);
struct ns_common *contid_ns_for_children(const struct nsproxy *nsproxy,
					 struct user_namespace *user_ns,
					 enum contid_ns_type type);
struct ns_common *contid_ns_present(const struct nsproxy *nsproxy,
				    struct user_namespace *user_ns,
				    enum contid_ns_type type);
void contid_ns_describe(struct ns_common *ns,
			const struct user_namespace *above,
			struct contid_ns *desc);
bool contid_ns_of_task(struct task_struct *tsk,
		       const struct user_namespace *above,
		       struct contid_ns *set);
bool contid_ns_of_group(struct task_struct *leader,
			const struct user_namespace *above,
			struct contid_ns *set);

#endif /* _NET_CONTID_NS_H */
