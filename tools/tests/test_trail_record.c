// SPDX-License-Identifier: GPL-2.0
/* contid-trail: records, the two formats, lineages, events, batches. */

#include <errno.h>
#include <inttypes.h>

#include <libaudit.h>

#include "record/lineage.h"
#include "trail.h"

static bool parses(const char *line, struct record *record)
{
	return record_parse(text_of(line), record);
}

static void line_is_a_record(void **state)
{
	struct record r;

	(void)state;
	assert_true(parses("type=SYSCALL msg=audit(1521122590.315:222): arch=1 a=b", &r));
	assert_int_equal(r.type, 1300);
	assert_int_equal(r.time, 1521122590315);
	assert_int_equal(r.serial, 222);
	assert_true(text_is(r.text, text_of("arch=1 a=b")));
	assert_true(parses("node=alpha type=UNKNOWN[1391] msg=audit(1.002:3): scope=task", &r));
	assert_int_equal(r.type, 1391);
	assert_int_equal(r.time, 1002);
	assert_true(parses("type=EOE msg=audit(1.002:3): ", &r));
	assert_true(parses("type=EOE msg=audit(1.002:3):", &r));
	assert_int_equal(r.text.len, 0);
	assert_true(parses("type=CONTAINER_OP msg=audit(1.002:3): op=end", &r));
	assert_int_equal(r.type, 1390);
}

static void garbage_is_none(void **state)
{
	static const char *const lines[] = {
		"", "type=", "node=a", "type=SYSCALL", "type=SYSCALL msg=",
		"type=NOSUCH msg=audit(1.002:3): a", "type=SYSCALL msg=audit(1.002:3)",
		"type=SYSCALL msg=audit(1.002): a", "type=SYSCALL msg=audit(1.1000:3): a",
		"type=SYSCALL msg=audit(-1.002:3): a", "type=SYSCALL msg=audit(.002:3): a",
		"type=SYSCALL msg=audit(99999999999999999999.002:3): a",
		"type=SYSCALL msg=audit(1.002:99999999999999999999): a",
		"type=UNKNOWN[99999999999] msg=audit(1.002:3): a",
		"type=UNKNOWN[] msg=audit(1.002:3): a", "type=UNKNOWN[1 msg=audit(1.002:3): a",
	};
	struct record r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(parses(lines[i], &r));
}

static void first_field_of_a_name_counts(void **state)
{
	struct text text = text_of("op=set contid=4,^2 comm=\"a\" contid=9");

	(void)state;
	assert_true(text_is(record_field(text, "contid"), text_of("4,^2")));
	/* What is not there has no bytes to compare. */
	assert_true(text_is((struct text){ NULL, 0 }, text_of("")));
	assert_int_equal(record_field(text, "ontid").len, 0);
	assert_int_equal(record_field(text, "old-contid").len, 0);
}

/* auditd's default log_format, ENRICHED, has a field of its own at once behind the last. */
static void what_auditd_adds_is_no_field(void **state)
{
	struct text text = text_of("op=end old-contid=4 res=1\035UID=\"a contid=9\" AUID=\"unset\"");

	(void)state;
	assert_true(text_is(record_field(text, "res"), text_of("1")));
	assert_true(text_is(record_field(text, "old-contid"), text_of("4")));
	assert_int_equal(record_field(text, "UID").len, 0);
	assert_int_equal(record_field(text, "AUID").len, 0);
	assert_int_equal(record_field(text, "contid").len, 0);
}

/* Add a record as auditd's plugins with format = binary get it. */
static void add_binary(struct bytes *bytes, uint32_t version, uint32_t type,
		       const char *data)
{
	struct audit_dispatcher_header header = {
		.ver = version,
		.hlen = sizeof(header),
		.type = type,
		.size = strlen(data),
	};

	bytes_add(bytes, &header, sizeof(header));
	bytes_add(bytes, data, strlen(data));
}

