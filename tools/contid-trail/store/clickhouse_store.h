/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the ClickHouse store share. */
#ifndef CONTID_TRAIL_CLICKHOUSE_STORE_H
#define CONTID_TRAIL_CLICKHOUSE_STORE_H

#include "record/name.h"
#include "store/http.h"
#include "store/store.h"

#define QUERY_SIZE	2048
#define NO_BODY		((struct text){ "", 0 })

#define ROW_COLUMNS	"contid, time, machine, boot, serial, n, type, own, lineage, text"

/* The tables, in the order in which a batch goes into them */
enum {
	TABLE_RECORD,
	TABLE_OPERATION,
	TABLE_SEEN,
	TABLE_LOST,
	N_TABLES
};

/**
 * struct clickhouse - the store.
 * @store: what all stores have
 * @options: where it is
 * @cluster: name of a cluster in the configuration of the servers, or ""
 * @zookeeper: replicas of a shard copy rows among themselves
 * @http: the connection
 * @schema: version of the schema
 * @server: the server that has answered last
 * @bodies: what a batch adds to each table
 * @machine: host of the batch that is being stored
 * @boot: its boot
 */
struct clickhouse {
	struct store store;
	struct http_options options;
	char cluster[64];
	bool zookeeper;
	struct http *http;
	int schema;
	int server;
	struct bytes bodies[N_TABLES];
	struct text machine;
	struct text boot;
};

static inline struct clickhouse *clickhouse_of(struct store *store)
{
	return (struct clickhouse *)store;
}

/* clickhouse_ask.c */
int clickhouse_ask(struct clickhouse *c, const char *query, struct text body,
		   http_line_fn fn, void *data, const size_t *lines);

/* clickhouse_url.c */
int clickhouse_parse_url(struct clickhouse *c, const char *rest);

/* clickhouse_schema.c */
/* From this version on, operations have a column with the name of their container. */
#define SCHEMA_NAMES	2

const char *clickhouse_table(int table);
const char *clickhouse_columns(int table);
int clickhouse_make_schema(struct clickhouse *c, int server);
int clickhouse_check_schema(struct clickhouse *c);

/* clickhouse_append.c */
int clickhouse_append(struct store *store, struct text batch);

/* clickhouse_read.c */
int clickhouse_scan(struct store *store, const struct query *query, row_fn fn,
		    void *data);
int clickhouse_lives(struct store *store, const struct life_query *query,
		     row_fn fn, void *data);
int clickhouse_list(struct store *store, summary_fn fn, void *data);
int clickhouse_seen(struct store *store, const char *machine, seen_fn fn, void *data);
int clickhouse_lost(struct store *store, const char *machine, lost_fn fn, void *data);

#endif /* CONTID_TRAIL_CLICKHOUSE_STORE_H */
