// SPDX-License-Identifier: GPL-2.0
/* contidctl ns: namespaces, and what lives in them. */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>

#include "cli.h"

#define BIG	0x4f2a000000000001ULL
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const struct contid_ns
	user = { .id = 3, .type = CLONE_NEWUSER, .inum = 4026531837 },
	mnt = { .id = 8, .owner = 3, .type = CLONE_NEWNS, .inum = 4026531841 },
	net = { .id = 97, .owner = 3, .type = CLONE_NEWNET, .inum = 4026532281 },
	later = { .id = BIG, .owner = BIG - 1, .type = 1, .inum = 0xffffffff },
	empty = { .id = 50, .owner = 3, .type = CLONE_NEWNET, .inum = 17 };

/*
 * Two processes of 707, of which the first has a thread in another network namespace;
 * one in 4 of its scope, one in a container with a large identifier, one in none
 */
static const struct {
	pid_t pid;
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
	const struct contid_ns *ns[3];
} processes[] = {
	{ 1, CONTID_UNSET, 0, 0, { &mnt, &user } },
	{ 101, BIG, 0, 14, { &net, &mnt, &user } },
	{ 102, 4, 12, 13, { &net, &mnt, &user } },
	{ 103, 707, 0, 12, { &net, &mnt, &user } },
	{ 103, 707, 0, 12, { &later, &mnt, &user } },
	{ 104, 707, 0, 12, { &net, &mnt, &user } },
};

#define USER	"ns 3 type user inum 4026531837 processes 5 contid 707 contid +4 contid 5704371878018154497 hex 4f2a000000000001\n"
#define MNT	"ns 8 type mnt inum 4026531841 owner 3 processes 5 contid 707 contid +4 contid 5704371878018154497 hex 4f2a000000000001\n"
#define NET	"ns 97 type net inum 4026532281 owner 3 processes 4 contid 707 contid +4 contid 5704371878018154497 hex 4f2a000000000001\n"
#define LATER	"ns 5704371878018154497 type 0x1 inum 4294967295 owner 5704371878018154496 processes 1 contid 707\n"

static uint8_t cmd_of(const struct nlmsghdr *req)
{
	return ((const struct genlmsghdr *)nlmsg_data(req))->cmd;
}

static void put(const struct nlmsghdr *req, uint16_t flags, pid_t pid,
		const struct contid_ns *const *ns, size_t n)
{
	struct contid_ns copy[3];
	struct contid_ns_process process = {
		.pid = pid, .contid = CONTID_UNSET, .ns = copy,
	};
	size_t i;

	for (i = 0; i < COUNT(processes); i++) {
		if (!pid || processes[i].pid != pid)
			continue;
		process.contid = processes[i].contid;
		process.scope = processes[i].scope;
		process.serial = processes[i].serial;
	}
	for (i = 0; i < n && ns[i]; i++)
		copy[process.ns_count++] = *ns[i];
	fake_ns_process(req, flags, &process);
}

static void answer_dump(struct nlmsghdr *req)
{
	size_t i;

	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 0);
	for (i = 0; i < COUNT(processes); i++)
		put(req, NLM_F_MULTI, processes[i].pid, processes[i].ns, 3);
}

/* Which containers there are: 707 in the host's scope, and 4 in that of 707 */
static void answer_get(struct nlmsghdr *req)
{
	struct contid_info info = { .contid = 707, .serial = 12 };

	if (fake_find(req, CONTID_A_SCOPE)) {
		fake_check_u64(req, CONTID_A_SCOPE, 12);
		fake_check_u64(req, CONTID_A_CONTID, 4);
		info = (struct contid_info){ .contid = 4, .scope = 12, .serial = 13 };
	} else {
		fake_check_u64(req, CONTID_A_CONTID, 707);
	}
	fake_info(req, 0, &info);
	fake_ack(req);
}

/* What a process, or a file, has: NULL for the process of the test */
static const struct contid_ns *found;

