// SPDX-License-Identifier: GPL-2.0
/* What is read from ClickHouse: answers, line by line. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "store/clickhouse_store.h"
#include "store/tsv.h"

/**
 * struct reading - an answer that is being read.
 * @c: the store
 * @columns: columns of a line
 * @nr_columns: how many there are
 * @key: the first so many are the key; columns may be 64 bits numbers
 * @room: what the columns point to
 * @last: what those of the line before point to
 * @last_columns: the line before, of which a second one is passed over
 * @name: the name that is asked for, or NULL
 * @row_name: the name that a row has
 * @lines: lines that have come
 * @fn: gets the columns
 * @call: the function of the caller
 * @data: for @call
 */
struct reading {
	struct clickhouse *c;
	struct text columns[11];
	int nr_columns;
	int key;
	struct bytes room;
	struct bytes last;
	struct text last_columns[11];
	const char *name;
	struct text row_name;
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
	ret = clickhouse_ask(r->c, query, NO_BODY, take_line, r, &r->lines);
	bytes_free(&r->room);
	bytes_free(&r->last);
	return ret;
}

static int take_row(struct reading *r)
{
	struct row row = {
		.contid = r->columns[0],
		.machine = r->columns[2],
		.boot = r->columns[3],
		.lineage = r->columns[8],
		.text = r->columns[9],
		.name = r->row_name,
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

int clickhouse_scan(struct store *store, const struct query *query, row_fn fn,
		    void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 10, .key = 6,
		.fn = take_row, .call.row = fn, .data = data,
	};
	char sql[QUERY_SIZE];

	/*
	 * The key has digits, a slash and a plus. Each part of the table has some thousand rows
	 * between two marks that may be the container's; with "prewhere", the other columns are
	 * read of those that are.
	 */
	snprintf(sql, sizeof(sql), "select " ROW_COLUMNS " from record prewhere contid = '%s'"
		 " where time >= %" PRIu64 " and time <= %" PRIu64 "%s"
		 " order by time, machine, boot, serial, n format TabSeparated",
		 query->contid, query->since, query->until,
		 query->nested ? "" : " and own = 1");
	return read_answer(&r, sql);
}

/* Before there was a column of names, the text of the row alone had the name. */
static int take_operation(struct reading *r)
{
	char name[NAME_SIZE];

	if (r->c->schema >= SCHEMA_NAMES)
		r->row_name = r->columns[10];
	else
		r->row_name = record_name(r->columns[0], r->columns[9], name);
	if (r->name && !text_is(r->row_name, text_of(r->name)))
		return 0;
	return take_row(r);
}

/* A column that has a text, which may have any bytes */
static void add_condition(struct bytes *sql, const char *column, const char *text)
{
	bytes_printf(sql, " and %s = unhex('", column);
	for (; *text; text++)
		bytes_printf(sql, "%02X", (unsigned char)*text);
	bytes_printf(sql, "')");
}

/* Ask what @sql has, and free it. */
static int read_and_free(struct reading *r, struct bytes *sql)
{
	int ret;

	bytes_add_u8(sql, 0);
	ret = sql->failed ? store_error(&r->c->store, -ENOMEM, "out of memory") :
	      read_answer(r, sql->data);
	bytes_free(sql);
	return ret;
}

int clickhouse_lives(struct store *store, const struct life_query *query,
		     row_fn fn, void *data)
{
	struct clickhouse *c = clickhouse_of(store);
	bool names = c->schema >= SCHEMA_NAMES;
	struct reading r = {
		.c = c, .nr_columns = names ? 11 : 10, .key = 6, .name = query->name,
		.fn = take_operation, .call.row = fn, .data = data,
	};
	struct bytes sql = { 0 };

	bytes_printf(&sql, "select " ROW_COLUMNS "%s from operation where 1", names ? ", name" : "");
	if (query->contid)
		bytes_printf(&sql, " and contid = '%s'", query->contid);
	if (query->name && names)
		add_condition(&sql, "name", query->name);
	bytes_printf(&sql, " order by contid, machine, boot, serial, n format TabSeparated");
	return read_and_free(&r, &sql);
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

int clickhouse_list(struct store *store, summary_fn fn, void *data)
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

/* The rows of a table, of a machine if one is named, in the order of some columns */
static int read_machine(struct reading *r, const char *columns, const char *table,
			const char *machine, const char *order)
{
	struct bytes sql = { 0 };

	bytes_printf(&sql, "select %s from %s where 1", columns, table);
	if (machine)
		add_condition(&sql, "machine", machine);
	bytes_printf(&sql, " order by %s format TabSeparated", order);
	return read_and_free(r, &sql);
}

int clickhouse_seen(struct store *store, const char *machine, seen_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 6, .key = 4,
		.fn = take_seen, .call.seen = fn, .data = data,
	};

	return read_machine(&r, "machine, boot, first, last, since, until", "seen", machine,
			    "machine, boot, first, last");
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

int clickhouse_lost(struct store *store, const char *machine, lost_fn fn, void *data)
{
	struct reading r = {
		.c = clickhouse_of(store), .nr_columns = 5, .key = 4,
		.fn = take_lost, .call.lost = fn, .data = data,
	};

	return read_machine(&r, "machine, boot, time, what, count", "lost", machine,
			    "machine, boot, time, what");
}
