// SPDX-License-Identifier: GPL-2.0
/* contid-trail collect: input, spool, failures, and SIGKILL at a hundred places. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/spool.h"
#include "trail.h"

#define TASK(time, serial, list) \
	"type=SYSCALL msg=audit(" time ":" serial "): a=1\n" \
	"type=UNKNOWN[1391] msg=audit(" time ":" serial "): scope=task contid=" list "\n"

#define IDS	"--machine-id", MACHINE, "--boot-id", BOOT

static char url[256];

/* A store's URL, and a spool that no other test has */
static const char *store_url(const char *name)
{
	snprintf(url, sizeof(url), "sqlite://%s", trail_path(name));
	return url;
}

static const char *rows_of(const char *name, const char *contid)
{
	static char rows[65536];
	struct store *store = trail_store(name);

	snprintf(rows, sizeof(rows), "%s", trail_rows(store, contid, true));
	store_close(store);
	return rows;
}

static const char *seen_of(const char *name)
{
	static char seen[4096];
	struct store *store = trail_store(name);

	snprintf(seen, sizeof(seen), "%s", trail_seen(store));
	store_close(store);
	return seen;
}

static const char *sql_of(const char *name, const char *sql)
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

#define ROW4	"4 1000 0123 1111 7 0 1300 4 | a=1\n" \
		"4 1000 0123 1111 7 1 1391 4 | scope=task contid=4\n"

static void file_is_stored(void **state)
{
	const char *log = trail_file("log", TASK("1.000", "7", "4") TASK("1.000", "8", "5"));

	(void)state;
	trail("", "collect", "--store", store_url("file"), "--input", log, IDS);
	trail_check(0, "", "");
	assert_string_equal(rows_of("file", "4"), ROW4);
	assert_string_equal(seen_of("file"), "0123 1111 7-8 1000-1000\n");
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("dash"), "--input", "-", IDS);
	trail_check(0, "", "");
	assert_string_equal(rows_of("dash", "4"), ROW4);
}

static void standard_input_is_stored(void **state)
{
	(void)state;
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("stdin"),
	      "--spool", trail_path("spool1"), IDS);
	trail_check(0, "", "");
	assert_string_equal(rows_of("stdin", "4"), ROW4);
}

