// SPDX-License-Identifier: GPL-2.0
/* contidctl log: what it asks for, and what it prints. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static void two_events(void)
{
	expect_707();
	put_events();
	put_end(0);
}

static void raw_is_what_auditd_writes(void **state)
{
	(void)state;
	run("two_events", "log", "707");
	run_check(0, RAW_42 RAW_43, "");
	run("two_events", "log", "--raw", "707");
	run_check(0, RAW_42 RAW_43, "");
}

static void full_read(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_READ, 0, 3);
	fake_check_u64(req, CONTID_A_SERIAL, SERIAL);
	fake_check_u32(req, CONTID_A_LIMIT, 67108864);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_TRIM);
	fake_ack(req);
}

static void options(void)
{
	fake_expect(get_707);
	fake_expect(full_read);
	fake_to_records();
	put_events();
	put_end(0);
}

static void options_become_attributes(void **state)
{
	(void)state;
	run("options", "log", "--trim", "707", "--limit", "67108864");
	run_check(0, RAW_42 RAW_43, "");
}

static void get_4(struct nlmsghdr *req)
{
	struct contid_info info = {
		.contid = 4, .scope = SERIAL, .parent = 707, .serial = 13,
	};

	fake_check(req, CONTID_CMD_GET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 4);
	fake_check_u64(req, CONTID_A_SCOPE, SERIAL);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void read_4(struct nlmsghdr *req)
{
	fake_check_u64(req, CONTID_A_SERIAL, 13);
	fake_ack(req);
}

/* The records of two containers; those of one and the same event are two events. */
static void two_containers(void)
{
	fake_expect(get_707);
	fake_expect(read_707);
	fake_expect(get_707);	/* for the path */
	fake_expect(get_4);
	fake_expect(read_4);
	fake_to_records();
	fake_record(SERIAL, AUDIT_USER, ID(1) "a=1", 0);
	fake_record(13, AUDIT_USER, ID(1) "a=1", 2);
	put_end(0);
	fake_to_records();
	fake_record(13, AUDIT_USER, ID(2) "a=2", 0);
	fake_record(14, AUDIT_USER, ID(3) "of=none", 0);
	fake_record(13, CONTID_RECORD_END, NULL, 0);
	fake_cut();
	fake_to_answers();
}

/* How many events were printed interpreted */
static int count_events(void)
{
	const char *c = result.out;
	int n = 0;

	for (; (c = strstr(c, "----\n")); c++)
		n++;
	return n;
}

static void containers_end_one_by_one(void **state)
{
	(void)state;
	run("two_containers", "log", "707", "707/4");
	run_check(4, "type=USER msg=" ID(1) "a=1\ntype=USER msg=" ID(1) "a=1\n"
		     "type=USER msg=" ID(2) "a=2\n",
		  "contidctl: log: 707/4: 2 records lost\n");
	run("two_containers", "log", "-i", "707", "707/4");
	run_check(4, NULL, NULL);
	assert_int_equal(count_events(), 3);
}

static void long_text(void)
{
	static char text[20000];

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, ID(1), strlen(ID(1)));
	expect_707();
	fake_record(SERIAL, AUDIT_USER, text, 0);
	fake_record(SERIAL, AUDIT_USER, ID(2) "a=\"1\n\n2\" \r\033[31m  ", 0);
	put_end(0);
}

/* The lines of auditd have 8937 bytes at most. It keeps control characters. */
static void raw_keeps_each_record_on_a_line(void **state)
{
	(void)state;
	run("long_text", "log", "707");
	run_check(0, NULL, "");
	assert_int_equal(strcspn(result.out, "\n"), 8937);
	assert_string_equal(strchr(result.out, '\n'),
			    "\ntype=USER msg=" ID(2) "a=\"1  2\" \r\033[31m \n");
}

static void interpreted_fields_are_words(void **state)
{
	(void)state;
	run("two_events", "log", "--interpret", "707");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "----\ntype=SYSCALL msg=audit(2023-11-14 22:13:20.123:42) : arch=x86_64 "
			       "syscall=mkdir success=yes exit=0 "));
	assert_non_null(strstr(result.out, " uid=root comm=mkdir key=(null)\n"));
	assert_non_null(strstr(result.out, "\ntype=CONTAINER_ID msg=audit(2023-11-14 22:13:20.123:42) : "
			       "scope=task contid=707\n----\ntype=USER_LOGIN "));
	run("two_events", "log", "-i", "707");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "arch=x86_64"));
}

