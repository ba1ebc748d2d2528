/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the kernels that this is laid over differ: the only place.
 */

#ifndef _NET_CONTID_COMPAT_H
#define _NET_CONTID_COMPAT_H

#include <linux/version.h>
#include <net/genetlink.h>

/* The attributes of a dump request moved into a struct genl_info in 6.7. */
static inline struct nlattr **contid_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return genl_dumpit_info(cb)->info.attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif /* _NET_CONTID_COMPAT_H */
