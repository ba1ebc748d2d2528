// SPDX-License-Identifier: GPL-2.0
/* contidctl ns log: what is logged about namespaces. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli.h"
#include "fake_audit.h"

/* Numbers of the kernel's interface, and not names of contidctl */
#define LOGINUID	(1 << 1)
#define LABELLED	(1 << 2)
#define ALL		(1 << 3)
#define INFO		(1 << 4)

static void kernel(void)
{
	fake_audit.there = true;
	fake_audit.settings = (struct audit_features){
		.vers = 1, .mask = LOGINUID | LABELLED | ALL | INFO,
		.features = LOGINUID | LABELLED, .lock = LOGINUID,
	};
}

static void log_locked(void)
{
	kernel();
	fake_audit.settings.lock |= ALL;
}

static void off_and_locked(void)
{
	kernel();
	fake_audit.settings.features &= ~LABELLED;
	fake_audit.settings.lock |= LABELLED;
}

static void info_locked(void)
{
	kernel();
	fake_audit.settings.lock |= INFO;
}

static void before(void)
{
	kernel();
	fake_audit.settings.mask = LOGINUID;
	fake_audit.settings.features = LOGINUID;
}

static void denying(void)
{
	kernel();
	fake_audit.refuse = EPERM;
}

static void deaf(void)
{
	denying();
	fake_audit.deny = EPERM;
}

static void broken(void)
{
	kernel();
	fake_audit.refuse = EINVAL;
	fake_audit.deny = ECONNREFUSED;
}

static void no_audit(void)
{
	kernel();
	fake_audit.open_errno = EPROTONOSUPPORT;
}

static void the_policy_is_printed(void **state)
{
	(void)state;
	run("kernel", "ns", "log");
	run_check(0, "log labelled info off\n", "");
	run("kernel", "ns", "lo");
	run_check(0, "log labelled info off\n", "");
	run("kernel", "-j", "ns", "log");
	run_check(0, "[{\"log\":\"labelled\",\"info\":\"off\",\"locked\":[]}]\n", "");
	run("log_locked", "ns", "log");
	run_check(0, "log labelled info off locked log\n", "");
	run("info_locked", "-j", "ns", "log");
	run_check(0, "[{\"log\":\"labelled\",\"info\":\"off\",\"locked\":[\"info\"]}]\n", "");
	run("before", "ns", "log");
	run_check(0, "log none info off\n", "");
}

/* Each change, and what the policy is then */
static void the_policy_is_changed(void **state)
{
	static const struct {
		const char *change;
		const char *out;
	} changes[] = {
		{ "none", "log none info off\n" },
		{ "labelled", "log labelled info off\n" },
		{ "all", "log all info off\n" },
		{ "all info on", "log all info on\n" },
		{ "none info off", "log none info off\n" },
		{ "all --lock", "log all info off locked log\n" },
		{ "--lock labelled info on", "log labelled info on locked log info\n" },
		/* Info stays as it is, and so does what it has nothing to do with. */
		{ "labelled info on\nns log none", "log none info on\n" },
		{ "all\nns log none\nns log labelled", "log labelled info off\n" },
		/* What is locked may be asked for as it is. */
		{ "all --lock\nns log all info on", "log all info on locked log\n" },
	};
	char input[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		snprintf(input, sizeof(input), "ns log %s\nns log\n",
			 changes[i].change);
		cli_input = input;
		run("kernel", "-b", "-");
		run_check(0, changes[i].out, "");
	}
}

#define LOCKED	"contidctl: ns: the settings are locked until the next boot: Operation not permitted\n"

