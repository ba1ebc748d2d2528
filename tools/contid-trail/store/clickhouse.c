// SPDX-License-Identifier: GPL-2.0
/*
 * The store in ClickHouse, over HTTP. A table has the rows as they are; those that are
 * sent again have the same key, and ClickHouse drops them when it merges parts of the
 * table. Until then readers pass over them. With a cluster the tables are Distributed
 * ones, sharded by container, over a table of the same name with _local on each server.
 *
 * The SQL is what both version 18.16 and today's understand.
 */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "record/record.h"
#include "store/http.h"
#include "store/store.h"
#include "store/tsv.h"

#define SCHEMA	1
#define QUERY_SIZE	2048

/* A table: its columns, its key, and what its rows are spread over shards by */
static const struct table {
	const char *name;
	const char *columns;
	const char *key;
	const char *partition;
	const char *shard;
} tables[] = {
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

#define N_TABLES	(sizeof(tables) / sizeof(tables[0]))

/**
 * struct clickhouse - the store.
 * @store: what all stores have
 * @options: where it is
 * @cluster: name of a cluster in the configuration of the servers, or ""
 * @http: the connection
 * @server: the server that has answered last
 * @bodies: what a batch adds to each table
 * @machine: host of the batch that is being stored
 * @boot: its boot
 */
struct clickhouse {
	struct store store;
	struct http_options options;
	char cluster[64];
	struct http *http;
	int server;
	struct bytes bodies[N_TABLES];
	struct text machine;
	struct text boot;
};

enum { RECORD, OPERATION, SEEN, LOST };

static struct clickhouse *clickhouse_of(struct store *store)
{
	return (struct clickhouse *)store;
}

/* Ask one server. */
static int ask_server(struct clickhouse *c, int server, const char *query)
{
	int err = http_ask(c->http, server, c->options.database, query,
			   (struct text){ "", 0 }, NULL, NULL);

	return err ? store_error(&c->store, err, "%s", http_error(c->http)) : 0;
}

/*
 * Ask the servers in turn until one answers. @fn must have had no line of a server
 * that fails: *@lines counts them.
 */
static int ask(struct clickhouse *c, const char *query, struct text body,
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

/* Names of databases and clusters become parts of statements. */
static bool is_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return !*text;
}

static int bad_url(struct clickhouse *c, const char *what)
{
	return store_error(&c->store, -EINVAL,
			   "%s: the form is clickhouse://HOST:PORT[,HOST:PORT...]/DATABASE[?cluster=NAME&credentials=FILE&tls=1&ca=FILE]",
			   what);
}

/* A file with the name of a user in the first line, and a password in the second */
static int read_credentials(struct clickhouse *c, const char *path)
{
	struct http_options *o = &c->options;
	FILE *file = fopen(path, "re");

	if (!file)
		return store_error(&c->store, -errno, "%s: %s", path, strerror(errno));
	if (!fgets(o->user, sizeof(o->user), file))
		*o->user = '\0';
	if (!fgets(o->password, sizeof(o->password), file))
		*o->password = '\0';
	fclose(file);
	o->user[strcspn(o->user, "\r\n")] = '\0';
	o->password[strcspn(o->password, "\r\n")] = '\0';
	if (!*o->user)
		return store_error(&c->store, -EINVAL,
				   "%s has no user: a line with the name, and one with the password",
				   path);
	return 0;
}

static int set_option(struct clickhouse *c, const char *name, const char *value)
{
	if (!strcmp(name, "cluster") && is_name(value)) {
		snprintf(c->cluster, sizeof(c->cluster), "%s", value);
		return 0;
	}
	if (!strcmp(name, "credentials"))
		return read_credentials(c, value);
	if (!strcmp(name, "tls")) {
		c->options.tls = !strcmp(value, "1");
		return 0;
	}
	if (!strcmp(name, "ca")) {
		snprintf(c->options.ca, sizeof(c->options.ca), "%s", value);
		return 0;
	}
	return bad_url(c, name);
}

static int parse_options(struct clickhouse *c, char *text)
{
	char *option, *value, *save = NULL;
	int err = 0;

	for (option = strtok_r(text, "&", &save); option && !err;
	     option = strtok_r(NULL, "&", &save)) {
		value = strchr(option, '=');
		if (!value)
			return bad_url(c, option);
		*value++ = '\0';
		err = set_option(c, option, value);
	}
	return err;
}

static int parse_servers(struct clickhouse *c, char *text)
{
	struct http_options *o = &c->options;
	char *server, *save = NULL;

	for (server = strtok_r(text, ",", &save); server;
	     server = strtok_r(NULL, ",", &save)) {
		if (o->nr_servers == HTTP_SERVERS ||
		    strlen(server) >= sizeof(o->servers[0]) ||
		    strspn(server, "0123456789abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:[]") != strlen(server))
			return bad_url(c, server);
		strcpy(o->servers[o->nr_servers++], server);
	}
	return o->nr_servers ? 0 : bad_url(c, "no server");
}

static int parse_url(struct clickhouse *c, const char *rest)
{
	char *copy = strdup(rest), *database, *options;
	int err;

	if (!copy)
		return -ENOMEM;
	options = strchr(copy, '?');
	if (options)
		*options++ = '\0';
	database = strchr(copy, '/');
	if (database)
		*database++ = '\0';
	if (!database || !is_name(database) ||
	    strlen(database) >= sizeof(c->options.database))
		err = bad_url(c, database ? "no name of a database" : "no database");
	else
		err = parse_servers(c, copy);
	if (!err) {
		strcpy(c->options.database, database);
		if (options)
			err = parse_options(c, options);
	}
	free(copy);
	return err;
}

static int make_table(struct clickhouse *c, int server, const struct table *table)
{
	char query[QUERY_SIZE];
	int err;

	snprintf(query, sizeof(query),
		 "create table if not exists %s%s (%s) engine = ReplacingMergeTree"
		 " partition by %s order by (%s)", table->name,
		 *c->cluster ? "_local" : "", table->columns, table->partition, table->key);
	err = ask_server(c, server, query);
	if (err || !*c->cluster)
		return err;
	snprintf(query, sizeof(query),
		 "create table if not exists %s (%s) engine = Distributed(%s, %s, %s_local, cityHash64(%s))",
		 table->name, table->columns, c->cluster, c->options.database,
		 table->name, table->shard);
	return ask_server(c, server, query);
}

static int set_version(struct clickhouse *c, int server)
{
	char query[QUERY_SIZE];

	snprintf(query, sizeof(query), "insert into trail_schema select %d", SCHEMA);
	return ask_server(c, server, query);
}

static int make_schema(struct clickhouse *c, int server)
{
	char query[QUERY_SIZE];
	size_t i;
	int err;

	snprintf(query, sizeof(query), "create database if not exists %s",
		 c->options.database);
	err = http_ask(c->http, server, "default", query, (struct text){ "", 0 },
		       NULL, NULL);
	if (err)
		return store_error(&c->store, err, "%s", http_error(c->http));
	err = ask_server(c, server, "create table if not exists trail_schema (version UInt32)"
			 " engine = ReplacingMergeTree order by version");
	for (i = 0; i < N_TABLES && !err; i++)
		err = make_table(c, server, &tables[i]);
	return err ? err : set_version(c, server);
}

static int take_version(struct text line, void *data)
{
	uint64_t *version = data;

	return tsv_u64(line, version) ? 0 : -EBADMSG;
}

static int check_version(struct clickhouse *c)
{
	uint64_t version = 0;
	int err = ask(c, "select max(version) from trail_schema format TabSeparated",
		      (struct text){ "", 0 }, take_version, &version, NULL);

	if (!err && version > SCHEMA)
		return store_error(&c->store, -EPROTO,
				   "the database is of a later contid-trail: its schema is %" PRIu64 ", and this one knows %d",
				   version, SCHEMA);
	return err;
}

static int clickhouse_open(struct store *store, const char *rest, bool create)
{
	struct clickhouse *c = clickhouse_of(store);
	bool made = false;
	int i, err;

	err = parse_url(c, rest);
	if (err)
		return err;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	c->http = http_new(&c->options);
	if (!c->http)
		return store_error(store, -ENOMEM, "out of memory");
	/* A server that is away gets its tables at a later start. */
	for (i = 0; i < c->options.nr_servers && create; i++) {
		err = make_schema(c, i);
		made |= !err;
	}
	if (create && !made)
		return err;
	store->error[0] = '\0';
	return check_version(c);
}

static void clickhouse_close(struct store *store)
{
	struct clickhouse *c = clickhouse_of(store);
	size_t i;

	http_free(c->http);
	for (i = 0; i < N_TABLES; i++)
		bytes_free(&c->bodies[i]);
}

static int add_host(const struct batch_reader *reader, struct text machine,
		    struct text boot)
{
	struct clickhouse *c = reader->data;

	c->machine = machine;
	c->boot = boot;
	return 0;
}

static void add_row(struct clickhouse *c, int table, const struct batch_event *event,
		    const struct part *part, const struct batch_record *record)
{
	struct bytes *body = &c->bodies[table];

	tsv_add(body, part->key);
	tsv_add_u64(body, event->time);
	tsv_add(body, c->machine);
	tsv_add(body, c->boot);
	tsv_add_u64(body, event->serial);
	tsv_add_u64(body, record->n);
	tsv_add_u64(body, record->type);
	tsv_add_u64(body, part->own);
	tsv_add(body, part->lineage);
	tsv_add(body, record->text);
	tsv_end(body);
}

static int add_event(const struct batch_reader *reader, const struct batch_event *event)
{
	struct clickhouse *c = reader->data;
	size_t i, j;

	for (i = 0; i < event->nr_parts; i++)
		for (j = 0; j < event->nr_records; j++) {
			add_row(c, RECORD, event, &event->parts[i], &event->records[j]);
			if (event->parts[i].own && event->records[j].type == TYPE_CONTAINER_OP)
				add_row(c, OPERATION, event, &event->parts[i],
					&event->records[j]);
		}
	return c->bodies[RECORD].failed ? -ENOMEM : 0;
}

static int add_seen(const struct batch_reader *reader, const struct range *range)
{
	struct clickhouse *c = reader->data;
	struct bytes *body = &c->bodies[SEEN];

	tsv_add(body, c->machine);
	tsv_add(body, c->boot);
	tsv_add_u64(body, range->first);
	tsv_add_u64(body, range->last);
	tsv_add_u64(body, range->since);
	tsv_add_u64(body, range->until);
	tsv_end(body);
	return 0;
}

static int add_lost(const struct batch_reader *reader, const struct loss *loss)
{
	struct clickhouse *c = reader->data;
	struct bytes *body = &c->bodies[LOST];

	tsv_add(body, c->machine);
	tsv_add(body, c->boot);
	tsv_add_u64(body, loss->time);
	tsv_add(body, loss->what);
	tsv_add_u64(body, loss->count);
	tsv_end(body);
	return 0;
}

/* The serial numbers come behind the rows: what is seen is there. */
static int insert_all(struct clickhouse *c)
{
	char query[128];
	size_t i;
	int err = 0;

	for (i = 0; i < N_TABLES && !err; i++) {
		const struct bytes *body = &c->bodies[i];

		if (body->failed)
			return store_error(&c->store, -ENOMEM, "out of memory");
		if (!body->len)
			continue;
		snprintf(query, sizeof(query), "insert into %s format TabSeparated",
			 tables[i].name);
		err = ask(c, query, (struct text){ body->data, body->len }, NULL,
			  NULL, NULL);
	}
	return err;
}

static int clickhouse_append(struct store *store, struct text batch)
{
	struct clickhouse *c = clickhouse_of(store);
	struct batch_reader reader = { add_host, add_event, add_seen, add_lost, c };
	size_t i;
	int err;

	store->error[0] = '\0';
	for (i = 0; i < N_TABLES; i++)
		bytes_clear(&c->bodies[i]);
	err = batch_read(batch, &reader);
	if (err)
		return store_error(store, err, err == -EBADMSG ? "the batch is damaged" :
				   "out of memory");
	return insert_all(c);
}

/**
 * struct reading - an answer that is being read.
 * @c: the store
 * @columns: columns of a line
 * @nr_columns: how many there are
 * @key: the first so many are the key; columns may be 64 bits numbers
 * @room: what the columns point to
 * @last: what those of the line before point to
 * @last_columns: the line before, of which a second one is passed over
 * @lines: lines that have come
 * @fn: gets the columns
 * @call: the function of the caller
 * @data: for @call
 */
struct reading {
	struct clickhouse *c;
	struct text columns[10];
	int nr_columns;
	int key;
	struct bytes room;
	struct bytes last;
	struct text last_columns[10];
	size_t lines;
	int (*fn)(struct reading *reading);
	union {
		row_fn row;
		summary_fn summary;
		seen_fn seen;
		lost_fn lost;
	} call;
	void *data;
};

static bool is_double(const struct reading *r)
{
	int i;

	for (i = 0; i < r->key; i++)
		if (!text_is(r->columns[i], r->last_columns[i]))
			return false;
	return r->lines > 1;
}

static int take_line(struct text line, void *data)
{
	struct reading *r = data;
	struct bytes room = r->last;
	int ret;

	r->last = r->room;
	r->room = room;
	memcpy(r->last_columns, r->columns, sizeof(r->columns));
	bytes_clear(&r->room);
	bytes_add(&r->room, line.at, line.len);
	r->lines++;
	if (r->room.failed)
		return -ENOMEM;
	if (!tsv_split(line, r->room.data ?: (char *)"", r->columns, r->nr_columns))
		return store_error(&r->c->store, -EPROTO, "the answer is not understood: %.*s",
				   (int)(line.len > 200 ? 200 : line.len), line.at);
	ret = r->key && is_double(r) ? 0 : r->fn(r);
	if (ret == -EPROTO)
		store_error(&r->c->store, ret, "the answer is not understood");
	return ret;
}

static int read_answer(struct reading *r, const char *query)
{
	int ret;

	r->c->store.error[0] = '\0';
	ret = ask(r->c, query, (struct text){ "", 0 }, take_line, r, &r->lines);
	bytes_free(&r->room);
	bytes_free(&r->last);
	return ret;
}

#define COLUMNS	"contid, time, machine, boot, serial, n, type, own, lineage, text"

static int take_row(struct reading *r)
{
	struct row row = {
		.contid = r->columns[0],
		.machine = r->columns[2],
		.boot = r->columns[3],
		.lineage = r->columns[8],
		.text = r->columns[9],
	};
	uint64_t n, type, own;

	if (!tsv_u64(r->columns[1], &row.time) || !tsv_u64(r->columns[4], &row.serial) ||
	    !tsv_u64(r->columns[5], &n) || !tsv_u64(r->columns[6], &type) ||
	    !tsv_u64(r->columns[7], &own))
		return -EPROTO;
	row.n = n;
	row.type = type;
	row.own = own;
	return r->call.row(&row, r->data);
}

static int clickhouse_scan(struct store *store, const struct query *query,
			   row_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 10, .key = 6,
		.fn = take_row, .call.row = fn, .data = data,
	};
	char sql[QUERY_SIZE];

	/* The key has digits, a slash and a plus. */
	snprintf(sql, sizeof(sql), "select " COLUMNS " from record where contid = '%s'"
		 " and time >= %" PRIu64 " and time <= %" PRIu64 "%s"
		 " order by time, machine, boot, serial, n format TabSeparated",
		 query->contid, query->since, query->until,
		 query->nested ? "" : " and own = 1");
	return read_answer(&r, sql);
}

