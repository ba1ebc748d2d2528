// SPDX-License-Identifier: GPL-2.0
/*
 * The store in an SQLite file. The text of an event is there once, in the order of
 * arrival, and "part" says which containers have a part in it: so what is inserted all
 * over the file is small. The view "row" has the rows.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "record/record.h"
#include "store/sql.h"
#include "store/store.h"

static const char *const steps[] = {
	"create table host (id integer primary key, machine text not null,"
	" boot text not null, unique (machine, boot));"
	"create table container (id integer primary key, contid text not null unique);"
	"create table lineage (id integer primary key, text text not null unique);"
	"create table event (id integer primary key, host integer not null,"
	" serial integer not null, time integer not null, records integer not null,"
	" unique (host, serial, time));"
	"create table record (event integer not null, n integer not null,"
	" type integer not null, text text not null, primary key (event, n)) without rowid;"
	"create table part (container integer not null, time integer not null,"
	" event integer not null, lineage integer not null, own integer not null,"
	" op integer not null, primary key (container, time, event)) without rowid;"
	"create table seen (host integer not null, first integer not null,"
	" last integer not null, since integer not null, until integer not null,"
	" primary key (host, first)) without rowid;"
	"create table lost (host integer not null, time integer not null,"
	" what text not null, count integer not null,"
	" primary key (host, time, what)) without rowid;"
	"create view row as select contid, e.time, machine, boot, serial, n, type, own,"
	" l.text as lineage, r.text from part p join container c on c.id = p.container"
	" join event e on e.id = p.event join host h on h.id = e.host"
	" join lineage l on l.id = p.lineage join record r on r.event = e.id;",

	"create index part_op on part (container, event) where op and own;",
};

#define N_STEPS	((int)(sizeof(steps) / sizeof(steps[0])))

/* The statements that append */
enum {
	ADD_HOST,
	ADD_CONTAINER,
	ADD_LINEAGE,
	ADD_EVENT,
	ADD_RECORD,
	ADD_PART,
	GET_SEEN,
	DELETE_SEEN,
	ADD_SEEN,
	ADD_LOST,
	N_STATEMENTS
};

/* "do update" rather than "do nothing": that returns the id in either case. */
static const char *const statements[N_STATEMENTS] = {
	[ADD_HOST] = "insert into host (machine, boot) values (?1, ?2)"
		" on conflict do update set boot = boot returning id",
	[ADD_CONTAINER] = "insert into container (contid) values (?1)"
		" on conflict do update set contid = contid returning id",
	[ADD_LINEAGE] = "insert into lineage (text) values (?1)"
		" on conflict do update set text = text returning id",
	[ADD_EVENT] = "insert into event (host, serial, time, records) values (?1, ?2, ?3, ?4)"
		" on conflict do update set records = max(records, excluded.records) returning id",
	[ADD_RECORD] = "insert into record (event, n, type, text) values (?1, ?2, ?3, ?4)"
		" on conflict do nothing",
	[ADD_PART] = "insert into part (container, time, event, lineage, own, op)"
		" values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do update set"
		" lineage = excluded.lineage, own = excluded.own, op = op or excluded.op"
		" where excluded.own > own or excluded.op > op",
	[GET_SEEN] = "select min(first), max(last), min(since), max(until) from seen"
		" where host = ?1 and first <= ?3 + 1 and last >= ?2 - 1"
		" and first >= (select coalesce(max(first), 0) from seen where host = ?1 and first < ?2)",
	[DELETE_SEEN] = "delete from seen where host = ?1 and first >= ?2 and last <= ?3",
	[ADD_SEEN] = "insert into seen (host, first, last, since, until)"
		" values (?1, ?2, ?3, ?4, ?5)",
	[ADD_LOST] = "insert into lost (host, time, what, count) values (?1, ?2, ?3, ?4)"
		" on conflict do update set count = max(count, excluded.count)",
};