/* Whichever setting is locked, nothing of the request is carried out. */
static void what_is_locked_stays(void **state)
{
	(void)state;
	run("log_locked", "ns", "log", "all");
	run_check(2, "", LOCKED);
	run("log_locked", "ns", "log", "none");
	run_check(0, "", "");
	/* "all" turns on both features. */
	run("off_and_locked", "ns", "log", "all");
	run_check(2, "", LOCKED);
	run("off_and_locked", "ns", "log");
	run_check(0, "log none info off locked log\n", "");

	cli_input = "ns log all info on\nns log\n";
	run("info_locked", "-force", "-b", "-");
	assert_non_null(strstr(result.err, LOCKED));
	run_check(2, "log labelled info off locked info\n", NULL);
	cli_input = "ns log all info on\nns log\n";
	run("log_locked", "-force", "-b", "-");
	assert_non_null(strstr(result.err, LOCKED));
	run_check(2, "log labelled info off locked log\n", NULL);
}

static void kernels_of_before_are_noticed(void **state)
{
	struct utsname uts;
	char err[256];

	(void)state;
	uname(&uts);
	snprintf(err, sizeof(err),
		 "contidctl: ns: nothing is changed: this kernel (%s) writes no records about namespaces\n",
		 uts.release);
	run("before", "ns", "log", "labelled");
	run_check(2, "", err);
	run("before", "ns", "log", "none", "info", "on");
	run_check(2, "", err);
	run("before", "ns", "log", "none", "--lock");
	run_check(2, "", err);
	run("before", "ns", "log", "none", "info", "off");
	run_check(0, "", "");
}

static void failures_are_reported(void **state)
{
	static const char needed[] =
		"contidctl: ns: CAP_AUDIT_CONTROL is needed: Operation not permitted\n";
	static const char none[] =
		"contidctl: ns: this kernel has no audit: Protocol not supported\n";

	(void)state;
	run("denying", "ns", "log", "all");
	run_check(2, "", needed);
	run("deaf", "ns", "log", "all");
	run_check(2, "", needed);
	run("deaf", "-j", "ns", "log");
	run_check(2, "", needed);
	run("no_audit", "ns", "log");
	run_check(2, "", none);
	run("no_audit", "ns", "log", "none");
	run_check(2, "", none);
	run("broken", "ns", "log");
	run_check(2, "", "contidctl: ns: audit: Connection refused\n");
	run("broken", "ns", "log", "all");
	run_check(2, "", "contidctl: ns: audit: Invalid argument\n");
}

static void wrong_arguments_are_reported(void **state)
{
	static const struct {
		const char *const args[8];
		const char *err;
	} wrong[] = {
		{ { "ns", "log", "some" }, "'some' is not none, labelled or all" },
		{ { "ns", "log", "" }, "'' is not none, labelled or all" },
		{ { "ns", "log", "al" }, "'al' is not none, labelled or all" },
		{ { "ns", "log", "info", "on" }, "'info' is not none, labelled or all" },
		{ { "ns", "log", "all", "none" }, "unexpected argument 'none'" },
		{ { "ns", "log", "all", "info" }, "info is on or off" },
		{ { "ns", "log", "all", "info", "yes" }, "info is on or off" },
		{ { "ns", "log", "all", "info", "on", "off" },
		  "unexpected argument 'off'" },
		{ { "ns", "log", "--lock" },
		  "--lock goes with none, labelled or all" },
		{ { "ns", "log", "--pid", "1" }, "unrecognized option '--pid'" },
	};
	char err[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(err, sizeof(err),
			 "contidctl: ns: %s\nTry 'contidctl ns help'.\n",
			 wrong[i].err);
		cli_run("none", wrong[i].args);
		run_check(1, "", err);
	}
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "kernel", kernel },
		{ "log_locked", log_locked },
		{ "off_and_locked", off_and_locked },
		{ "info_locked", info_locked },
		{ "before", before },
		{ "denying", denying },
		{ "deaf", deaf },
		{ "broken", broken },
		{ "no_audit", no_audit },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_policy_is_printed),
		cmocka_unit_test(the_policy_is_changed),
		cmocka_unit_test(what_is_locked_stays),
		cmocka_unit_test(kernels_of_before_are_noticed),
		cmocka_unit_test(failures_are_reported),
		cmocka_unit_test(wrong_arguments_are_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
