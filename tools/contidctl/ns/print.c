// SPDX-License-Identifier: GPL-2.0
/* Namespaces in the output. */

#include <inttypes.h>
#include <stdio.h>

#include "ns/ns.h"
#include "output/output.h"

/* The containers of @n rows about one namespace, oldest first */
static void item_containers(const struct item *item, const struct ns_row *rows,
			    size_t n)
{
	struct item array = item_array(item, "containers");
	struct item object;
	size_t next;
	size_t i;

	for (i = 0; i < n; i = next) {
		for (next = i + 1; next < n; next++)
			if (rows[next].serial != rows[i].serial)
				break;
		if (!rows[i].serial)
			continue;
		object = item_object(&array);
		item_contid(&object, BOTH, "contid", rows[i].contid,
			    rows[i].scope);
		if (rows[i].scope)
			item_u64(&object, JSON, "scope", rows[i].scope);
		item_u32(&object, JSON, "processes", next - i);
	}
}

static void item_type(const struct item *item, uint32_t type)
{
	const char *name = contid_ns_type_name(type);
	char number[16];

	snprintf(number, sizeof(number), "0x%" PRIx32, type);
	item_string(item, BOTH, "type", name ?: number);
}

/* Print the namespace that @n rows are about. */
static void print_one(struct ctl *ctl, const struct ns_row *rows, size_t n)
{
	const struct contid_ns *ns = &rows->ns;
	struct item item = item_begin(ctl);
	uint32_t processes = 0;
	size_t i;

	for (i = 0; i < n; i++)
		processes += !!rows[i].pid;

	item_words(&item, "ns %" PRIu64, ns->id);
	item_u64(&item, JSON, "id", ns->id);
	item_type(&item, ns->type);
	item_u32(&item, BOTH, "inum", ns->inum);
	if (ns->owner)
		item_u64(&item, BOTH, "owner", ns->owner);
	item_u32(&item, BOTH, "processes", processes);
	item_containers(&item, rows, n);
	item_end(&item);
}

/**
 * ns_print - print the namespaces that are wanted.
 * @ctl: the run
 * @table: the table, sorted
 */
void ns_print(struct ctl *ctl, const struct ns_table *table)
{
	const struct ns_row *rows = table->rows;
	size_t first = 0;
	bool wanted;
	size_t i;

	while (first < table->count) {
		wanted = false;
		for (i = first; i < table->count; i++) {
			if (rows[i].ns.id != rows[first].ns.id)
				break;
			wanted |= rows[i].wanted;
		}
		if (wanted)
			print_one(ctl, rows + first, i - first);
		first = i;
	}
}
