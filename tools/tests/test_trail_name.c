// SPDX-License-Identifier: GPL-2.0
/* contid-trail: names of containers, from the record to what is printed. */

#include <sqlite3.h>

#include "record/name.h"
#include "trail.h"

#define ALPHA	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define BETA	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

#define OP(time, serial, text) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=" text "\n"
#define SET(time, serial, contid, name) \
	OP(time, serial, "set opid=9 contid=" contid " old-contid=-1 pid=8 name=" name " res=1")
#define END(time, serial, contid, name) \
	OP(time, serial, "end opid=9 contid=-1 old-contid=" contid " pid=9 name=" name " res=1")

static char url[256];

static struct store *fresh(const char *name)
{
	snprintf(url, sizeof(url), "sqlite://%s", trail_path(name));
	return trail_store(name);
}

#define LIST(...) trail("", "list", "--config", "/dev/null", "--store", url, __VA_ARGS__)
#define SHOW(...) trail("", "show", "--config", "/dev/null", "--store", url, __VA_ARGS__)

/* The name that a record has for a container */
static const char *name_in(const char *key, const char *text)
{
	static char name[NAME_SIZE];
	struct text found = record_name(text_of(key), text_of(text), name);

	assert_int_equal(strlen(name), found.len);
	return name;
}

static void name_is_read(void **state)
{
	(void)state;
	assert_string_equal(name_in("4", "op=set contid=4,^2 old-contid=2 name=\"web/0\" res=1"), "web/0");
	assert_string_equal(name_in("4", "op=set contid=4 name=612062 res=1"), "a b");
	assert_string_equal(name_in("4", "op=set contid=4 name=\"web\" res=1\035UID=\"root\""), "web");
	assert_string_equal(name_in("4", "op=end contid=-1 old-contid=4,^2 name=FF res=1"), "\xff");
	assert_string_equal(name_in("707/5", "op=set contid=+5,^707 name=\"n\" res=1"), "n");
	/* of another container: the one that a process leaves, a parent, the one it comes to */
	assert_string_equal(name_in("2", "op=set contid=4,^2 old-contid=2 name=\"web\" res=1"), "");
	assert_string_equal(name_in("4", "op=end contid=4 old-contid=5 name=\"web\" res=1"), "");
	assert_string_equal(name_in("4", "op=adopt contid=4 name=\"web\" res=1"), "");
	assert_string_equal(name_in("4", "op=set contid=4 name=\"web\" res=0"), "");
	assert_string_equal(name_in("4", "op=set contid=4 res=1"), "");
}

static void what_is_no_name_is_none(void **state)
{
	static const char *const values[] = {
		"", "\"", "\"\"", "\"a", "a\"", "web", "6", "616", "6g", "6100", "00", "6a", "(null)",
	};
	char text[512], digits[2 * NAME_SIZE + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		snprintf(text, sizeof(text), "op=set contid=4 name=%s res=1", values[i]);
		assert_string_equal(name_in("4", text), "");
	}
	memset(digits, '6', sizeof(digits));
	for (i = NAME_SIZE - 1; i <= NAME_SIZE; i++) {
		snprintf(text, sizeof(text), "op=set contid=4 name=%.*s res=1", (int)(2 * i), digits);
		assert_int_equal(strlen(name_in("4", text)), i < NAME_SIZE ? i : 0);
		snprintf(text, sizeof(text), "op=set contid=4 name=\"%.*s\" res=1", (int)i, digits);
		assert_int_equal(strlen(name_in("4", text)), i < NAME_SIZE ? i : 0);
	}
}