static void json_has_an_object_for_an_event(void **state)
{
	static const char begin[] =
		"{\"time\":\"2023-11-14T22:13:20.123000+00:00\",\"audit_serial\":42,\"contid\":\"707\",\"serial\":\"12\","
		"\"records\":[{\"type\":\"SYSCALL\",\"fields\":{\"arch\":\"c000003e\",\"syscall\":\"83\"";

	(void)state;
	run("two_events", "log", "--json", "707");
	run_check(0, NULL, "");
	assert_int_equal(strncmp(result.out, begin, strlen(begin)), 0);
	assert_non_null(strstr(result.out, "\"interpreted\":{\"arch\":\"x86_64\",\"syscall\":\"mkdir\""));
	assert_non_null(strstr(result.out, "{\"type\":\"CONTAINER_ID\",\"fields\":{\"scope\":\"task\",\"contid\":\"707\"},"));
	assert_non_null(strstr(result.out, "]}\n{\"time\":"));
	assert_non_null(strstr(result.out, "\"type\":\"USER_LOGIN\""));
	assert_non_null(strstr(result.out, "\"op\":\"login\""));
	run("two_events", "-j", "log", "707");
	run_check(0, NULL, "");
	assert_int_equal(strncmp(result.out, begin, strlen(begin)), 0);
}

/* Text of a user looks like fields, breaks out of strings, and talks to terminals. */
static void hostile(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, ID(1) "pid=70 uid=0 msg='pid=1 uid=99 pid=2 x=\"}]\\ \n"
		    "type=USER msg=" ID(9) "uid=5 \033[2Jy=\377\303\251 \001=1 =2 = exe=1B5D303B1B5C00'", 0);
	fake_record(SERIAL, AUDIT_USER, "", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(99999999999999999999999.123:1): a=\033b", 0);
	fake_record(SERIAL, 0xffffffff, ID(2) "\033\"\n", 0);
	fake_record(SERIAL, AUDIT_PROCTITLE, ID(2) "proctitle=1B5B324A00FF", 0);
	put_end(0);
}

/* Reads each line with a parser of another make, which takes no key twice. */
static const char parser[] =
	"import json, sys\n"
	"def once(pairs):\n"
	"    assert len(dict(pairs)) == len(pairs)\n"
	"    return dict(pairs)\n"
	"lines = sys.stdin.buffer.read().decode('ascii').splitlines()\n"
	"page = open('../Documentation/contid/json.rst').read()\n"
	"for v in [json.loads(l, object_pairs_hook=once) for l in lines]:\n"
	"    for k in list(v) + [k for r in v.get('records', []) for k in r]:\n"
	"        assert '``%s``' % k in page, k\n"
	"    for r in v.get('records', []):\n"
	"        assert set(r['interpreted']) <= set(r['fields'])\n"
	"        print(r['type'], r['fields'].get('pid'), r['fields'].get('uid'), r.get('text'))\n";

static const char *parse_json(void)
{
	static char text[4096];
	char path[] = "/tmp/contid-log-XXXXXX", command[128];
	int fd = mkstemp(path);
	FILE *f;

	assert_int_equal(write(fd, result.out, strlen(result.out)), strlen(result.out));
	close(fd);
	setenv("PARSER", parser, 1);
	snprintf(command, sizeof(command), "/usr/bin/python3 -c \"$PARSER\" <%s", path);
	f = popen(command, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	if (pclose(f))
		fail_msg("no JSON: %s", result.out);
	unlink(path);
	return text;
}

static void hostile_text_stays_text(void **state)
{
	const char *c;

	(void)state;
	run("hostile", "log", "-j", "707");
	run_check(0, NULL, "");
	/* The kernel's own fields keep their names. */
	assert_string_equal(parse_json(),
			    "USER 70 0 pid=70 uid=0 msg='pid=1 uid=99 pid=2 x=\"}]\\134 \\012"
			    "type=USER msg=audit(1700000000.123:9): uid=5 \\033[2Jy=\\377\\303\\251 \\001=1 =2 = exe=1B5D303B1B5C00'\n"
			    "USER None None \n"
			    "USER None None audit(\n"
			    "USER None None a=\\033b\n"
			    "UNKNOWN[4294967295] None None \\033\"\\012\n"
			    "PROCTITLE None None proctitle=1B5B324A00FF\n");

	run("hostile", "log", "--interpret", "707");
	run_check(0, NULL, "");
	for (c = result.out; *c; c++)
		assert_true(*c == '\n' || (unsigned char)*c >= ' ');
	/* Each line is one that contidctl began. */
	for (c = result.out; *c; c = strchr(c, '\n') + 1)
		assert_true(!strncmp(c, "----\n", 5) || !strncmp(c, "type=", 5));
}

/* A record whose fields have one name, but for one that is like the name of another */
static void one_name(void)
{
	char text[4096] = ID(1) "a.5=x";
	int i;

	for (i = 0; i < 600; i++)
		strcat(text, " a=1");
	expect_707();
	fake_record(SERIAL, AUDIT_USER, text, 0);
	put_end(0);
}

static void fields_of_one_name_are_numbered(void **state)
{
	char field[32];
	int i;

	(void)state;
	run("one_name", "log", "-j", "707");
	run_check(0, NULL, "");
	parse_json();
	for (i = 2; i <= 600; i++) {
		snprintf(field, sizeof(field), ",\"a.%d\":", i);
		assert_non_null(strstr(result.out, i == 5 ? "\"a.5\":\"x\"" : field));
	}
}

/* What is like a time, and none: signs, and digits that are too many or too few */
static void no_times(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_USER, "audit(-1.123:1): a=1", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(1.-2:2): a=2", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(1.123:-3): a=3", 0);
	fake_record(SERIAL, AUDIT_USER, "audit( 1.123:4): a=4", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(1.123:+5): a=5", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(1.12:6): a=6", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(99999999999.123:7): a=7", 0);
	fake_record(SERIAL, AUDIT_USER, "audit(1.123:4294967296): a=8", 0);
	put_end(0);
}

static void only_times_are_interpreted(void **state)
{
	int n;
	char id[32];

	(void)state;
	run("no_times", "log", "-i", "707");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "=audit(-1.123:1) :"));
	assert_non_null(strstr(result.out, "=audit(1.-2:2) :"));
	assert_non_null(strstr(result.out, "=audit(1.123:-3) :"));
	assert_null(strstr(result.out, "=audit(19"));

	run("no_times", "log", "-j", "707");
	run_check(0, NULL, "");
	assert_null(strstr(result.out, "\"time\""));
	for (n = 1; n <= 8; n++) {
		snprintf(id, sizeof(id), "\"text\":\"a=%d\"", n);
		assert_non_null(strstr(result.out, id));
	}
}

