// SPDX-License-Identifier: GPL-2.0
/* Batches appended to the tables in ClickHouse. */

#include <errno.h>
#include <stdio.h>

#include "record/record.h"
#include "store/clickhouse_store.h"
#include "store/tsv.h"

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
	char name[NAME_SIZE];

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
	if (table == TABLE_OPERATION)
		tsv_add(body, record_name(part->key, record->text, name));
	tsv_end(body);
}

static int add_event(const struct batch_reader *reader, const struct batch_event *event)
{
	struct clickhouse *c = reader->data;
	size_t i, j;

	for (i = 0; i < event->nr_parts; i++)
		for (j = 0; j < event->nr_records; j++) {
			add_row(c, TABLE_RECORD, event, &event->parts[i], &event->records[j]);
			if (event->parts[i].own && event->records[j].type == TYPE_CONTAINER_OP)
				add_row(c, TABLE_OPERATION, event, &event->parts[i],
					&event->records[j]);
		}
	return c->bodies[TABLE_RECORD].failed ? -ENOMEM : 0;
}

static int add_seen(const struct batch_reader *reader, const struct range *range)
{
	struct clickhouse *c = reader->data;
	struct bytes *body = &c->bodies[TABLE_SEEN];

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
	struct bytes *body = &c->bodies[TABLE_LOST];

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
	char query[256];
	size_t i;
	int err = 0;

	for (i = 0; i < N_TABLES && !err; i++) {
		const struct bytes *body = &c->bodies[i];

		if (body->failed)
			return store_error(&c->store, -ENOMEM, "out of memory");
		if (!body->len)
			continue;
		snprintf(query, sizeof(query), "insert into %s (%s) format TabSeparated",
			 clickhouse_table(i), clickhouse_columns(i));
		err = clickhouse_ask(c, query,
				     (struct text){ body->data, body->len },
				     NULL, NULL, NULL);
	}
	return err;
}

int clickhouse_append(struct store *store, struct text batch)
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
