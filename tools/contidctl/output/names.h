/* SPDX-License-Identifier: GPL-2.0 */
/* The names of network namespaces, for commands that show them. */
#ifndef CONTIDCTL_NAMES_H
#define CONTIDCTL_NAMES_H

#include "common/args.h"
#include "common/ctl.h"

/* netns_id.c */
/**
 * struct netns_id - what identifies a network namespace.
 * @inum: its inode number
 * @cookie: what SO_NETNS_COOKIE gives there, 0 when that is not known
 */
struct netns_id {
	uint32_t inum;
	uint64_t cookie;
};

bool netns_identify(int fd, struct netns_id *id, bool cookie);

/* names.c */
/**
 * struct netns_name - a network namespace that has a name.
 * @name: the name
 * @inum: inode number of the namespace
 * @asked: @cookie has been asked for
 * @cookie: its cookie, see netns_name_cookie()
 */
struct netns_name {
	char *name;
	uint32_t inum;
	bool asked;
	uint64_t cookie;
};

/**
 * struct netns_names - all of them, in the order of strcmp().
 * @count: how many there are
 * @room: for how many there is room
 * @names: the names
 * @own: the namespace that contidctl is in, once it has been asked for
 */
struct netns_names {
	size_t count;
	size_t room;
	struct netns_name *names;
	struct netns_id own;
};

int netns_names_read(struct ctl *ctl);
void netns_names_free(struct ctl *ctl);
uint64_t netns_name_cookie(struct netns_name *name);
const char *netns_name_by_inum(const struct ctl *ctl, uint32_t inum);
const char *netns_name_by_cookie(const struct ctl *ctl, uint64_t cookie);

/* show.c */
int show_open(struct ctl *ctl);
int show_open_all(struct ctl *ctl, int argc, char **argv,
		  const struct option *options, struct args *args);

#endif /* CONTIDCTL_NAMES_H */
