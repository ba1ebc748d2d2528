/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events, which tasks and requests report: records of the audit log, and messages
 * to listeners. The layer above objects; it knows neither tasks nor requests.
 */

#ifndef _NET_CONTID_EVENT_H
#define _NET_CONTID_EVENT_H

#include "contid.h"

struct pid;
struct task_struct;

void contid_event_notify(int cmd, const struct contid *container,
			 struct pid *pid);
void contid_event_adopt(struct contid *adopted, struct contid *inherited,
			struct task_struct *p);
void contid_event_end(struct contid *container, struct pid *last);

#endif /* _NET_CONTID_EVENT_H */
