/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events, which tasks and requests report: records of the audit log, and messages
 * to listeners. The layer above objects; it knows neither tasks nor requests.
 */

#ifndef _NET_CONTID_EVENT_H
#define _NET_CONTID_EVENT_H

#include <net/genetlink.h>

#include "contid.h"

struct pid;
struct task_struct;

/* netlink.c */

/* Index of the multicast group "events". */
#define CONTID_GROUP_EVENTS	0

extern struct genl_family contid_family;

/* event.c */

void contid_event_notify(int cmd, const struct contid *container,
			 struct pid *pid);
void contid_event_adopt(struct contid *adopted, struct contid *inherited,
			struct task_struct *p);
void contid_event_end(struct contid *container, struct pid *last);

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

#endif /* _NET_CONTID_EVENT_H */
