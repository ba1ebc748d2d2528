// SPDX-License-Identifier: GPL-2.0
/*
 * What a ClickHouse server answers to contid-trail: lines of tab-separated columns. The
 * first byte is the query that they are read as an answer to. Also URLs of stores.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "store/clickhouse_store.h"
#include "store/tsv.h"

#define COLUMNS	12

static struct text answer;
static volatile unsigned int sum;

static void look(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		sum += (unsigned char)text.at[i];
}

/* The server answers with the lines of the input, each given as a copy of its own. */
int __wrap_clickhouse_ask(struct clickhouse *c, const char *query, struct text body,
			  http_line_fn fn, void *data, const size_t *lines);
int __wrap_clickhouse_ask(struct clickhouse *c, const char *query, struct text body,
			  http_line_fn fn, void *data, const size_t *lines)
{
	struct text rest = answer;
	const char *end;
	char *copy;
	int ret = 0;

	(void)c;
	(void)query;
	(void)body;
	(void)lines;
	while (!ret && rest.len && (end = memchr(rest.at, '\n', rest.len))) {
		struct text line = { rest.at, end - rest.at };

		copy = malloc(line.len ?: 1);
		memcpy(copy, line.at, line.len);
		ret = fn((struct text){ copy, line.len }, data);
		free(copy);
		rest.at += line.len + 1;
		rest.len -= line.len + 1;
	}
	return ret;
}

static int on_row(const struct row *row, void *data)
{
	(void)data;
	look(row->contid);
	look(row->machine);
	look(row->boot);
	look(row->lineage);
	look(row->text);
	look(row->name);
	return 0;
}

static int on_summary(const struct summary *summary, void *data)
{
	(void)data;
	look(summary->contid);
	return 0;
}

static int on_seen(const struct seen *seen, void *data)
{
	(void)data;
	look(seen->machine);
	look(seen->boot);
	return 0;
}

static int on_lost(const struct lost *lost, void *data)
{
	(void)data;
	look(lost->machine);
	look(lost->boot);
	look(lost->loss.what);
	return 0;
}

static int ask(struct store *store, unsigned int which)
{
	static const struct query query = { .contid = "707", .until = UINT64_MAX };
	static const struct life_query lives = { 0 }, named = { .name = "web" };

	switch (which % 6) {
	case 0:
		return clickhouse_scan(store, &query, on_row, NULL);
	case 1:
		return clickhouse_lives(store, &lives, on_row, NULL);
	case 2:
		return clickhouse_lives(store, &named, on_row, NULL);
	case 3:
		return clickhouse_list(store, on_summary, NULL);
	case 4:
		return clickhouse_seen(store, NULL, on_seen, NULL);
	default:
		return clickhouse_lost(store, NULL, on_lost, NULL);
	}
}

/* Columns are the same after they have been written and read. */
static void check_columns(struct text text)
{
	struct bytes line = { 0 };
	struct text columns[COLUMNS], again[COLUMNS];
	char *room = malloc(text.len ?: 1), *room2;
	int n, i;

	for (n = 1; n <= COLUMNS; n++)
		if (tsv_split(text, room, columns, n))
			break;
	for (i = 0; n <= COLUMNS && i < n; i++)
		tsv_add(&line, columns[i]);
	if (n <= COLUMNS) {
		tsv_end(&line);
		check(!line.failed && line.len && line.data[line.len - 1] == '\n');
		check(!memchr(line.data, '\n', line.len - 1));
		room2 = malloc(line.len);
		check(tsv_split((struct text){ line.data, line.len - 1 }, room2, again, n));
		for (i = 0; i < n; i++)
			check(text_is(columns[i], again[i]));
		free(room2);
	}
	bytes_free(&line);
	free(room);
}

/* Options name files to read; there are none here. */
static void check_url(struct text text)
{
	struct clickhouse c = { 0 };
	char *url = strndup(text.at, text.len);
	int i;

	if (!strstr(url, "credentials") && !clickhouse_parse_url(&c, url)) {
		check(c.options.nr_servers > 0 && c.options.nr_servers <= HTTP_SERVERS);
		for (i = 0; i < c.options.nr_servers; i++)
			check(*c.options.servers[i]);
		check(*c.options.database && !strpbrk(c.options.database, "'\"`;. "));
		check(!strpbrk(c.cluster, "'\"`;. "));
	}
	free(url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct clickhouse c = { 0 };
	int ret;

	if (!size)
		return -1;
	c.schema = data[0] & 0x80 ? SCHEMA_NAMES : SCHEMA_NAMES - 1;
	answer = (struct text){ (const char *)data + 1, size - 1 };
	ret = ask(&c.store, data[0] & 0x7f);
	check(!ret || ret == -EPROTO);
	check(!ret == !*c.store.error);
	if (!memchr(answer.at, '\n', answer.len))
		check_columns(answer);
	if (!memchr(answer.at, '\0', answer.len))
		check_url(answer);
	return 0;
}
