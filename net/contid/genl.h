/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the CONTID family.
 */

#ifndef _NET_CONTID_GENL_H
#define _NET_CONTID_GENL_H

#include <net/contid.h>
#include <net/genetlink.h>

/* genl.c */

extern struct genl_family contid_family;

/* message.c */

int contid_msg_put(struct sk_buff *skb, const struct contid *contid);

/* dump.c */

int contid_dump_start(struct netlink_callback *cb);
int contid_dump(struct sk_buff *skb, struct netlink_callback *cb);
int contid_dump_done(struct netlink_callback *cb);

#endif /* _NET_CONTID_GENL_H */
