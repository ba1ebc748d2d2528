// SPDX-License-Identifier: GPL-2.0
/* contidctl: what it prints, to the letter, and what if it cannot. */

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

#define SECOND	1000000000ULL

static const struct contid_info plain = {
	.contid = 707,
	.parent = CONTID_UNSET,
	.owner_netns = 1,
	.created = 5 * SECOND,
	.serial = 12,
	.tasks = 3,
};

static const struct contid_info nested = {
	.contid = 0xfffffffffffffffe,
	.parent = 0x4f2a000000000001,
	.owner_netns = 0xffffffffffffffff,
	.created = 0xffffffff,
	.serial = 0xffffffffffffffff,
	.depth = 16,
	.flags = CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE | 0x80000000,
	.limit = 1024,
	.tasks = 0xffffffff,
	.children = 5,
};

static const struct contid_info unset = { .contid = CONTID_UNSET };

static void one(struct nlmsghdr *req, const struct contid_info *info)
{
	fake_info(req, 0, info);
	fake_ack(req);
}

static void plain_answer(struct nlmsghdr *req)
{
	one(req, &plain);
}

static void get_plain(void)
{
	fake_expect(plain_answer);
}

static void nested_answer(struct nlmsghdr *req)
{
	one(req, &nested);
}

static void get_nested(void)
{
	fake_expect(nested_answer);
}

static void unset_answer(struct nlmsghdr *req)
{
	one(req, &unset);
}

static void get_unset(void)
{
	fake_expect(unset_answer);
}

static void list_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	fake_info(req, NLM_F_MULTI, &plain);
	fake_info(req, NLM_F_MULTI, &nested);
	fake_done(req, 0, 0, NULL);
}

static void list_two(void)
{
	fake_expect(list_answer);
}

static void pretty_answer(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, &nested);
	fake_info(req, NLM_F_MULTI, &unset);
	fake_done(req, 0, 0, NULL);
}

static void list_pretty(void)
{
	fake_expect(pretty_answer);
}

static void children_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 1);
	fake_check_u64(req, CONTID_A_PARENT, 0x4f2a000000000001);
	fake_done(req, 0, 0, NULL);
}

static void list_children(void)
{
	fake_expect(children_answer);
}

#define PLAIN_TEXT							\
	"contid 707 tasks 3 children 0 owner-netns 1 serial 12 "	\
	"created 2023-11-14T21:56:44+0000\n"
#define NESTED_TEXT							\
	"contid 18446744073709551614 hex fffffffffffffffe "		\
	"parent 5704371878018154497 hex 4f2a000000000001 depth 16 "	\
	"nest delegate 0x80000000 limit 1024 "				\
	"tasks 4294967295 children 5 owner-netns 18446744073709551615 "	\
	"serial 18446744073709551615 created 2023-11-14T21:56:43+0000\n"
#define PLAIN_JSON							\
	"{\"contid\":\"707\",\"depth\":0,\"flags\":[],\"tasks\":3,"	\
	"\"children\":0,\"owner_netns\":\"1\",\"serial\":\"12\","	\
	"\"created\":\"5000000000\",\"netns\":[]}"
#define NESTED_JSON							\
	"{\"contid\":\"18446744073709551614\","				\
	"\"parent\":\"5704371878018154497\",\"depth\":16,"		\
	"\"flags\":[\"nest\",\"delegate\",\"0x80000000\"],"		\
	"\"limit\":1024,\"tasks\":4294967295,\"children\":5,"		\
	"\"owner_netns\":\"18446744073709551615\","			\
	"\"serial\":\"18446744073709551615\","				\
	"\"created\":\"4294967295\",\"netns\":[]}"

static void containers_are_lines(void **state)
{
	(void)state;
	run("get_plain", "get", "707");
	cli_check(0, PLAIN_TEXT, "");
	run("get_plain", "-p", "get", "707");
	cli_check(0, PLAIN_TEXT, "");
	run("get_nested", "get", "7");
	cli_check(0, NESTED_TEXT, "");
	run("get_unset", "get", "--pidfd", "9");
	cli_check(0, "contid unset\n", "");
	run("list_two", "list");
	cli_check(0, PLAIN_TEXT NESTED_TEXT, "");
	run("list_children", "list", "--parent", "0x4f2a000000000001");
	cli_check(0, "", "");
}

static void containers_are_json(void **state)
{
	(void)state;
	run("get_plain", "-j", "get", "707");
	cli_check(0, "[" PLAIN_JSON "]\n", "");
	run("get_nested", "-j", "get", "7");
	cli_check(0, "[" NESTED_JSON "]\n", "");
	run("get_unset", "-j", "get", "--pidfd", "9");
	cli_check(0, "[{\"contid\":\"18446744073709551615\"}]\n", "");
	run("list_two", "-j", "list");
	cli_check(0, "[" PLAIN_JSON "," NESTED_JSON "]\n", "");
	run("list_children", "-j", "list", "--par", "4f2a000000000001");
	cli_check(0, "[]\n", "");
}

