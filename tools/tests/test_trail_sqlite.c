// SPDX-License-Identifier: GPL-2.0
/* contid-trail: the store in an SQLite file. */

#include <errno.h>
#include <sqlite3.h>

#include "trail.h"

#define OP(time, serial, op) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=" op " netns=1 res=1\n"
#define TASK(time, serial, list) \
	"type=SYSCALL msg=audit(" time ":" serial "): a=1\n" \
	"type=UNKNOWN[1391] msg=audit(" time ":" serial "): scope=task contid=" list "\n"

#define OTHER	"fedcba98fedcba98fedcba98fedcba98"

static char error[STORE_ERROR_SIZE];

static void rows_are_in_order(void **state)
{
	struct store *store = trail_store("order");

	(void)state;
	trail_append(store, MACHINE, BOOT,
		     TASK("3.000", "7", "4,^2") TASK("1.000", "9", "4,^2"));
	trail_append(store, OTHER, BOOT, TASK("2.000", "1", "4") TASK("3.000", "2", "5"));
	assert_string_equal(trail_rows(store, "4", false),
		"4 1000 0123 1111 9 0 1300 4,^2 | a=1\n"
		"4 1000 0123 1111 9 1 1391 4,^2 | scope=task contid=4,^2\n"
		"4 2000 fedc 1111 1 0 1300 4 | a=1\n"
		"4 2000 fedc 1111 1 1 1391 4 | scope=task contid=4\n"
		"4 3000 0123 1111 7 0 1300 4,^2 | a=1\n"
		"4 3000 0123 1111 7 1 1391 4,^2 | scope=task contid=4,^2\n");
	assert_string_equal(trail_rows(store, "2", false), "");
	assert_string_equal(trail_rows(store, "2", true),
		"2 1000 0123 1111 9 0 1300 in 4,^2 | a=1\n"
		"2 1000 0123 1111 9 1 1391 in 4,^2 | scope=task contid=4,^2\n"
		"2 3000 0123 1111 7 0 1300 in 4,^2 | a=1\n"
		"2 3000 0123 1111 7 1 1391 in 4,^2 | scope=task contid=4,^2\n");
	assert_string_equal(trail_list(store), "4 2 1000 3000 6\n5 1 3000 3000 2\n");
	store_close(store);
}

static void resending_changes_nothing(void **state)
{
	struct store *store = trail_store("again");
	char rows[4096];
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "4,^2"));
		trail_append(store, MACHINE, BOOT, OP("2.000", "2", "set opid=1 contid=4 old-contid=-1"));
		if (!i)
			strcpy(rows, trail_rows(store, "4", false));
		assert_string_equal(trail_rows(store, "4", false), rows);
	}
	assert_string_equal(trail_list(store), "4 1 1000 2000 3\n");
	assert_string_equal(trail_seen(store, NULL), "0123 1111 1-2 1000-2000\n");
	store_close(store);
}

static void lives_are_those_of_all_containers(void **state)
{
	struct store *store = trail_store("lives");

	(void)state;
	trail_append(store, MACHINE, BOOT,
		     OP("2.000", "2", "set opid=1 contid=5,^2 old-contid=2")
		     OP("1.000", "3", "end opid=1 contid=-1 old-contid=5,^2"));
	assert_string_equal(trail_lives(store, "5"),
		"5 2000 0123 1111 2 0 1390 5,^2 | op=set opid=1 contid=5,^2 old-contid=2 netns=1 res=1\n"
		"5 1000 0123 1111 3 0 1390 5,^2 | op=end opid=1 contid=-1 old-contid=5,^2 netns=1 res=1\n");
	assert_non_null(strstr(trail_lives(store, NULL), "2 2000 0123"));
	assert_non_null(strstr(trail_lives(store, NULL), "5 1000 0123"));
	store_close(store);
}

static void ranges_grow_together(void **state)
{
	struct store *store = trail_store("ranges");

	(void)state;
	trail_append(store, MACHINE, BOOT, TASK("1.000", "10", "4") TASK("2.000", "11", "4"));
	trail_append(store, MACHINE, BOOT, TASK("5.000", "20", "4"));
	trail_append(store, OTHER, BOOT, TASK("5.000", "12", "4"));
	assert_string_equal(trail_seen(store, NULL), "0123 1111 10-11 1000-2000\n0123 1111 20-20 5000-5000\n"
			    "fedc 1111 12-12 5000-5000\n");
	trail_append(store, MACHINE, BOOT, TASK("3.000", "12", "4") TASK("3.000", "13", "4"));
	assert_string_equal(trail_seen(store, NULL), "0123 1111 10-13 1000-3000\n0123 1111 20-20 5000-5000\n"
			    "fedc 1111 12-12 5000-5000\n");
	trail_append(store, MACHINE, BOOT, TASK("3.000", "14", "4") TASK("3.000", "15", "4")
		     TASK("3.000", "16", "4") TASK("3.000", "17", "4") TASK("4.000", "18", "4")
		     TASK("4.000", "19", "4"));
	assert_string_equal(trail_seen(store, NULL), "0123 1111 10-20 1000-5000\nfedc 1111 12-12 5000-5000\n");
	assert_string_equal(trail_seen(store, OTHER), "fedc 1111 12-12 5000-5000\n");
	assert_string_equal(trail_seen(store, "none"), "");
	store_close(store);
}

