// SPDX-License-Identifier: GPL-2.0
/* contidctl monitor: what it prints, when, and how it ends. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "monitor.h"

static void interrupt(void)
{
	raise(SIGINT);
}

static void list_none(struct nlmsghdr *req)
{
	answer_list(req, "");
}

static void list_12(struct nlmsghdr *req)
{
	answer_list(req, "12");
}

static void happen(void)
{
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_event(CONTID_CMD_ADOPT_NTF, 71, container(3));
	fake_event(CONTID_CMD_DROP_NTF, 0, container(3));
	fake_event(CONTID_CMD_END_NTF, 71, container(3));
	/* It ended before the list was made: not known, and yet an event */
	fake_event(CONTID_CMD_END_NTF, 72, container(4));
}

static void quiet(void)
{
	fake_expect(list_12);
	happen();
	fake_pause(stop);
}

static void events_are_lines(void **state)
{
	(void)state;
	run("quiet", "monitor");
	run_check(0, "set pid 70 " TEXT(3) "adopt pid 71 " TEXT(3)
		     "drop " TEXT(3) "end pid 71 " TEXT(3)
		     "end pid 72 " TEXT(4), "");
	run("quiet", "-p", "mon", "--snap");
	run_check(0, "snapshot " TEXT(1) "snapshot " TEXT(2)
		     "synced containers 2\n"
		     "set pid 70 " TEXT(3) "adopt pid 71 " TEXT(3)
		     "drop " TEXT(3) "end pid 71 " TEXT(3)
		     "end pid 72 " TEXT(4), "");
}

static void events_are_json_lines(void **state)
{
	(void)state;
	run("quiet", "-j", "monitor", "--snapshot");
	run_check(0, "{\"event\":\"snapshot\"," NOW "," JSON(1)
		     "{\"event\":\"snapshot\"," NOW "," JSON(2)
		     "{\"event\":\"synced\"," NOW ",\"containers\":2}\n"
		     "{\"event\":\"set\"," NOW ",\"pid\":70," JSON(3)
		     "{\"event\":\"adopt\"," NOW ",\"pid\":71," JSON(3)
		     "{\"event\":\"drop\"," NOW "," JSON(3)
		     "{\"event\":\"end\"," NOW ",\"pid\":71," JSON(3)
		     "{\"event\":\"end\"," NOW ",\"pid\":72," JSON(4), "");
}

static void one_event(void)
{
	fake_expect(list_none);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_pause(interrupt);
}

/* How json-c prints an array that is empty depends on its version. */
static void delegating(void)
{
	struct contid_info info = *container(3);

	info.flags = CONTID_FLAG_DELEGATE;
	info.limit = 16;
	fake_expect(list_none);
	fake_event(CONTID_CMD_SET_NTF, 70, &info);
	fake_pause(stop);
}

static void json_may_be_pretty(void **state)
{
	(void)state;
	run("delegating", "-jp", "monitor", "--snapshot");
	run_check(0,
		  "{\n"
		  "  \"event\": \"synced\",\n"
		  "  \"time\": \"2023-11-14T22:13:20.000000+00:00\",\n"
		  "  \"boottime\": \"1000999999999\",\n"
		  "  \"containers\": 0\n"
		  "}\n"
		  "{\n"
		  "  \"event\": \"set\",\n"
		  "  \"time\": \"2023-11-14T22:13:20.000000+00:00\",\n"
		  "  \"boottime\": \"1000999999999\",\n"
		  "  \"pid\": 70,\n"
		  "  \"contid\": \"3\",\n"
		  "  \"depth\": 0,\n"
		  "  \"flags\": [\n"
		  "    \"delegate\"\n"
		  "  ],\n"
		  "  \"limit\": 16,\n"
		  "  \"processes\": 1,\n"
		  "  \"children\": 0,\n"
		  "  \"owner_netns\": \"1\",\n"
		  "  \"serial\": \"103\",\n"
		  "  \"created\": \"5000000000\",\n"
		  "  \"created_time\": \"2023-11-14T21:56:44.000000+00:00\"\n"
		  "}\n", "");
}

