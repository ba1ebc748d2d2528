// SPDX-License-Identifier: GPL-2.0
/*
 * contid-trail: the store in ClickHouse, on two servers. Without Debian's package the tests
 * are skipped.
 */

#include "clickhouse_servers.h"
#include "store/http.h"
#include "trail.h"

#define SET(time, serial, contid) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=set opid=9 contid=" contid \
	" old-contid=-1 netns=1 pid=8 res=1\n"
#define TASK(time, serial, list) \
	"type=SYSCALL msg=audit(" time ":" serial "): a=1\n" \
	"type=UNKNOWN[1391] msg=audit(" time ":" serial "): scope=task contid=" list "\n"

static char error[STORE_ERROR_SIZE];

static struct store *open_url(const char *url)
{
	struct store *store;

	if (store_open(&store, url, true, error))
		fail_msg("%s", error);
	return store;
}

#define ROWS4 \
	"4 1000 0123 1111 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 netns=1 pid=8 res=1\n" \
	"4 2000 0123 1111 2 0 1300 4,^2 | a=1\n" \
	"4 2000 0123 1111 2 1 1391 4,^2 | scope=task contid=4,^2\n" \
	"4 2000 fedc 1111 1 0 1300 4 | a=1\n" \
	"4 2000 fedc 1111 1 1 1391 4 | scope=task contid=4\n"

#define OTHER	"fedcba98fedcba98fedcba98fedcba98"

static void check_store(struct store *store)
{
	int i;

	for (i = 0; i < 3; i++) {
		trail_append(store, MACHINE, BOOT, SET("1.000", "1", "4") TASK("2.000", "2", "4,^2"));
		trail_append(store, OTHER, BOOT, TASK("2.000", "1", "4"));
		trail_append(store, OTHER, BOOT, TASK("3.000", "3", "5"));
	}
	assert_string_equal(trail_rows(store, "4", false), ROWS4);
	assert_string_equal(trail_rows(store, "2", false), "");
	assert_non_null(strstr(trail_rows(store, "2", true), "in 4,^2 | a=1\n"));
	assert_string_equal(trail_lives(store, "4"),
		"4 1000 0123 1111 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 netns=1 pid=8 res=1\n");
	assert_string_equal(trail_list(store), "4 2 1000 2000 5\n5 1 3000 3000 2\n");
	assert_string_equal(trail_seen(store, NULL), "0123 1111 1-2 1000-2000\nfedc 1111 1-1 2000-2000\n"
			    "fedc 1111 3-3 3000-3000\n");
	assert_string_equal(trail_seen(store, MACHINE), "0123 1111 1-2 1000-2000\n");
	assert_string_equal(trail_seen(store, "no'ne"), "");
	store_close(store);
}

static void one_server_has_the_rows(void **state)
{
	(void)state;
	if (!servers_start())
		skip();
	check_store(open_url(server_url("single")));
}

static void two_shards_have_the_rows(void **state)
{
	(void)state;
	if (!servers_start())
		skip();
	check_store(open_url(cluster_url("sharded")));
}

/* Of all bytes but NUL and newline, which records do not have */
static void bytes_come_back(void **state)
{
	struct bytes batch = { 0 };
	struct part part = { text_of("4"), text_of("4"), true };
	struct batch_record record = { 0, 1123, { "", 0 } };
	struct bytes expected = { 0 };
	char all[255];
	struct store *store;
	int i;

	(void)state;
	if (!servers_start())
		skip();
	for (i = 0; i < 255; i++)
		all[i] = i + 1;
	record.text = (struct text){ all, sizeof(all) };
	store = open_url(server_url("bytes"));
	batch_begin(&batch, MACHINE, BOOT);
	batch_event_begin(&batch, 1000, 1, 1, 1);
	batch_part(&batch, &part);
	batch_record(&batch, &record);
	assert_int_equal(store->ops->append(store, (struct text){ batch.data, batch.len }), 0);
	bytes_printf(&expected, "4 1000 0123 1111 1 0 1123 4 | ");
	bytes_add(&expected, all, sizeof(all));
	bytes_add(&expected, "\n", 2);
	assert_string_equal(trail_rows(store, "4", false), expected.data);
	bytes_free(&expected);
	bytes_free(&batch);
	store_close(store);
}

