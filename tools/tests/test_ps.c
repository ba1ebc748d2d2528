// SPDX-License-Identifier: GPL-2.0
/* contidctl ps: what it prints of processes. */

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "cli.h"

/* No process has this id: the kernel gives out at most 2^22. */
#define GONE	2000000000

/* The test itself, which the kernel says is there, and one that is gone */
static void ps_answer(struct nlmsghdr *req)
{
	const struct contid_info info = { .contid = 707, .serial = 12 };

	if (!(req->nlmsg_flags & NLM_F_DUMP)) {
		fake_info(req, 0, &info);
		return fake_ack(req);
	}
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
	fake_pid(req, NLM_F_MULTI, getppid());
	fake_pid(req, NLM_F_MULTI, GONE);
	fake_done(req, 0, 0, NULL);
}

static void ps(void)
{
	fake_expect_all(ps_answer);
}

/* Another one comes while the list is read. */
static void restless_ps_answer(struct nlmsghdr *req)
{
	if (fake_requests() > 3 && req->nlmsg_flags & NLM_F_DUMP)
		fake_pid(req, NLM_F_MULTI, GONE);
	ps_answer(req);
}

static void restless_ps(void)
{
	fake_expect_all(restless_ps_answer);
}

static void empty_answer(struct nlmsghdr *req)
{
	const struct contid_info info = { .contid = 707, .serial = 12 };

	if (req->nlmsg_flags & NLM_F_DUMP)
		return fake_done(req, 0, 0, NULL);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void empty(void)
{
	fake_expect_all(empty_answer);
}

static void check_ps(const char *comm, const char *text, const char *json)
{
	char out[256];

	prctl(PR_SET_NAME, comm);
	run("ps", "ps", "707");
	snprintf(out, sizeof(out), "pid %d comm %s\n", getpid(), text);
	run_check(0, out, "");
	run("ps", "-j", "ps", "707");
	snprintf(out, sizeof(out), "[{\"pid\":%d,\"comm\":\"%s\"}]\n",
		 getpid(), json);
	run_check(0, out, "");
}

static void processes_are_lines_or_json(void **state)
{
	(void)state;
	check_ps("sleep", "sleep", "sleep");
	check_ps("kworker/0:1", "kworker/0:1", "kworker/0:1");
	check_ps("a b\"c'", "a b\"c'", "a b\\\"c'");
	check_ps("\033[2J\r\n\\\177\303\251",
		 "\\033[2J\\015\\012\\134\\177\\303\\251",
		 "\\\\033[2J\\\\015\\\\012\\\\134\\\\177\\\\303\\\\251");
	run("empty", "ps", "707");
	run_check(0, "", "");
	run("empty", "-j", "ps", "707");
	run_check(0, "[]\n", "");
}

static void changes_are_reported(void **state)
{
	char out[256];

	(void)state;
	prctl(PR_SET_NAME, "sleep");
	run("restless_ps", "ps", "707");
	snprintf(out, sizeof(out), "pid %d comm sleep\n", getpid());
	run_check(0, out, "contidctl: ps: processes came or went while the list was read: those may be missing, or have gone\n");
	run("restless_ps", "-j", "ps", "707");
	snprintf(out, sizeof(out),
		 "[{\"pid\":%d,\"comm\":\"sleep\"},{\"uncertain\":\"processes\"}]\n",
		 getpid());
	run_check(0, out, "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "ps", ps },
		{ "restless_ps", restless_ps },
		{ "empty", empty },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_are_lines_or_json),
		cmocka_unit_test(changes_are_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