/* What input_next() makes of @bytes that come one by one, as letters */
static void read_bytewise(const struct bytes *bytes, char *letters)
{
	size_t at = 0, end = 1, used;
	struct record r;

	while (at < bytes->len) {
		bool last = end == bytes->len;
		enum input input = input_next(bytes->data + at, end - at, last,
					      &used, &r);

		if (input == INPUT_MORE) {
			assert_false(last);
			end++;
			continue;
		}
		*letters++ = input == INPUT_RECORD ? 'r' : 'g';
		at += used;
		if (end <= at)
			end = at + 1;
	}
	*letters = '\0';
}

static void both_formats_are_read(void **state)
{
	struct bytes bytes = { 0 };
	char letters[64];

	(void)state;
	add_binary(&bytes, AUDISP_PROTOCOL_VER, 1300, "audit(1.002:3): a=1\n");
	add_binary(&bytes, AUDISP_PROTOCOL_VER2, 1300,
		   "type=SYSCALL msg=audit(1.002:3): a=1");
	bytes_add_text(&bytes, text_of(""));	/* four zeros */
	bytes_printf(&bytes, "\ntype=SYSCALL msg=audit(1.002:3): a=1\n\nhello\n");
	add_binary(&bytes, AUDISP_PROTOCOL_VER2, 1300, "type=EOE msg=audit(1.002:3): ");
	bytes_printf(&bytes, "type=EOE msg=audit(1.002:3): ");
	read_bytewise(&bytes, letters);
	/* The type in the fourth header differs from that of the line behind it. */
	assert_string_equal(letters, "rrgrgggr");
	bytes_free(&bytes);
}

/* Add a record as auditd writes it: its whole buffer, with what was there before. */
static void add_whole(struct bytes *bytes, const char *data)
{
	char buffer[MAX_AUDIT_MESSAGE_LENGTH];
	struct audit_dispatcher_header header = {
		.hlen = sizeof(header),
		.type = 1300,
		.size = strlen(data),
	};

	memset(buffer, 0, sizeof(buffer));
	strcpy(buffer, "audit(1.002:1): an older record, longer than those behind it\n");
	memcpy(buffer, data, strlen(data));
	bytes_add(bytes, &header, sizeof(header));
	bytes_add(bytes, buffer, sizeof(buffer));
}

static void buffers_of_auditd_are_read(void **state)
{
	struct bytes bytes = { 0 };
	char letters[64];
	struct record r;
	size_t used;

	(void)state;
	add_whole(&bytes, "audit(1.002:3): a=1");
	add_whole(&bytes, "audit(1.002:4): a=2");
	read_bytewise(&bytes, letters);
	assert_string_equal(letters, "rr");
	assert_int_equal(input_next(bytes.data, bytes.len, false, &used, &r), INPUT_RECORD);
	assert_true(text_is(r.text, text_of("a=1")));
	assert_int_equal(used, bytes.len / 2);
	/* The last one is there when it is whole, and cut short at the end of the input. */
	assert_int_equal(input_next(bytes.data + used, used - 1, false, &used, &r), INPUT_MORE);
	assert_int_equal(input_next(bytes.data + bytes.len / 2, 40, true, &used, &r), INPUT_RECORD);
	assert_true(text_is(r.text, text_of("a=2")));
	bytes_free(&bytes);
}

static void long_line_is_passed_over(void **state)
{
	char *line = malloc(3 * INPUT_LINE_MAX);
	struct record r;
	size_t used;

	(void)state;
	memset(line, 'x', 3 * INPUT_LINE_MAX);
	assert_int_equal(input_next(line, 100, false, &used, &r), INPUT_MORE);
	assert_int_equal(input_next(line, 2 * INPUT_LINE_MAX, false, &used, &r),
			 INPUT_GARBAGE);
	assert_int_equal(used, 2 * INPUT_LINE_MAX);
	free(line);
}

static void add_container(const char *key, struct text lineage, bool own, void *data)
{
	bytes_printf(data, "%s%s(%.*s) ", own ? "" : "^", key, (int)lineage.len,
		     lineage.at);
}