/* One shard is away: rows wait in the spool, and go there when it is back. */
static void shard_may_be_away(void **state)
{
	char url[256], spool[128];
	int i;

	(void)state;
	if (!servers_start())
		skip();
	snprintf(url, sizeof(url), "%s", cluster_url("away"));
	snprintf(spool, sizeof(spool), "%s", trail_path("awayspool"));
	store_close(open_url(url));
	server_stop(1);
	/* Containers enough for both shards to have some */
	trail(TASK("1.000", "1", "1,^2,^3,^4,^5,^6,^7,^8"), "collect", "--config", "/dev/null",
	      "--store", url, "--spool", spool, "--machine-id", MACHINE, "--boot-id", BOOT);
	run_check(0, "", NULL);
	assert_non_null(strstr(result.err, "records wait in "));
	assert_true(servers_start());
	trail("", "collect", "--config", "/dev/null", "--store", url, "--spool", spool,
	      "--machine-id", MACHINE, "--boot-id", BOOT);
	run_check(0, "", "");
	for (i = 1; i <= 8; i++) {
		char contid[16];
		struct store *store = open_url(url);

		snprintf(contid, sizeof(contid), "%d", i);
		assert_non_null(strstr(trail_rows(store, contid, true), "1 0 1300"));
		store_close(store);
	}
}

static int take_count(struct text line, void *data)
{
	snprintf(data, 16, "%.*s", (int)line.len, line.at);
	return 0;
}

/* A connection to one server */
static struct http *http_to(int server)
{
	struct http_options options = { .nr_servers = 1 };
	struct http *http;

	snprintf(options.servers[0], sizeof(options.servers[0]), "127.0.0.1:%d", server_http[server]);
	http = http_new(&options);
	assert_non_null(http);
	return http;
}

/* How many rows one server has itself */
static const char *rows_on(int server, const char *database)
{
	struct http *http = http_to(server);
	static char count[16];

	if (http_ask(http, 0, database, "select count() from (select distinct * from record_local)",
		     (struct text){ "", 0 }, take_count, count))
		fail_msg("%s", http_error(http));
	http_free(http);
	return count;
}

/* A batch is stored when both replicas have it; one is enough to read from. */
static void replicas_have_the_rows(void **state)
{
	char url[256], spool[128];
	struct store *store;
	int i;

	(void)state;
	if (!servers_start())
		skip();
	snprintf(url, sizeof(url), "%s", twins_url("twins"));
	snprintf(spool, sizeof(spool), "%s", trail_path("twinspool"));
	store = open_url(url);
	trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "4"));
	store_close(store);
	for (i = 0; i < 2; i++) {
		server_stop(i);
		trail(TASK("2.000", "2", "4"), "collect", "--config", "/dev/null", "--store", url,
		      "--spool", spool, "--machine-id", MACHINE, "--boot-id", BOOT);
		run_check(0, "", NULL);
		assert_non_null(strstr(result.err, "records wait in "));
		if (store_open(&store, url, false, error))
			fail_msg("%s", error);
		assert_non_null(strstr(trail_rows(store, "4", false), "1 0 1300 4 | a=1\n"));
		store_close(store);
		assert_true(servers_start());
	}
	trail("", "collect", "--config", "/dev/null", "--store", url, "--spool", spool,
	      "--machine-id", MACHINE, "--boot-id", BOOT);
	run_check(0, "", "");
	for (i = 0; i < 2; i++)
		assert_string_equal(rows_on(i, "twins"), "4");
}

static void access_takes_a_password(void **state)
{
	char url[512];
	struct store *store;

	(void)state;
	if (!servers_start())
		skip();
	store_close(open_url(server_url("guarded")));
	snprintf(url, sizeof(url), "%s?credentials=%s", server_url("guarded"),
		 trail_file("good", "reader\nsecret\n"));
	if (store_open(&store, url, false, error))
		fail_msg("%s", error);
	assert_string_equal(trail_list(store), "");
	store_close(store);
	snprintf(url, sizeof(url), "%s?credentials=%s", server_url("guarded"),
		 trail_file("bad", "reader\nwrong\n"));
	assert_int_not_equal(store_open(&store, url, false, error), 0);
	assert_non_null(strstr(error, "HTTP status"));
	/* and no plain text goes to a server that should speak TLS */
	snprintf(url, sizeof(url), "%s?tls=1", server_url("guarded"));
	assert_int_not_equal(store_open(&store, url, false, error), 0);
}

static void database_has_to_be_there(void **state)
{
	struct store *store;

	(void)state;
	if (!servers_start())
		skip();
	assert_int_not_equal(store_open(&store, server_url("nowhere"), false, error), 0);
	assert_non_null(strstr(error, "nowhere"));
}