static void losses(void)
{
	expect_707();
	put_events();
	fake_record(SERIAL, AUDIT_USER, ID(50) "a=1", 3);
	fake_record(SERIAL, AUDIT_USER, ID(51) "a=2", 0);
	put_end(5);
}

static void loss_is_reported(void **state)
{
	static const char reports[] = "contidctl: log: 707: 3 records lost\n"
				   "contidctl: log: 707: 2 records lost\n";

	(void)state;
	run("losses", "log", "707");
	run_check(4, RAW_42 RAW_43 "type=USER msg=" ID(50) "a=1\ntype=USER msg=" ID(51) "a=2\n",
		  reports);
	run("losses", "-j", "log", "707");
	run_check(4, NULL, reports);
	assert_non_null(strstr(result.out, "\n{\"lost\":\"3\",\"contid\":\"707\",\"serial\":\"12\"}\n"
			       "{\"time\":\"2023-11-14T22:13:20.123000+00:00\",\"audit_serial\":50,"));
	assert_string_equal(result.out + strlen(result.out) - 42,
			    "{\"lost\":\"5\",\"contid\":\"707\",\"serial\":\"12\"}\n");
	parse_json();
}

static void two_and_more(void)
{
	expect_707();
	put_events();
	fake_no_record(NULL);
	fake_to_answers();
}

static void count_ends_it(void **state)
{
	(void)state;
	run("two_and_more", "log", "--count", "1", "707");
	run_check(0, RAW_42, "");
	run("two_and_more", "log", "--count=2", "707");
	run_check(0, RAW_42 RAW_43, "");
}

/* Part of an event, which is complete when the next one begins */
static void without_eoe(void)
{
	expect_707();
	fake_record(SERIAL, AUDIT_SYSCALL, ID(1) "a=1", 0);
	fake_record(SERIAL, AUDIT_CWD, ID(1) "a=2", 0);
	fake_no_record(NULL);
	fake_to_records();
	fake_record(SERIAL, AUDIT_PATH, ID(1) "a=3", 0);
	fake_record(SERIAL, AUDIT_USER, ID(12) "a=4", 0);
	fake_no_record(NULL);
	fake_to_records();
	fake_record(SERIAL, AUDIT_USER, ID(13) "a=5", 0);
	put_end(0);
}

static void events_are_told_apart(void **state)
{
	(void)state;
	run("without_eoe", "log", "-i", "707");
	run_check(0, NULL, "");
	assert_int_equal(count_events(), 3);
	assert_non_null(strstr(result.out, "a=1\ntype=CWD msg=audit(2023-11-14 22:13:20.123:1) : a=2\n"
			       "type=PATH msg=audit(2023-11-14 22:13:20.123:1) : a=3\n----\n"));
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "two_events", two_events },
		{ "options", options },
		{ "two_containers", two_containers },
		{ "long_text", long_text },
		{ "hostile", hostile },
		{ "no_times", no_times },
		{ "one_name", one_name },
		{ "losses", losses },
		{ "two_and_more", two_and_more },
		{ "without_eoe", without_eoe },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_is_what_auditd_writes),
		cmocka_unit_test(options_become_attributes),
		cmocka_unit_test(containers_end_one_by_one),
		cmocka_unit_test(raw_keeps_each_record_on_a_line),
		cmocka_unit_test(interpreted_fields_are_words),
		cmocka_unit_test(json_has_an_object_for_an_event),
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(only_times_are_interpreted),
		cmocka_unit_test(fields_of_one_name_are_numbered),
		cmocka_unit_test(loss_is_reported),
		cmocka_unit_test(count_ends_it),
		cmocka_unit_test(events_are_told_apart),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
