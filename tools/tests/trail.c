// SPDX-License-Identifier: GPL-2.0
/* What the tests of contid-trail share, see trail.h. */

#include <inttypes.h>
#include <sqlite3.h>
#include <unistd.h>

#include "trail.h"

/* Environment variable: the test program is contid-trail */
#define TRAIL_RUN	"CONTID_TRAIL_TEST"

/* In memory, where nothing has to wait for a disk */
char trail_dir[] = "/dev/shm/contid-trail.XXXXXX";

static struct bytes printed;
static const char *program;

int trail_main(int argc, char **argv);

/* What processes make the kernel write, or user space, is data and nothing else. */
const char *const hostile[] = {
	"\033[2J\033]0;title\007", "<script>alert(1)</script>", "\"},{\"note\":\"end\"", "\\u0000\\",
	"'; drop table record; --", "%s%n%n%n", "\r* 1970-01-01 00:01:40.000  end", "\xff\xfe\xc3\x28",
	"\xe2\x80\xae right to left", "type=SYSCALL msg=audit(1.000:1): scope=task contid=4",
	"a=b=c==", "=", "\x1d" "UID=\"root\"", "\t\\t\\N", "&lt;&#60;", "${HOME}`id`",
};

const size_t nr_hostile = sizeof(hostile) / sizeof(hostile[0]);

int trail_setup(void **state)
{
	(void)state;
	if (mkdtemp(trail_dir))
		return 0;
	strcpy(trail_dir, "/tmp/contid-trail.XXXXXX");
	return mkdtemp(trail_dir) ? 0 : -1;
}

int trail_teardown(void **state)
{
	char command[64];

	(void)state;
	bytes_free(&printed);
	snprintf(command, sizeof(command), "rm -rf %s", trail_dir);
	return system(command);
}

const char *trail_path(const char *name)
{
	static char paths[4][128];
	static int n;
	char *path = paths[n++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", trail_dir, name);
	return path;
}

static void add_lines(struct events *events, const char *lines)
{
	size_t len = strlen(lines), used;
	struct record record;

	for (; len; lines += used, len -= used) {
		assert_int_equal(input_next(lines, len, true, &used, &record),
				 INPUT_RECORD);
		assert_true(events_add(events, &record));
	}
}

struct bytes trail_batch(const char *machine, const char *boot, const char *lines)
{
	struct bytes batch = { 0 };
	struct events_options options = { .batch = &batch };
	struct events *events = events_new(&options);

	assert_non_null(events);
	batch_begin(&batch, machine, boot);
	add_lines(events, lines);
	events_close(events);
	events_ranges(events);
	events_free(events);
	assert_false(batch.failed);
	return batch;
}

void trail_append(struct store *store, const char *machine, const char *boot,
		  const char *lines)
{
	struct bytes batch = trail_batch(machine, boot, lines);

	if (store->ops->append(store, (struct text){ batch.data, batch.len }))
		fail_msg("%s", store->error);
	bytes_free(&batch);
}

static int print_row(const struct row *row, void *data)
{
	(void)data;
	bytes_printf(&printed, "%.*s %" PRIu64 " %.4s %.4s %" PRIu64 " %u %u %s%.*s | %.*s",
		     (int)row->contid.len, row->contid.at, row->time,
		     row->machine.at, row->boot.at, row->serial, row->n, row->type,
		     row->own ? "" : "in ", (int)row->lineage.len, row->lineage.at,
		     (int)row->text.len, row->text.at);
	if (row->name.len)
		bytes_printf(&printed, " | %.*s", (int)row->name.len, row->name.at);
	bytes_printf(&printed, "\n");
	return 0;
}

/* What was printed, if that went well */
static const char *filled(struct store *store, int err)
{
	if (err)
		fail_msg("%s", store->error);
	bytes_printf(&printed, "%s", "");
	return printed.data;
}

const char *trail_rows(struct store *store, const char *contid, bool nested)
{
	struct query query = {
		.contid = contid,
		.nested = nested,
		.until = UINT64_MAX,
	};

	bytes_clear(&printed);
	return filled(store, store->ops->scan(store, &query, print_row, NULL));
}

const char *trail_lives(struct store *store, const char *contid)
{
	struct life_query query = { .contid = contid };

	bytes_clear(&printed);
	return filled(store, store->ops->lives(store, &query, print_row, NULL));
}

const char *trail_named(struct store *store, const char *name)
{
	struct life_query query = { .name = name };

	bytes_clear(&printed);
	return filled(store, store->ops->lives(store, &query, print_row, NULL));
}

static int print_summary(const struct summary *summary, void *data)
{
	(void)data;
	bytes_printf(&printed, "%.*s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
		     (int)summary->contid.len, summary->contid.at, summary->hosts,
		     summary->first, summary->last, summary->records);
	return 0;
}

const char *trail_list(struct store *store)
{
	bytes_clear(&printed);
	return filled(store, store->ops->list(store, print_summary, NULL));
}

static int print_seen(const struct seen *seen, void *data)
{
	(void)data;
	bytes_printf(&printed, "%.4s %.4s %" PRIu64 "-%" PRIu64 " %" PRIu64 "-%" PRIu64 "\n",
		     seen->machine.at, seen->boot.at, seen->range.first,
		     seen->range.last, seen->range.since, seen->range.until);
	return 0;
}

const char *trail_seen(struct store *store, const char *machine)
{
	bytes_clear(&printed);
	return filled(store, store->ops->seen(store, machine, print_seen, NULL));
}

int trail_start(int input, const char *const *args)
{
	int pid;

	setenv(TRAIL_RUN, "1", 1);
	pid = run_start(program, "contid-trail", input, args, NULL);
	unsetenv(TRAIL_RUN);
	return pid;
}

void trail_exec(const char *input, const char *const *args)
{
	int fd = run_file(input);

	run_finish(trail_start(fd, args));
	close(fd);
}

struct store *trail_store(const char *name)
{
	char error[STORE_ERROR_SIZE], url[256];
	struct store *store = NULL;

	snprintf(url, sizeof(url), "sqlite://%s", trail_path(name));
	if (store_open(&store, url, true, error))
		fail_msg("%s", error);
	return store;
}

const char *trail_seen_of(const char *name)
{
	static char seen[4096];
	struct store *store = trail_store(name);

	snprintf(seen, sizeof(seen), "%s", trail_seen(store, NULL));
	store_close(store);
	return seen;
}

const char *trail_sql(const char *name, const char *sql)
{
	static char text[256];
	sqlite3_stmt *stmt;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(trail_path(name), &db), 0);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), 0);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	snprintf(text, sizeof(text), "%s", sqlite3_column_text(stmt, 0) ?: (const unsigned char *)"");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

const char *trail_file(const char *name, const char *text)
{
	const char *path = trail_path(name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

int trail_test_main(int argc, char **argv, const struct CMUnitTest *tests, size_t n)
{
	if (getenv(TRAIL_RUN))
		return trail_main(argc, argv);
	program = run_self(argv[0]);
	return _cmocka_run_group_tests("tests", tests, n, trail_setup, trail_teardown);
}