static void check_lineage(const char *list, bool whole, const char *expected)
{
	struct bytes bytes = { 0 };

	assert_int_equal(lineage_each(text_of(list), add_container, &bytes), whole);
	bytes_printf(&bytes, "%s", "");
	assert_string_equal(bytes.data, expected);
	bytes_free(&bytes);
}

static void lineages_have_keys(void **state)
{
	(void)state;
	check_lineage("4", true, "4(4) ");
	check_lineage("4,^2,^1,9", true, "4(4,^2,^1) ^2(4,^2,^1) ^1(4,^2,^1) 9(9) ");
	check_lineage("9,^+4,^707", true, "9(9,^+4,^707) ^707/4(9,^+4,^707) ^707(9,^+4,^707) ");
	check_lineage("+5,^+4,^707", true,
		      "707/5(+5,^+4,^707) ^707/4(+5,^+4,^707) ^707(+5,^+4,^707) ");
	check_lineage("+5", true, "+5(+5) ");
	check_lineage("18446744073709551614", true,
		      "18446744073709551614(18446744073709551614) ");
}

static void lineages_are_checked(void **state)
{
	char deep[512] = "1";
	int i;

	(void)state;
	check_lineage("-1", false, "");
	check_lineage("^4", false, "");
	check_lineage("4;", false, "");
	check_lineage("4,x", false, "4(4) ");
	check_lineage("18446744073709551615", false, "");
	check_lineage("99999999999999999999999999", false, "");
	for (i = 0; i < 40; i++)
		strcat(deep, ",^1");
	assert_false(lineage_each(text_of(deep), add_container, &(struct bytes){ .failed = true }));
}

static void paths_have_keys(void **state)
{
	char key[KEY_SIZE];

	(void)state;
	assert_true(lineage_key("0x10", key));
	assert_string_equal(key, "16");
	assert_true(lineage_key("707/4/5", key));
	assert_string_equal(key, "707/5");
	assert_false(lineage_key("", key));
	assert_false(lineage_key("4/", key));
	assert_false(lineage_key("x", key));
	assert_true(lineage_has_path(text_of("+5,^+4,^707"), "707/4/5"));
	assert_true(lineage_has_path(text_of("+5,^+4,^707"), "707/5"));
	assert_false(lineage_has_path(text_of("+5,^+3,^707"), "707/4/5"));
	assert_true(lineage_has_path(text_of("4,^2"), "4"));
}

/* The events of a batch, written down */
static int print_host(const struct batch_reader *reader, struct text machine, struct text boot)
{
	bytes_printf(reader->data, "%.*s %.*s:", (int)machine.len, machine.at,
		     (int)boot.len, boot.at);
	return 0;
}

static int print_event(const struct batch_reader *reader, const struct batch_event *event)
{
	size_t i;

	bytes_printf(reader->data, " %" PRIu64 "{", event->serial);
	for (i = 0; i < event->nr_parts; i++)
		bytes_printf(reader->data, "%s%.*s ", event->parts[i].own ? "" : "^",
			     (int)event->parts[i].key.len, event->parts[i].key.at);
	for (i = 0; i < event->nr_records; i++)
		bytes_printf(reader->data, "%s%u:%u", i ? "," : "", event->records[i].n,
			     event->records[i].type);
	bytes_printf(reader->data, "}");
	return 0;
}

static int print_range(const struct batch_reader *reader, const struct range *range)
{
	bytes_printf(reader->data, " %" PRIu64 "-%" PRIu64, range->first, range->last);
	return 0;
}

static int print_loss(const struct batch_reader *reader, const struct loss *loss)
{
	bytes_printf(reader->data, " %.*s=%" PRIu64, (int)loss->what.len, loss->what.at,
		     loss->count);
	return 0;
}

static struct bytes batch_text(struct text batch, int expected)
{
	struct bytes text = { 0 };
	struct batch_reader reader = { print_host, print_event, print_range, print_loss, &text };

	assert_int_equal(batch_read(batch, &reader), expected);
	bytes_printf(&text, "%s", "");
	return text;
}

