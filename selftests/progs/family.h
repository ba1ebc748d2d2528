/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process and its live descendants, as /proc has them: what a subtree has to be.
 */

#ifndef SELFTESTS_FAMILY_H
#define SELFTESTS_FAMILY_H

#include <dirent.h>

#include "raw_contid.h"
#include "process.h"

struct family {
	pid_t *v;
	size_t n, room;
};

static inline void family_add(struct family *family, pid_t pid)
{
	if (family->n == family->room) {
		family->room = family->room * 2 ?: 64;
		family->v = realloc(family->v, family->room * sizeof(*family->v));
		if (!family->v)
			bail("out of memory");
	}
	family->v[family->n++] = pid;
}

static inline void family_add_children(struct family *family, pid_t pid)
{
	struct dirent *thread;
	char path[64];
	DIR *threads;
	FILE *list;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	threads = opendir(path);
	while (threads && (thread = readdir(threads))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%.16s/children",
			 pid, thread->d_name);
		list = thread->d_name[0] == '.' ? NULL : fopen(path, "re");
		while (list && fscanf(list, "%d", &child) == 1)
			family_add(family, child);
		if (list)
			fclose(list);
	}
	if (threads)
		closedir(threads);
}

/* Zombies are among them. The memory is used again. */
static inline void family_of(struct family *family, pid_t root)
{
	size_t i;

	family->n = 0;
	family_add(family, root);
	for (i = 0; i < family->n; i++)
		family_add_children(family, family->v[i]);
}

static inline bool family_has(const struct family *family, pid_t pid)
{
	size_t i;

	for (i = 0; i < family->n; i++)
		if (family->v[i] == pid)
			return true;
	return false;
}

/* 1: alive with that label, 0: alive without it, -1: exiting or gone. */
static inline int family_label_is(struct raw_nl *nl, pid_t pid, uint64_t label)
{
	struct raw_desc desc = {};
	int pidfd = pidfd_open(pid, 0), err;

	if (pidfd < 0)
		return -1;
	err = raw_get_process(nl, pidfd, &desc);
	close(pidfd);
	return err ? -1 : desc.contid == label;
}

/* How many live ones carry the label; @others: how many do not. */
static inline size_t family_count(struct raw_nl *nl, const struct family *family,
				  uint64_t label, size_t *others)
{
	size_t i, n = 0;

	*others = 0;
	for (i = 0; i < family->n; i++) {
		int is = family_label_is(nl, family->v[i], label);

		n += is == 1;
		*others += is == 0;
	}
	return n;
}

#endif /* SELFTESTS_FAMILY_H */
