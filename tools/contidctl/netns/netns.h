/* SPDX-License-Identifier: GPL-2.0 */
/* What contidctl netns, and exec --netns, are made of. */
#ifndef CONTIDCTL_NETNS_H
#define CONTIDCTL_NETNS_H

#include "common/ctl.h"

/* What "ip netns" puts over /etc in a namespace */
#ifndef NETNS_ETC_DIR
#define NETNS_ETC_DIR	"/etc/netns"
#endif

/* list.c */
int netns_list(struct ctl *ctl, int argc, char **argv);

/* pids.c */
int netns_pids(struct ctl *ctl, int argc, char **argv);

/* mount.c */
int netns_mount(const struct ctl *ctl, const char *name);

#endif /* CONTIDCTL_NETNS_H */