#define CACHE	16384	/* Containers and lineages whose ids are remembered */

/**
 * struct known - an id that is remembered.
 * @text: the container or lineage, NULL for none
 * @len: its bytes
 * @id: its id
 */
struct known {
	char *text;
	size_t len;
	sqlite3_int64 id;
};

/**
 * struct sqlite_store - the store.
 * @store: what all stores have
 * @db: the database
 * @stmts: statements that append, NULL until they are needed
 * @containers: ids of containers
 * @lineages: ids of lineages
 * @host: id of the host of the batch that is being stored
 */
struct sqlite_store {
	struct store store;
	sqlite3 *db;
	sqlite3_stmt *stmts[N_STATEMENTS];
	struct known containers[CACHE];
	struct known lineages[CACHE];
	sqlite3_int64 host;
};

static struct sqlite_store *sqlite_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

static int failed(struct sqlite_store *s, int err)
{
	if (err < 0)
		store_error(&s->store, err, "%s: %s",
			    sqlite3_db_filename(s->db, "main") ?: "SQLite",
			    sqlite3_errmsg(s->db));
	return err;
}

static int open_schema(struct sqlite_store *s, const char *path, bool create)
{
	int version = sql_version(s->db);

	if (version > N_STEPS)
		return store_error(&s->store, -EPROTO,
				   "%s is of a later contid-trail: its schema is %d, and this one knows %d",
				   path, version, N_STEPS);
	if (!version && !create)
		return store_error(&s->store, -ENODATA,
				   "%s is no trail: 'contid-trail collect' makes one",
				   path);
	return failed(s, sql_migrate(s->db, steps, N_STEPS));
}

static int sqlite_open(struct store *store, const char *path, bool create)
{
	struct sqlite_store *s = sqlite_of(store);
	int err;

	err = sql_open(&s->db, path, create,
		       "pragma journal_mode = wal; pragma synchronous = full;"
		       "pragma cache_size = -65536; pragma temp_store = memory;"
		       "pragma wal_autocheckpoint = 8192");
	if (err)
		return store_error(store, err, "%s: %s%s", path,
				   s->db ? sqlite3_errmsg(s->db) : "no memory",
				   create ? "" : ": 'contid-trail collect' makes a store");
	return open_schema(s, path, create);
}

static void forget(struct known *known)
{
	size_t i;

	for (i = 0; i < CACHE; i++)
		free(known[i].text);
	memset(known, 0, CACHE * sizeof(*known));
}

static void sqlite_close(struct store *store)
{
	struct sqlite_store *s = sqlite_of(store);
	int i;

	for (i = 0; i < N_STATEMENTS; i++)
		sqlite3_finalize(s->stmts[i]);
	forget(s->containers);
	forget(s->lineages);
	sqlite3_close(s->db);
}

static int prepare(struct sqlite_store *s)
{
	int i;

	for (i = 0; i < N_STATEMENTS; i++)
		if (!s->stmts[i] &&
		    sqlite3_prepare_v3(s->db, statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &s->stmts[i],
				       NULL))
			return sql_errno(s->db);
	return 0;
}

/* Run a statement that returns an id. */
static int get_id(sqlite3_stmt *stmt, sqlite3_int64 *id)
{
	int err = 0;

	if (sqlite3_step(stmt) == SQLITE_ROW)
		*id = sqlite3_column_int64(stmt, 0);
	else
		err = sql_errno(sqlite3_db_handle(stmt));
	sqlite3_reset(stmt);
	return err;
}

static unsigned int hash(struct text text)
{
	unsigned int value = 2166136261u;
	size_t i;

	for (i = 0; i < text.len; i++)
		value = (value ^ (unsigned char)text.at[i]) * 16777619u;
	return value % CACHE;
}

