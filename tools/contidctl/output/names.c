// SPDX-License-Identifier: GPL-2.0
/* The names of network namespaces, which "ip netns" keeps as files. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/message.h"
#include "common/netns.h"
#include "common/util.h"
#include "output/names.h"

/* Add a file by its name, unless it is no namespace (any more). */
static int add_name(struct netns_names *names, int dir, const char *name)
{
	struct netns_name *next;
	struct netns_id id;
	bool found;
	int fd;

	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return 0;
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return 0;
	found = netns_identify(fd, &id, false);
	close(fd);
	if (!found)
		return 0;

	next = array_grow(names->names, &names->room, names->count + 1,
			  sizeof(*next));
	if (!next)
		return -ENOMEM;
	names->names = next;
	next += names->count;
	*next = (struct netns_name){ .inum = id.inum };
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
		err = entry ? add_name(names, dirfd(dir), entry->d_name) :
			      -errno;
	} while (entry && !err);
	closedir(dir);

	if (names->count)
		qsort(names->names, names->count, sizeof(*names->names),
		      compare);
	return err;
}

/**
 * netns_names_read - read the names of network namespaces.
 * @ctl: the run: its output has the names until the command ends
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int netns_names_read(struct ctl *ctl)
{
	int err = -ENOMEM;

	netns_names_free(ctl);
	ctl->names = calloc(1, sizeof(*ctl->names));
	if (ctl->names)
		err = read_names(ctl->names);
	return err ? ctl_system(ctl, NETNS_RUN_DIR, err) : CTL_DONE;
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
		if (names->names[i].inum == inum)
			return names->names[i].name;
	return NULL;
}

/**
 * netns_name_cookie - find out the cookie of a network namespace that has a name.
 * @name: the namespace
 *
 * This takes CAP_SYS_ADMIN and a thread that enters the namespace, which audit may
 * log: it is done only when the cookie is needed, and once.
 *
 * Return: the cookie, 0 when it cannot be known.
 */
uint64_t netns_name_cookie(struct netns_name *name)
{
	struct netns_id id;
	char *path;
	int fd;

	if (name->asked)
		return name->cookie;
	name->asked = true;
	if (asprintf(&path, NETNS_RUN_DIR "/%s", name->name) < 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	free(path);
	if (fd < 0)
		return 0;
	/* Another namespace may have got the name meanwhile. */
	if (netns_identify(fd, &id, true) && id.inum == name->inum)
		name->cookie = id.cookie;
	close(fd);
	return name->cookie;
}

/* The namespace of contidctl, which takes no visit */
static const struct netns_id *own_id(struct netns_names *names)
{
	int fd;

	if (names->own.inum)
		return &names->own;
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		netns_identify(fd, &names->own, true);
		close(fd);
	}
	return &names->own;
}

/* The same, by a cookie: namespaces are visited until one has it. */
const char *netns_name_by_cookie(const struct ctl *ctl, uint64_t cookie)
{
	struct netns_names *names = ctl->names;
	size_t i;

	if (!names || !names->count || !cookie)
		return NULL;
	if (own_id(names)->cookie == cookie)
		return netns_name_by_inum(ctl, names->own.inum);
	for (i = 0; i < names->count; i++)
		if (netns_name_cookie(&names->names[i]) == cookie)
			return names->names[i].name;
	return NULL;
}