static void damaged_batch_leaves_nothing(void **state)
{
	struct store *store = trail_store("damaged");
	struct bytes batch = trail_batch(MACHINE, BOOT, TASK("1.000", "1", "4"));

	(void)state;
	assert_int_equal(store->ops->append(store, (struct text){ batch.data, batch.len - 1 }),
			 -EBADMSG);
	assert_string_equal(store->error, "the batch is damaged");
	assert_string_equal(trail_list(store), "");
	/* Ids of the containers of that batch are not remembered. */
	trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "9"));
	trail_append(store, MACHINE, BOOT, TASK("2.000", "2", "4"));
	assert_string_equal(trail_list(store), "4 1 2000 2000 2\n9 1 1000 1000 2\n");
	bytes_free(&batch);
	store_close(store);
}

/* A spool on a damaged disk may have any bytes. Only a sanitizer notices a read too far. */
static void nul_in_a_batch_is_harmless(void **state)
{
	struct store *store = trail_store("nul");
	struct part part = { { "4\0longer than the copy up to the NUL", 36 }, text_of("4"), true };
	struct batch_record record = { 0, 1300, text_of("a=1") };
	struct bytes batch = { 0 };
	int i;

	(void)state;
	batch_begin(&batch, MACHINE, BOOT);
	batch_event_begin(&batch, 1000, 1, 1, 1);
	batch_part(&batch, &part);
	batch_record(&batch, &record);
	for (i = 0; i < 2; i++)
		assert_int_equal(store->ops->append(store, (struct text){ batch.data, batch.len }), 0);
	bytes_free(&batch);
	store_close(store);
}

static void many_read_while_one_writes(void **state)
{
	struct store *writer = trail_store("both"), *reader = trail_store("both");

	(void)state;
	trail_append(writer, MACHINE, BOOT, TASK("1.000", "1", "4"));
	assert_string_equal(trail_list(reader), "4 1 1000 1000 2\n");
	trail_append(writer, MACHINE, BOOT, TASK("2.000", "2", "4"));
	assert_string_equal(trail_list(reader), "4 1 1000 2000 4\n");
	store_close(reader);
	store_close(writer);
}

static void run_sql(const char *name, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(trail_path(name), &db), 0);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), 0);
	sqlite3_close(db);
}

static void schema_is_migrated(void **state)
{
	struct store *store = trail_store("old");

	(void)state;
	trail_append(store, MACHINE, BOOT, OP("2.000", "2", "set opid=1 contid=4 old-contid=-1"));
	store_close(store);
	run_sql("old", "drop index part_op; drop view row; drop index part_name;"
		" alter table part drop column name; create view row as select contid from container;"
		" pragma user_version = 1");
	store = trail_store("old");
	assert_non_null(strstr(trail_lives(store, "4"), "op=set"));
	store_close(store);
	/* Fails if there is no such index */
	run_sql("old", "drop index part_op");
}

static void later_schema_is_refused(void **state)
{
	struct store *store = trail_store("new");
	char url[256];

	(void)state;
	store_close(store);
	run_sql("new", "pragma user_version = 99");
	snprintf(url, sizeof(url), "sqlite://%s", trail_path("new"));
	assert_int_equal(store_open(&store, url, true, error), -EPROTO);
	assert_non_null(strstr(error, "is of a later contid-trail"));
}

static void what_is_no_store_is_refused(void **state)
{
	struct store *store;
	char url[256];
	FILE *file = fopen(trail_path("text"), "w");

	(void)state;
	fputs("This is no database, and long enough to be looked at as one, which takes some more.\n"
	      "This is no database, and long enough to be looked at as one, which takes some more.\n", file);
	fclose(file);
	snprintf(url, sizeof(url), "sqlite://%s", trail_path("text"));
	assert_int_equal(store_open(&store, url, true, error), -EBADMSG);
	snprintf(url, sizeof(url), "sqlite://%s", trail_path("none"));
	assert_int_equal(store_open(&store, url, false, error), -ENOENT);
	assert_non_null(strstr(error, "'contid-trail collect' makes"));
	assert_int_equal(store_open(&store, "file:///x", true, error), -EINVAL);
}

static void view_has_the_rows(void **state)
{
	struct store *store = trail_store("view");

	(void)state;
	trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "4,^2"));
	store_close(store);
	run_sql("view", "create table copy as select contid, time, machine, boot, serial, n, type,"
		" own, lineage, text from row; create table t (x check (x = 4));"
		"insert into t select count(*) from copy");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_in_order),
		cmocka_unit_test(resending_changes_nothing),
		cmocka_unit_test(lives_are_those_of_all_containers),
		cmocka_unit_test(ranges_grow_together),
		cmocka_unit_test(damaged_batch_leaves_nothing),
		cmocka_unit_test(nul_in_a_batch_is_harmless),
		cmocka_unit_test(many_read_while_one_writes),
		cmocka_unit_test(schema_is_migrated),
		cmocka_unit_test(later_schema_is_refused),
		cmocka_unit_test(what_is_no_store_is_refused),
		cmocka_unit_test(view_has_the_rows),
	};

	return trail_run(argc, argv, tests);
}
