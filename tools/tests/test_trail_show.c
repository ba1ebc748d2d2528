// SPDX-License-Identifier: GPL-2.0
/* contid-trail show, list and verify. */

#include "trail.h"

#define ALPHA	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define BETA	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

#define SET(time, serial, contid) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=set opid=9 contid=" contid \
	" old-contid=-1 netns=1 pid=8 res=1\n"
#define END(time, serial, contid) \
	"type=UNKNOWN[1390] msg=audit(" time ":" serial "): op=end opid=9 contid=-1 old-contid=" \
	contid " netns=1 pid=9 res=1\n"
#define CALL(time, serial, contid) \
	"type=SYSCALL msg=audit(" time ":" serial "): arch=c000003e syscall=59 success=yes exit=0" \
	" pid=9 auid=0 comm=\"sh\" exe=\"/bin/sh\" key=(null)\n" \
	"type=UNKNOWN[1391] msg=audit(" time ":" serial "): scope=task contid=" contid "\n"

static char url[256];

static struct store *fresh(const char *name)
{
	snprintf(url, sizeof(url), "sqlite://%s", trail_path(name));
	return trail_store(name);
}

/* A container that moves from alpha to beta, and a gap of beta's */
static void make_move(const char *name)
{
	struct store *store = fresh(name);

	trail_append(store, ALPHA, "one", SET("100.000", "1", "4") CALL("101.000", "2", "4")
		     END("102.000", "3", "4"));
	trail_append(store, BETA, "two", SET("103.000", "7", "4") CALL("104.000", "9", "4")
		     CALL("104.500", "10", "5,^4") END("105.000", "11", "4"));
	store_close(store);
}

static void table_has_events_and_notes(void **state)
{
	(void)state;
	make_move("move");
	trail("", "show", "4", "--config", "/dev/null", "--store", url);
	run_check(0,
		"  TIME                     HOST        SERIAL  TYPE           WHAT\n"
		"* 1970-01-01 00:01:40.000  begin   the container begins on " ALPHA "\n"
		"  1970-01-01 00:01:40.000  aaaaaaaa         1  CONTAINER_OP   set opid=9 contid=4 old-contid=-1 res=1\n"
		"  1970-01-01 00:01:41.000  aaaaaaaa         2  SYSCALL        execve success=yes exit=0 pid=9 auid=0 comm=\"sh\" exe=\"/bin/sh\" key=(null)\n"
		"  1970-01-01 00:01:42.000  aaaaaaaa         3  CONTAINER_OP   end opid=9 contid=-1 old-contid=4 res=1\n"
		"* 1970-01-01 00:01:42.000  end     the container ends on " ALPHA "\n"
		"* 1970-01-01 00:01:43.000  move    the container moves from " ALPHA " to " BETA "\n"
		"* 1970-01-01 00:01:43.000  begin   the container begins on " BETA "\n"
		"  1970-01-01 00:01:43.000  bbbbbbbb         7  CONTAINER_OP   set opid=9 contid=4 old-contid=-1 res=1\n"
		"* 1970-01-01 00:01:44.000  gap     1 events are missing on " BETA ": serial numbers 8 to 8\n"
		"  1970-01-01 00:01:44.000  bbbbbbbb         9  SYSCALL        execve success=yes exit=0 pid=9 auid=0 comm=\"sh\" exe=\"/bin/sh\" key=(null)\n"
		"  1970-01-01 00:01:45.000  bbbbbbbb        11  CONTAINER_OP   end opid=9 contid=-1 old-contid=4 res=1\n"
		"* 1970-01-01 00:01:45.000  end     the container ends on " BETA "\n", "");
}

static void json_is_as_in_the_contract(void **state)
{
	(void)state;
	make_move("json");
	trail("", "show", "5", "--config", "/dev/null", "--store", url, "-j");
	run_check(0,
		"{\"time\":\"104.500\",\"machine_id\":\"" BETA "\",\"boot_id\":\"two\",\"serial\":10,"
		"\"contid\":\"5\",\"lineage\":[\"5\",\"4\"],\"records\":["
		"{\"type\":\"SYSCALL\",\"text\":\"arch=c000003e syscall=59 success=yes exit=0 pid=9 auid=0"
		" comm=\\\"sh\\\" exe=\\\"/bin/sh\\\" key=(null)\"},"
		"{\"type\":\"CONTAINER_ID\",\"text\":\"scope=task contid=5,^4\"}]}\n", "");
	trail("", "show", "4", "--config", "/dev/null", "--store", url, "-j", "--type", "CONTAINER_OP",
	      "--until", "100");
	run_check(0,
		"{\"time\":\"100.000\",\"machine_id\":\"" ALPHA "\",\"boot_id\":\"one\",\"serial\":1,"
		"\"contid\":\"4\",\"note\":\"begin\",\"text\":\"the container begins on " ALPHA "\"}\n"
		"{\"time\":\"100.000\",\"machine_id\":\"" ALPHA "\",\"boot_id\":\"one\",\"serial\":1,"
		"\"contid\":\"4\",\"lineage\":[\"4\"],\"records\":[{\"type\":\"CONTAINER_OP\",\"text\":"
		"\"op=set opid=9 contid=4 old-contid=-1 netns=1 pid=8 res=1\"}]}\n", "");
}

