// SPDX-License-Identifier: GPL-2.0
/*
 * contid-trail: TLS between it and ClickHouse. openssl(1) makes the authority and the
 * certificate. Without it, or without Debian's ClickHouse, the tests are skipped.
 */

#include <unistd.h>

#include "clickhouse_servers.h"
#include "trail.h"

#define OPENSSL	"/usr/bin/openssl"
#define KEY	"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
#define TASK	"type=SYSCALL msg=audit(1.000:7): a=1\n" \
		"type=UNKNOWN[1391] msg=audit(1.000:7): scope=task contid=4\n"
#define ROWS	"4 1000 0123 1111 7 0 1300 4 | a=1\n" \
		"4 1000 0123 1111 7 1 1391 4 | scope=task contid=4\n"

static char error[STORE_ERROR_SIZE];

static void openssl(const char *args)
{
	char command[1024];

	snprintf(command, sizeof(command), "cd %s && " OPENSSL " req -x509 " KEY " %s 2>openssl.log",
		 trail_dir, args);
	assert_int_equal(system(command), 0);
}

/* Returns whether there are servers with a certificate for 127.0.0.1. */
static bool have_tls(void)
{
	if (access(OPENSSL, X_OK)) {
		print_message("# there is no " OPENSSL "\n");
		return false;
	}
	if (access(trail_path("server.pem"), F_OK)) {
		openssl("-keyout ca.key -out ca.pem -subj /CN=authority");
		openssl("-keyout other.key -out other.pem -subj /CN=other");
		openssl("-CA ca.pem -CAkey ca.key -keyout server.key -out server.pem -subj /CN=server"
			" -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:false");
		servers_have_tls(trail_path("server.key"), trail_path("server.pem"));
	}
	return servers_start();
}

static const char *tls_url(const char *host, const char *ca)
{
	static char url[512];

	snprintf(url, sizeof(url), "clickhouse://%s:%d/tls?tls=1%s%s", host, server_https[0],
		 ca ? "&ca=" : "", ca ?: "");
	return url;
}

static void right_certificate_is_taken(void **state)
{
	struct store *store;
	char url[512];

	(void)state;
	if (!have_tls())
		skip();
	trail(TASK, "collect", "--config", "/dev/null", "--store",
	      tls_url("127.0.0.1", trail_path("ca.pem")), "--spool", trail_path("spool"), IDS);
	run_check(0, "", "");
	snprintf(url, sizeof(url), "%s&credentials=%s",
		 tls_url("127.0.0.1", trail_path("ca.pem")),
		 trail_file("reader", "reader\nsecret\n"));
	if (store_open(&store, url, false, error))
		fail_msg("%s", error);
	assert_string_equal(trail_rows(store, "4", false), ROWS);
	store_close(store);
}

static void check_refused(const char *url)
{
	struct store *store;

	assert_int_not_equal(store_open(&store, url, false, error), 0);
	if (!strstr(error, "certificate"))
		fail_msg("says: %s", error);
}

static void wrong_certificates_are_refused(void **state)
{
	(void)state;
	if (!have_tls())
		skip();
	/* Of an authority that is not the one that is named, or not the system's */
	check_refused(tls_url("127.0.0.1", trail_path("other.pem")));
	check_refused(tls_url("127.0.0.1", NULL));
	/* For another name */
	check_refused(tls_url("localhost", trail_path("ca.pem")));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_certificate_is_taken),
		cmocka_unit_test(wrong_certificates_are_refused),
		cmocka_unit_test(servers_stop),
	};

	return trail_run(argc, argv, tests);
}
