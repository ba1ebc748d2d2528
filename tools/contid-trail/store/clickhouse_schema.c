// SPDX-License-Identifier: GPL-2.0
/*
 * The tables in ClickHouse. With a cluster they are Distributed ones, sharded by
 * container, over a table of the same name with _local on each server.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "store/clickhouse_store.h"
#include "store/tsv.h"

#define SCHEMA	2

/* A table: its columns, its key, and what its rows are spread over shards by */
static const struct table {
	const char *name;
	const char *columns;
	const char *key;
	const char *partition;
	const char *shard;
} tables[N_TABLES] = {
	{ "record", "contid String, time UInt64, machine String, boot String, serial UInt64,"
		    " n UInt32, type UInt32, own UInt8, lineage String, text String",
	  "contid, time, machine, boot, serial, n",
	  "toYYYYMM(toDateTime(intDiv(time, 1000)))", "contid" },
	{ "operation", "contid String, time UInt64, machine String, boot String, serial UInt64,"
		       " n UInt32, type UInt32, own UInt8, lineage String, text String",
	  "contid, machine, boot, serial, n, time", "tuple()", "contid" },
	{ "seen", "machine String, boot String, first UInt64, last UInt64,"
		  " since UInt64, until UInt64",
	  "machine, boot, first, last", "tuple()", "machine" },
	{ "lost", "machine String, boot String, time UInt64, what String, count UInt64",
	  "machine, boot, time, what", "tuple()", "machine" },
};

/*
 * Columns that tables got later, and what rows have that were there before. Names: a
 * row of set or end has that of the container, whose lineage is in the row as well.
 */
static const struct column {
	int table;
	const char *name;
	const char *type;
	const char *before;
} columns[] = {
	{ TABLE_OPERATION, "name", "String",
	  "if(match(text, '^op=(set|end) ') and match(text, ' res=1([ \\x1D]|$)') and"
	  " position(concat(text, ' '), concat(if(substring(text, 4, 3) = 'set', ' contid=',"
	  " ' old-contid='), lineage, ' ')) > 0,"
	  " concat(extract(text, ' name=\"([^ \"]{1,128})\"'),"
	  " unhex(extract(text, ' name=((?:[0-9A-F]{2}){1,128})(?: |$)'))), '')" },
};

#define N_COLUMNS	(sizeof(columns) / sizeof(columns[0]))

/* The columns that are written, in their order */
static const char *const written[N_TABLES] = {
	[TABLE_RECORD] = ROW_COLUMNS,
	[TABLE_OPERATION] = ROW_COLUMNS ", name",
	[TABLE_SEEN] = "machine, boot, first, last, since, until",
	[TABLE_LOST] = "machine, boot, time, what, count",
};

const char *clickhouse_columns(int table)
{
	return written[table];
}

const char *clickhouse_table(int table)
{
	return tables[table].name;
}

/* Ask one server. */
static int ask_server(struct clickhouse *c, int server, const char *query)
{
	int err = http_ask(c->http, server, c->options.database, query,
			   NO_BODY, NULL, NULL);

	return err ? store_error(&c->store, err, "%s", http_error(c->http)) : 0;
}

static int take_number(struct text line, void *data)
{
	return tsv_u64(line, data) ? 0 : -EBADMSG;
}

/* Ask one server for a number. */
static int ask_number(struct clickhouse *c, int server, const char *query, uint64_t *number)
{
	int err = http_ask(c->http, server, c->options.database, query, NO_BODY,
			   take_number, number);

	return err ? store_error(&c->store, err, "%s", http_error(c->http)) : 0;
}

static const char *local_suffix(const struct clickhouse *c)
{
	return *c->cluster ? "_local" : "";
}

/*
 * The columns of a table, also those that it got later: a replica is refused a table with
 * other columns than the tables of the replicas before it.
 */
static void list_columns(struct bytes *sql, int table, bool with_default)
{
	size_t i;

	bytes_printf(sql, "%s", tables[table].columns);
	for (i = 0; i < N_COLUMNS; i++) {
		const char *before = with_default ? columns[i].before : NULL;

		if (columns[i].table == table)
			bytes_printf(sql, ", %s %s%s%s", columns[i].name, columns[i].type,
				     before ? " default " : "", before ?: "");
	}
}

/* The servers fill in what is in braces, from the macros of their configuration. */
static void add_engine(struct clickhouse *c, struct bytes *sql, const struct table *table)
{
	if (c->zookeeper)
		bytes_printf(sql, "ReplicatedReplacingMergeTree("
			     "'/clickhouse/tables/{shard}/%s/%s%s', '{replica}')",
			     c->options.database, table->name, local_suffix(c));
	else
		bytes_printf(sql, "ReplacingMergeTree");
	bytes_printf(sql, " partition by %s order by (%s)", table->partition, table->key);
}

