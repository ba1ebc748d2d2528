// SPDX-License-Identifier: GPL-2.0
/*
 * The store in ClickHouse, over HTTP. A table has the rows as they are; those that are
 * sent again have the same key, and ClickHouse drops them when it merges parts of the
 * table. Until then readers pass over them. With a cluster the tables are Distributed
 * ones, sharded by container, over a table of the same name with _local on each server.
 *
 * The SQL is what both version 18.16 and today's understand.
 */

#include <errno.h>
#include <stdio.h>

#include <curl/curl.h>

#include "store/clickhouse_store.h"

static int clickhouse_open(struct store *store, const char *rest, bool create)
{
	struct clickhouse *c = clickhouse_of(store);
	bool made = false;
	int i, err;

	err = clickhouse_parse_url(c, rest);
	if (err)
		return err;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	c->http = http_new(&c->options);
	if (!c->http)
		return store_error(store, -ENOMEM, "out of memory");
	/* A server that is away gets its tables at a later start. */
	for (i = 0; i < c->options.nr_servers && create; i++) {
		err = clickhouse_make_schema(c, i);
		/* Rows in such a table would have no copy. */
		if (err == -EEXIST)
			return err;
		made |= !err;
	}
	if (create && !made)
		return err;
	store->error[0] = '\0';
	return clickhouse_check_schema(c);
}

static void clickhouse_close(struct store *store)
{
	struct clickhouse *c = clickhouse_of(store);
	size_t i;

	http_free(c->http);
	for (i = 0; i < N_TABLES; i++)
		bytes_free(&c->bodies[i]);
}

const struct store_ops store_clickhouse = {
	.prefix = "clickhouse://",
	.size = sizeof(struct clickhouse),
	.open = clickhouse_open,
	.append = clickhouse_append,
	.scan = clickhouse_scan,
	.lives = clickhouse_lives,
	.list = clickhouse_list,
	.seen = clickhouse_seen,
	.lost = clickhouse_lost,
	.close = clickhouse_close,
};
