// SPDX-License-Identifier: GPL-2.0
/* contidctl: what it prints, to the letter. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "cli.h"
#include "printed.h"

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
	"contid 707 processes 3 children 0 owner-netns 1 serial 12 "	\
	"created 2023-11-14T21:56:44+0000\n"
#define NESTED_TEXT							\
	"contid 18446744073709551614 hex fffffffffffffffe "		\
	"parent 5704371878018154497 hex 4f2a000000000001 depth 16 "	\
	"nest delegate 0x80000000 limit 1024 "				\
	"processes 4294967295 children 5 owner-netns 18446744073709551615 "	\
	"serial 18446744073709551615 created 2023-11-14T21:56:43+0000\n"
#define PLAIN_JSON							\
	"{\"contid\":\"707\",\"depth\":0,\"flags\":[],\"processes\":3,"	\
	"\"children\":0,\"owner_netns\":\"1\",\"serial\":\"12\","	\
	"\"created\":\"5000000000\","					\
	"\"created_time\":\"2023-11-14T21:56:44.000000+00:00\",\"netns\":[]}"
#define NESTED_JSON							\
	"{\"contid\":\"18446744073709551614\","				\
	"\"parent\":\"5704371878018154497\",\"depth\":16,"		\
	"\"flags\":[\"nest\",\"delegate\",\"0x80000000\"],"		\
	"\"limit\":1024,\"processes\":4294967295,\"children\":5,"		\
	"\"owner_netns\":\"18446744073709551615\","			\
	"\"serial\":\"18446744073709551615\","				\
	"\"created\":\"4294967295\","					\
	"\"created_time\":\"2023-11-14T21:56:43.294967+00:00\",\"netns\":[]}"

static void containers_are_lines(void **state)
{
	(void)state;
	run("get_plain", "get", "707");
	run_check(0, PLAIN_TEXT, "");
	run("get_plain", "-p", "get", "707");
	run_check(0, PLAIN_TEXT, "");
	run("get_nested", "get", "0xfffffffffffffffe");
	run_check(0, NESTED_TEXT, "");
	run("get_unset", "get", "--pidfd", "9");
	run_check(0, "contid unset\n", "");
	run("list_two", "list");
	run_check(0, PLAIN_TEXT NESTED_TEXT, "");
	run("list_children", "list", "--parent", "0x4f2a000000000001");
	run_check(0, "", "");
}

static void containers_are_json(void **state)
{
	(void)state;
	run("get_plain", "-j", "get", "707");
	run_check(0, "[" PLAIN_JSON "]\n", "");
	run("get_nested", "-j", "get", "0xfffffffffffffffe");
	run_check(0, "[" NESTED_JSON "]\n", "");
	run("get_unset", "-j", "get", "--pidfd", "9");
	run_check(0, "[{\"contid\":null}]\n", "");
	run("list_two", "-j", "list");
	run_check(0, "[" PLAIN_JSON "," NESTED_JSON "]\n", "");
	run("list_children", "-j", "list", "--par", "4f2a000000000001");
	run_check(0, "[]\n", "");
}

static void json_may_be_pretty(void **state)
{
	(void)state;
	run("list_pretty", "-j", "-p", "list");
	run_check(0,
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
		  "    \"processes\": 4294967295,\n"
		  "    \"children\": 5,\n"
		  "    \"owner_netns\": \"18446744073709551615\",\n"
		  "    \"serial\": \"18446744073709551615\",\n"
		  "    \"created\": \"4294967295\",\n"
		  "    \"created_time\": \"2023-11-14T21:56:43.294967+00:00\",\n"
		  "    \"netns\": [\n"
		  "    ]\n"
		  "  },\n"
		  "  {\n"
		  "    \"contid\": null\n"
		  "  }\n"
		  "]\n", "");
	run("list_children", "-jp", "list", "--parent", "4f2a000000000001");
	run_check(0, "[]\n", "");
}

static void restless_list_answer(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, &plain);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void restless_list(void)
{
	fake_expect_all(restless_list_answer);
}

/* There is an answer, and a word on what of it is uncertain. */
static void what_is_uncertain_is_reported(void **state)
{
	(void)state;
	run("restless_list", "list");
	run_check(0, PLAIN_TEXT, "contidctl: list: containers came or went while the list was read: those may be missing, or have gone\n");
	run("restless_list", "-j", "list");
	run_check(0, "[" PLAIN_JSON ",{\"uncertain\":\"containers\"}]\n", "");
	run("restless_list", "tree");
	run_check(0, "contid 707 processes 3 owner-netns 1\n",
		  "contidctl: tree: containers came or went while the list was read: those may be missing, or have gone\n");
	run("restless_list", "-j", "tree");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "},{\"uncertain\":\"containers\"}]\n"));
}

/*
 * 707 delegates: 4 and 5 in it are of its scope, and so is 9, which is nested in 4.
 * Another 4 is the host's, and so is 6, which is nested in the delegate's 4.
 */
