/* SPDX-License-Identifier: GPL-2.0 */
/* Network namespaces by name, as "ip netns" keeps them, or by path. */
#ifndef CONTIDCTL_COMMON_NETNS_H
#define CONTIDCTL_COMMON_NETNS_H

#include <sys/stat.h>

#include "common/ctl.h"

/* Where "ip netns" keeps namespaces */
#ifndef NETNS_RUN_DIR
#define NETNS_RUN_DIR	"/run/netns"
#endif

int netns_open(const struct ctl *ctl, const char *name, struct stat *st);
int netns_failed(const struct ctl *ctl, const char *name, int err);
int netns_enter(const struct ctl *ctl, const char *name, int *old);
int netns_leave(const struct ctl *ctl, int old);

#endif /* CONTIDCTL_COMMON_NETNS_H */
