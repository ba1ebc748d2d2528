/* SPDX-License-Identifier: GPL-2.0 */
/* Connections to the kernel, from the network namespace of -n. */
#ifndef CONTIDCTL_CONNECT_H
#define CONTIDCTL_CONNECT_H

#include "common/ctl.h"

int ctl_connect(struct ctl *ctl, struct contid_handle **handle);
int ctl_open(struct ctl *ctl);
int ctl_subscribe(struct ctl *ctl, struct contid_handle **events);

#endif /* CONTIDCTL_CONNECT_H */
