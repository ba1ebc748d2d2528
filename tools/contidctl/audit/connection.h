/* SPDX-License-Identifier: GPL-2.0 */
/* Connections to the kernel's audit part. Each request has one of its own. */
#ifndef CONTIDCTL_AUDIT_CONNECTION_H
#define CONTIDCTL_AUDIT_CONNECTION_H

#include <stdio.h>

#include "common/ctl.h"
#include "library/audit.h"

int ctl_audit_open(const struct ctl *ctl);
int ctl_audit_sent(int ret);
int ctl_audit_receive(int fd, struct audit_reply *reply);

#endif /* CONTIDCTL_AUDIT_CONNECTION_H */