/* The id of a container or lineage */
static int intern(sqlite3_stmt *stmt, struct known *known, struct text text,
		  sqlite3_int64 *id)
{
	struct known *slot = &known[hash(text)];
	int err;

	if (slot->text && text_is((struct text){ slot->text, slot->len }, text)) {
		*id = slot->id;
		return 0;
	}
	sql_bind_text(stmt, 1, text);
	err = get_id(stmt, id);
	free(slot->text);
	slot->text = err ? NULL : strndup(text.at, text.len);
	slot->len = text.len;
	slot->id = *id;
	return err;
}

static int add_host(const struct batch_reader *reader, struct text machine,
		    struct text boot)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[ADD_HOST];

	sql_bind_text(stmt, 1, machine);
	sql_bind_text(stmt, 2, boot);
	return get_id(stmt, &s->host);
}

static bool is_operation(const struct batch_event *event)
{
	size_t i;

	for (i = 0; i < event->nr_records; i++)
		if (event->records[i].type == TYPE_CONTAINER_OP)
			return true;
	return false;
}

static int add_part(struct sqlite_store *s, const struct batch_event *event,
		    const struct part *part, sqlite3_int64 id)
{
	sqlite3_stmt *stmt = s->stmts[ADD_PART];
	sqlite3_int64 container = 0, lineage = 0;
	int err;

	err = intern(s->stmts[ADD_CONTAINER], s->containers, part->key,
		     &container);
	if (!err)
		err = intern(s->stmts[ADD_LINEAGE], s->lineages, part->lineage,
			     &lineage);
	if (err)
		return err;
	sqlite3_bind_int64(stmt, 1, container);
	sqlite3_bind_int64(stmt, 2, event->time);
	sqlite3_bind_int64(stmt, 3, id);
	sqlite3_bind_int64(stmt, 4, lineage);
	sqlite3_bind_int(stmt, 5, part->own);
	sqlite3_bind_int(stmt, 6, is_operation(event));
	return sql_step(stmt);
}

static int add_record(struct sqlite_store *s, const struct batch_record *record,
		      sqlite3_int64 id)
{
	sqlite3_stmt *stmt = s->stmts[ADD_RECORD];

	sqlite3_bind_int64(stmt, 1, id);
	sqlite3_bind_int64(stmt, 2, record->n);
	sqlite3_bind_int64(stmt, 3, record->type);
	sql_bind_text(stmt, 4, record->text);
	return sql_step(stmt);
}

static int add_event(const struct batch_reader *reader,
		     const struct batch_event *event)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[ADD_EVENT];
	sqlite3_int64 id = 0;
	size_t i;
	int err;

	sqlite3_bind_int64(stmt, 1, s->host);
	sqlite3_bind_int64(stmt, 2, event->serial);
	sqlite3_bind_int64(stmt, 3, event->time);
	sqlite3_bind_int64(stmt, 4, event->nr_records);
	err = get_id(stmt, &id);
	for (i = 0; i < event->nr_records && !err; i++)
		err = add_record(s, &event->records[i], id);
	for (i = 0; i < event->nr_parts && !err; i++)
		err = add_part(s, event, &event->parts[i], id);
	return err;
}

static void bind_range(sqlite3_stmt *stmt, sqlite3_int64 host,
		       const struct range *range)
{
	sqlite3_bind_int64(stmt, 1, host);
	sqlite3_bind_int64(stmt, 2, range->first);
	sqlite3_bind_int64(stmt, 3, range->last);
}

/* Make @range what it is together with those that it touches. */
static void unite(sqlite3_stmt *stmt, struct range *range)
{
	uint64_t first = sqlite3_column_int64(stmt, 0);
	uint64_t last = sqlite3_column_int64(stmt, 1);

	if (sqlite3_column_type(stmt, 0) == SQLITE_NULL)
		return;
	if (first < range->first) {
		range->first = first;
		range->since = sqlite3_column_int64(stmt, 2);
	}
	if (last > range->last) {
		range->last = last;
		range->until = sqlite3_column_int64(stmt, 3);
	}
}

