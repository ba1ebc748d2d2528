// SPDX-License-Identifier: GPL-2.0
/*
 * contid-trail: the store in ClickHouse, without one: URLs, the format of rows, and a
 * process that plays a server and gives wrong answers.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/tsv.h"
#include "trail.h"

static char error[STORE_ERROR_SIZE];

static void urls_are_checked(void **state)
{
	static const char *const urls[] = {
		"clickhouse://", "clickhouse://a:1", "clickhouse:///db", "clickhouse://a:1/",
		"clickhouse://a:1/d b", "clickhouse://a:1/db;drop", "clickhouse://a@b:1/db",
		"clickhouse://a:1/db?x=1", "clickhouse://a:1/db?cluster=a b", "clickhouse://a:1/db?tls",
		"clickhouse://a:1/db?replicas=2",
		"clickhouse://a:1/db?credentials=/nonexistent",
	};
	struct store *store;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		assert_int_not_equal(store_open(&store, urls[i], true, error), 0);
		assert_true(*error);
	}
}

static void tsv_keeps_bytes(void **state)
{
	struct bytes line = { 0 };
	struct text columns[2];
	char room[600], all[256];
	uint64_t value;
	int i;

	(void)state;
	for (i = 0; i < 256; i++)
		all[i] = i;
	tsv_add(&line, (struct text){ all, 256 });
	tsv_add_u64(&line, UINT64_MAX);
	tsv_end(&line);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_null(memchr(line.data, '\n', line.len - 1));
	assert_true(tsv_split((struct text){ line.data, line.len - 1 }, room, columns, 2));
	assert_int_equal(columns[0].len, 256);
	assert_memory_equal(columns[0].at, all, 256);
	assert_true(tsv_u64(columns[1], &value));
	assert_true(value == UINT64_MAX);
	assert_false(tsv_split((struct text){ line.data, line.len - 1 }, room, columns, 1));
	assert_false(tsv_u64(text_of("18446744073709551616"), &value));
	assert_false(tsv_u64(text_of("-1"), &value));
	bytes_free(&line);
}

/* Gets a byte for each answer of the server that is played, if a test has opened it */
static int answered[2] = { -1, -1 };

/*
 * Play a server: what it answers to the first request, and to all later ones, as a
 * format for the number of the request
 */
static int play(const char *first, const char *later, int *pid)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM, 0), n = 0;
	static char request[65536];

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
	assert_int_equal(listen(fd, 8), 0);
	*pid = fork();
	if (*pid) {
		close(fd);
		return ntohs(addr.sin_port);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int conn = accept(fd, NULL, NULL);
		const char *answer = n++ ? later : first;

		if (read(conn, request, sizeof(request)) < 0)
			_exit(1);
		if (!*answer)	/* silence */
			sleep(60);
		if (dprintf(conn, answer, n) < 0 || (answered[1] >= 0 && write(answered[1], "", 1) < 0))
			_exit(1);
		shutdown(conn, SHUT_WR);
		while (read(conn, request, sizeof(request)) > 0)
			;
		close(conn);
	}
}

#define OK	"HTTP/1.1 200 OK\r\nConnection: close\r\n"
#define VERSION_2	OK "Content-Length: 2\r\n\r\n2\n"

/* In one piece of so many bytes, as long as the number has one digit */
#define BUSY	"HTTP/1.1 500 no\r\nContent-Length: 17\r\nConnection: close\r\n\r\nprocess %d is busy"
#define EVENT \
	"type=SYSCALL msg=audit(1.000:7): arch=c000003e\n" \
	"type=UNKNOWN[1391] msg=audit(1.000:7): scope=task contid=4\n" \
	"type=EOE msg=audit(1.000:7): \n"

static void check_answer(const char *answer, const char *expected)
{
	struct query query = { .contid = "4", .until = UINT64_MAX };
	char url[128];
	struct store *store;
	int pid, err;

	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d/db", play(VERSION_2, answer, &pid));
	if (store_open(&store, url, false, error))
		fail_msg("%s", error);
	err = store->ops->scan(store, &query, NULL, NULL);
	assert_true(err < 0);
	if (!strstr(store->error, expected))
		fail_msg("says: %s", store->error);
	store_close(store);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void wrong_answers_are_errors(void **state)
{
	(void)state;
	check_answer("HTTP/1.1 500 no\r\nContent-Length: 9\r\nConnection: close\r\n\r\nCode: 42.",
		     "HTTP status 500: Code: 42.");
	check_answer(OK "Content-Length: 6\r\n\r\nhello\n", "the answer is not understood: hello");
	check_answer(OK "Content-Length: 23\r\n\r\n4\tx\tm\tb\t1\t2\t3\t1\t4\ttext\n",
		     "the answer is not understood");
	/* half of a line, and of an answer */
	check_answer(OK "\r\n4\t1\tm", "the answer ends in the middle of a line");
	check_answer(OK "Content-Length: 1000\r\n\r\n4\t1\tm", "Transferred a partial file");
	check_answer("hello", "Unsupported protocol");
	check_answer("", "Timeout was reached");
}

static void later_schema_is_refused(void **state)
{
	struct store *store;
	char url[128];
	int pid;

	(void)state;
	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d/db",
		 play(OK "Content-Length: 3\r\n\r\n99\n", "", &pid));
	assert_int_equal(store_open(&store, url, false, error), -EPROTO);
	assert_non_null(strstr(error, "of a later contid-trail"));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* A server's error may have a number that is another one each time. */
static void failures_of_a_kind_are_reported_once(void **state)
{
	char url[128], spool[128], bytes[3];
	const char *message;
	int pid, collector, fds[2];
	size_t i;

	(void)state;
	assert_int_equal(pipe2(answered, O_CLOEXEC), 0);
	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d/db",
		 play(BUSY, BUSY, &pid));
	snprintf(spool, sizeof(spool), "%s", trail_path("busyspool"));
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	collector = trail_start(fds[0], (const char *const[]){
		"collect", "--config", "/dev/null", "--store", url, "--spool", spool,
		"--machine-id", "0123", "--boot-id", "1111", NULL });
	assert_true(write(fds[1], EVENT, strlen(EVENT)) == (ssize_t)strlen(EVENT));
	for (i = 0; i < sizeof(bytes); i++)
		assert_int_equal(read(answered[0], &bytes[i], 1), 1);
	kill(collector, SIGTERM);
	run_finish(collector);
	run_check(0, "", NULL);
	message = strstr(result.err, "HTTP status 500: process");
	assert_non_null(message);
	assert_null(strstr(message + 1, "HTTP status 500: process"));
	close(fds[0]);
	close(fds[1]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tsv_keeps_bytes),
		cmocka_unit_test(urls_are_checked),
		cmocka_unit_test(wrong_answers_are_errors),
		cmocka_unit_test(later_schema_is_refused),
		cmocka_unit_test(failures_of_a_kind_are_reported_once),
	};
	return trail_run(argc, argv, tests);
}
