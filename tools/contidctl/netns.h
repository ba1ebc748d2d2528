/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CONTIDCTL_NETNS_H
#define CONTIDCTL_NETNS_H

#include <stdint.h>
#include <sys/stat.h>

#include "ctl.h"

/* Where "ip netns" keeps namespaces, and what it puts over /etc in them */
#ifndef NETNS_RUN_DIR
#define NETNS_RUN_DIR	"/run/netns"
#endif
#ifndef NETNS_ETC_DIR
#define NETNS_ETC_DIR	"/etc/netns"
#endif

/* netns_enter.c */
int netns_open(const struct ctl *ctl, const char *name, struct stat *st);
int netns_enter(const struct ctl *ctl, const char *name, int *old);
int netns_leave(const struct ctl *ctl, int old);

/* netns_mount.c */
int netns_mount(const struct ctl *ctl, const char *name);

/* netns_id.c */
/**
 * struct netns_id - what a network namespace is known by.
 * @inum: its inode number
 * @cookie: what SO_NETNS_COOKIE gives there, 0 when that cannot be known
 */
struct netns_id {
	uint32_t inum;
	uint64_t cookie;
};

int netns_identify(int fd, struct netns_id *id);

/* netns_names.c */
/**
 * struct netns_name - a network namespace that has a name.
 * @name: the name
 * @id: the namespace
 */
struct netns_name {
	char *name;
	struct netns_id id;
};

/**
 * struct netns_names - all of them, in the order of strcmp().
 * @count: how many there are
 * @room: for how many there is room
 * @names: the names
 */
struct netns_names {
	size_t count;
	size_t room;
	struct netns_name *names;
};

int netns_names_read(struct ctl *ctl);
void netns_names_free(struct ctl *ctl);
const char *netns_name_by_inum(const struct ctl *ctl, uint32_t inum);
const char *netns_name_by_cookie(const struct ctl *ctl, uint64_t cookie);

/* view.c */
int view_open(struct ctl *ctl);
int view_open_all(struct ctl *ctl, int argc, char **argv,
		  const struct option *options, struct args *args);

/* netns_list.c, netns_pids.c */
int netns_list(struct ctl *ctl, int argc, char **argv);
int netns_pids(struct ctl *ctl, int argc, char **argv);

#endif /* CONTIDCTL_NETNS_H */