/* Files with records are for their owner alone. */
static void files_are_private(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(trail_path("stdin"), &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	assert_int_equal(stat(trail_path("spool1"), &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
}

static void garbage_is_counted(void **state)
{
	(void)state;
	trail("hello\n\n" TASK("1.000", "7", "4") "\001\002garbage\xff\n", "collect", "--store",
	      store_url("garbage"), "--spool", trail_path("spool2"), IDS);
	trail_check(0, "", "");
	assert_string_equal(rows_of("garbage", "4"), ROW4);
	assert_string_equal(sql_of("garbage", "select what || count from lost"), "input2");
}

static void boots_of_a_log_are_kept_apart(void **state)
{
	const char *log = trail_file("boots", TASK("1.000", "5000", "4") TASK("2.000", "3", "4"));

	(void)state;
	trail("", "collect", "--store", store_url("boots.db"), "--input", log,
	      "--machine-id", MACHINE, "--boot-id", "one", "--boot-id", "two");
	trail_check(0, "", "");
	assert_string_equal(sql_of("boots.db", "select group_concat(boot || serial) from (select"
				   " distinct boot, serial from row order by boot)"), "one5000,two3");
	trail("", "collect", "--store", store_url("boot.db"), "--input", log, IDS);
	trail_check(2, "", NULL);
	assert_non_null(strstr(trail_result.err, "serial numbers begin anew at 2.000:3"));
	assert_string_equal(seen_of("boot.db"), "0123 1111 5000-5000 1000-1000\n");
}

static void what_waits_is_sent_later(void **state)
{
	char store[256];

	(void)state;
	snprintf(store, sizeof(store), "sqlite://%s/away/store", trail_dir);
	trail(TASK("1.000", "7", "4"), "collect", "--store", store, "--spool",
	      trail_path("spool3"), IDS);
	trail_check(0, "", NULL);
	assert_non_null(strstr(trail_result.err, "2 records wait in "));
	assert_int_equal(mkdir(trail_path("away"), 0700), 0);
	trail(TASK("2.000", "8", "4"), "collect", "--store", store, "--spool",
	      trail_path("spool3"), IDS);
	trail_check(0, "", "");
	assert_string_equal(seen_of("away/store"), "0123 1111 7-8 1000-2000\n");
	assert_string_equal(sql_of("spool3", "select count(*) from batch"), "0");
}

static void file_waits_for_no_store(void **state)
{
	char store[256];
	const char *log = trail_file("log", TASK("1.000", "7", "4"));

	(void)state;
	snprintf(store, sizeof(store), "sqlite://%s/nowhere/store", trail_dir);
	trail("", "collect", "--store", store, "--input", log, IDS);
	trail_check(2, "", NULL);
	assert_non_null(strstr(trail_result.err, "2 records are not stored: run it again"));
}

static void full_spool_is_counted(void **state)
{
	const char *conf = trail_file("conf", "# limit\nspool-limit = 50\nskew = 0.05\n");
	char away[256];

	(void)state;
	snprintf(away, sizeof(away), "sqlite://%s/nowhere/store", trail_dir);
	trail(TASK("1.000", "7", "4"), "collect", "--config", conf, "--store", away,
	      "--spool", trail_path("spool4"), IDS);
	trail_check(0, "", NULL);
	assert_non_null(strstr(trail_result.err, "the spool has reached its limit; 2 records are lost"));
	trail("", "collect", "--store", store_url("full"), "--spool", trail_path("spool4"), IDS);
	trail_check(0, "", "");
	assert_string_equal(sql_of("full", "select what || count from lost"), "spool2");
}

static void full_disk_is_counted(void **state)
{
	(void)state;
	/* SQLite writes to no such file: as good as a disk without room */
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("x"),
	      "--spool", "/dev/full", IDS);
	trail_check(2, "", NULL);
	assert_non_null(strstr(trail_result.err, "spool /dev/full: "));
}

static void one_spool_is_for_one(void **state)
{
	struct spool *spool = NULL;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s", trail_path("spool5"));
	assert_int_equal(spool_open(&spool, path, 1000), 0);
	trail("", "collect", "--store", store_url("x"), "--spool", path, IDS);
	trail_check(2, "", NULL);
	assert_non_null(strstr(trail_result.err, "another collector uses this spool"));
	spool_close(spool);
}

static void spool_keeps_the_order(void **state)
{
	struct bytes batch = { 0 };
	struct spool *spool;
	uint64_t records;
	int64_t id;

	(void)state;
	assert_int_equal(spool_open(&spool, trail_path("spool6"), 7), 0);
	assert_int_equal(spool_add(spool, text_of("one"), 1), 0);
	assert_int_equal(spool_add(spool, text_of("two"), 2), 0);
	assert_int_equal(spool_add(spool, text_of("three"), 3), -EDQUOT);
	spool_close(spool);
	assert_int_equal(spool_open(&spool, trail_path("spool6"), 7), 0);
	assert_int_equal(spool_waiting(spool, &records), 2);
	assert_int_equal(records, 3);
	assert_int_equal(spool_first(spool, &id, &batch, &records), 0);
	assert_memory_equal(batch.data, "one", 3);
	assert_int_equal(spool_remove(spool, id, batch.len, records), 0);
	assert_int_equal(spool_add(spool, text_of("four"), 3), 0);
	assert_int_equal(spool_first(spool, &id, &batch, &records), 0);
	assert_memory_equal(batch.data, "two", 3);
	spool_close(spool);
	bytes_free(&batch);
}

static bool has_rows(const char *name)
{
	if (access(trail_path(name), R_OK))
		return false;
	return *seen_of(name);
}

static void wait_for_rows(const char *name)
{
	int i;

	for (i = 0; i < 1000 && !has_rows(name); i++)
		usleep(20000);
	assert_true(has_rows(name));
}

/* An event is stored though nothing follows, and a signal ends the collector. */
static void signals_are_obeyed(void **state)
{
	const char *event = TASK("1.000", "7", "4") "type=EOE msg=audit(1.000:7): \n";
	char conf[128], first[256], second[256];
	int fds[2], pid;

	(void)state;
	snprintf(first, sizeof(first), "store = sqlite://%s/first\n", trail_dir);
	snprintf(second, sizeof(second), "store = sqlite://%s/second\n", trail_dir);
	snprintf(conf, sizeof(conf), "%s", trail_file("hup.conf", first));
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = trail_start(fds[0], (const char *const[]){ "collect", "--config", conf, "--spool",
							 trail_path("spool7"), IDS, NULL });
	assert_true(write(fds[1], event, strlen(event)) > 0);
	wait_for_rows("first");
	trail_file("hup.conf", second);
	kill(pid, SIGHUP);
	event = TASK("2.000", "8", "4") "type=EOE msg=audit(2.000:8): \n";
	usleep(600000);
	assert_true(write(fds[1], event, strlen(event)) > 0);
	wait_for_rows("second");
	assert_string_equal(seen_of("second"), "0123 1111 8-8 2000-2000\n");
	event = TASK("3.000", "9", "4");
	assert_true(write(fds[1], event, strlen(event)) > 0);
	usleep(300000);
	kill(pid, SIGTERM);
	trail_finish(pid);
	trail_check(0, "", "");
	/* What had no end yet is stored, too. */
	assert_string_equal(seen_of("second"), "0123 1111 8-9 2000-3000\n");
	close(fds[0]);
	close(fds[1]);
}

static void wrong_arguments_are_refused(void **state)
{
	const char *conf = trail_file("bad.conf", "stor = x\n");

	(void)state;
	trail("", "collect", "--config", "/dev/null");
	trail_check(1, "", "contid-trail: collect: no store: give --store URL, or a line 'store = URL' in /dev/null\n"
		    "Try 'contid-trail collect help'.\n");
	trail("", "collect", "--config", conf);
	trail_check(2, "", NULL);
	assert_non_null(strstr(trail_result.err, "bad.conf:1: there is no 'stor'"));
	trail("", "collect", "--store", "mysql://x");
	trail_check(1, "", NULL);
	trail("", "collect", "--store", store_url("x"), "--boot-id", "a b");
	trail_check(1, "", NULL);
	trail("", "collect", "--store", store_url("x"), "more");
	trail_check(1, "", NULL);
	trail("", "nothing");
	trail_check(1, "", "contid-trail: there is no command 'nothing'\nTry 'contid-trail help'.\n");
	trail("", "collect", "--store", store_url("x"), "--input", "/nonexistent", IDS);
	trail_check(2, "", "contid-trail: collect: /nonexistent: No such file or directory\n");
	trail("", "-V");
	trail_check(0, "contid-trail " VERSION "\n", "");
}

/* A log with which a run makes several batches */
#define EVENTS	20
#define FILLER	5000

static char *long_log(void)
{
	struct bytes log = { 0 };
	char *filler = malloc(FILLER + 1);
	int i;

	memset(filler, 'x', FILLER);
	filler[FILLER] = '\0';
	for (i = 1; i <= EVENTS; i++)
		bytes_printf(&log, "type=SYSCALL msg=audit(%d.000:%d): %s\n"
			     "type=UNKNOWN[1391] msg=audit(%d.000:%d): scope=task contid=4\n"
			     "type=EOE msg=audit(%d.000:%d): \n", i, i, filler, i, i, i, i);
	free(filler);
	return log.data;
}

/* Let the next thread of @pid go on to its next system call. Returns false at its end. */
static bool next_call(int pid)
{
	int status, thread = waitpid(-1, &status, __WALL);
	int signal = 0;

	if (thread < 0 || (thread == pid && (WIFEXITED(status) || WIFSIGNALED(status))))
		return false;
	if (!WIFSTOPPED(status))
		return true;
	if (WSTOPSIG(status) != (SIGTRAP | 0x80) && WSTOPSIG(status) != SIGTRAP &&
	    WSTOPSIG(status) != SIGSTOP)
		signal = WSTOPSIG(status);
	ptrace(PTRACE_SYSCALL, thread, 0, signal);
	return true;
}

/* Run collect, and kill it at a system call. Returns how many it has made. */
static int killed_at(int call, int input, const char *store, const char *spool)
{
	int pid = trail_start(input, (const char *const[]){ "collect", "--store", store, "--spool",
							    spool, IDS, NULL });
	int n = 0;

	assert_int_equal(ptrace(PTRACE_SEIZE, pid, 0,
				PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL), 0);
	assert_int_equal(ptrace(PTRACE_INTERRUPT, pid, 0, 0), 0);
	while (next_call(pid))
		if (++n == call)
			kill(pid, SIGKILL);
	return n;
}

#define KILLS	100

/*
 * A collector that is killed loses what it has not written to the spool. What it has
 * written is in the store after the next run, once, and the rest shows as a gap. With
 * all of the input sent again, nothing is missing.
 */
static void kills_lose_nothing_silently(void **state)
{
	char *log = long_log(), store[256], spool[128], rows[64];
	int input = open(trail_dir, O_TMPFILE | O_RDWR, 0600);
	int calls, i;

	(void)state;
	assert_true(write(input, log, strlen(log)) > 0);
	/* LeakSanitizer cannot work below a tracer. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	snprintf(store, sizeof(store), "sqlite://%s", trail_path("kill0"));
	lseek(input, 0, SEEK_SET);
	calls = killed_at(0, input, store, trail_path("killspool0"));
	assert_true(calls > 500);
	assert_string_equal(sql_of("kill0", "select count(*) from row"), "40");

	snprintf(store, sizeof(store), "sqlite://%s", trail_path("kill"));
	snprintf(spool, sizeof(spool), "%s", trail_path("killspool"));
	for (i = 1; i <= KILLS; i++) {
		lseek(input, 0, SEEK_SET);
		killed_at((long)calls * i / KILLS, input, store, spool);
		if (access(trail_path("kill"), F_OK) ||
		    !strcmp(sql_of("kill", "pragma user_version"), "0"))
			continue;
		/* A serial number that was seen has its event in the store. */
		assert_string_equal(sql_of("kill", "select coalesce(sum(last - first + 1), 0) from seen"),
				    strcpy(rows, sql_of("kill", "select count(*) from event")));
		assert_string_equal(sql_of("kill", "pragma quick_check"), "ok");
	}
	/* The spool alone brings the store to what it had taken in. */
	trail("", "collect", "--store", store, "--spool", spool, IDS);
	trail_check(0, "", "");
	lseek(input, 0, SEEK_SET);
	trail_finish(trail_start(input, (const char *const[]){ "collect", "--store", store, "--spool",
							       spool, IDS, NULL }));
	trail_check(0, "", "");
	assert_string_equal(sql_of("kill", "select count(*) from row"), "40");
	assert_string_equal(seen_of("kill"), "0123 1111 1-20 1000-20000\n");
	assert_string_equal(sql_of("killspool", "select count(*) from batch"), "0");
	unsetenv("ASAN_OPTIONS");
	close(input);
	free(log);
}

/* The events of the long log that a batch has, as bits */
static int no_host(const struct batch_reader *reader, struct text machine, struct text boot)
{
	(void)reader, (void)machine, (void)boot;
	return 0;
}

static int mark_event(const struct batch_reader *reader, const struct batch_event *event)
{
	*(uint64_t *)reader->data |= 1ULL << event->serial;
	return 0;
}

static int no_range(const struct batch_reader *reader, const struct range *range)
{
	(void)reader, (void)range;
	return 0;
}

static int no_loss(const struct batch_reader *reader, const struct loss *loss)
{
	(void)reader, (void)loss;
	return 0;
}

static void add_spooled(const char *name, uint64_t *events)
{
	struct batch_reader reader = { no_host, mark_event, no_range, no_loss, events };
	sqlite3_stmt *stmt;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(trail_path(name), &db), 0);
	assert_int_equal(sqlite3_prepare_v2(db, "select data from batch", -1, &stmt, NULL), 0);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		struct text batch = { sqlite3_column_blob(stmt, 0), sqlite3_column_bytes(stmt, 0) };

		assert_int_equal(batch_read(batch, &reader), 0);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void add_stored(const char *name, uint64_t *events)
{
	if (access(trail_path(name), F_OK) || !strcmp(sql_of(name, "pragma user_version"), "0"))
		return;
	*events |= strtoull(sql_of(name, "select coalesce(sum(1 << serial), 0) from event"), NULL, 10);
}

static void run_shell(const char *fmt, ...)
{
	char command[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	assert_int_equal(system(command), 0);
}

#define DRAINS	50

/* Each event is in the spool or in the store, and never in neither. */
static void kills_lose_nothing_that_waits(void **state)
{
	char *log = long_log(), store[256], spool[128];
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int calls = 0, i;
	uint64_t events;

	(void)state;
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	snprintf(store, sizeof(store), "sqlite://%s/nowhere/store", trail_dir);
	snprintf(spool, sizeof(spool), "%s", trail_path("drainspool"));
	trail(log, "collect", "--store", store, "--spool", spool, IDS);
	trail_check(0, "", NULL);
	run_shell("cp %s %s.full", spool, spool);
	snprintf(store, sizeof(store), "sqlite://%s", trail_path("drain"));
	for (i = 0; i <= DRAINS; i++) {
		run_shell("rm -f %s/drain %s/drain-* %s*-wal && cp %s.full %s", trail_dir,
			  trail_dir, spool, spool, spool);
		if (i)
			killed_at((long)calls * i / DRAINS, input, store, spool);
		else
			calls = killed_at(0, input, store, spool);
		events = 0;
		add_spooled("drainspool", &events);
		add_stored("drain", &events);
		assert_true(events == ((1ULL << EVENTS) - 1) << 1);
	}
	unsetenv("ASAN_OPTIONS");
	close(input);
	free(log);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_is_stored),
		cmocka_unit_test(standard_input_is_stored),
		cmocka_unit_test(files_are_private),
		cmocka_unit_test(garbage_is_counted),
		cmocka_unit_test(boots_of_a_log_are_kept_apart),
		cmocka_unit_test(what_waits_is_sent_later),
		cmocka_unit_test(file_waits_for_no_store),
		cmocka_unit_test(full_spool_is_counted),
		cmocka_unit_test(full_disk_is_counted),
		cmocka_unit_test(one_spool_is_for_one),
		cmocka_unit_test(spool_keeps_the_order),
		cmocka_unit_test(signals_are_obeyed),
		cmocka_unit_test(wrong_arguments_are_refused),
		cmocka_unit_test(kills_lose_nothing_silently),
		cmocka_unit_test(kills_lose_nothing_that_waits),
	};

	return trail_run(argc, argv, tests);
}
