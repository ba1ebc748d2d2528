// SPDX-License-Identifier: GPL-2.0
/* contid-trail collect: input, spool, failures. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/spool.h"
#include "trail.h"

#define TASK(time, serial, list) \
	"type=SYSCALL msg=audit(" time ":" serial "): a=1\n" \
	"type=UNKNOWN[1391] msg=audit(" time ":" serial "): scope=task contid=" list "\n"

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

#define ROW4	"4 1000 0123 1111 7 0 1300 4 | a=1\n" \
		"4 1000 0123 1111 7 1 1391 4 | scope=task contid=4\n"

static void file_is_stored(void **state)
{
	const char *log = trail_file("log", TASK("1.000", "7", "4") TASK("1.000", "8", "5"));

	(void)state;
	trail("", "collect", "--store", store_url("file"), "--input", log, IDS);
	run_check(0, "", "");
	assert_string_equal(rows_of("file", "4"), ROW4);
	assert_string_equal(trail_seen_of("file"), "0123 1111 7-8 1000-1000\n");
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("dash"), "--input", "-", IDS);
	run_check(0, "", "");
	assert_string_equal(rows_of("dash", "4"), ROW4);
}

static void standard_input_is_stored(void **state)
{
	(void)state;
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("stdin"),
	      "--spool", trail_path("spool1"), IDS);
	run_check(0, "", "");
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
	run_check(0, "", "");
	assert_string_equal(rows_of("garbage", "4"), ROW4);
	assert_string_equal(trail_sql("garbage", "select what || count from lost"), "input2");
}

static void boots_of_a_log_are_kept_apart(void **state)
{
	const char *log = trail_file("boots", TASK("1.000", "5000", "4") TASK("2.000", "3", "4"));

	(void)state;
	trail("", "collect", "--store", store_url("boots.db"), "--input", log,
	      "--machine-id", MACHINE, "--boot-id", "one", "--boot-id", "two");
	run_check(0, "", "");
	assert_string_equal(trail_sql("boots.db", "select group_concat(boot || serial) from (select"
				   " distinct boot, serial from row order by boot)"), "one5000,two3");
	trail("", "collect", "--store", store_url("boot.db"), "--input", log, IDS);
	run_check(2, "", NULL);
	assert_non_null(strstr(result.err, "serial numbers begin anew at 2.000:3"));
	assert_string_equal(trail_seen_of("boot.db"), "0123 1111 5000-5000 1000-1000\n");
}

static void what_waits_is_sent_later(void **state)
{
	char store[256];

	(void)state;
	snprintf(store, sizeof(store), "sqlite://%s/away/store", trail_dir);
	trail(TASK("1.000", "7", "4"), "collect", "--store", store, "--spool",
	      trail_path("spool3"), IDS);
	run_check(0, "", NULL);
	assert_non_null(strstr(result.err, "2 records wait in "));
	assert_int_equal(mkdir(trail_path("away"), 0700), 0);
	trail(TASK("2.000", "8", "4"), "collect", "--store", store, "--spool",
	      trail_path("spool3"), IDS);
	run_check(0, "", "");
	assert_string_equal(trail_seen_of("away/store"), "0123 1111 7-8 1000-2000\n");
	assert_string_equal(trail_sql("spool3", "select count(*) from batch"), "0");
}

static void file_waits_for_no_store(void **state)
{
	char store[256];
	const char *log = trail_file("log", TASK("1.000", "7", "4"));

	(void)state;
	snprintf(store, sizeof(store), "sqlite://%s/nowhere/store", trail_dir);
	trail("", "collect", "--store", store, "--input", log, IDS);
	run_check(2, "", NULL);
	assert_non_null(strstr(result.err, "2 records are not stored: run it again"));
}

static void full_spool_is_counted(void **state)
{
	const char *conf = trail_file("conf", "# limit\nspool-limit = 50\nskew = 0.05\n");
	char away[256];

	(void)state;
	snprintf(away, sizeof(away), "sqlite://%s/nowhere/store", trail_dir);
	trail(TASK("1.000", "7", "4"), "collect", "--config", conf, "--store", away,
	      "--spool", trail_path("spool4"), IDS);
	run_check(0, "", NULL);
	assert_non_null(strstr(result.err, "the spool has reached its limit; 2 records are lost"));
	trail("", "collect", "--store", store_url("full"), "--spool", trail_path("spool4"), IDS);
	run_check(0, "", "");
	assert_string_equal(trail_sql("full", "select what || count from lost"), "spool2");
}

static void full_disk_is_counted(void **state)
{
	(void)state;
	/* SQLite writes to no such file: as good as a disk without room */
	trail(TASK("1.000", "7", "4"), "collect", "--store", store_url("x"),
	      "--spool", "/dev/full", IDS);
	run_check(2, "", NULL);
	assert_non_null(strstr(result.err, "spool /dev/full: "));
}