static void check_batch(const char *lines, const char *expected)
{
	struct bytes batch = trail_batch("m", "b", lines);
	struct bytes text = batch_text((struct text){ batch.data, batch.len }, 0);

	assert_string_equal(text.data, expected);
	bytes_free(&text);
	bytes_free(&batch);
}

#define SYSCALL(serial)	"type=SYSCALL msg=audit(1.000:" serial "): arch=c000003e\n"
#define TASK(serial, list) \
	"type=UNKNOWN[1391] msg=audit(1.000:" serial "): scope=task contid=" list "\n"
#define EOE(serial) "type=EOE msg=audit(1.000:" serial "): \n"

static void events_are_whole(void **state)
{
	(void)state;
	/* mixed with another, of no container */
	check_batch(SYSCALL("1") SYSCALL("2") TASK("1", "4,^2") EOE("2")
		    "type=PROCTITLE msg=audit(1.000:1): proctitle=61\n" EOE("1"),
		    "m b: 1{4 ^2 0:1300,1:1391,2:1327} 1-2");
	/* without an end, and of two times */
	check_batch(SYSCALL("1") TASK("1", "4")
		    "type=SYSCALL msg=audit(9.000:2): arch=c000003e\n",
		    "m b: 1{4 0:1300,1:1391} 1-2");
	/* of a call that has taken long */
	check_batch("type=SYSCALL msg=audit(9.000:7): arch=c000003e\n" SYSCALL("8")
		    TASK("8", "4"), "m b: 8{4 0:1300,1:1391} 7-8");
}

static void all_scopes_count(void **state)
{
	(void)state;
	check_batch(SYSCALL("1") TASK("1", "4,^2")
		    "type=UNKNOWN[1391] msg=audit(1.000:1): scope=obj opid=707 contid=7\n"
		    "type=UNKNOWN[1391] msg=audit(1.000:1): scope=net netns=1 netnsid=7 contid=2,8\n"
		    "type=UNKNOWN[1391] msg=audit(1.000:1): scope=sock contid=9\n"
		    "type=UNKNOWN[1390] msg=audit(1.000:1): op=set opid=1 contid=5 old-contid=6,^3 netns=1 res=1\n",
		    "m b: 1{4 2 7 8 9 5 6 ^3 0:1300,1:1391,2:1391,3:1391,4:1391,5:1390} 1-1");
}

static void processes_cannot_forge(void **state)
{
	(void)state;
	check_batch("type=USER msg=audit(1.000:1): pid=1 msg='scope=task contid=4 res=1'\n"
		    "type=UNKNOWN[1390] msg=audit(1.000:2): op=set opid=1 contid=-1 old-contid=-1 netns=1 comm=\"contid=9\" contid=9\n",
		    "m b: 1-2");
}

static void gaps_show(void **state)
{
	(void)state;
	check_batch(EOE("5") EOE("3") EOE("4") EOE("9")
		    "type=DAEMON_START msg=audit(1.000:7): op=start\n", "m b: 3-5 9-9");
}

static void damaged_batches_are_refused(void **state)
{
	struct bytes batch = trail_batch("m", "b", SYSCALL("1") TASK("1", "4,^2"));
	size_t len, i;

	(void)state;
	for (len = 0; len < batch.len; len++) {
		char *copy = malloc(len);
		struct bytes text;
		struct batch_reader reader = { print_host, print_event, print_range,
					       print_loss, &text };

		text = (struct bytes){ 0 };
		memcpy(copy, batch.data, len);
		batch_read((struct text){ copy, len }, &reader);
		bytes_free(&text);
		for (i = 0; i < len; i++) {
			copy[i] ^= 0xff;
			text = (struct bytes){ 0 };
			batch_read((struct text){ copy, len }, &reader);
			bytes_free(&text);
			copy[i] ^= 0xff;
		}
		free(copy);
	}
	batch.data[0] = 99;
	bytes_free(&(struct bytes){ 0 });
	struct bytes text = batch_text((struct text){ batch.data, batch.len }, -EBADMSG);

	bytes_free(&text);
	bytes_free(&batch);
}