#define NAMED(time, serial, contid, name) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=set opid=9 contid=" contid \
	" old-contid=-1 pid=8 name=" name " res=1\n"

static void check_names(struct store *store)
{
	trail_append(store, MACHINE, BOOT, NAMED("1.000", "1", "4", "\"web\"") NAMED("2.000", "2", "5", "2762"));
	assert_string_equal(trail_named(store, "web"),
		"4 1000 0123 1111 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 pid=8 name=\"web\" res=1 | web\n");
	assert_int_equal(strncmp(trail_named(store, "'b"), "5 2000", 6), 0);
	assert_string_equal(trail_named(store, "' or 1 or '"), "");
	store_close(store);
}

static void names_are_found(void **state)
{
	(void)state;
	if (!servers_start())
		skip();
	check_names(open_url(server_url("names")));
	check_names(open_url(cluster_url("namesharded")));
}

static void run_sql_in(struct http *http, const char *database, const char *sql)
{
	if (http_ask(http, 0, database, sql, (struct text){ "", 0 }, NULL, NULL))
		fail_msg("%s", http_error(http));
}

static void run_sql(struct http *http, const char *sql)
{
	run_sql_in(http, "older", sql);
}

/* What the first version of the schema had, and a row in it */
static void make_older(void)
{
	struct http *http;

	store_close(open_url(server_url("older")));
	http = http_to(0);
	run_sql(http, "alter table operation drop column name");
	run_sql(http, "drop table trail_schema");
	run_sql(http, "create table trail_schema (version UInt32) engine = ReplacingMergeTree order by version");
	run_sql(http, "insert into trail_schema select 1");
	run_sql(http, "insert into operation select '4', 1000, 'mach', 'boot', 1, 0, 1390, 1, '4,^2',"
		" 'op=set opid=9 contid=4,^2 old-contid=2 name=\"web\" res=1'");
	run_sql(http, "insert into operation select '2', 1000, 'mach', 'boot', 1, 0, 1390, 1, '2',"
		" 'op=set opid=9 contid=4,^2 old-contid=2 name=\"web\" res=1'");
	run_sql(http, "insert into operation select '4', 2000, 'mach', 'boot', 2, 0, 1390, 1, '4',"
		" 'op=end opid=9 contid=-1 old-contid=4 name=6120C3A4 res=1\\x1DUID=\"root\"'");
	run_sql(http, "insert into operation select '6', 2000, 'mach', 'boot', 3, 0, 1390, 1, '6',"
		" 'op=set opid=9 contid=6 old-contid=-1 name=\"web\" res=0'");
	http_free(http);
}

static void check_older(struct store *store)
{
	assert_string_equal(trail_named(store, "web"),
		"4 1000 mach boot 1 0 1390 4,^2 | op=set opid=9 contid=4,^2 old-contid=2 name=\"web\" res=1 | web\n");
	assert_string_equal(trail_named(store, "a \303\244"),
		"4 2000 mach boot 2 0 1390 4 | op=end opid=9 contid=-1 old-contid=4 name=6120C3A4 res=1\035UID=\"root\" | a \303\244\n");
	store_close(store);
}

static void older_schema_is_read_and_migrated(void **state)
{
	struct store *store;
	int i;

	(void)state;
	if (!servers_start())
		skip();
	make_older();
	if (store_open(&store, server_url("older"), false, error))
		fail_msg("%s", error);
	check_older(store);
	for (i = 0; i < 2; i++)
		check_older(open_url(server_url("older")));
	store = open_url(server_url("older"));
	trail_append(store, MACHINE, BOOT, NAMED("3.000", "3", "7", "\"web\""));
	assert_non_null(strstr(trail_named(store, "web"), "\n7 3000 "));
	store_close(store);
}