/* Have one server do what @sql has, and free it. */
static int run_and_free(struct clickhouse *c, int server, struct bytes *sql)
{
	int err;

	bytes_add_u8(sql, 0);
	err = sql->failed ? store_error(&c->store, -ENOMEM, "out of memory") :
	      ask_server(c, server, sql->data);
	bytes_free(sql);
	return err;
}

static int make_local(struct clickhouse *c, int server, int table)
{
	struct bytes sql = { 0 };

	bytes_printf(&sql, "create table if not exists %s%s (", tables[table].name,
		     local_suffix(c));
	list_columns(&sql, table, true);
	bytes_printf(&sql, ") engine = ");
	add_engine(c, &sql, &tables[table]);
	return run_and_free(c, server, &sql);
}

static int make_distributed(struct clickhouse *c, int server, int table)
{
	const struct table *t = &tables[table];
	struct bytes sql = { 0 };

	bytes_printf(&sql, "create table if not exists %s (", t->name);
	list_columns(&sql, table, false);
	bytes_printf(&sql, ") engine = Distributed(%s, %s, %s_local, cityHash64(%s))",
		     c->cluster, c->options.database, t->name, t->shard);
	return run_and_free(c, server, &sql);
}

/* A table that was there before may have another engine, which copies nothing. */
static int check_replicated(struct clickhouse *c, int server, int table)
{
	char query[QUERY_SIZE];
	uint64_t there = 0;
	int err;

	snprintf(query, sizeof(query), "select count() from system.tables where database = '%s'"
		 " and name = '%s%s' and engine like 'Replicated%%' format TabSeparated",
		 c->options.database, tables[table].name, local_suffix(c));
	err = ask_number(c, server, query, &there);
	if (err || there)
		return err;
	return store_error(&c->store, -EEXIST, "%s: the table %s%s is there, and is not replicated",
			   c->options.servers[server], tables[table].name, local_suffix(c));
}

static int make_table(struct clickhouse *c, int server, int table)
{
	int err = make_local(c, server, table);

	if (!err && c->zookeeper)
		err = check_replicated(c, server, table);
	if (!err && *c->cluster)
		err = make_distributed(c, server, table);
	return err;
}

/* Add a column to a table that has it not. */
static int add_column(struct clickhouse *c, int server, const struct column *column,
		      const char *suffix, const char *before)
{
	const char *table = tables[column->table].name;
	char query[QUERY_SIZE];
	uint64_t there = 0;
	int err;

	snprintf(query, sizeof(query), "select count() from system.columns where database = '%s'"
		 " and table = '%s%s' and name = '%s' format TabSeparated",
		 c->options.database, table, suffix, column->name);
	err = ask_number(c, server, query, &there);
	if (err || there)
		return err;
	snprintf(query, sizeof(query), "alter table %s%s add column %s %s%s%s", table, suffix,
		 column->name, column->type, before ? " default " : "", before ?: "");
	return ask_server(c, server, query);
}

static int add_columns(struct clickhouse *c, int server)
{
	size_t i;
	int err = 0;

	for (i = 0; i < N_COLUMNS && !err; i++) {
		err = add_column(c, server, &columns[i], local_suffix(c),
				 columns[i].before);
		if (!err && *c->cluster)
			err = add_column(c, server, &columns[i], "", NULL);
	}
	return err;
}

static int set_version(struct clickhouse *c, int server)
{
	char query[QUERY_SIZE];

	snprintf(query, sizeof(query), "insert into trail_schema select %d", SCHEMA);
	return ask_server(c, server, query);
}

/* Make the database and the tables on one server. */
int clickhouse_make_schema(struct clickhouse *c, int server)
{
	char query[QUERY_SIZE];
	size_t i;
	int err;

	snprintf(query, sizeof(query), "create database if not exists %s",
		 c->options.database);
	err = http_ask(c->http, server, "default", query, NO_BODY,
		       NULL, NULL);
	if (err)
		return store_error(&c->store, err, "%s", http_error(c->http));
	err = ask_server(c, server, "create table if not exists trail_schema (version UInt32)"
			 " engine = ReplacingMergeTree order by version");
	for (i = 0; i < N_TABLES && !err; i++)
		err = make_table(c, server, i);
	if (!err)
		err = add_columns(c, server);
	return err ? err : set_version(c, server);
}

/* Refuse a database of a later program. */
int clickhouse_check_schema(struct clickhouse *c)
{
	uint64_t version = 0;
	int err = clickhouse_ask(c, "select max(version) from trail_schema format TabSeparated",
		      NO_BODY, take_number, &version, NULL);

	if (!err && version > SCHEMA)
		return store_error(&c->store, -EPROTO,
				   "the database is of a later contid-trail: its schema is %" PRIu64 ", and this one knows %d",
				   version, SCHEMA);
	c->schema = version;
	return err;
}
