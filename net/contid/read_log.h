/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of readers in the audit log.
 */

#ifndef _NET_CONTID_READ_LOG_H
#define _NET_CONTID_READ_LOG_H

#include <linux/types.h>

struct contid;
struct pid;

void contid_read_log(const char *op, struct contid *container,
		     struct pid *opener, gfp_t gfp);

#endif /* _NET_CONTID_READ_LOG_H */