static int lines_with(const char *word)
{
	const char *at = result.out;
	int n = 0;

	while ((at = strstr(at, word))) {
		n++;
		at += strlen(word);
	}
	return n;
}

#define SHOW(...) trail("", "show", "--config", "/dev/null", "--store", url, __VA_ARGS__)

static void parts_can_be_chosen(void **state)
{
	(void)state;
	make_move("parts");
	SHOW("4", "--host", "bb");
	run_check(0, NULL, "");
	assert_int_equal(lines_with(" aaaaaaaa "), 0);
	assert_int_equal(lines_with("  bbbbbbbb "), 3);
	SHOW("4", "--nested");
	assert_int_equal(lines_with("  bbbbbbbb "), 4);
	SHOW("4", "--since", "1970-01-01 00:01:43", "--until", "1970-01-01 00:01:44");
	assert_int_equal(lines_with("  bbbbbbbb "), 2);
	SHOW("4", "--type", "1300");
	assert_int_equal(lines_with("SYSCALL"), 2);
	assert_int_equal(lines_with("CONTAINER_OP"), 0);
	SHOW("4", "-j", "--interpret");
	run_check(1, "", NULL);
	SHOW("4", "--since", "yesterday");
	run_check(1, "", NULL);
	SHOW("x");
	run_check(1, "", NULL);
}

static void fields_are_interpreted(void **state)
{
	(void)state;
	make_move("interpret");
	SHOW("5", "--interpret");
	run_check(0, "----\nhost " BETA "\n"
		"type=SYSCALL msg=audit(1970-01-01 00:01:44.500:10) : arch=x86_64 syscall=execve"
		" success=yes exit=0 pid=9 auid=root comm=sh exe=/bin/sh key=(null)\n"
		"type=CONTAINER_ID msg=audit(1970-01-01 00:01:44.500:10) : scope=task contid=5,^4\n", "");
}

static void same_id_twice_is_noticed(void **state)
{
	struct store *store = fresh("twice");

	(void)state;
	trail_append(store, ALPHA, "one", SET("100.000", "1", "4"));
	trail_append(store, BETA, "two", SET("101.000", "7", "4") END("105.000", "8", "4"));
	trail_append(store, BETA, "two", SET("106.000", "9", "6") END("107.000", "10", "6"));
	store_close(store);
	SHOW("4");
	assert_non_null(strstr(result.out, "twice   the container is live on " ALPHA " and on " BETA));
	assert_int_equal(lines_with("move"), 0);
	trail("", "list", "--config", "/dev/null", "--store", url);
	run_check(0,
		"CONTID                LIVES  HOSTS  STATE     RECORDS  FIRST                    LAST                     NAME\n"
		"4                         2      2  live            3  1970-01-01 00:01:40.000  1970-01-01 00:01:45.000\n"
		"6                         1      1  ended           2  1970-01-01 00:01:46.000  1970-01-01 00:01:47.000\n", "");
	trail("", "verify", "--config", "/dev/null", "--store", url);
	run_check(0, "twice    1970-01-01 00:01:41.000  container 4 is live on " ALPHA " and on " BETA
		    " at once\n", "");
}

static void reboot_cuts_a_life(void **state)
{
	struct store *store = fresh("reboot");

	(void)state;
	trail_append(store, ALPHA, "one", SET("100.000", "1", "4"));
	trail_append(store, ALPHA, "two", CALL("200.000", "1", "9"));
	trail_append(store, ALPHA, "two", SET("201.000", "2", "4") END("202.000", "3", "4"));
	store_close(store);
	SHOW("4");
	assert_non_null(strstr(result.out, "* 1970-01-01 00:03:20.000  reboot  " ALPHA
			       " has booted again, and the container had no end there\n"));
	assert_int_equal(lines_with("move"), 0);
	assert_int_equal(lines_with("twice"), 0);
	trail("", "list", "--config", "/dev/null", "--store", url, "-j");
	run_check(0, "{\"contid\":\"4\",\"lives\":2,\"hosts\":1,\"first\":\"100.000\",\"last\":\"202.000\","
		    "\"records\":\"3\",\"state\":\"cut\"}\n"
		    "{\"contid\":\"9\",\"lives\":0,\"hosts\":1,\"first\":\"200.000\",\"last\":\"200.000\","
		    "\"records\":\"2\",\"state\":\"unknown\"}\n", "");
}

