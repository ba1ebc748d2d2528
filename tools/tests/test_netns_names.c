// SPDX-License-Identifier: GPL-2.0
/* contidctl: where containers live, and what the namespaces are called. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "netns_dir.h"

static const struct contid_netns places[] = {
	{ .cookie = 17, .inum = 4026532281, .threads = 3 },
	{ .cookie = 0xffffffffffffffff, .inum = 4026531840, .threads = 1 },
	{ .cookie = 18, .inum = 4026532282, .threads = 0xffffffff },
};

static const struct contid_info first = {
	.contid = 1,
	.parent = CONTID_UNSET,
	.owner_netns = 17,
	.serial = 1,
	.processes = 2,
	.children = 1,
	.netns_count = 3,
	.netns = places,
};

static const struct contid_info second = {
	.contid = 2,
	.parent = 1,
	.depth = 1,
	.owner_netns = 1,
	.serial = 2,
	.processes = 1,
	.netns_count = 1,
	.netns = places + 2,
};

static const struct contid_info third = {
	.contid = 3,
	.parent = CONTID_UNSET,
	.owner_netns = 18,
	.serial = 3,
};

static void list_answer(struct nlmsghdr *req)
{
	struct contid_info part = first;

	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	part.netns_count = 2;
	fake_info(req, NLM_F_MULTI, &part);
	part.netns += 2;
	part.netns_count = 1;
	fake_info(req, NLM_F_MULTI, &part);
	fake_info(req, NLM_F_MULTI, &second);
	fake_info(req, NLM_F_MULTI, &third);
	fake_done(req, 0, 0, NULL);
}

static void list(void)
{
	fake_expect(list_answer);
}

static void get_answer(struct nlmsghdr *req)
{
	fake_info(req, 0, &first);
	fake_ack(req);
}

static void get(void)
{
	fake_expect(get_answer);
}

#define FIRST_NETNS	\
	"netns red(4026532281) netns 4026531840 netns a\\033 \"b\\134(4026532282)"
#define CREATED		"created 2023-11-14T21:56:39+0000"
#define CREATED_TIME	"\"created_time\":\"2023-11-14T21:56:39.000000+00:00\","
#define FIRST_TEXT							\
	"contid 1 processes 2 children 1 owner-netns red(17) serial 1 "	\
	CREATED " " FIRST_NETNS "\n"

static void names_stand_in_lines(void **state)
{
	(void)state;
	run_there("get", "get", "1");
	run_check(0, FIRST_TEXT, "");
	run_there("get", "get", "--pidfd", "9");
	run_check(0, FIRST_TEXT, "");
	run_there("list", "list");
	run_check(0,
		  FIRST_TEXT
		  "contid 2 parent 1 depth 1 processes 1 children 0 owner-netns 1 serial 2 "
		  CREATED " netns a\\033 \"b\\134(4026532282)\n"
		  "contid 3 processes 0 children 0 owner-netns a\\033 \"b\\134(18) serial 3 "
		  CREATED "\n", "");
	run_there("list", "tree");
	run_check(0,
		  "contid 1 processes 2 owner-netns red(17) " FIRST_NETNS "\n"
		  "`- contid 2 processes 1 owner-netns 1 netns a\\033 \"b\\134(4026532282)\n"
		  "contid 3 processes 0 owner-netns a\\033 \"b\\134(18)\n", "");
}

#define RED_JSON	\
	"{\"inum\":4026532281,\"cookie\":\"17\",\"name\":\"red\",\"threads\":3}"
#define HOST_JSON	\
	"{\"inum\":4026531840,\"cookie\":\"18446744073709551615\",\"threads\":1}"
#define ODD_JSON	\
	"{\"inum\":4026532282,\"cookie\":\"18\",\"name\":\"a\\\\033 \\\"b\\\\134\",\"threads\":4294967295}"
#define FIRST_JSON(children)						\
	"\"contid\":\"1\",\"depth\":0,\"flags\":[],\"processes\":2,"	\
	children "\"owner_netns\":\"17\",\"owner_netns_name\":\"red\","	\
	"\"serial\":\"1\",\"created\":\"0\"," CREATED_TIME ""				\
	"\"netns\":[" RED_JSON "," HOST_JSON "," ODD_JSON "]"

static void names_stand_in_json(void **state)
{
	(void)state;
	run_there("get", "-j", "get", "1");
	run_check(0, "[{" FIRST_JSON("\"children\":1,") "}]\n", "");
	run_there("list", "-j", "list");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out,
			       "[{" FIRST_JSON("\"children\":1,") "},{"));
	run_there("list", "-j", "tree");
	run_check(0,
		  "[{" FIRST_JSON("") ",\"children\":["
		  "{\"contid\":\"2\",\"parent\":\"1\",\"depth\":1,\"flags\":[],"
		  "\"processes\":1,\"owner_netns\":\"1\",\"serial\":\"2\","
		  "\"created\":\"0\"," CREATED_TIME "\"netns\":[" ODD_JSON "],\"children\":[]}]},"
		  "{\"contid\":\"3\",\"depth\":0,\"flags\":[],\"processes\":0,"
		  "\"owner_netns\":\"18\","
		  "\"owner_netns_name\":\"a\\\\033 \\\"b\\\\134\","
		  "\"serial\":\"3\",\"created\":\"0\"," CREATED_TIME "\"netns\":[],"
		  "\"children\":[]}]\n", "");
}

static void without_names_there_are_numbers(void **state)
{
	(void)state;
	run("get", "get", "1");
	run_check(0,
		  "contid 1 processes 2 children 1 owner-netns 17 serial 1 " CREATED
		  " netns 4026532281 netns 4026531840 netns 4026532282\n", "");
	run("list", "tree");
	run_check(0,
		  "contid 1 processes 2 owner-netns 17 netns 4026532281 netns 4026531840 netns 4026532282\n"
		  "`- contid 2 processes 1 owner-netns 1 netns 4026532282\n"
		  "contid 3 processes 0 owner-netns 18\n", "");
}

/* A container here, of which the inode number and the cookie are known */
static void self_answer(struct nlmsghdr *req)
{
	struct contid_info info = third;
	struct contid_netns netns = { .threads = 1 };
	socklen_t len = sizeof(netns.cookie);
	struct stat st;
	int fd;

	assert_int_equal(stat("/proc/self/ns/net", &st), 0);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE,
				    &netns.cookie, &len), 0);
	close(fd);
	netns.inum = st.st_ino;
	info.owner_netns = netns.cookie;
	info.netns = &netns;
	info.netns_count = 1;
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void self(void)
{
	fake_expect(self_answer);
}