static int add_seen(const struct batch_reader *reader,
		    const struct range *range)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[GET_SEEN];
	struct range all = *range;
	int err = 0;

	bind_range(stmt, s->host, range);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		unite(stmt, &all);
	else
		err = sql_errno(s->db);
	sqlite3_reset(stmt);
	if (err)
		return err;

	bind_range(s->stmts[DELETE_SEEN], s->host, &all);
	err = sql_step(s->stmts[DELETE_SEEN]);
	stmt = s->stmts[ADD_SEEN];
	bind_range(stmt, s->host, &all);
	sqlite3_bind_int64(stmt, 4, all.since);
	sqlite3_bind_int64(stmt, 5, all.until);
	return err ? err : sql_step(stmt);
}

static int add_lost(const struct batch_reader *reader, const struct loss *loss)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[ADD_LOST];

	sqlite3_bind_int64(stmt, 1, s->host);
	sqlite3_bind_int64(stmt, 2, loss->time);
	sql_bind_text(stmt, 3, loss->what);
	sqlite3_bind_int64(stmt, 4, loss->count);
	return sql_step(stmt);
}

static int sqlite_append(struct store *store, struct text batch)
{
	struct sqlite_store *s = sqlite_of(store);
	struct batch_reader reader = {
		.host = add_host,
		.event = add_event,
		.range = add_seen,
		.loss = add_lost,
		.data = s,
	};
	int err = prepare(s);

	if (!err && sqlite3_exec(s->db, "begin immediate", NULL, NULL, NULL))
		err = sql_errno(s->db);
	if (err)
		return failed(s, err);
	err = batch_read(batch, &reader);
	if (!err && sqlite3_exec(s->db, "commit", NULL, NULL, NULL))
		err = sql_errno(s->db);
	if (!err)
		return 0;

	if (err == -EBADMSG && sqlite3_errcode(s->db) != SQLITE_CORRUPT)
		store_error(store, err, "the batch is damaged");
	else
		failed(s, err);
	sqlite3_exec(s->db, "rollback", NULL, NULL, NULL);
	/* Ids that were given in this transaction are not given any more. */
	forget(s->containers);
	forget(s->lineages);
	return err;
}

#define COLUMNS	"?1, p.time, machine, boot, serial, n, type, own, l.text, r.text"
#define JOINS	" cross join event e on e.id = p.event cross join host h on h.id = e.host" \
		" cross join lineage l on l.id = p.lineage" \
		" cross join record r on r.event = e.id"

static struct row row_of(sqlite3_stmt *stmt)
{
	return (struct row){
		.contid = sql_text(stmt, 0),
		.time = sqlite3_column_int64(stmt, 1),
		.machine = sql_text(stmt, 2),
		.boot = sql_text(stmt, 3),
		.serial = sqlite3_column_int64(stmt, 4),
		.n = sqlite3_column_int64(stmt, 5),
		.type = sqlite3_column_int64(stmt, 6),
		.own = sqlite3_column_int(stmt, 7),
		.lineage = sql_text(stmt, 8),
		.text = sql_text(stmt, 9),
	};
}

static int read_rows(struct sqlite_store *s, sqlite3_stmt *stmt, row_fn fn,
		     void *data)
{
	int ret = 0;

	while (!ret && sqlite3_step(stmt) == SQLITE_ROW) {
		struct row row = row_of(stmt);

		ret = fn(&row, data);
	}
	if (!ret)
		ret = failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

static sqlite3_stmt *ask(struct sqlite_store *s, const char *sql, int *err)
{
	sqlite3_stmt *stmt = NULL;

	*err = 0;
	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL))
		*err = failed(s, sql_errno(s->db));
	return stmt;
}

/* SQLite's integers have a sign. */
static sqlite3_int64 bounded(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : value;
}