static void store_finds_names(void **state)
{
	struct store *store = fresh("find");

	(void)state;
	trail_append(store, ALPHA, "one", SET("1.000", "1", "4", "\"web\"") SET("2.000", "2", "5,^4", "\"db\"")
		     END("3.000", "3", "4", "\"web\""));
	assert_string_equal(trail_named(store, "web"),
		"4 1000 aaaa one 1 0 1390 4 | op=set opid=9 contid=4 old-contid=-1 pid=8 name=\"web\" res=1 | web\n"
		"4 3000 aaaa one 3 0 1390 4 | op=end opid=9 contid=-1 old-contid=4 pid=9 name=\"web\" res=1 | web\n");
	assert_string_equal(trail_named(store, "we"), "");
	assert_string_equal(trail_named(store, "' or 1 --"), "");
	store_close(store);
}

static void run_sql(const char *name, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(trail_path(name), &db), 0);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* Records had names before stores had. */
static void old_stores_get_names(void **state)
{
	struct store *store = fresh("old");

	(void)state;
	trail_append(store, ALPHA, "one", SET("1.000", "1", "4,^2", "\"web\"") END("3.000", "3", "4,^2", "6162"));
	store_close(store);
	run_sql("old", "drop view row; drop index part_name; alter table part drop column name;"
		"create view row as select contid from container; pragma user_version = 2");
	store = trail_store("old");
	assert_int_equal(strncmp(trail_named(store, "web"), "4 1000 aaaa", 11), 0);
	assert_int_equal(strncmp(trail_named(store, "ab"), "4 3000 aaaa", 11), 0);
	store_close(store);
	assert_string_equal(trail_sql("old", "select count(*) from row where contid = 4 and name = 'web'"), "1");
	assert_string_equal(trail_sql("old", "select count(*) from part where name is null"), "2");
}

/* A container that keeps its name on the way, and its number, which another one has later */
static void make_lives(const char *name)
{
	struct store *store = fresh(name);

	trail_append(store, ALPHA, "one", SET("100.000", "1", "4", "\"web\"") END("101.000", "2", "4", "\"web\""));
	trail_append(store, BETA, "two", SET("102.000", "7", "4", "\"web\"")
		     END("103.000", "8", "4", "\"web\"") SET("104.000", "9", "4", "6120C3A4")
		     OP("105.000", "10", "set opid=9 contid=5 old-contid=-1 pid=8 res=1"));
	store_close(store);
}

#define HEAD "CONTID                LIVES  HOSTS  STATE     RECORDS  FIRST                    LAST                     NAME\n"

static void list_has_names(void **state)
{
	(void)state;
	make_lives("list");
	LIST("--name", "web");
	run_check(0, HEAD "4                         3      2  live            5  1970-01-01 00:01:40.000"
		  "  1970-01-01 00:01:44.000  a\\040\\303\\244\n", "");
	LIST("--name", "none");
	run_check(0, HEAD, "");
	LIST("-j");
	run_check(0, "{\"contid\":\"4\",\"name\":\"a \\\\303\\\\244\",\"lives\":3,\"hosts\":2,\"first\":\"100.000\","
		  "\"last\":\"104.000\",\"records\":\"5\",\"state\":\"live\"}\n"
		  "{\"contid\":\"5\",\"lives\":1,\"hosts\":1,\"first\":\"105.000\",\"last\":\"105.000\","
		  "\"records\":\"1\",\"state\":\"live\"}\n", "");
	LIST("--name", "");
	run_check(1, "", NULL);
}