static void real_namespace_is_named(void **state)
{
	struct stat st;
	char name[64];

	(void)state;
	assert_int_equal(stat("/proc/self/ns/net", &st), 0);
	run_there("self", "get", "3");
	run_check(0, NULL, "");
	snprintf(name, sizeof(name), " netns self(%lu)\n", st.st_ino);
	assert_non_null(strstr(result.out, name));
	assert_non_null(strstr(result.out, " owner-netns self("));
}

/* Inode numbers need no visit, nor does our own cookie: only other owners do. */
static void no_namespace_is_visited_in_vain(void **state)
{
	(void)state;
	put_file("closed", "inum 5 cookie 6 closed");
	run_there("self", "get", "3");
	run_check(0, NULL, "");
	run_there("list_in", "list", "--netns", "self");
	run_check(1000 + SIGABRT, NULL, NULL);
	run_there("list", "netns", "list");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "netns closed(5)\n"));
}

static void list_here_answer(struct nlmsghdr *req)
{
	struct nlattr *nla = fake_find(req, CONTID_A_NETNS_FD);
	struct stat ours, theirs;

	assert_non_null(nla);
	assert_int_equal(fstat(nla_get_s32(nla), &theirs), 0);
	assert_int_equal(stat("/proc/self/ns/net", &ours), 0);
	assert_int_equal(ours.st_ino, theirs.st_ino);
	assert_int_equal(ours.st_dev, theirs.st_dev);
}

static void list_in_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 1);
	list_here_answer(req);
	fake_info(req, NLM_F_MULTI, &second);
	fake_done(req, 0, 0, NULL);
}

static void list_in(void)
{
	fake_expect(list_in_answer);
}

static void list_in_below_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_PARENT, 1);
	list_here_answer(req);
	fake_done(req, 0, 0, NULL);
}

static void list_in_below(void)
{
	fake_expect(list_in_below_answer);
}

static void list_asks_for_a_namespace(void **state)
{
	(void)state;
	run_there("list_in", "list", "--netns", "self");
	run_check(0, NULL, "");
	assert_int_equal(strncmp(result.out, "contid 2 ", 9), 0);
	run_there("list_in", "list", "--netns=/proc/self/ns/net");
	run_check(0, NULL, "");
	run_there("list_in", "list", "--net", "run-netns/self");
	run_check(0, NULL, "");
	run_there("list_in_below", "-j", "list", "--ne", "self", "--p", "1");
	run_check(0, "[]\n", "");
}

static void nothing_asked(void)
{
}

static void what_is_no_namespace_is_reported(void **state)
{
	static const struct {
		const char *name;
		const char *err;
	} wrong[] = {
		{ "blue", "'blue': No such file or directory" },
		{ "", "'': Invalid argument" },
		{ "nowhere", "'nowhere': No such file or directory" },
		{ "no namespace", "'no namespace': Invalid argument" },
		{ "pid", "'pid': Invalid argument" },
		{ "/proc/self/ns/pid", "'/proc/self/ns/pid': Invalid argument" },
		{ "/nonexistent", "'/nonexistent': No such file or directory" },
	};
	char err[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		run_there("nothing_asked", "list", "--netns", wrong[i].name);
		snprintf(err, sizeof(err),
			 "contidctl: list: network namespace %s\n",
			 wrong[i].err);
		run_check(2, "", err);
		run_there("nothing_asked", "-n", wrong[i].name, "list");
		run_check(2, "", err);
	}
}

static void in_file(void)
{
	in_dir();
	if (chdir("run-netns"))
		_exit(1);
}

static void unreadable_names_are_reported(void **state)
{
	(void)state;
	put_file("run-netns", "");
	cli_before = in_file;
	run("nothing_asked", "list");
	run_check(2, "", "contidctl: list: run-netns: Not a directory\n");
}

#define with_dir(test) \
	cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "list", list },
		{ "get", get },
		{ "self", self },
		{ "list_in", list_in },
		{ "list_in_below", list_in_below },
		{ "nothing_asked", nothing_asked },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		with_dir(names_stand_in_lines),
		with_dir(names_stand_in_json),
		cmocka_unit_test(without_names_there_are_numbers),
		with_dir(real_namespace_is_named),
		with_dir(no_namespace_is_visited_in_vain),
		with_dir(list_asks_for_a_namespace),
		with_dir(what_is_no_namespace_is_reported),
		with_dir(unreadable_names_are_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
