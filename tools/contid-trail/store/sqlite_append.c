// SPDX-License-Identifier: GPL-2.0
/* Batches appended to the SQLite store, each in a transaction. */

#include <errno.h>
#include <stdlib.h>

#include "record/name.h"
#include "record/record.h"
#include "store/sqlite_store.h"

/* "do update" rather than "do nothing": that returns the id in either case. */
static const char *const statements[N_STATEMENTS] = {
	[STMT_ADD_HOST] = "insert into host (machine, boot) values (?1, ?2)"
		" on conflict do update set boot = boot returning id",
	[STMT_ADD_CONTAINER] = "insert into container (contid) values (?1)"
		" on conflict do update set contid = contid returning id",
	[STMT_ADD_LINEAGE] = "insert into lineage (text) values (?1)"
		" on conflict do update set text = text returning id",
	[STMT_ADD_EVENT] = "insert into event (host, serial, time, records) values (?1, ?2, ?3, ?4)"
		" on conflict do update set records = max(records, excluded.records) returning id",
	[STMT_ADD_RECORD] = "insert into record (event, n, type, text) values (?1, ?2, ?3, ?4)"
		" on conflict do nothing",
	[STMT_ADD_PART] = "insert into part (container, time, event, lineage, own, op, name)"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do update set"
		" lineage = excluded.lineage, own = excluded.own, op = op or excluded.op,"
		" name = coalesce(name, excluded.name)"
		" where excluded.own > own or excluded.op > op",
	[STMT_GET_SEEN] = "select min(first), max(last), min(since), max(until) from seen"
		" where host = ?1 and first <= ?3 + 1 and last >= ?2 - 1"
		" and first >= (select coalesce(max(first), 0) from seen where host = ?1 and first < ?2)",
	[STMT_DELETE_SEEN] = "delete from seen where host = ?1 and first >= ?2 and last <= ?3",
	[STMT_ADD_SEEN] = "insert into seen (host, first, last, since, until)"
		" values (?1, ?2, ?3, ?4, ?5)",
	[STMT_ADD_LOST] = "insert into lost (host, time, what, count) values (?1, ?2, ?3, ?4)"
		" on conflict do update set count = max(count, excluded.count)",
};

static void forget(struct known *known)
{
	size_t i;

	for (i = 0; i < CACHE; i++)
		free(known[i].text);
	memset(known, 0, CACHE * sizeof(*known));
}

/* Forget the ids of containers and lineages. */
void sqlite_forget(struct sqlite_store *s)
{
	forget(s->containers);
	forget(s->lineages);
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

/* In a damaged batch, a text may have NULs, where strndup() ends. */
static char *copy_of(struct text text)
{
	char *copy = malloc(text.len + 1);

	if (copy)
		memcpy(copy, text.at, text.len);
	return copy;
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
	slot->text = err ? NULL : copy_of(text);
	slot->len = text.len;
	slot->id = *id;
	return err;
}

static int add_host(const struct batch_reader *reader, struct text machine,
		    struct text boot)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[STMT_ADD_HOST];

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

/* The name of a container in an event */
static struct text name_in(const struct batch_event *event, struct text key,
			   char buffer[NAME_SIZE])
{
	struct text name = { 0 };
	size_t i;

	for (i = 0; i < event->nr_records && !name.len; i++)
		if (event->records[i].type == TYPE_CONTAINER_OP)
			name = record_name(key, event->records[i].text, buffer);
	return name;
}

static int add_part(struct sqlite_store *s, const struct batch_event *event,
		    const struct part *part, sqlite3_int64 id)
{
	sqlite3_stmt *stmt = s->stmts[STMT_ADD_PART];
	sqlite3_int64 container = 0, lineage = 0;
	char buffer[NAME_SIZE];
	struct text name = name_in(event, part->key, buffer);
	int err;

	err = intern(s->stmts[STMT_ADD_CONTAINER], s->containers, part->key,
		     &container);
	if (!err)
		err = intern(s->stmts[STMT_ADD_LINEAGE], s->lineages, part->lineage,
			     &lineage);
	if (err)
		return err;
	sqlite3_bind_int64(stmt, 1, container);
	sqlite3_bind_int64(stmt, 2, event->time);
	sqlite3_bind_int64(stmt, 3, id);
	sqlite3_bind_int64(stmt, 4, lineage);
	sqlite3_bind_int(stmt, 5, part->own);
	sqlite3_bind_int(stmt, 6, is_operation(event));
	if (name.len)
		sql_bind_text(stmt, 7, name);
	else
		sqlite3_bind_null(stmt, 7);
	return sql_step(stmt);
}

static int add_record(struct sqlite_store *s, const struct batch_record *record,
		      sqlite3_int64 id)
{
	sqlite3_stmt *stmt = s->stmts[STMT_ADD_RECORD];

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
	sqlite3_stmt *stmt = s->stmts[STMT_ADD_EVENT];
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
	sqlite3_stmt *stmt = s->stmts[STMT_GET_SEEN];
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

	bind_range(s->stmts[STMT_DELETE_SEEN], s->host, &all);
	err = sql_step(s->stmts[STMT_DELETE_SEEN]);
	stmt = s->stmts[STMT_ADD_SEEN];
	bind_range(stmt, s->host, &all);
	sqlite3_bind_int64(stmt, 4, all.since);
	sqlite3_bind_int64(stmt, 5, all.until);
	return err ? err : sql_step(stmt);
}

static int add_lost(const struct batch_reader *reader, const struct loss *loss)
{
	struct sqlite_store *s = reader->data;
	sqlite3_stmt *stmt = s->stmts[STMT_ADD_LOST];

	sqlite3_bind_int64(stmt, 1, s->host);
	sqlite3_bind_int64(stmt, 2, loss->time);
	sql_bind_text(stmt, 3, loss->what);
	sqlite3_bind_int64(stmt, 4, loss->count);
	return sql_step(stmt);
}

int sqlite_append(struct store *store, struct text batch)
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
		return sqlite_failed(s, err);
	err = batch_read(batch, &reader);
	if (!err && sqlite3_exec(s->db, "commit", NULL, NULL, NULL))
		err = sql_errno(s->db);
	if (!err)
		return 0;

	if (err == -EBADMSG && sqlite3_errcode(s->db) != SQLITE_CORRUPT)
		store_error(store, err, "the batch is damaged");
	else
		sqlite_failed(s, err);
	sqlite3_exec(s->db, "rollback", NULL, NULL, NULL);
	/* Ids that were given in this transaction are not given any more. */
	sqlite_forget(s);
	return err;
}
