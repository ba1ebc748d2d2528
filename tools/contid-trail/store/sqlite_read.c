// SPDX-License-Identifier: GPL-2.0
/* What is read from the SQLite store. */

#include "store/sqlite_store.h"

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
		.name = sqlite3_column_count(stmt) > 10 ? sql_text(stmt, 10) :
			(struct text){ "", 0 },
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
		ret = sqlite_failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

static sqlite3_stmt *ask(struct sqlite_store *s, const char *sql, int *err)
{
	sqlite3_stmt *stmt = NULL;

	*err = 0;
	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL))
		*err = sqlite_failed(s, sql_errno(s->db));
	return stmt;
}

/* SQLite's integers have a sign. */
static sqlite3_int64 bounded(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : value;
}

int sqlite_scan(struct store *store, const struct query *query, row_fn fn,
		void *data)
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

#define OPERATIONS							\
	"select contid, p.time, machine, boot, serial, n, type, own, l.text, r.text, p.name from "
#define OPERATIONS_END							\
	" and p.op and p.own" JOINS " where type = 1390"		\
	" order by contid, machine, boot, serial, n"

/* With a name, the index of names says which parts there are. */
int sqlite_lives(struct store *store, const struct life_query *query, row_fn fn,
		 void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int err;
	sqlite3_stmt *stmt = ask(s, query->name ?
		OPERATIONS "part p cross join container c on c.id = p.container"
		" and p.name = ?2 and (?1 is null or contid = ?1)" OPERATIONS_END :
		OPERATIONS "container c cross join part p on p.container = c.id"
		" and (?1 is null or contid = ?1)" OPERATIONS_END, &err);

	if (err)
		return err;
	if (query->contid)
		sql_bind_text(stmt, 1, text_of(query->contid));
	if (query->name)
		sql_bind_text(stmt, 2, text_of(query->name));
	return read_rows(s, stmt, fn, data);
}

int sqlite_list(struct store *store, summary_fn fn, void *data)
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
		ret = sqlite_failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

/* Parameter 1 is a machine, or null for all. */
#define OF_HOST(table)	" from host cross join " table " on host = host.id and (?1 is null or machine = ?1)"

int sqlite_seen(struct store *store, const char *machine, seen_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int ret;
	sqlite3_stmt *stmt = ask(s,
		"select machine, boot, first, last, since, until" OF_HOST("seen")
		" order by machine, boot, first", &ret);

	if (!ret && machine)
		sql_bind_text(stmt, 1, text_of(machine));
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
		ret = sqlite_failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}

int sqlite_lost(struct store *store, const char *machine, lost_fn fn, void *data)
{
	struct sqlite_store *s = sqlite_of(store);
	int ret;
	sqlite3_stmt *stmt = ask(s,
		"select machine, boot, time, what, count" OF_HOST("lost")
		" order by machine, boot, time, what", &ret);

	if (!ret && machine)
		sql_bind_text(stmt, 1, text_of(machine));
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
		ret = sqlite_failed(s, sql_errno(s->db));
	sqlite3_finalize(stmt);
	return ret;
}
