// SPDX-License-Identifier: GPL-2.0
/* The processes of each namespace. */

#include <errno.h>
#include <stdlib.h>

#include "common/util.h"
#include "ns/ns.h"

/**
 * ns_table_add - add a process in all its namespaces.
 * @table: the table
 * @process: the process; one without a pid does not count as a process
 * @wanted: the namespaces are to be printed
 *
 * Return: 0 or -ENOMEM.
 */
int ns_table_add(struct ns_table *table,
		 const struct contid_ns_process *process, bool wanted)
{
	struct ns_row *rows;
	uint32_t i;

	if (!process->ns_count)
		return 0;
	rows = array_grow(table->rows, &table->room,
			  table->count + process->ns_count, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	table->rows = rows;
	for (i = 0; i < process->ns_count; i++)
		rows[table->count++] = (struct ns_row){
			.ns = process->ns[i],
			.pid = process->pid,
			.wanted = wanted,
			.contid = process->contid,
			.scope = process->scope,
			.serial = process->serial,
		};
	return 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_process(const void *a, const void *b)
{
	const struct ns_row *x = a, *y = b;

	return compare(x->ns.id, y->ns.id) ?: compare(x->pid, y->pid);
}

static int by_container(const void *a, const void *b)
{
	const struct ns_row *x = a, *y = b;

	return compare(x->ns.id, y->ns.id) ?: compare(x->serial, y->serial);
}

/*
 * Leave one row of those about the same process in the same namespace: threads that
 * differ from their leader in one namespace have the others in common.
 */
static void merge(struct ns_table *table)
{
	struct ns_row *last = NULL;
	size_t n = 0;
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (last && !by_process(last, &table->rows[i]))
			continue;
		last = &table->rows[n++];
		*last = table->rows[i];
	}
	table->count = n;
}

/* Sort the rows, and leave each process once for each namespace. */
void ns_table_sort(struct ns_table *table)
{
	if (!table->count)
		return;
	qsort(table->rows, table->count, sizeof(*table->rows), by_process);
	merge(table);
	qsort(table->rows, table->count, sizeof(*table->rows), by_container);
}