static const struct contid_info family[] = {
	{ .contid = 707, .parent = CONTID_UNSET, .serial = 12,
	  .flags = CONTID_FLAG_DELEGATE, .limit = 9 },
	{ .contid = 4, .parent = CONTID_UNSET, .serial = 13 },
	{ .contid = 4, .scope = 12, .parent = 707, .depth = 1, .serial = 14 },
	{ .contid = 9, .scope = 12, .parent = 4, .parent_scope = 12, .depth = 2,
	  .serial = 15 },
	{ .contid = 6, .parent = 4, .parent_scope = 12, .depth = 2,
	  .serial = 16 },
	{ .contid = 0x4f2a000000000001, .scope = 12, .parent = 707, .depth = 1,
	  .serial = 17 },
};

static void delegated_answer(struct nlmsghdr *req)
{
	struct nlattr *contid = fake_find(req, CONTID_A_CONTID);
	struct nlattr *scope = fake_find(req, CONTID_A_SCOPE);
	struct nlattr *serial = fake_find(req, CONTID_A_SERIAL);
	size_t i;

	for (i = 0; i < sizeof(family) / sizeof(family[0]); i++) {
		if (req->nlmsg_flags & NLM_F_DUMP) {
			fake_info(req, NLM_F_MULTI, &family[i]);
			continue;
		}
		if (serial && nla_get_u64(serial) != family[i].serial)
			continue;
		if (contid && nla_get_u64(contid) != family[i].contid)
			continue;
		if (contid && family[i].scope !=
			      (scope ? nla_get_u64(scope) : 0))
			continue;
		fake_info(req, 0, &family[i]);
		return fake_ack(req);
	}
	if (req->nlmsg_flags & NLM_F_DUMP)
		fake_done(req, 0, 0, NULL);
	else
		fake_refuse(req, ENOENT, "no container has this identifier", 0,
			    0);
}

static void delegated(void)
{
	fake_expect_all(delegated_answer);
}

#define BORN	"created 2023-11-14T21:56:39+0000\n"

static void identifiers_of_delegates_have_a_plus(void **state)
{
	(void)state;
	run("delegated", "get", "707/4");
	run_check(0, "contid +4 scope 12 parent 707 depth 1 processes 0 children 0 owner-netns 0 serial 14 " BORN, "");
	run("delegated", "get", "707/9");
	run_check(0, "contid +9 scope 12 parent +4 depth 2 processes 0 children 0 owner-netns 0 serial 15 " BORN, "");
	run("delegated", "get", "4");
	run_check(0, "contid 4 processes 0 children 0 owner-netns 0 serial 13 " BORN, "");
	run("delegated", "get", "707/0x4f2a000000000001");
	run_check(0, "contid +5704371878018154497 hex 4f2a000000000001 scope 12 parent 707 depth 1 processes 0 children 0 owner-netns 0 serial 17 " BORN, "");
	run("delegated", "-j", "get", "707/9");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "[{\"contid\":\"9\",\"scope\":\"12\","
			       "\"parent\":\"4\",\"parent_scope\":\"12\","));
	run("delegated", "tree");
	run_check(0,
		  "contid 707 delegate limit 9 processes 0 owner-netns 0\n"
		  "|- contid +4 processes 0 owner-netns 0\n"
		  "|  |- contid +9 processes 0 owner-netns 0\n"
		  "|  `- contid 6 processes 0 owner-netns 0\n"
		  "`- contid +5704371878018154497 hex 4f2a000000000001 processes 0 owner-netns 0\n"
		  "contid 4 processes 0 owner-netns 0\n", "");
	run("delegated", "get", "8/4");
	run_check(2, "", "contidctl: get: no container has this identifier: No such file or directory\n");
	run("delegated", "get", "707/8");
	run_check(2, "", "contidctl: get: no container has this identifier: No such file or directory\n");
}

static void new_prints_an_identifier(void **state)
{
	unsigned long long a, b;
	char *end;

	(void)state;
	run("none", "new");
	run_check(0, NULL, "");
	a = strtoull(result.out, &end, 10);
	assert_string_equal(end, "\n");
	run("none", "new");
	b = strtoull(result.out, &end, 10);
	assert_true(a != b && a != CONTID_UNSET && b != CONTID_UNSET);

	run("none", "new", "--from", "docker-4f2a000000000001aaaa.scope");
	run_check(0, "5704371878018154497\n", "");
	run("none", "-jp", "new", "--from", "web");
	run_check(0, "[\n  {\n    \"contid\": \"5430874918674711225\"\n  }\n]\n",
		  "");
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
		{ "restless_list", restless_list },
		{ "delegated", delegated },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_lines),
		cmocka_unit_test(containers_are_json),
		cmocka_unit_test(json_may_be_pretty),
		cmocka_unit_test(what_is_uncertain_is_reported),
		cmocka_unit_test(identifiers_of_delegates_have_a_plus),
		cmocka_unit_test(new_prints_an_identifier),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
