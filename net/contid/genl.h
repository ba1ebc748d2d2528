/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the CONTID family.
 */

#ifndef _NET_CONTID_GENL_H
#define _NET_CONTID_GENL_H

#include <net/contid.h>
#include <net/genetlink.h>

/* genl.c */

/* Index of the multicast group "events". */
#define CONTID_GROUP_EVENTS	0

extern struct genl_family contid_family;

int contid_require_id(struct genl_info *info, u64 *id);
struct sk_buff *contid_reply_new(void);
int contid_reply(struct sk_buff *reply, struct genl_info *info,
		 struct contid *contid, const struct contid *within);

/* netns.c */

int contid_netns_init(void);

/* message.c */

int contid_msg_put(struct sk_buff *skb, const struct contid *contid,
		   const struct contid *within);

int contid_msg_put_netns(struct sk_buff *skb, struct contid *contid,
			 unsigned int *next);

/* dump.c */

int contid_dump_start(struct netlink_callback *cb);
int contid_dump(struct sk_buff *skb, struct netlink_callback *cb);
int contid_dump_done(struct netlink_callback *cb);

#endif /* _NET_CONTID_GENL_H */
