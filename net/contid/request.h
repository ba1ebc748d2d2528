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

int contid_may_change(const struct sk_buff *skb,
		      struct netlink_ext_ack *extack);
int contid_may_read(const struct sk_buff *skb, struct netlink_ext_ack *extack);
bool contid_may_use(const struct contid *contid, const struct net *net);

/* target.c */

struct pid *contid_target_get(const struct nlattr *pidfd,
			      struct netlink_ext_ack *extack);
int contid_target_label(struct pid *target, struct contid **contid,
			const struct nlattr *pidfd,
			struct netlink_ext_ack *extack);
bool contid_target_has_children(struct task_struct *leader);

/* change.c */

/**
 * struct contid_change - a SET or DROP under way
 * @target: whom it is about; the caller's reference
 * @id: what to label the target with; SET only
 * @net: network namespace of the socket that it came through
 * @extack: where a refusal goes
 * @pidfd: attribute that a refusal for the target's sake names
 * @contid: attribute that a refusal for the identifier's sake names
 * @before: label before, with a reference, or NULL
 * @after: label after, with a reference, or NULL; when done only
 * @user: container that cannot end before the change is in the log, or NULL
 */
struct contid_change {
	struct pid			*target;
	u64				id;
	const struct net		*net;
	struct netlink_ext_ack		*extack;
	const struct nlattr		*pidfd;
	const struct nlattr		*contid;
	struct contid			*before;
	struct contid			*after;
	struct contid			*user;
};

int contid_set_reserve(struct contid_change *change);
int contid_set(struct contid_change *change);
int contid_drop(struct contid_change *change);
void contid_change_finish(struct contid_change *change);

#endif /* _NET_CONTID_REQUEST_H */
