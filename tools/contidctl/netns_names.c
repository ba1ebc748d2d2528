// SPDX-License-Identifier: GPL-2.0
/* The names of network namespaces, which "ip netns" keeps as files. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netns.h"

static int make_room(struct netns_names *names)
{
	size_t room = names->room ? 2 * names->room : 16;
	struct netns_name *more;

	if (names->count < names->room)
		return 0;
	more = reallocarray(names->names, room, sizeof(*more));
	if (!more)
		return -ENOMEM;
	names->names = more;
	names->room = room;
	return 0;
}

/* What is there but is no namespace, or none any more, has no name either. */
static int take_name(struct netns_names *names, int dir, const char *name)
{
	struct netns_name *next;
	struct netns_id id;
	int ret;
	int fd;

	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return 0;
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return 0;
	ret = netns_identify(fd, &id);
	close(fd);
	if (ret <= 0)
		return ret;

	ret = make_room(names);
	if (ret)
		return ret;
	next = &names->names[names->count];
	next->id = id;
	next->name = strdup(name);
	if (!next->name)
		return -ENOMEM;
	names->count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct netns_name *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int read_names(struct netns_names *names)
{
	struct dirent *entry;
	DIR *dir;
	int err;

	dir = opendir(NETNS_RUN_DIR);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;

	do {
		errno = 0;
		entry = readdir(dir);
		err = entry ? take_name(names, dirfd(dir), entry->d_name) :
			      -errno;
	} while (entry && !err);
	closedir(dir);

	if (names->count)
		qsort(names->names, names->count, sizeof(*names->names),
		      compare);
	return err;
}

/**
 * netns_names_read - learn the names of network namespaces.
 * @ctl: the run, whose output has them from now on, until the command ends
 *
 * Return: DONE, or what to exit with, after a message.
 */
int netns_names_read(struct ctl *ctl)
{
	int err = -ENOMEM;

	netns_names_free(ctl);
	ctl->names = calloc(1, sizeof(*ctl->names));
	if (ctl->names)
		err = read_names(ctl->names);
	return err ? ctl_system(ctl, NETNS_RUN_DIR, err) : DONE;
}

void netns_names_free(struct ctl *ctl)
{
	size_t i;

	for (i = 0; ctl->names && i < ctl->names->count; i++)
		free(ctl->names->names[i].name);
	if (ctl->names)
		free(ctl->names->names);
	free(ctl->names);
	ctl->names = NULL;
}

/**
 * netns_name_by_inum - name a network namespace.
 * @ctl: the run
 * @inum: inode number of the namespace
 *
 * Return: its name, of several the first one, or NULL.
 */
const char *netns_name_by_inum(const struct ctl *ctl, uint32_t inum)
{
	const struct netns_names *names = ctl->names;
	size_t i;

	for (i = 0; names && i < names->count; i++)
		if (names->names[i].id.inum == inum)
			return names->names[i].name;
	return NULL;
}

/* The same, by a cookie */
const char *netns_name_by_cookie(const struct ctl *ctl, uint64_t cookie)
{
	const struct netns_names *names = ctl->names;
	size_t i;

	for (i = 0; names && i < names->count; i++)
		if (cookie && names->names[i].id.cookie == cookie)
			return names->names[i].name;
	return NULL;
}