/* What listens has joined before the list is made. */
static void list_must_come_second_answer(struct nlmsghdr *req)
{
	if (!fake_joined())
		fake_refuse(req, EPERM, "too early", 0, 0);
	else
		answer_list(req, "1");
}

static void list_must_come_second(void)
{
	fake_expect(list_must_come_second_answer);
	fake_pause(stop);
}

static void restless_answer(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, container(1));
	fake_info(req, NLM_F_MULTI, container(2));
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

/* A list that changes while it is read will do, since events report the rest. */
static void restless(void)
{
	fake_expect_all(restless_answer);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_event(CONTID_CMD_END_NTF, 71, container(2));
	fake_pause(stop);
}

static void snapshot_comes_between(void **state)
{
	(void)state;
	run("list_must_come_second", "monitor", "--snapshot");
	run_check(0, "snapshot " TEXT(1) "synced containers 1\n", "");
	run("restless", "monitor", "--snapshot");
	run_check(0, "snapshot " TEXT(1) "snapshot " TEXT(2)
		     "synced containers 2\n" "set pid 70 " TEXT(3)
		     "end pid 71 " TEXT(2), "");
}

static void times_are_printed(void **state)
{
	(void)state;
	run("one_event", "monitor", "--time", "--snapshot");
	run_check(0, "[2023-11-14T22:13:20.000000+00:00] synced containers 0\n"
		     "[2023-11-14T22:13:20.000000+00:00] set pid 70 " TEXT(3), "");
}

/* 4, which a delegate has created in 707, and one of the host's of that id */
static void put_delegated(uint64_t scope, uint64_t serial, uint8_t cmd)
{
	struct contid_info info = {
		.contid = 4,
		.scope = scope,
		.parent = scope ? 707 : CONTID_UNSET,
		.depth = !!scope,
		.owner_netns = 1,
		.processes = 1,
		.serial = serial,
		.created = 5000000000ULL,
	};

	fake_event(cmd, 70, &info);
}

static void get_707(struct nlmsghdr *req)
{
	struct contid_info info = {
		.contid = 707, .parent = CONTID_UNSET, .serial = 12,
	};

	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void filter_events(void)
{
	put_delegated(0, 103, CONTID_CMD_SET_NTF);
	put_delegated(12, 104, CONTID_CMD_SET_NTF);
	put_delegated(13, 105, CONTID_CMD_SET_NTF);
	put_delegated(12, 104, CONTID_CMD_ADOPT_NTF);
	put_delegated(12, 104, CONTID_CMD_DROP_NTF);
	put_delegated(12, 104, CONTID_CMD_END_NTF);
	fake_pause(stop);
}

static void filter_path(void)
{
	fake_expect(get_707);	/* for the path */
	fake_expect(list_12);
	filter_events();
}

static void filter_op(void)
{
	fake_expect(list_12);
	filter_events();
}

#define DELEGATED(op) \
	#op " pid 70 contid +4 scope 12 parent 707 depth 1 processes 1 children 0 owner-netns 1 serial 104 " SINCE

static void events_are_filtered(void **state)
{
	(void)state;
	run("filter_path", "monitor", "--contid", "707/4", "--snapshot");
	run_check(0, "synced containers 2\n" DELEGATED(set) DELEGATED(adopt)
		     DELEGATED(drop) DELEGATED(end), "");
	run("filter_path", "monitor", "--contid=707/4", "--op", "drop,set");
	run_check(0, DELEGATED(set) DELEGATED(drop), "");
	run("filter_op", "monitor", "--op=end");
	run_check(0, DELEGATED(end), "");
	run("quiet", "monitor", "--snapshot", "--contid", "2");
	run_check(0, "snapshot " TEXT(2) "synced containers 2\n", "");
}

static int output_size(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) ? -1 : st.st_size;
}

