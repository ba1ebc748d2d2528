/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A container in the messages of the family: in replies, dumps and notifications.
 */

#ifndef _NET_CONTID_MESSAGE_H
#define _NET_CONTID_MESSAGE_H

#include <net/genetlink.h>

#include "contid.h"

/* netlink.c */

/* Index of the multicast group "events". */
#define CONTID_GROUP_EVENTS	0

extern struct genl_family contid_family;

/* message.c */

int contid_msg_put(struct sk_buff *skb, const struct contid *container,
		   const struct contid *viewer);
int contid_msg_put_netns(struct sk_buff *skb, struct contid *container,
			 unsigned int *next);
int contid_msg_put_name(struct sk_buff *skb, const struct contid *container,
			const struct contid *viewer);
int contid_msg_put_lost(struct sk_buff *skb, u64 lost);
int contid_reply(struct sk_buff *reply, struct genl_info *info,
		 struct contid *container, const struct contid *viewer);

#endif /* _NET_CONTID_MESSAGE_H */