static void show_has_names(void **state)
{
	(void)state;
	make_lives("show");
	SHOW("--name", "web");
	run_check(0, NULL, "");
	assert_int_equal(strncmp(result.out, "Container 4, named a\\040\\303\\244\n  TIME ", 37), 0);
	assert_non_null(strstr(result.out, "* 1970-01-01 00:01:42.000  begin   the container begins on "
			       BETA ", named web\n"));
	assert_non_null(strstr(result.out, "begins on " BETA ", named a\\040\\303\\244\n"));
	SHOW("4", "-j", "--until", "100");
	run_check(0, "{\"time\":\"100.000\",\"machine_id\":\"" ALPHA "\",\"boot_id\":\"one\",\"serial\":1,"
		  "\"contid\":\"4\",\"name\":\"web\",\"note\":\"begin\",\"text\":\"the container begins on " ALPHA "\"}\n"
		  "{\"time\":\"100.000\",\"machine_id\":\"" ALPHA "\",\"boot_id\":\"one\",\"serial\":1,"
		  "\"contid\":\"4\",\"name\":\"web\",\"lineage\":[\"4\"],\"records\":[{\"type\":\"CONTAINER_OP\",\"text\":"
		  "\"op=set opid=9 contid=4 old-contid=-1 pid=8 name=\\\"web\\\" res=1\"}]}\n", "");
	SHOW("4", "-j", "--since", "104");
	assert_non_null(strstr(result.out, "\"name\":\"a \\\\303\\\\244\",\"lineage\""));
	SHOW("--name", "a \303\244", "--interpret");
	assert_int_equal(strncmp(result.out, "Container 4, named a\\040\\303\\244\n----\n", 34), 0);
}

static void name_has_to_be_of_one(void **state)
{
	struct store *store = fresh("many");

	(void)state;
	trail_append(store, ALPHA, "one", SET("1.000", "1", "4", "\"web\"") SET("2.000", "2", "5,^4", "\"web\""));
	store_close(store);
	SHOW("--name", "web");
	run_check(2, "", "contid-trail: show: 2 containers have had the name 'web': show one of 4, 5\n");
	SHOW("--name", "db");
	run_check(2, "", "contid-trail: show: no container has had the name 'db'\n");
	SHOW("4", "--name", "web");
	run_check(1, "", "contid-trail: show: unexpected argument '4'\nTry 'contid-trail show help'.\n");
	SHOW("-j");
	run_check(1, "", "contid-trail: show: CONTID missing\nTry 'contid-trail show help'.\n");
}

static void check_printable(void)
{
	const char *at;

	run_check(0, NULL, "");
	for (at = result.out; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
}

static int count_lines(void)
{
	const char *at;
	int n = 0;

	for (at = result.out; *at; at++)
		n += *at == '\n';
	return n;
}

/* Who creates a container picks its name. */
static void hostile_names_are_harmless(void **state)
{
	struct store *store = fresh("hostile");
	size_t i;

	(void)state;
	for (i = 0; i < nr_hostile; i++) {
		struct bytes line = { 0 };
		const char *at;

		bytes_printf(&line, "type=UNKNOWN[1390] msg=audit(%zu.000:%zu): op=set opid=9 contid=%zu"
			     " old-contid=-1 pid=8 name=", i + 1, i + 1, i + 1);
		for (at = hostile[i]; *at; at++)
			bytes_printf(&line, "%02X", (unsigned char)*at);
		bytes_printf(&line, " res=1\n");
		trail_append(store, ALPHA, "one", line.data);
		bytes_free(&line);
	}
	store_close(store);
	LIST("-j");
	check_printable();
	assert_int_equal(count_lines(), nr_hostile);
	LIST("--config", "/dev/null");
	check_printable();
	assert_int_equal(count_lines(), nr_hostile + 1);
	for (i = 0; i < nr_hostile; i++) {
		SHOW("--name", hostile[i]);
		check_printable();
		assert_int_equal(count_lines(), 4);
		SHOW("--name", hostile[i], "-j");
		check_printable();
		assert_int_equal(count_lines(), 2);
		SHOW("--name", hostile[i], "--html", trail_path("hostile.html"));
		run_check(0, "", "");
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_is_read),
		cmocka_unit_test(what_is_no_name_is_none),
		cmocka_unit_test(store_finds_names),
		cmocka_unit_test(old_stores_get_names),
		cmocka_unit_test(list_has_names),
		cmocka_unit_test(show_has_names),
		cmocka_unit_test(name_has_to_be_of_one),
		cmocka_unit_test(hostile_names_are_harmless),
	};

	return trail_run(argc, argv, tests);
}
