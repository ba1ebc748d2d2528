// SPDX-License-Identifier: GPL-2.0
/* contidctl metrics: what it prints, and what Prometheus' own tool says of that. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "fake_audit.h"

static const struct contid_refusals refusals[] = {
	{ .count = 18446744073709551615ULL, .err = EPERM }, { .count = 2, .err = EACCES },
	{ .count = 3, .err = 0 }, { .count = 4, .err = 133 }, { .count = 5, .err = 9999 },
};

static const struct contid_stats stats = {
	.containers = 1, .containers_ever = 12, .processes = 3, .sets = 4, .drops = 5,
	.adoptions = 6, .ends = 11, .suppressed = 7, .namespaces = 8, .namespaces_ever = 9,
	.refusals_count = 5, .refusals = refusals,
	.readers = 13, .records_delivered = 14, .records_lost = 15,
};

static void answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_STATS_GET, 0, 0);
	fake_stats(req, &stats);
	fake_ack(req);
}

static void counted(void)
{
	fake_audit.there = true;
	fake_audit.enabled = 1;
	fake_expect(answer);
}

static void no_audit(void)
{
	fake_audit.there = true;
	fake_audit.open_errno = EPROTONOSUPPORT;
	fake_expect(answer);
}

static void deny(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "the counters are for the host alone", 0, 0);
}

static void labelled(void)
{
	fake_expect(deny);
}

static void old_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EOPNOTSUPP, NULL, 0, 0);
}

static void old_kernel(void)
{
	fake_expect(old_answer);
}

static void has(const char *line)
{
	if (!strstr(result.out, line))
		fail_msg("'%s' is not in '%s'", line, result.out);
}

static void counters_are_printed(void **state)
{
	(void)state;
	run("counted", "metrics");
	run_check(0, NULL, "");
	assert_int_equal(strncmp(result.out,
				 "# HELP contid_containers Containers that there are.\n"
				 "# TYPE contid_containers gauge\n"
				 "contid_containers 1\n"
				 "# HELP contid_containers_created_total Containers that have been created.\n"
				 "# TYPE contid_containers_created_total counter\n"
				 "contid_containers_created_total 12\n", 200), 0);
	has("\ncontid_containers_ended_total 11\n");
	has("\ncontid_processes 3\n");
	has("\ncontid_sets_total 4\n");
	has("\ncontid_drops_total 5\n");
	has("\ncontid_adoptions_total 6\n");
	has("\ncontid_refusals_suppressed_total 7\n");
	has("\ncontid_namespaces 8\n");
	has("\ncontid_namespaces_created_total 9\n");
	has("\n# TYPE contid_readers gauge\ncontid_readers 13\n");
	has("\n# TYPE contid_reader_records_delivered_total counter\n"
	    "contid_reader_records_delivered_total 14\n");
	has("\n# TYPE contid_reader_records_lost_total counter\n"
	    "contid_reader_records_lost_total 15\n");
	has("\n# TYPE contid_refusals_total counter\n"
	    "contid_refusals_total{errno=\"EPERM\"} 18446744073709551615\n"
	    "contid_refusals_total{errno=\"ENOENT\"} 0\n");
	has("\ncontid_refusals_total{errno=\"ENOTUNIQ\"} 0\n"
	    "contid_refusals_total{errno=\"EACCES\"} 2\n"
	    "contid_refusals_total{errno=\"other\"} 3\n"
	    "contid_refusals_total{errno=\"EHWPOISON\"} 4\n"
	    "contid_refusals_total{errno=\"9999\"} 5\n");
	has("\ncontid_audit_enabled 1\n");
	has("\n# TYPE contid_audit_records_lost_total counter\n");
}

static void audit_may_say_nothing(void **state)
{
	(void)state;
	run("no_audit", "metrics");
	run_check(0, NULL, "");
	has("\ncontid_containers_ended_total 11\n");
	assert_null(strstr(result.out, "contid_audit"));
}

static void refusals_are_reported(void **state)
{
	(void)state;
	run("labelled", "metrics");
	run_check(2, "", "contidctl: metrics: the counters are for the host alone: Operation not permitted\n");
	run("old_kernel", "metrics");
	run_check(2, "", "contidctl: metrics: Operation not supported\n");
	run("none", "-j", "metrics");
	run_check(1, "", "contidctl: metrics: there is no JSON: the format is Prometheus' own\nTry 'contidctl metrics help'.\n");
	run("none", "metrics", "x");
	run_check(1, "", "contidctl: metrics: unexpected argument 'x'\nTry 'contidctl metrics help'.\n");
}

/* Names, types and help as Prometheus' conventions ask: not a word */
static void conventions_are_kept(void **state)
{
	char text[] = "/tmp/contid-metrics-XXXXXX";
	char command[256];
	int fd;

	(void)state;
	run("counted", "metrics");
	fd = mkstemp(text);
	assert_int_equal(write(fd, result.out, strlen(result.out)), strlen(result.out));
	close(fd);
	snprintf(command, sizeof(command), "out=$(promtool check metrics <%s 2>&1) && [ -z \"$out\" ] || { echo \"# $out\"; false; }",
		 text);
	fd = system(command);
	unlink(text);
	assert_int_equal(fd, 0);
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "counted", counted },
		{ "no_audit", no_audit },
		{ "labelled", labelled },
		{ "old_kernel", old_kernel },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_are_printed),
		cmocka_unit_test(audit_may_say_nothing),
		cmocka_unit_test(refusals_are_reported),
		cmocka_unit_test(conventions_are_kept),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