static void answer_one(struct nlmsghdr *req)
{
	static const struct contid_ns *const own[] = { &user, &later };

	fake_check(req, CONTID_CMD_NS_GET, 0, 1);
	if (found) {
		assert_true(fcntl(nla_get_u32(fake_find(req, CONTID_A_NS_FD)),
				  F_GETFD) & FD_CLOEXEC);
		put(req, 0, 0, &found, 1);
	} else {
		assert_int_equal(fake_target(req), getppid());
		put(req, 0, 0, own, 2);
	}
	fake_ack(req);
}

static void answer(struct nlmsghdr *req)
{
	if (cmd_of(req) == CONTID_CMD_GET)
		return answer_get(req);
	if (!(req->nlmsg_flags & NLM_F_DUMP))
		return answer_one(req);
	answer_dump(req);
	fake_done(req, 0, 0, NULL);
}

static void kernel(void)
{
	fake_expect_all(answer);
}

static void file_net(void)
{
	found = &net;
	kernel();
}

static void file_empty(void)
{
	found = &empty;
	kernel();
}

static void restless_answer(struct nlmsghdr *req)
{
	if (!(req->nlmsg_flags & NLM_F_DUMP))
		return answer(req);
	answer_dump(req);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void restless(void)
{
	found = &net;
	fake_expect_all(restless_answer);
}

static void namespaces_are_lines(void **state)
{
	(void)state;
	run("kernel", "ns");
	run_check(0, USER MNT NET LATER, "");
	run("kernel", "ns", "list");
	run_check(0, USER MNT NET LATER, "");
	run("kernel", "ns", "l");
	run_check(0, USER MNT NET LATER, "");
}

static void namespaces_are_json(void **state)
{
	(void)state;
	run("kernel", "-j", "ns", "707/4");
	run_check(0, "[{\"id\":\"3\",\"type\":\"user\",\"inum\":4026531837,\"processes\":5,"
		  "\"containers\":[{\"contid\":\"707\",\"processes\":2},"
		  "{\"contid\":\"4\",\"scope\":\"12\",\"processes\":1},"
		  "{\"contid\":\"5704371878018154497\",\"processes\":1}]},"
		  "{\"id\":\"8\",\"type\":\"mnt\",\"inum\":4026531841,\"owner\":\"3\",\"processes\":5,"
		  "\"containers\":[{\"contid\":\"707\",\"processes\":2},"
		  "{\"contid\":\"4\",\"scope\":\"12\",\"processes\":1},"
		  "{\"contid\":\"5704371878018154497\",\"processes\":1}]},"
		  "{\"id\":\"97\",\"type\":\"net\",\"inum\":4026532281,\"owner\":\"3\",\"processes\":4,"
		  "\"containers\":[{\"contid\":\"707\",\"processes\":2},"
		  "{\"contid\":\"4\",\"scope\":\"12\",\"processes\":1},"
		  "{\"contid\":\"5704371878018154497\",\"processes\":1}]}]\n", "");
	run("file_empty", "-j", "ns", "/proc/self/ns/net");
	run_check(0, "[{\"id\":\"50\",\"type\":\"net\",\"inum\":17,\"owner\":\"3\",\"processes\":0,\"containers\":[]}]\n", "");
}

static void a_container_has_namespaces(void **state)
{
	(void)state;
	run("kernel", "ns", "707");
	run_check(0, USER MNT NET LATER, "");
	run("kernel", "ns", "list", "0x2c3");
	run_check(0, USER MNT NET LATER, "");
	run("kernel", "ns", "707/4");
	run_check(0, USER MNT NET, "");
}

static void a_process_has_namespaces(void **state)
{
	char pid[16];

	(void)state;
	snprintf(pid, sizeof(pid), "%d", getpid());
	run("kernel", "ns", "--pid", pid);
	run_check(0, USER LATER, "");
}

/* What nothing lives in is shown as well. */
static void a_file_is_a_namespace(void **state)
{
	(void)state;
	run("file_net", "ns", "/proc/self/ns/net");
	run_check(0, NET, "");
	run("file_net", "ns", "list", "/proc/self/../self/ns/net");
	run_check(0, NET, "");
	run("file_empty", "ns", "/proc/self/ns/net");
	run_check(0, "ns 50 type net inum 17 owner 3 processes 0\n", "");
}

static void changes_are_reported(void **state)
{
	(void)state;
	run("restless", "ns", "/proc/self/ns/net");
	run_check(0, NET, "contidctl: ns: processes came or went while the list was read: those may be missing, or have gone\n");
	run("restless", "-j", "ns");
	assert_non_null(strstr(result.out, ",{\"uncertain\":\"processes\"}]\n"));
	run_check(0, NULL, "");
}

static void unknown(struct nlmsghdr *req)
{
	fake_refuse(req, EOPNOTSUPP, NULL, 0, 0);
}

static void without_ids(void)
{
	fake_expect_all(unknown);
}

static void out_of_sight(struct nlmsghdr *req)
{
	fake_refuse(req, EXDEV, "the namespace is out of sight", 0, 0);
}

static void hidden(void)
{
	fake_expect_all(out_of_sight);
}

static void list_refused_answer(struct nlmsghdr *req)
{
	if (!(req->nlmsg_flags & NLM_F_DUMP))
		return answer(req);
	fake_refuse(req, EPERM, "needs CAP_AUDIT_READ", 0, 0);
}

static void list_refused(void)
{
	fake_expect_all(list_refused_answer);
}

static void kernels_of_before_are_noticed(void **state)
{
	struct utsname uts;
	char err[256];
	char pid[16];

	(void)state;
	uname(&uts);
	snprintf(pid, sizeof(pid), "%d", getpid());
	snprintf(err, sizeof(err),
		 "contidctl: ns: this kernel (%s) has no namespace ids: its CONFIG_CONTID is older than they are\n",
		 uts.release);
	run("without_ids", "ns");
	run_check(2, "", err);
	run("without_ids", "-j", "ns", "--pid", pid);
	run_check(2, "", err);
	run("without_ids", "ns", "/proc/self/ns/net");
	run_check(2, "", err);
}

static void refusals_are_reported(void **state)
{
	(void)state;
	run("hidden", "ns", "/proc/self/ns/net");
	run_check(2, "", "contidctl: ns: the namespace is out of sight: Invalid cross-device link\n");
	run("hidden", "ns", "707");
	run_check(2, "", "contidctl: ns: the namespace is out of sight: Invalid cross-device link\n");
	run("list_refused", "-j", "ns", "707");
	run_check(2, "", "contidctl: ns: needs CAP_AUDIT_READ: Operation not permitted\n");
	run("kernel", "ns", "./none");
	run_check(2, "", "contidctl: ns: namespace './none': No such file or directory\n");
	run("kernel", "ns", "--pid", "2000000000");
	run_check(2, "", "contidctl: ns: process 2000000000: No such process\n");
}

static void wrong_arguments_are_reported(void **state)
{
	static const struct {
		const char *const args[6];
		const char *err;
	} wrong[] = {
		{ { "ns", "red" },
		  "'red' is no CONTID: a number or a hex id of 16 or more digits" },
		{ { "ns", "" },
		  "'' is no CONTID: a number or a hex id of 16 or more digits" },
		{ { "ns", "list", "log" },
		  "'log' is no CONTID: a number or a hex id of 16 or more digits" },
		{ { "ns", "7", "8" }, "unexpected argument '8'" },
		{ { "ns", "/proc/self/ns/net", "8" }, "unexpected argument '8'" },
		{ { "ns", "--pid", "1", "8" }, "unexpected argument '8'" },
		{ { "ns", "--pid", "1", "--pidfd", "5" },
		  "exactly one of --pid and --pidfd is needed" },
		{ { "ns", "--pid", "x" }, "'x' is no process id" },
		{ { "ns", "--lock" }, "unrecognized option '--lock'" },
	};
	char err[128];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
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
		{ "file_net", file_net },
		{ "file_empty", file_empty },
		{ "restless", restless },
		{ "without_ids", without_ids },
		{ "hidden", hidden },
		{ "list_refused", list_refused },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(namespaces_are_lines),
		cmocka_unit_test(namespaces_are_json),
		cmocka_unit_test(a_container_has_namespaces),
		cmocka_unit_test(a_process_has_namespaces),
		cmocka_unit_test(a_file_is_a_namespace),
		cmocka_unit_test(changes_are_reported),
		cmocka_unit_test(kernels_of_before_are_noticed),
		cmocka_unit_test(refusals_are_reported),
		cmocka_unit_test(wrong_arguments_are_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
