// SPDX-License-Identifier: GPL-2.0
/*
 * The store in an SQLite file. The text of an event is there once, in the order of
 * arrival, and "part" says which containers have a part in it: so what is inserted all
 * over the file is small. The view "row" has the rows.
 */

#include <errno.h>
#include <stdlib.h>

#include "record/name.h"
#include "store/sqlite_store.h"

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

	/* container_name() is record_name(). */
	"alter table part add column name text;"
	"update part set name = (select container_name(contid, text) from container c"
	" join record r on r.event = part.event where c.id = part.container"
	" and type = 1390 and container_name(contid, text) is not null) where op and own;"
	"create index part_name on part (name) where name is not null;"
	"drop view row;"
	"create view row as select contid, e.time, machine, boot, serial, n, type, own,"
	" l.text as lineage, r.text, p.name from part p join container c on c.id = p.container"
	" join event e on e.id = p.event join host h on h.id = e.host"
	" join lineage l on l.id = p.lineage join record r on r.event = e.id;",
};

#define N_STEPS	((int)(sizeof(steps) / sizeof(steps[0])))

static void container_name(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct text key = { (const char *)sqlite3_value_text(values[0]),
			    sqlite3_value_bytes(values[0]) };
	struct text text = { (const char *)sqlite3_value_text(values[1]),
			     sqlite3_value_bytes(values[1]) };
	char buffer[NAME_SIZE];
	struct text name = { 0 };

	(void)n;
	if (key.at && text.at)
		name = record_name(key, text, buffer);
	if (name.len)
		sqlite3_result_text(context, name.at, name.len, SQLITE_TRANSIENT);
}

static int migrate(struct sqlite_store *s)
{
	if (sqlite3_create_function(s->db, "container_name", 2, SQLITE_UTF8, NULL,
				    container_name, NULL, NULL))
		return sql_errno(s->db);
	return sql_migrate(s->db, steps, N_STEPS);
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
	return sqlite_failed(s, migrate(s));
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

static void sqlite_close(struct store *store)
{
	struct sqlite_store *s = sqlite_of(store);
	int i;

	for (i = 0; i < N_STATEMENTS; i++)
		sqlite3_finalize(s->stmts[i]);
	sqlite_forget(s);
	sqlite3_close(s->db);
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
