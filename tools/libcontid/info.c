// SPDX-License-Identifier: LGPL-2.1-or-later
/* Copies of descriptions for the caller to keep. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = calloc(1, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

/**
 * contid_info_copy - copy a description, with its name and its network namespaces.
 * @info: where to, for contid_info_release() also after failure
 * @from: the description
 *
 * Return: 0 or -ENOMEM.
 */
int contid_info_copy(struct contid_info *info, const struct contid_info *from)
{
	*info = *from;
	info->netns = NULL;
	info->netns_count = 0;
	if (from->name) {
		info->name = copy_text(from->name);
		if (!info->name)
			return -ENOMEM;
	}
	return contid_info_extend(info, from);
}

/* Free what a copy points to. */
void contid_info_release(struct contid_info *info)
{
	contid_netns_release(info);
	free((void *)info->name);
	info->name = NULL;
}

struct contid_info *contid_info_dup(const struct contid_info *info)
{
	struct contid_info *copy = calloc(1, sizeof(*copy));

	if (copy && contid_info_copy(copy, info)) {
		contid_info_free(copy);
		return NULL;
	}
	return copy;
}

void contid_info_free(struct contid_info *info)
{
	if (!info)
		return;
	contid_info_release(info);
	free(info);
}