static void json_may_be_pretty(void **state)
{
	(void)state;
	run("list_pretty", "-j", "-p", "list");
	cli_check(0,
		  "[\n"
		  "  {\n"
		  "    \"contid\": \"18446744073709551614\",\n"
		  "    \"parent\": \"5704371878018154497\",\n"
		  "    \"depth\": 16,\n"
		  "    \"flags\": [\n"
		  "      \"nest\",\n"
		  "      \"delegate\",\n"
		  "      \"0x80000000\"\n"
		  "    ],\n"
		  "    \"limit\": 1024,\n"
		  "    \"tasks\": 4294967295,\n"
		  "    \"children\": 5,\n"
		  "    \"owner_netns\": \"18446744073709551615\",\n"
		  "    \"serial\": \"18446744073709551615\",\n"
		  "    \"created\": \"4294967295\",\n"
		  "    \"netns\": [\n"
		  "    ]\n"
		  "  },\n"
		  "  {\n"
		  "    \"contid\": \"18446744073709551615\"\n"
		  "  }\n"
		  "]\n", "");
	run("list_children", "-jp", "list", "--parent", "4f2a000000000001");
	cli_check(0, "[]\n", "");
}

/* No process has this id: the kernel gives out at most 2^22. */
#define GONE	2000000000

static void ps_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_TASKS);
	fake_pid(req, NLM_F_MULTI, getppid());
	fake_pid(req, NLM_F_MULTI, GONE);
	fake_done(req, 0, 0, NULL);
}

static void ps(void)
{
	fake_expect(ps_answer);
}

static void empty_answer(struct nlmsghdr *req)
{
	fake_done(req, 0, 0, NULL);
}

static void empty(void)
{
	fake_expect(empty_answer);
}

static void check_ps(const char *comm, const char *text, const char *json)
{
	char out[256];

	prctl(PR_SET_NAME, comm);
	run("ps", "ps", "707");
	snprintf(out, sizeof(out), "pid %d comm %s\npid %d\n", getpid(), text,
		 GONE);
	cli_check(0, out, "");
	run("ps", "-j", "ps", "707");
	snprintf(out, sizeof(out), "[{\"pid\":%d,\"comm\":\"%s\"},{\"pid\":%d}]\n",
		 getpid(), json, GONE);
	cli_check(0, out, "");
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
	cli_check(0, "", "");
	run("empty", "-j", "ps", "707");
	cli_check(0, "[]\n", "");
}

static void new_prints_an_identifier(void **state)
{
	unsigned long long a, b;
	char *end;

	(void)state;
	run("none", "new");
	cli_check(0, NULL, "");
	a = strtoull(result.out, &end, 10);
	assert_string_equal(end, "\n");
	run("none", "new");
	b = strtoull(result.out, &end, 10);
	assert_true(a != b && a != CONTID_UNSET && b != CONTID_UNSET);

	run("none", "new", "--from", "docker-4f2a000000000001aaaa.scope");
	cli_check(0, "5704371878018154497\n", "");
	run("none", "-jp", "new", "--from", "web");
	cli_check(0, "[\n  {\n    \"contid\": \"5430874918674711225\"\n  }\n]\n",
		  "");
}

static void lost_terminal(void)
{
	int master, slave;

	if (openpty(&master, &slave, NULL, NULL, NULL))
		_exit(1);
	dup2(slave, STDOUT_FILENO);
	close(slave);
	close(master);
}

static void crowd_answer(struct nlmsghdr *req)
{
	struct contid_info info = nested;
	int i;

	for (i = 0; i < 1500; i++) {
		info.serial = i + 1;
		fake_info(req, NLM_F_MULTI, &info);
		if (i % 30 == 29)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

/* More than fits in a buffer, so that the failure comes in between */
static void crowd(void)
{
	fake_expect(crowd_answer);
}

static void lost_output_is_told(void **state)
{
	static const struct {
		void (*before)(void);
		const char *err;
	} ways[] = {
		{ cli_full_disk, "No space left on device" },
		{ cli_no_output, "Bad file descriptor" },
		{ cli_broken_pipe, "Broken pipe" },
		{ lost_terminal, "Input/output error" },
	};
	static const struct {
		const char *scenario;
		const char *const args[4];
		const char *name;
	} commands[] = {
		{ "none", { "new" }, ": new" },
		{ "none", { "help" }, ": help" },
		{ "none", { "set", "help" }, ": set" },
		{ "none", { "-V" }, "" },
		{ "none", { "-h" }, "" },
		{ "get_plain", { "get", "707" }, ": get" },
		{ "get_plain", { "-jp", "get", "707" }, ": get" },
		{ "crowd", { "list" }, ": list" },
		{ "crowd", { "-j", "list" }, ": list" },
		{ "list_children", { "-j", "list", "--parent=0x4f2a000000000001" },
		  ": list" },
	};
	char err[128];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		for (j = 0; j < sizeof(commands) / sizeof(commands[0]); j++) {
			cli_before = ways[i].before;
			cli_run(commands[j].scenario, commands[j].args);
			snprintf(err, sizeof(err),
				 "contidctl%s: standard output: %s\n",
				 commands[j].name, ways[i].err);
			cli_check(2, "", err);
		}
	}
}

static void nothing_to_say_needs_cli_no_output(void **state)
{
	(void)state;
	cli_before = cli_no_output;
	run("list_children", "list", "--parent", "0x4f2a000000000001");
	cli_check(0, "", "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "get_plain", get_plain },
		{ "get_nested", get_nested },
		{ "get_unset", get_unset },
		{ "list_two", list_two },
		{ "list_pretty", list_pretty },
		{ "list_children", list_children },
		{ "ps", ps },
		{ "empty", empty },
		{ "crowd", crowd },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_lines),
		cmocka_unit_test(containers_are_json),
		cmocka_unit_test(json_may_be_pretty),
		cmocka_unit_test(processes_are_lines_or_json),
		cmocka_unit_test(new_prints_an_identifier),
		cmocka_unit_test(lost_output_is_told),
		cmocka_unit_test(nothing_to_say_needs_cli_no_output),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
