/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit daemon of a container: Documentation/contid/daemon.rst.
 */

#ifndef _NET_CONTID_DAEMON_INTERNAL_H
#define _NET_CONTID_DAEMON_INTERNAL_H

#include "reader.h"

struct contid_daemon *contid_daemon_alloc(void);
bool contid_daemon_has_room(struct contid_daemon *daemon, u32 waiting,
			    u32 records);

#endif /* _NET_CONTID_DAEMON_INTERNAL_H */
