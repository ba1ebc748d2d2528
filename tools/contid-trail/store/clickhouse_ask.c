// SPDX-License-Identifier: GPL-2.0
/* The store in ClickHouse: statements, to one server or the next. */

#include "store/clickhouse_store.h"

/**
 * clickhouse_ask - ask the servers in turn until one answers.
 * @c: the store
 * @query: the statement
 * @body: what follows it
 * @fn: gets the lines of the answer, or NULL
 * @data: for @fn
 * @lines: counts the lines that @fn had: no other server is asked after the first.
 *	NULL if @fn may have lines of several servers.
 *
 * Return: 0, a negative errno with a sentence in the store's error, or what @fn returned.
 */
int clickhouse_ask(struct clickhouse *c, const char *query, struct text body,
		   http_line_fn fn, void *data, const size_t *lines)
{
	int i, err = 0;

	for (i = 0; i < c->options.nr_servers; i++) {
		int server = (c->server + i) % c->options.nr_servers;

		err = http_ask(c->http, server, c->options.database, query, body,
			       fn, data);
		if (!err || (lines && *lines)) {
			c->server = server;
			break;
		}
	}
	if (err < 0 && !c->store.error[0])
		store_error(&c->store, err, "%s", http_error(c->http));
	return err;
}
