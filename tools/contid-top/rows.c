// SPDX-License-Identifier: GPL-2.0
/* The containers: all there are, and those that are shown, in their order. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/util.h"
#include "output/output.h"
#include "top.h"

static int compare_serial(const void *key, const void *element)
{
	const struct row *row = element;
	uint64_t serial = *(const uint64_t *)key;

	return serial < row->serial ? -1 : serial > row->serial;
}

/* The rows are in the order of the kernel's list, which is that of serial numbers. */
static const struct row *find(const struct top *top, uint64_t serial)
{
	return bsearch(&serial, top->rows, top->nr_rows, sizeof(*top->rows),
		       compare_serial);
}

/* An identifier of another scope is a path, if the container of that scope is there. */
static void put_id(const struct top *top, struct row *row, uint64_t contid)
{
	const struct row *scope = row->scope ? find(top, row->scope) : NULL;
	size_t len;

	if (!scope) {
		snprintf(row->id, sizeof(row->id), "%s%" PRIu64,
			 row->scope ? "+" : "", contid);
		return;
	}
	len = strlen(scope->id);
	memcpy(row->id, scope->id, len);
	snprintf(row->id + len, sizeof(row->id) - len, "/%" PRIu64, contid);
}

static int add_row(const struct contid_info *info, void *data)
{
	struct top *top = data;
	struct row *rows, *row;

	rows = array_grow(top->rows, &top->room, top->nr_rows + 1, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	top->rows = rows;
	row = &rows[top->nr_rows];
	row->serial = info->serial;
	row->scope = info->scope;
	row->processes = info->processes;
	put_id(top, row, info->contid);
	escape(row->name, sizeof(row->name), info->name ?: "",
	       info->name ? strlen(info->name) : 0);
	top->nr_rows++;
	return 0;
}

/* Whether the process may have the counters is found out once: refusals are logged. */
static int read_stats(struct top *top)
{
	int err;

	top->stats = NULL;
	if (top->no_stats)
		return 0;
	err = contid_stats_get(top->ctl.handle, &top->stats);
	if (err != -EPERM && err != -EOPNOTSUPP)
		return err;
	top->no_stats = true;
	return 0;
}

/**
 * rows_update - read the containers and the counters.
 * @top: the view; what is shown is not valid until rows_show()
 *
 * Return: 0, or -errno.
 */
int rows_update(struct top *top)
{
	int ret;

	top->nr_rows = 0;
	top->nr_shown = 0;
	ret = contid_list(top->ctl.handle, contid_by_id(CONTID_UNSET), -1, add_row, top);
	/* The list is uncertain for this moment only. */
	if (ret == CONTID_CHANGED)
		ret = 0;
	return ret ?: read_stats(top);
}

/* What is not read stands behind what is read and has none. */
static double number_of(struct top *top, const struct row *row)
{
	const struct reading *reading;

	if (top->column == COLUMN_PROCESSES)
		return row->processes;
	reading = reading_find(top, row->serial);
	if (!reading)
		return -1;
	switch (top->column) {
	case COLUMN_EVENTS:
		return reading->events_rate;
	case COLUMN_RECORDS:
		return reading->records_rate;
	default:
		return reading->lost;
	}
}

static int compare_values(struct top *top, const struct row *a, const struct row *b)
{
	double x, y;

	switch (top->column) {
	case COLUMN_ID:
		return strverscmp(a->id, b->id);
	case COLUMN_NAME:
		/* Those without a name come last. */
		if (!*a->name != !*b->name)
			return *a->name ? -1 : 1;
		return strverscmp(a->name, b->name);
	default:
		x = number_of(top, a);
		y = number_of(top, b);
		return x < y ? 1 : x > y ? -1 : 0;
	}
}

static int compare(const void *x, const void *y, void *data)
{
	const struct row *a = *(const struct row *const *)x;
	const struct row *b = *(const struct row *const *)y;
	struct top *top = data;
	int order = compare_values(top, a, b);

	if (order)
		return top->reversed ? -order : order;
	return a->serial < b->serial ? -1 : 1;
}

/* The cursor stays on its container; if that is gone, in its place. */
static void select_again(struct top *top)
{
	size_t i;

	for (i = 0; i < top->nr_shown; i++)
		if (top->shown[i]->serial == top->serial)
			top->selected = i;
	if (top->selected >= top->nr_shown)
		top->selected = top->nr_shown ? top->nr_shown - 1 : 0;
	top->serial = top->nr_shown ? top->shown[top->selected]->serial : 0;
}

/* Filter and sort the rows. */
void rows_show(struct top *top)
{
	const struct row **shown;
	size_t i;

	top->nr_shown = 0;
	shown = reallocarray(top->shown, top->nr_rows + 1, sizeof(*shown));
	if (!shown) {
		top->err = -ENOMEM;
		return;
	}
	top->shown = shown;
	for (i = 0; i < top->nr_rows; i++)
		if (strstr(top->rows[i].id, top->filter) ||
		    strstr(top->rows[i].name, top->filter))
			shown[top->nr_shown++] = &top->rows[i];
	qsort_r(shown, top->nr_shown, sizeof(*shown), compare, top);
	select_again(top);
}

void rows_free(struct top *top)
{
	free(top->rows);
	free(top->shown);
}