static int sqlite_scan(struct store *store, const struct query *query,
		       row_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int err;
	sqlite3_stmt *stmt = ask(s, "select " COLUMNS " from container c"
		" cross join part p on p.container = c.id and p.time between ?2 and ?3"
		JOINS " where contid = ?1 and (own or ?4)"
		" order by p.time, machine, boot, serial, n", &err);

	if (err)
		return err;
	sql_bind_text(stmt, 1, text_of(query->contid));
	sqlite3_bind_int64(stmt, 2, bounded(query->since));
	sqlite3_bind_int64(stmt, 3, bounded(query->until));
	sqlite3_bind_int(stmt, 4, query->nested);
	return read_rows(s, stmt, fn, data);
}

static int sqlite_lives(struct store *store, const char *contid, row_fn fn,
			void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int err;
	sqlite3_stmt *stmt = ask(s,
		"select contid, p.time, machine, boot, serial, n, type, own, l.text, r.text"
		" from container c cross join part p on p.container = c.id and p.op and p.own"
		JOINS " where (?1 is null or contid = ?1) and type = 1390"
		" order by contid, machine, boot, serial, n", &err);

	if (err)
		return err;
	if (contid)
		sql_bind_text(stmt, 1, text_of(contid));
	return read_rows(s, stmt, fn, data);
}

static int sqlite_list(struct store *store, summary_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int ret;
	sqlite3_stmt *stmt = ask(s,
		"select contid, count(distinct machine), min(p.time), max(p.time), sum(records)"
		" from container c join part p on p.container = c.id join event e on e.id = p.event"
		" join host h on h.id = e.host where own group by contid order by contid", &ret);

	while (!ret && sqlite3_step(stmt) == SQLITE_ROW) {
		struct summary summary = {
			.contid = sql_text(stmt, 0),
			.hosts = sqlite3_column_int64(stmt, 1),
			.first = sqlite3_column_int64(stmt, 2),
			.last = sqlite3_column_int64(stmt, 3),
			.records = sqlite3_column_int64(stmt, 4),
		};

		ret = fn(&summary, data);
	}
	if (!ret)
		ret = failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

static int sqlite_seen(struct store *store, seen_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int ret;
	sqlite3_stmt *stmt = ask(s,
		"select machine, boot, first, last, since, until from seen"
		" join host on host.id = host order by machine, boot, first", &ret);

	while (!ret && sqlite3_step(stmt) == SQLITE_ROW) {
		struct seen seen = {
			.machine = sql_text(stmt, 0),
			.boot = sql_text(stmt, 1),
			.range = {
				.first = sqlite3_column_int64(stmt, 2),
				.last = sqlite3_column_int64(stmt, 3),
				.since = sqlite3_column_int64(stmt, 4),
				.until = sqlite3_column_int64(stmt, 5),
			},
		};

		ret = fn(&seen, data);
	}
	if (!ret)
		ret = failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

static int sqlite_lost(struct store *store, lost_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int ret;
	sqlite3_stmt *stmt = ask(s,
		"select machine, boot, time, what, count from lost"
		" join host on host.id = host order by machine, boot, time, what", &ret);

	while (!ret && sqlite3_step(stmt) == SQLITE_ROW) {
		struct lost lost = {
			.machine = sql_text(stmt, 0),
			.boot = sql_text(stmt, 1),
			.loss = {
				.time = sqlite3_column_int64(stmt, 2),
				.what = sql_text(stmt, 3),
				.count = sqlite3_column_int64(stmt, 4),
			},
		};

		ret = fn(&lost, data);
	}
	if (!ret)
		ret = failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

const struct store_ops store_sqlite = {
	.prefix = "sqlite://",
	.size = sizeof(struct sqlite_store),
	.open = sqlite_open,
	.append = sqlite_append,
	.scan = sqlite_scan,
	.lives = sqlite_lives,
	.list = sqlite_list,
	.seen = sqlite_seen,
	.lost = sqlite_lost,
	.close = sqlite_close,
};
