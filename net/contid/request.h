/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests: who may make them, whom they are about, what they change.
 */

#ifndef _NET_CONTID_REQUEST_H
#define _NET_CONTID_REQUEST_H

#include <net/contid.h>
#include <net/genetlink.h>

struct pid;

/*
 * Refuse a request: the value is @err, the sentence and the attribute go to
 * the requester.
 */
#define contid_refuse(extack, attr, err, sentence) ({			\
	NL_SET_ERR_MSG_ATTR(extack, attr, sentence);			\
	err;								\
})

/* authority.c */

/**
 * struct contid_requester - who asks, and with what authority
 * @net: network namespace of the socket
 * @within: NULL for authority of the host; with delegated authority, the
 *	    container that the requester is in, with a reference
 */
struct contid_requester {
	struct net	*net;
	struct contid	*within;
};

int contid_requester_get(struct contid_requester *req,
			 const struct sk_buff *skb, bool change,
			 struct netlink_ext_ack *extack);
void contid_requester_put(struct contid_requester *req);
bool contid_may_see(const struct contid_requester *req,
		    const struct contid *contid);
bool contid_may_use(const struct contid_requester *req,
		    const struct contid *contid);

/* target.c */

struct pid *contid_target_get(const struct nlattr *pidfd,
			      struct netlink_ext_ack *extack);
int contid_target_label(struct pid *target, struct contid **contid,
			const struct nlattr *pidfd,
			struct netlink_ext_ack *extack);

/* subtree.c */

struct task_struct *contid_next_process(struct task_struct *root,
					struct task_struct *p);
bool contid_has_children(struct task_struct *leader);

/* change.c */

/**
 * struct contid_change - a SET or DROP under way
 * @req: who asks
 * @target: whom it is about; the caller's reference
 * @id: what to label the target with; SET only
 * @flags: CONTID_FLAG_* of the request
 * @limit: of a delegation; SET only
 * @extack: where a refusal goes
 * @attrs: of the request, for a refusal to name
 * @before: label before, with a reference, or NULL
 * @after: label after, with a reference, or NULL; when done only
 * @from: container that is left; cannot end before the change is in the log.
 *	  Or NULL.
 * @to: container that is entered, likewise
 * @spares: labels to place
 * @wanted: how many of them it takes, as far as is known
 * @behind: a thread has changed its network namespace meanwhile
 */
struct contid_change {
	struct contid_requester		req;
	struct pid			*target;
	u64				id;
	u32				flags;
	u32				limit;
	struct netlink_ext_ack		*extack;
	struct nlattr			**attrs;
	struct contid			*before;
	struct contid			*after;
	struct contid			*from;
	struct contid			*to;
	struct list_head		spares;
	unsigned int			wanted;
	bool				behind;
};

void contid_change_lock(struct contid_registry *reg);
void contid_change_unlock(struct contid_registry *reg);
struct task_struct *contid_change_next(const struct contid_change *change,
				       struct task_struct *leader,
				       struct task_struct *p);
int contid_change_check_locked(struct contid_change *change, bool set,
			       struct task_struct **leader,
			       struct contid **label);
int contid_change_apply_locked(struct contid_registry *reg,
			       struct contid_change *change, bool set,
			       struct task_struct *leader,
			       struct contid *from, struct contid *to);
void contid_change_finish(struct contid_change *change);

/* place.c */

int contid_place_stock(struct contid_change *change);
void contid_place_unstock(struct contid_change *change);
bool contid_place_locked(struct contid_registry *reg,
			 struct contid_change *change,
			 struct task_struct *leader, struct contid *to,
			 unsigned int *placed);
void contid_unplace_locked(struct contid_registry *reg, struct contid *to,
			   unsigned int placed);
void contid_place_settle(struct contid_change *change);

/* set.c */

bool contid_set_nests(const struct contid_change *change,
		      const struct contid *label);
struct contid *contid_set_parent(const struct contid_change *change,
				 struct contid *label);
int contid_set_reserve(struct contid_change *change);
int contid_set(struct contid_change *change);

/* drop.c */

int contid_drop(struct contid_change *change);

/* change_doit.c */

int contid_nl_set_doit(struct sk_buff *skb, struct genl_info *info);
int contid_nl_drop_doit(struct sk_buff *skb, struct genl_info *info);

/* get.c */

int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info);

#endif /* _NET_CONTID_REQUEST_H */
