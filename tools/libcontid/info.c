// SPDX-License-Identifier: LGPL-2.1-or-later
/* Copies of descriptions for the caller to keep. */

#include <stdlib.h>

#include "internal.h"

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
