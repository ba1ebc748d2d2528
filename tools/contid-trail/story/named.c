// SPDX-License-Identifier: GPL-2.0
/* The containers that have had a name. A name need not be unique. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/util.h"
#include "story/named.h"

/* The rows come by container. */
static int add_row(const struct row *row, void *data)
{
	struct named *named = data;
	char (*contids)[KEY_SIZE];

	if (named->count &&
	    text_is(text_of(named->contids[named->count - 1]), row->contid))
		return 0;
	contids = array_grow(named->contids, &named->room, named->count + 1,
			     sizeof(*contids));
	if (!contids)
		return -ENOMEM;
	named->contids = contids;
	snprintf(contids[named->count++], KEY_SIZE, "%.*s", (int)row->contid.len,
		 row->contid.at);
	return 0;
}

/**
 * named_read - read which containers have had a name.
 * @store: where from
 * @name: the name
 * @named: where to put them, for named_free()
 *
 * Return: 0 or a negative errno.
 */
int named_read(struct store *store, const char *name, struct named *named)
{
	struct life_query query = { .name = name };

	*named = (struct named){ 0 };
	return store->ops->lives(store, &query, add_row, named);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool named_has(const struct named *named, struct text contid)
{
	char key[KEY_SIZE];

	snprintf(key, sizeof(key), "%.*s", (int)contid.len, contid.at);
	return named->count && bsearch(key, named->contids, named->count, KEY_SIZE,
				       compare);
}

void named_free(struct named *named)
{
	free(named->contids);
}