static int clickhouse_lives(struct store *store, const char *contid, row_fn fn,
			    void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 10, .key = 6,
		.fn = take_row, .call.row = fn, .data = data,
	};
	char sql[QUERY_SIZE];

	snprintf(sql, sizeof(sql), "select " COLUMNS " from operation%s%s%s"
		 " order by contid, machine, boot, serial, n format TabSeparated",
		 contid ? " where contid = '" : "", contid ?: "", contid ? "'" : "");
	return read_answer(&r, sql);
}

static int take_summary(struct reading *r)
{
	struct summary summary = { .contid = r->columns[0] };

	if (!tsv_u64(r->columns[1], &summary.hosts) ||
	    !tsv_u64(r->columns[2], &summary.first) ||
	    !tsv_u64(r->columns[3], &summary.last) ||
	    !tsv_u64(r->columns[4], &summary.records))
		return -EPROTO;
	return r->call.summary(&summary, r->data);
}

static int clickhouse_list(struct store *store, summary_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 5,
		.fn = take_summary, .call.summary = fn, .data = data,
	};

	return read_answer(&r, "select contid, uniqExact(machine), min(time), max(time), count()"
			   " from record final where own = 1 group by contid order by contid"
			   " format TabSeparated");
}

static int take_seen(struct reading *r)
{
	struct seen seen = { .machine = r->columns[0], .boot = r->columns[1] };

	if (!tsv_u64(r->columns[2], &seen.range.first) ||
	    !tsv_u64(r->columns[3], &seen.range.last) ||
	    !tsv_u64(r->columns[4], &seen.range.since) ||
	    !tsv_u64(r->columns[5], &seen.range.until))
		return -EPROTO;
	return r->call.seen(&seen, r->data);
}

static int clickhouse_seen(struct store *store, seen_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 6, .key = 4,
		.fn = take_seen, .call.seen = fn, .data = data,
	};

	return read_answer(&r, "select machine, boot, first, last, since, until from seen"
			   " order by machine, boot, first, last format TabSeparated");
}

static int take_lost(struct reading *r)
{
	struct lost lost = {
		.machine = r->columns[0], .boot = r->columns[1],
		.loss.what = r->columns[3],
	};

	if (!tsv_u64(r->columns[2], &lost.loss.time) ||
	    !tsv_u64(r->columns[4], &lost.loss.count))
		return -EPROTO;
	return r->call.lost(&lost, r->data);
}

static int clickhouse_lost(struct store *store, lost_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 5, .key = 4,
		.fn = take_lost, .call.lost = fn, .data = data,
	};

	return read_answer(&r, "select machine, boot, time, what, count from lost"
			   " order by machine, boot, time, what format TabSeparated");
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
