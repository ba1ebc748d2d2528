// SPDX-License-Identifier: GPL-2.0
/* The kinds of stores, by what their URLs begin with. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/store.h"

static const struct store_ops *const kinds[] = {
	&store_sqlite,
	&store_clickhouse,
};

#define N_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* Keep why an operation failed. Returns @err. */
int store_error(struct store *store, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(store->error, sizeof(store->error), fmt, ap);
	va_end(ap);
	return err;
}

static const struct store_ops *find(const char *url)
{
	size_t i;

	for (i = 0; i < N_KINDS; i++)
		if (!strncmp(url, kinds[i]->prefix, strlen(kinds[i]->prefix)))
			return kinds[i];
	return NULL;
}

/* Whether there is a kind of store for a URL */
bool store_has(const char *url)
{
	return find(url);
}

/**
 * store_open - open a store.
 * @store: where to put it, for store_close()
 * @url: where it is
 * @create: create it if it is not there
 * @error: where to put why that failed
 *
 * Return: 0 or a negative errno.
 */
int store_open(struct store **store, const char *url, bool create,
	       char error[STORE_ERROR_SIZE])
{
	const struct store_ops *ops = find(url);
	int err;

	snprintf(error, STORE_ERROR_SIZE, "no store has such a URL");
	if (!ops)
		return -EINVAL;
	*store = calloc(1, ops->size);
	if (!*store)
		return -ENOMEM;
	(*store)->ops = ops;
	err = ops->open(*store, url + strlen(ops->prefix), create);
	if (err) {
		snprintf(error, STORE_ERROR_SIZE, "%s", (*store)->error);
		store_close(*store);
		*store = NULL;
	}
	return err;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store->ops->close(store);
	free(store);
}