static void missing_things_are_found(void **state)
{
	struct store *store;

	(void)state;
	make_move("missing");
	store = trail_store("missing");
	trail_append(store, ALPHA, "one", END("108.000", "4", "6"));
	store_close(store);
	trail("hello\n", "collect", "--config", "/dev/null", "--store", url, "--spool",
	      trail_path("verifyspool"), "--machine-id", ALPHA, "--boot-id", "one");
	run_check(0, "", "");
	trail("", "verify", "--config", "/dev/null", "--store", url);
	run_check(3, NULL, "");
	assert_non_null(strstr(result.out, "gap      1970-01-01 00:01:44.000  host " BETA
			       ", boot two: serial numbers 8 to 8 are missing\n"));
	assert_non_null(strstr(result.out, "host " ALPHA ", boot one: 1 records could not be read\n"));
	assert_non_null(strstr(result.out, "container 6 on " ALPHA " has an end, and no begin\n"));
}

/* Clocks of two hosts differ: what is close together has no certain order. */
static void close_events_are_marked(void **state)
{
	struct store *store = fresh("skew");
	const char *conf = trail_file("skew.conf", "skew = 0.5\n");

	(void)state;
	trail_append(store, ALPHA, "one", CALL("100.000", "1", "4") CALL("100.020", "2", "4"));
	trail_append(store, BETA, "two", CALL("100.000", "1", "4") CALL("100.300", "2", "4"));
	store_close(store);
	SHOW("4");
	assert_int_equal(lines_with("~ 1970"), 1);
	trail("", "show", "--config", conf, "--store", url, "4", "-j");
	assert_int_equal(lines_with("\"uncertain\":true"), 3);
}

static void paths_tell_containers_apart(void **state)
{
	struct store *store = fresh("paths");

	(void)state;
	trail_append(store, ALPHA, "one", CALL("100.000", "1", "+5,^+4,^707") CALL("101.000", "2", "+5,^707")
		     CALL("102.000", "3", "5"));
	store_close(store);
	SHOW("707/5");
	assert_int_equal(lines_with("SYSCALL"), 2);
	SHOW("707/4/5");
	assert_int_equal(lines_with("SYSCALL"), 1);
	SHOW("5");
	assert_int_equal(lines_with("SYSCALL"), 1);
	SHOW("707", "--nested");
	assert_int_equal(lines_with("SYSCALL"), 2);
}

/* An event that a restarted collector has read the end of, and an import all of */
static void doubles_are_left_out(void **state)
{
	struct store *store = fresh("doubles");
	struct bytes batch = { 0 };
	struct batch_event event = { .time = 100000, .serial = 1 };
	struct part part = { text_of("4"), text_of("4"), true };
	struct batch_record record = { 1000000, 1391, text_of("scope=task contid=4") };

	(void)state;
	trail_append(store, ALPHA, "one", CALL("100.000", "1", "4"));
	batch_begin(&batch, ALPHA, "one");
	batch_event_begin(&batch, event.time, event.serial, 1, 1);
	batch_part(&batch, &part);
	batch_record(&batch, &record);
	assert_int_equal(store->ops->append(store, (struct text){ batch.data, batch.len }), 0);
	store_close(store);
	bytes_free(&batch);
	SHOW("4", "-j");
	assert_int_equal(lines_with("scope=task"), 1);
}

static void hostile_text_is_harmless(void **state)
{
	struct bytes lines = { 0 };
	struct store *store = fresh("hostile");
	size_t i, n = nr_hostile;
	const char *at;

	(void)state;
	for (i = 0; i < n; i++)
		bytes_printf(&lines, "type=USER_CMD msg=audit(%zu.000:%zu): pid=1 msg='%s'\n"
			     "type=UNKNOWN[1391] msg=audit(%zu.000:%zu): scope=task contid=4\n",
			     i + 1, i + 1, hostile[i], i + 1, i + 1);
	trail_append(store, ALPHA, "one", lines.data);
	store_close(store);
	bytes_free(&lines);
	SHOW("4");
	run_check(0, NULL, "");
	for (at = result.out; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	assert_int_equal(lines_with("\n"), n + 1);
	SHOW("4", "-j");
	run_check(0, NULL, "");
	for (at = result.out; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	assert_int_equal(lines_with("\n"), n);
	assert_int_equal(lines_with("\"note\":"), 0);
	SHOW("4", "--interpret");
	run_check(0, NULL, "");
	for (at = result.out; *at; at++)
		assert_true(*at == '\n' || (unsigned char)*at >= ' ');
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_has_events_and_notes),
		cmocka_unit_test(json_is_as_in_the_contract),
		cmocka_unit_test(parts_can_be_chosen),
		cmocka_unit_test(fields_are_interpreted),
		cmocka_unit_test(same_id_twice_is_noticed),
		cmocka_unit_test(reboot_cuts_a_life),
		cmocka_unit_test(missing_things_are_found),
		cmocka_unit_test(close_events_are_marked),
		cmocka_unit_test(paths_tell_containers_apart),
		cmocka_unit_test(doubles_are_left_out),
		cmocka_unit_test(hostile_text_is_harmless),
	};

	return trail_run(argc, argv, tests);
}
