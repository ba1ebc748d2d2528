// SPDX-License-Identifier: GPL-2.0
/* contidctl tree: what is drawn below what, and in which order. */

#include <stdio.h>
#include <string.h>

#include "cli.h"

#define BIG	0x4f2a000000000001ULL

static void put(struct nlmsghdr *req, uint64_t contid, uint64_t parent,
		uint32_t depth, uint64_t serial)
{
	struct contid_info info = {
		.contid = contid,
		.parent = parent,
		.depth = depth,
		.serial = serial,
		.owner_netns = 1000 + serial,
		.processes = serial,
		.created = 5,
	};

	if (contid == BIG) {
		info.flags = CONTID_FLAG_DELEGATE;
		info.limit = 16;
	}
	fake_info(req, NLM_F_MULTI, &info);
}

/* Ids that are in no order, for none to show but that of age */
static void forest_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	put(req, 50, CONTID_UNSET, 0, 1);
	put(req, BIG, 50, 1, 2);
	put(req, 40, CONTID_UNSET, 0, 3);
	put(req, 9, 50, 1, 4);
	put(req, 0, BIG, 2, 5);
	put(req, 60, CONTID_UNSET, 0, 6);
	put(req, 8, BIG, 2, 7);
	put(req, 30, 9, 2, 8);
	put(req, 7, 0, 3, 9);
	fake_done(req, 0, 0, NULL);
}

static void forest(void)
{
	fake_expect(forest_answer);
}

static void tree_is_drawn(void **state)
{
	(void)state;
	run("forest", "tree");
	run_check(0,
		  "contid 50 processes 1 owner-netns 1001\n"
		  "|- contid 5704371878018154497 hex 4f2a000000000001 delegate limit 16 processes 2 owner-netns 1002\n"
		  "|  |- contid 0 processes 5 owner-netns 1005\n"
		  "|  |  `- contid 7 processes 9 owner-netns 1009\n"
		  "|  `- contid 8 processes 7 owner-netns 1007\n"
		  "`- contid 9 processes 4 owner-netns 1004\n"
		  "   `- contid 30 processes 8 owner-netns 1008\n"
		  "contid 40 processes 3 owner-netns 1003\n"
		  "contid 60 processes 6 owner-netns 1006\n", "");
}

static void family_answer(struct nlmsghdr *req)
{
	put(req, 1, CONTID_UNSET, 0, 1);
	put(req, BIG, 1, 1, 2);
	put(req, 3, 1, 1, 3);
	put(req, 2, CONTID_UNSET, 0, 4);
	fake_done(req, 0, 0, NULL);
}

static void family(void)
{
	fake_expect(family_answer);
}

#define REST(serial)							\
	"\"owner_netns\":\"100" #serial "\",\"serial\":\"" #serial "\","	\
	"\"created\":\"5\","							\
	"\"created_time\":\"2023-11-14T21:56:39.000000+00:00\",\"netns\":[]"

static void tree_is_json(void **state)
{
	(void)state;
	run("family", "-j", "tree");
	run_check(0,
		  "[{\"contid\":\"1\",\"depth\":0,\"flags\":[],\"processes\":1,"
		  REST(1) ",\"children\":["
		  "{\"contid\":\"5704371878018154497\",\"parent\":\"1\","
		  "\"depth\":1,\"flags\":[\"delegate\"],\"limit\":16,"
		  "\"processes\":2," REST(2) ",\"children\":[]},"
		  "{\"contid\":\"3\",\"parent\":\"1\",\"depth\":1,"
		  "\"flags\":[],\"processes\":3," REST(3) ",\"children\":[]}]},"
		  "{\"contid\":\"2\",\"depth\":0,\"flags\":[],\"processes\":4,"
		  REST(4) ",\"children\":[]}]\n", "");
}

static void nothing_answer(struct nlmsghdr *req)
{
	fake_done(req, 0, 0, NULL);
}

static void nothing(void)
{
	fake_expect(nothing_answer);
}

static void tree_may_be_empty(void **state)
{
	(void)state;
	run("nothing", "tree");
	run_check(0, "", "");
	run("nothing", "-j", "tr");
	run_check(0, "[]\n", "");
}

/* What a delegated requester sees: 5 is above its own container. */
static void branch_answer(struct nlmsghdr *req)
{
	put(req, 7, 5, 2, 1);
	put(req, 6, 7, 3, 2);
	fake_done(req, 0, 0, NULL);
}

static void branch(void)
{
	fake_expect(branch_answer);
}

static void unseen_parent_is_no_obstacle(void **state)
{
	(void)state;
	run("branch", "tree");
	run_check(0, "contid 7 processes 1 owner-netns 1001\n"
		     "`- contid 6 processes 2 owner-netns 1002\n", "");
}

static void deep_answer(struct nlmsghdr *req)
{
	int i;

	for (i = 0; i <= CONTID_DEPTH_MAX; i++)
		put(req, i, i ? (uint64_t)i - 1 : CONTID_UNSET, i, i + 1);
	fake_done(req, 0, 0, NULL);
}

static void deep(void)
{
	fake_expect(deep_answer);
}

static void deepest_container_is_drawn(void **state)
{
	char last[128];

	(void)state;
	run("deep", "tree");
	run_check(0, NULL, "");
	snprintf(last, sizeof(last), "\n%*s`- contid 16 processes 17 owner-netns 1017\n",
		 3 * 15, "");
	assert_non_null(strstr(result.out, last));
}

static void crowd_answer(struct nlmsghdr *req)
{
	uint64_t i;

	for (i = 0; i < 600; i++) {
		put(req, 1000 - i, i ? 1000 : CONTID_UNSET, !!i, i + 1);
		if (i % 50 == 49)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

static void crowd(void)
{
	fake_expect(crowd_answer);
}

static void wide_tree_is_drawn(void **state)
{
	const char *line;
	int n = 0;

	(void)state;
	run("crowd", "tree");
	run_check(0, NULL, "");
	for (line = result.out; (line = strstr(line, "\n|- ")); line++)
		n++;
	assert_int_equal(n, 598);
	assert_non_null(strstr(result.out, "\n`- contid 401 processes 600 "));
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "forest", forest },
		{ "family", family },
		{ "nothing", nothing },
		{ "branch", branch },
		{ "deep", deep },
		{ "crowd", crowd },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_is_drawn),
		cmocka_unit_test(tree_is_json),
		cmocka_unit_test(tree_may_be_empty),
		cmocka_unit_test(unseen_parent_is_no_obstacle),
		cmocka_unit_test(deepest_container_is_drawn),
		cmocka_unit_test(wide_tree_is_drawn),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
