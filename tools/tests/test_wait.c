// SPDX-License-Identifier: GPL-2.0
/* contidctl wait and kill. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor.h"

#define CHILD	"CONTIDCTL_TEST_CHILD"

static void put(struct nlmsghdr *req, uint64_t serial)
{
	struct contid_info info = *container(7);

	info.serial = serial;
	fake_info(req, 0, &info);
	fake_ack(req);
}

/* What listens is there before the container is looked up. */
static void found(struct nlmsghdr *req)
{
	assert_true(fake_joined());
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 7);
	put(req, 107);
}

static void later_one(struct nlmsghdr *req)
{
	put(req, 108);
}

static void no_container(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "not in use", 0, 0);
}

static void denied(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "not for you", 0, 0);
}

static void end_of(unsigned int n)
{
	fake_event(CONTID_CMD_END_NTF, 70, container(n));
}

static void ends(void)
{
	fake_expect(found);
	fake_event(CONTID_CMD_SET_NTF, 70, container(7));
	end_of(6);
	fake_pause(NULL);
	fake_event(CONTID_CMD_DROP_NTF, 70, container(7));
	end_of(7);
}

/* Before the look-up: its end has come already */
static void ended_before(void)
{
	fake_expect(no_container);
}

static void lost_its_end(void)
{
	fake_expect(found);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(no_container);
}

static void lost_and_reused(void)
{
	fake_expect(found);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(later_one);
}

static void lost_something_else(void)
{
	fake_expect(found);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(found);
	end_of(7);
}

static void goes_on(void)
{
	fake_expect(found);
}

static void get_707(struct nlmsghdr *req)
{
	struct contid_info info = { .contid = 707, .serial = 12 };

	fake_info(req, 0, &info);
	fake_ack(req);
}

static void get_707_7(struct nlmsghdr *req)
{
	struct contid_info info = *container(7);

	fake_check_u64(req, CONTID_A_SCOPE, 12);
	info.scope = 12;
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void nested(void)
{
	fake_expect(get_707);
	fake_expect(get_707_7);
	end_of(7);
}

static void refused(void)
{
	fake_expect(denied);
}

static void not_listening(void)
{
	fake_join_fails(EPERM);
}

static void malformed(void)
{
	fake_expect(found);
	fake_event_begin(CONTID_CMD_END_NTF);
	fake_event_end();
}

static void end_is_waited_for(void **state)
{
	static const char *const scenarios[] = {
		"ends", "ended_before", "lost_its_end", "lost_and_reused",
		"lost_something_else",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		run(scenarios[i], "wait", "7");
		run_check(0, "", "");
	}
	run("nested", "-j", "wait", "707/7");
	run_check(0, "", "");
	run("goes_on", "wait", "--timeout", "0", "7");
	run_check(124, "", "");
	run("ends", "wait", "--timeout=0.001", "7");
	run_check(0, "", "");
}

static void failed_wait_is_reported(void **state)
{
	static const char *const wrong[] = {
		"", "x", "-1", "1.", ".5", "1.0001", "1000000", "1e3", "1.5s",
	};
	char err[160];
	size_t i;

	(void)state;
	run("refused", "wait", "7");
	run_check(2, "", "contidctl: wait: not for you: Operation not permitted\n");
	run("not_listening", "wait", "7");
	run_check(2, "", "contidctl: wait: CAP_AUDIT_READ is needed: Operation not permitted\n");
	run("malformed", "wait", "7");
	run_check(2, "", "contidctl: wait: notifications: Bad message\n");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		run("none", "wait", "--timeout", wrong[i], "7");
		snprintf(err, sizeof(err), "contidctl: wait: '%s' is no timeout: seconds, such as 10 or 0.5\nTry 'contidctl wait help'.\n",
			 wrong[i]);
		run_check(1, "", err);
	}
	run("none", "wait");
	run_check(1, "", "contidctl: wait: CONTID missing\nTry 'contidctl wait help'.\n");
}

static void member(struct nlmsghdr *req)
{
	if (!(req->nlmsg_flags & NLM_F_DUMP))
		return put(req, 107);
	fake_pid(req, NLM_F_MULTI, atoi(getenv(CHILD)));
	fake_done(req, 0, 0, NULL);
}

static void one_member(void)
{
	fake_expect_all(member);
}

/* The signal that ends a child which contidctl is asked to send it to */
static int killed_by(const char *sig)
{
	pid_t pid = fork();
	char text[16];
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		pause();
		_exit(0);
	}
	snprintf(text, sizeof(text), "%d", pid);
	setenv(CHILD, text, 1);
	run("one_member", "kill", sig, "7");
	run_check(0, "", "");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return WTERMSIG(status);
}

static void signals_have_names_and_numbers(void **state)
{
	(void)state;
	assert_int_equal(killed_by("TERM"), SIGTERM);
	assert_int_equal(killed_by("SIGKILL"), SIGKILL);
	assert_int_equal(killed_by("sigusr1"), SIGUSR1);
	assert_int_equal(killed_by("hup"), SIGHUP);
	assert_int_equal(killed_by("12"), 12);
	assert_int_equal(killed_by("RTMIN"), SIGRTMIN);
	assert_int_equal(killed_by("RTMIN+3"), SIGRTMIN + 3);
	assert_int_equal(killed_by("SIGRTMAX-1"), SIGRTMAX - 1);
}

static void wrong_signals_are_reported(void **state)
{
	static const char *const wrong[] = {
		"", "SIG", "TERMX", "-9", "65", "999", "RTMIN+", "RTMIN+99",
		"RTMAX+1", "RTMIN-1", "9x",
	};
	char err[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		run("none", "kill", "--", wrong[i], "7");
		snprintf(err, sizeof(err), "contidctl: kill: '%s' is no signal: a number or a name such as TERM\nTry 'contidctl kill help'.\n",
			 wrong[i]);
		run_check(1, "", err);
	}
	run("none", "kill");
	run_check(1, "", "contidctl: kill: SIGNAL missing\nTry 'contidctl kill help'.\n");
	run("none", "kill", "TERM");
	run_check(1, "", "contidctl: kill: CONTID missing\nTry 'contidctl kill help'.\n");
}

static void no_such(void)
{
	fake_expect(no_container);
}

static void refused_kill_is_reported(void **state)
{
	(void)state;
	run("no_such", "kill", "TERM", "7");
	run_check(2, "", "contidctl: kill: not in use: No such file or directory\n");
	run("refused", "kill", "TERM", "7");
	run_check(2, "", "contidctl: kill: not for you: Operation not permitted\n");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "ends", ends },
		{ "ended_before", ended_before },
		{ "lost_its_end", lost_its_end },
		{ "lost_and_reused", lost_and_reused },
		{ "lost_something_else", lost_something_else },
		{ "goes_on", goes_on },
		{ "nested", nested },
		{ "refused", refused },
		{ "not_listening", not_listening },
		{ "malformed", malformed },
		{ "one_member", one_member },
		{ "no_such", no_such },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(end_is_waited_for),
		cmocka_unit_test(failed_wait_is_reported),
		cmocka_unit_test(signals_have_names_and_numbers),
		cmocka_unit_test(wrong_signals_are_reported),
		cmocka_unit_test(refused_kill_is_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