static void one_spool_is_for_one(void **state)
{
	struct spool *spool = NULL;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s", trail_path("spool5"));
	assert_int_equal(spool_open(&spool, path, 1000), 0);
	trail("", "collect", "--store", store_url("x"), "--spool", path, IDS);
	run_check(2, "", NULL);
	assert_non_null(strstr(result.err, "another collector uses this spool"));
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
	return *trail_seen_of(name);
}

static void wait_for_rows(const char *name)
{
	int i;

	for (i = 0; i < 1000 && !has_rows(name); i++)
		usleep(20000);
	assert_true(has_rows(name));
}

/* Whether the collector has not seen a signal yet */
static bool is_pending(int pid, int signal)
{
	char path[64], line[128];
	unsigned long long pending = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) && sscanf(line, "ShdPnd: %llx", &pending) != 1)
		;
	fclose(file);
	return pending & 1ULL << (signal - 1);
}

/* A collector that has seen it reads its configuration before it reads more. */
static void send_signal(int pid, int signal)
{
	int i;

	kill(pid, signal);
	for (i = 0; i < 1000 && is_pending(pid, signal); i++)
		usleep(20000);
	assert_false(is_pending(pid, signal));
}

static int unread(int fd)
{
	int bytes;

	assert_int_equal(ioctl(fd, FIONREAD, &bytes), 0);
	return bytes;
}

/* Write to a collector, and wait until it has read all of that. */
static void send_event(int fd, const char *event)
{
	int i;

	assert_int_equal(write(fd, event, strlen(event)), strlen(event));
	for (i = 0; i < 1000 && unread(fd); i++)
		usleep(20000);
	assert_int_equal(unread(fd), 0);
}

/* An event is stored though nothing follows, and a signal ends the collector. */
static void signals_are_obeyed(void **state)
{
	char conf[128], first[256], second[256];
	int fds[2], pid;

	(void)state;
	snprintf(first, sizeof(first), "store = sqlite://%s/first\n", trail_dir);
	snprintf(second, sizeof(second), "store = sqlite://%s/second\n", trail_dir);
	snprintf(conf, sizeof(conf), "%s", trail_file("hup.conf", first));
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = trail_start(fds[0], (const char *const[]){ "collect", "--config", conf, "--spool",
							 trail_path("spool7"), IDS, NULL });
	send_event(fds[1], TASK("1.000", "7", "4") "type=EOE msg=audit(1.000:7): \n");
	wait_for_rows("first");
	trail_file("hup.conf", second);
	send_signal(pid, SIGHUP);
	send_event(fds[1], TASK("2.000", "8", "4") "type=EOE msg=audit(2.000:8): \n");
	wait_for_rows("second");
	assert_string_equal(trail_seen_of("second"), "0123 1111 8-8 2000-2000\n");
	send_event(fds[1], TASK("3.000", "9", "4"));
	kill(pid, SIGTERM);
	run_finish(pid);
	run_check(0, "", "");
	/* What had no end yet is stored, too. */
	assert_string_equal(trail_seen_of("second"), "0123 1111 8-9 2000-3000\n");
	close(fds[0]);
	close(fds[1]);
}

static void wrong_arguments_are_refused(void **state)
{
	const char *conf = trail_file("bad.conf", "stor = x\n");

	(void)state;
	trail("", "collect", "--config", "/dev/null");
	run_check(1, "", "contid-trail: collect: no store: give --store URL, or a line 'store = URL' in /dev/null\n"
		    "Try 'contid-trail collect help'.\n");
	trail("", "collect", "--config", conf);
	run_check(2, "", NULL);
	assert_non_null(strstr(result.err, "bad.conf:1: there is no 'stor'"));
	trail("", "collect", "--store", "mysql://x");
	run_check(1, "", NULL);
	trail("", "collect", "--store", store_url("x"), "--boot-id", "a b");
	run_check(1, "", NULL);
	trail("", "collect", "--store", store_url("x"), "more");
	run_check(1, "", NULL);
	trail("", "nothing");
	run_check(1, "", "contid-trail: there is no command 'nothing'\nTry 'contid-trail help'.\n");
	/* getopt's own messages repeat the word. */
	trail("", "collect", "--\033");
	run_check(1, "", "contid-trail: collect: there is no such option, or it lacks its value\n"
		  "Try 'contid-trail collect help'.\n");
	trail("", "collect", "--store", store_url("x"), "--input", "/nonexistent", IDS);
	run_check(2, "", "contid-trail: collect: /nonexistent: No such file or directory\n");
	trail("", "-V");
	run_check(0, "contid-trail " VERSION "\n", "");
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
	};

	return trail_run(argc, argv, tests);
}
