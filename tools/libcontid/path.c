// SPDX-License-Identifier: LGPL-2.1-or-later
/* Containers as people name them: 707/4, the container 4 of the scope of 707. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/*
 * Read the identifiers of @path, which is cut up, into @ids, of which there are
 * CONTID_DEPTH_MAX + 1. Returns how many there are, or -EINVAL or -ERANGE.
 */
static int parse(char *path, uint64_t *ids)
{
	char *slash;
	int n = 0;
	int err;

	for (; path; path = slash ? slash + 1 : NULL) {
		if (n > CONTID_DEPTH_MAX)
			return -EINVAL;
		slash = strchr(path, '/');
		if (slash)
			*slash = '\0';
		err = contid_parse(path, &ids[n++]);
		if (err)
			return err;
	}
	return n;
}

int contid_resolve(struct contid_handle *handle, const char *path,
		   struct contid_ref *container)
{
	uint64_t ids[CONTID_DEPTH_MAX + 1];
	const struct contid_info *info;
	struct contid_ref ref;
	int err = 0;
	char *copy;
	int n, i;

	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	n = parse(copy, ids);
	free(copy);

	/* A name with slashes in which a hex id stands, such as that of a cgroup */
	if (n == -EINVAL) {
		err = contid_parse(path, ids);
		n = 1;
	}
	if (err || n < 0)
		return err ? err : n;

	ref = contid_by_id(ids[0]);
	for (i = 1; !err && i < n; i++) {
		err = contid_get(handle, ref, &info);
		if (!err)
			ref = contid_by_scope(info->serial, ids[i]);
	}
	if (!err)
		*container = ref;
	return err;
}