/* What has happened since this was called last has been printed. */
static void check_flushed(void)
{
	static int before;
	int size = output_size();

	if (size <= before)
		raise(SIGKILL);
	before = size;
}

static void list_after_loss(struct nlmsghdr *req)
{
	check_flushed();
	list_12(req);
}

static void slow(void)
{
	fake_expect(list_12);
	fake_pause(check_flushed);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_pause(check_flushed);
	fake_event_fails(ENOBUFS);
	fake_expect(list_after_loss);
	fake_pause(NULL);
	fake_pause(check_flushed);
	fake_pause(stop);
}

static void nothing_is_held_back(void **state)
{
	(void)state;
	run("slow", "monitor", "--snapshot");
	run_check(0, NULL, "");
	run("slow", "-j", "monitor", "--snapshot");
	run_check(0, NULL, "");
}

/* One that comes while the events do not end, before a thousand have come */
static void flood(void)
{
	int i;

	fake_expect(list_none);
	for (i = 0; i < 60; i++)
		fake_event(CONTID_CMD_SET_NTF, i + 1, container(3));
	fake_events_forever(stop);
}

static void signals_end_it_in_a_flood(void **state)
{
	const char *line;
	int n = 0;

	(void)state;
	run("flood", "monitor");
	run_check(0, NULL, "");
	for (line = result.out; (line = strstr(line, "set pid")); line++)
		n++;
	assert_in_range(n, 1, 1000);
}

static void stop_twice(void)
{
	raise(SIGINT);
	raise(SIGTERM);
}

static void twice(void)
{
	fake_expect(list_none);
	fake_pause(stop_twice);
}

static void both_signals_at_once_end_it_well(void **state)
{
	(void)state;
	run("twice", "monitor");
	run_check(0, "", "");
}

static void ignore_sigint(void)
{
	signal(SIGINT, SIG_IGN);
}

static void ignored_then_stopped(void)
{
	fake_expect(list_none);
	fake_pause(interrupt);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_pause(stop);
}

static void ignored_signal_stays_ignored(void **state)
{
	(void)state;
	cli_before = ignore_sigint;
	run("ignored_then_stopped", "monitor");
	run_check(0, "set pid 70 " TEXT(3), "");
}

static void allow_answer(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void monitor_then_exec(void)
{
	fake_expect(list_none);
	fake_pause(stop);
	fake_expect(allow_answer);
}

static void batch_goes_on_after_it(void **state)
{
	(void)state;
	cli_input = "monitor\nexec 7 -- grep ^SigBlk: /proc/self/status\n";
	run("monitor_then_exec", "-b", "-");
	run_check(0, "SigBlk:\t0000000000000000\n", "");
	cli_input = "monitor\nnew --from web\n";
	run("one_event", "-b", "-");
	run_check(0, "set pid 70 " TEXT(3) "5430874918674711225\n", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "quiet", quiet },
		{ "one_event", one_event },
		{ "delegating", delegating },
		{ "list_must_come_second", list_must_come_second },
		{ "restless", restless },
		{ "filter_path", filter_path },
		{ "filter_op", filter_op },
		{ "slow", slow },
		{ "flood", flood },
		{ "twice", twice },
		{ "ignored_then_stopped", ignored_then_stopped },
		{ "monitor_then_exec", monitor_then_exec },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_lines),
		cmocka_unit_test(events_are_json_lines),
		cmocka_unit_test(json_may_be_pretty),
		cmocka_unit_test(snapshot_comes_between),
		cmocka_unit_test(times_are_printed),
		cmocka_unit_test(events_are_filtered),
		cmocka_unit_test(nothing_is_held_back),
		cmocka_unit_test(signals_end_it_in_a_flood),
		cmocka_unit_test(both_signals_at_once_end_it_well),
		cmocka_unit_test(ignored_signal_stays_ignored),
		cmocka_unit_test(batch_goes_on_after_it),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