/* What a collector stores that auditd has started, of records as they come */
static void check_live(const char *const *lines, size_t nr, const char *expected)
{
	struct bytes batch = { 0 };
	struct events_options options = { .batch = &batch, .live = true };
	struct events *events = events_new(&options);
	struct record record;
	struct bytes text;
	size_t i;

	batch_begin(&batch, "m", "b");
	for (i = 0; i < nr; i++) {
		assert_true(parses(lines[i], &record));
		assert_true(events_add(events, &record));
	}
	events_close(events);
	events_ranges(events);
	events_free(events);
	text = batch_text((struct text){ batch.data, batch.len }, 0);
	assert_string_equal(text.data, expected);
	bytes_free(&text);
	bytes_free(&batch);
}

#define LIVE_TASK(serial) \
	"type=UNKNOWN[1391] msg=audit(1.000:" serial "): scope=task contid=4"
#define LIVE_SYSCALL(serial)	"type=SYSCALL msg=audit(1.000:" serial "): a=1"
#define LIVE_EOE(serial)	"type=EOE msg=audit(1.000:" serial "): "

static void begin_of_the_first_event_may_be_missing(void **state)
{
	/* The first of all, and one that was open beside it: neither is a seen number. */
	static const char *const inner[] = {
		"type=CWD msg=audit(1.000:1): cwd=\"/\"",
		LIVE_TASK("2"), LIVE_TASK("1"), LIVE_EOE("1"), LIVE_EOE("2"),
		LIVE_SYSCALL("3"), LIVE_EOE("3"),
	};
	/* An AVC may have gone before. */
	static const char *const call[] = {
		"type=DAEMON_START msg=audit(1.000:77): op=start",
		LIVE_SYSCALL("1"), LIVE_TASK("1"), LIVE_EOE("1"),
		LIVE_SYSCALL("2"), LIVE_TASK("2"), LIVE_EOE("2"),
	};

	(void)state;
	check_live(inner, sizeof(inner) / sizeof(inner[0]),
		   "m b: 1{4 1000000:1307,1000001:1391} 2{4 1000000:1391} 3-3");
	check_live(call, sizeof(call) / sizeof(call[0]),
		   "m b: 1{4 1000000:1300,1000001:1391} 2{4 0:1300,1:1391} 2-2");
}

static void another_boot_is_noticed(void **state)
{
	struct bytes batch = { 0 };
	struct events_options options = { .batch = &batch };
	struct events *events = events_new(&options);
	struct record record;

	(void)state;
	batch_begin(&batch, "m", "b");
	parses("type=SYSCALL msg=audit(9.000:2000): a=1", &record);
	assert_false(events_is_other_boot(events, &record));
	events_add(events, &record);
	parses("type=SYSCALL msg=audit(8.000:1500): a=1", &record);
	assert_false(events_is_other_boot(events, &record));
	/* auditd counts on its own */
	parses("type=DAEMON_START msg=audit(10.000:3): a=1", &record);
	assert_false(events_is_other_boot(events, &record));
	parses("type=SYSCALL msg=audit(10.000:3): a=1", &record);
	assert_true(events_is_other_boot(events, &record));
	events_free(events);
	bytes_free(&batch);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_is_a_record),
		cmocka_unit_test(garbage_is_none),
		cmocka_unit_test(first_field_of_a_name_counts),
		cmocka_unit_test(what_auditd_adds_is_no_field),
		cmocka_unit_test(both_formats_are_read),
		cmocka_unit_test(buffers_of_auditd_are_read),
		cmocka_unit_test(long_line_is_passed_over),
		cmocka_unit_test(lineages_have_keys),
		cmocka_unit_test(lineages_are_checked),
		cmocka_unit_test(paths_have_keys),
		cmocka_unit_test(events_are_whole),
		cmocka_unit_test(all_scopes_count),
		cmocka_unit_test(processes_cannot_forge),
		cmocka_unit_test(gaps_show),
		cmocka_unit_test(damaged_batches_are_refused),
		cmocka_unit_test(begin_of_the_first_event_may_be_missing),
		cmocka_unit_test(another_boot_is_noticed),
	};

	return trail_run(argc, argv, tests);
}