/* The tables of a single server become the local ones of a cluster by their names. */
static void cluster_takes_over_a_server(void **state)
{
	static const char *const tables[] = { "record", "operation", "seen", "lost" };
	struct store *store;
	struct http *http;
	char sql[128];
	size_t i;

	(void)state;
	if (!servers_start())
		skip();
	store = open_url(server_url("grown"));
	trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "4"));
	store_close(store);
	http = http_to(0);
	for (i = 0; i < 4; i++) {
		snprintf(sql, sizeof(sql), "rename table %s to %s_local", tables[i], tables[i]);
		run_sql_in(http, "grown", sql);
	}
	http_free(http);
	store = open_url(cluster_url("grown"));
	/* Again, and more: containers of both shards */
	trail_append(store, MACHINE, BOOT, TASK("1.000", "1", "4") TASK("2.000", "2", "5,^6,^7"));
	assert_string_equal(trail_rows(store, "4", false),
		"4 1000 0123 1111 1 0 1300 4 | a=1\n4 1000 0123 1111 1 1 1391 4 | scope=task contid=4\n");
	assert_non_null(strstr(trail_rows(store, "5", false), "5 2000 0123 1111 2 0 1300"));
	assert_non_null(strstr(trail_rows(store, "7", true), "7 2000 0123 1111 2 0 1300"));
	assert_string_equal(trail_seen(store, MACHINE), "0123 1111 1-1 1000-1000\n0123 1111 1-2 1000-2000\n");
	store_close(store);
}

/* Both servers read their files. */
static void reload_servers(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		struct http *http = http_to(i);

		run_sql_in(http, "default", "system reload config");
		http_free(http);
	}
}

/* Container 4 is of the first of two shards, container 5 of the second. */
#define BEFORE	SET("1.000", "1", "4") TASK("2.000", "2", "5")
#define AFTER	TASK("3.000", "3", "4") TASK("4.000", "4", "5")

static void check_growing(const char *list)
{
	int i;

	for (i = 0; i < 2; i++) {
		const char *url = growing_url("growing", i);
		struct store *store;

		if (store_open(&store, url, false, error))
			fail_msg("%s", error);
		assert_string_equal(trail_rows(store, "4", false),
			"4 1000 0123 1111 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 netns=1 pid=8 res=1\n"
			"4 3000 0123 1111 3 0 1300 4 | a=1\n"
			"4 3000 0123 1111 3 1 1391 4 | scope=task contid=4\n");
		assert_string_equal(trail_rows(store, "5", false),
			"5 2000 0123 1111 2 0 1300 5 | a=1\n"
			"5 2000 0123 1111 2 1 1391 5 | scope=task contid=5\n"
			"5 4000 0123 1111 4 0 1300 5 | a=1\n"
			"5 4000 0123 1111 4 1 1391 5 | scope=task contid=5\n");
		assert_string_equal(trail_lives(store, "4"),
			"4 1000 0123 1111 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 netns=1 pid=8 res=1\n");
		assert_string_equal(trail_seen(store, MACHINE), "0123 1111 1-2 1000-2000\n0123 1111 3-4 3000-4000\n");
		assert_string_equal(trail_list(store), list);
		store_close(store);
		trail("", "verify", "--config", "/dev/null", "--store", url);
		run_check(0, "", "");
	}
}

/* The collector is not started anew. It has the URL of the first server. */
static void cluster_gets_one_more_shard(void **state)
{
	struct store *collector;

	(void)state;
	if (!servers_start())
		skip();
	collector = open_url(growing_url("growing", 0));
	trail_append(collector, MACHINE, BOOT, BEFORE);
	assert_string_equal(rows_on(0, "growing"), "3");
	/* The new server has its tables before the others ask it. */
	store_close(open_url(growing_url("growing", 1)));
	servers_grow();
	reload_servers();
	trail_append(collector, MACHINE, BOOT, AFTER);
	assert_string_equal(rows_on(0, "growing"), "5");
	assert_string_equal(rows_on(1, "growing"), "2");
	check_growing("4 1 1000 3000 3\n5 1 2000 4000 4\n");
	/* What is sent again goes to the new shard as well: list counts container 5's twice. */
	trail_append(collector, MACHINE, BOOT, BEFORE);
	trail_append(collector, MACHINE, BOOT, AFTER);
	assert_string_equal(rows_on(0, "growing"), "5");
	assert_string_equal(rows_on(1, "growing"), "4");
	check_growing("4 1 1000 3000 3\n5 1 2000 4000 6\n");
	store_close(collector);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_server_has_the_rows),
		cmocka_unit_test(two_shards_have_the_rows),
		cmocka_unit_test(bytes_come_back),
		cmocka_unit_test(shard_may_be_away),
		cmocka_unit_test(replicas_have_the_rows),
		cmocka_unit_test(access_takes_a_password),
		cmocka_unit_test(database_has_to_be_there),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(older_schema_is_read_and_migrated),
		cmocka_unit_test(cluster_takes_over_a_server),
		cmocka_unit_test(cluster_gets_one_more_shard),
		cmocka_unit_test(servers_stop),
	};

	return trail_run(argc, argv, tests);
}
