// SPDX-License-Identifier: GPL-2.0
/* contid-trail collect, killed with SIGKILL at a hundred system calls. */

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trail.h"

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
	assert_string_equal(trail_sql("kill0", "select count(*) from row"), "40");

	snprintf(store, sizeof(store), "sqlite://%s", trail_path("kill"));
	snprintf(spool, sizeof(spool), "%s", trail_path("killspool"));
	for (i = 1; i <= KILLS; i++) {
		lseek(input, 0, SEEK_SET);
		killed_at((long)calls * i / KILLS, input, store, spool);
		if (access(trail_path("kill"), F_OK) ||
		    !strcmp(trail_sql("kill", "pragma user_version"), "0"))
			continue;
		/* A serial number that was seen has its event in the store. */
		assert_string_equal(trail_sql("kill", "select coalesce(sum(last - first + 1), 0) from seen"),
				    strcpy(rows, trail_sql("kill", "select count(*) from event")));
		assert_string_equal(trail_sql("kill", "pragma quick_check"), "ok");
	}
	/* The spool alone brings the store to what it had taken in. */
	trail("", "collect", "--store", store, "--spool", spool, IDS);
	run_check(0, "", "");
	lseek(input, 0, SEEK_SET);
	run_finish(trail_start(input, (const char *const[]){ "collect", "--store", store, "--spool",
							       spool, IDS, NULL }));
	run_check(0, "", "");
	assert_string_equal(trail_sql("kill", "select count(*) from row"), "40");
	assert_string_equal(trail_seen_of("kill"), "0123 1111 1-20 1000-20000\n");
	assert_string_equal(trail_sql("killspool", "select count(*) from batch"), "0");
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
	if (access(trail_path(name), F_OK) || !strcmp(trail_sql(name, "pragma user_version"), "0"))
		return;
	*events |= strtoull(trail_sql(name, "select coalesce(sum(1 << serial), 0) from event"), NULL, 10);
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
	run_check(0, "", NULL);
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
		cmocka_unit_test(kills_lose_nothing_silently),
		cmocka_unit_test(kills_lose_nothing_that_waits),
	};

	return trail_run(argc, argv, tests);
}
