// SPDX-License-Identifier: GPL-2.0
/* contidctl: which requests it makes, and what it says to refusals. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "cli.h"

static const struct contid_info some = {
	.contid = 707,
	.parent = CONTID_UNSET,
	.owner_netns = 1,
	.serial = 12,
};

static void no_family_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, NULL, 0, 0);
}

static void no_family(void)
{
	fake_expect_family(no_family_answer);
}

static void family_denied_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, NULL, 0, 0);
}

static void family_denied(void)
{
	fake_expect_family(family_denied_answer);
}

/* The target of @req must be the test itself, the parent of contidctl. */
static void check_target(struct nlmsghdr *req)
{
	assert_int_equal(fake_target(req), getppid());
}

static void set_parent_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	check_target(req);
	fake_ack(req);
}

static void set_parent(void)
{
	fake_expect(set_parent_answer);
}

static void set_with_all_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 4);
	fake_check_u32(req, CONTID_A_PIDFD, 33);
	fake_check_u64(req, CONTID_A_CONTID, 0x4f2a000000000001);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_NEST |
		       CONTID_FLAG_SUBTREE | CONTID_FLAG_DELEGATE);
	fake_check_u32(req, CONTID_A_LIMIT, 4294967295);
	fake_ack(req);
}

static void set_with_all(void)
{
	fake_expect(set_with_all_answer);
}

static void set_moving_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 3);
	fake_check_u32(req, CONTID_A_FLAGS,
		       CONTID_FLAG_MOVE | CONTID_FLAG_SUBTREE);
	fake_ack(req);
}

static void set_moving(void)
{
	fake_expect(set_moving_answer);
}

static void set_nested_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 3);
	fake_check_u64(req, CONTID_A_CONTID, 1);
	fake_check_u64(req, CONTID_A_PARENT, 0x4f2a000000000001);
	fake_ack(req);
}

static void set_nested(void)
{
	fake_expect(set_nested_answer);
}

/* The user namespace of the test, by a descriptor that no command inherits */
static void set_userns_answer(struct nlmsghdr *req)
{
	struct stat own, sent;
	int fd;

	fake_check(req, CONTID_CMD_SET, 0, 4);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_DELEGATE);
	assert_non_null(fake_find(req, CONTID_A_USERNS_FD));
	fd = nla_get_u32(fake_find(req, CONTID_A_USERNS_FD));
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fstat(fd, &sent), 0);
	assert_int_equal(stat("/proc/self/ns/user", &own), 0);
	assert_true(own.st_ino == sent.st_ino && own.st_dev == sent.st_dev);
	fake_ack(req);
}

static void set_userns(void)
{
	fake_expect(set_userns_answer);
}

static void inherit_userns(void)
{
	dup2(open("/proc/self/ns/user", O_RDONLY), 44);
}

static void set_names_the_user_namespace(void **state)
{
	(void)state;
	run("set_userns", "set", "--delegate", "--userns", "/proc/self/ns/user",
	    "--pidfd", "33", "1");
	run_check(0, "", "");
	cli_before = inherit_userns;
	run("set_userns", "set", "--delegate", "--userns=44", "--pidfd", "33",
	    "1");
	run_check(0, "", "");
	run("none", "set", "--delegate", "--userns=/none", "--pidfd", "33",
	    "1");
	run_check(2, "", "contidctl: set: user namespace '/none': No such file or directory\n");
	run("none", "set", "--delegate", "--userns=45", "--pidfd", "33", "1");
	run_check(2, "", "contidctl: set: user namespace '45': Bad file descriptor\n");
}

static const char *self(void)
{
	static char text[16];

	snprintf(text, sizeof(text), "%d", getpid());
	return text;
}

static void set_names_the_target(void **state)
{
	(void)state;
	run("set_parent", "set", "--pid", self(), "707");
	run_check(0, "", "");
	run("set_parent", "s", "0x2c3", "--pid", self());
	run_check(0, "", "");
	run("set_with_all", "set", "--nest", "--subtree", "--delegate",
	    "--limit", "4294967295", "--pidfd", "33", "4f2a000000000001");
	run_check(0, "", "");
	run("set_with_all", "set", "4f2a0000000000012222", "--pidfd=33",
	    "--lim=4294967295", "--del", "--sub", "--ne");
	run_check(0, "", "");
	run("set_moving", "set", "--move", "--subtree", "--pidfd", "33", "1");
	run_check(0, "", "");
	run("set_nested", "set", "--parent", "4f2a000000000001", "--pidfd",
	    "33", "1");
	run_check(0, "", "");
}

static void drop_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_DROP, 0, 2);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_SUBTREE);
	check_target(req);
	fake_ack(req);
}

static void drop(void)
{
	fake_expect(drop_answer);
}

static void drop_names_the_target(void **state)
{
	(void)state;
	run("drop", "drop", "--subtree", "--pid", self());
	run_check(0, "", "");
}

static void get_parent_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, 0, 1);
	check_target(req);
	fake_info(req, 0, &some);
	fake_ack(req);
}

static void get_parent(void)
{
	fake_expect(get_parent_answer);
}

static void get_names_the_target(void **state)
{
	(void)state;
	run("get_parent", "get", "--pid", self());
	run_check(0, NULL, "");
}

static void refuse_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EEXIST, "the process carries a label already",
		    NLMSGERR_ATTR_OFFS, 20);
}

static void refuse(void)
{
	fake_expect(refuse_answer);
}

static void refuse_mutely_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, NULL, 0, 0);
}

static void refuse_mutely(void)
{
	fake_expect(refuse_mutely_answer);
}

static void refusal_is_in_the_kernels_words(void **state)
{
	static const struct {
		const char *const args[5];
		const char *name;
	} commands[] = {
		{ { "set", "--pidfd", "9", "1" }, "set" },
		{ { "se", "--pidfd", "9", "1" }, "set" },
		{ { "drop", "--pidfd", "9" }, "drop" },
		{ { "get", "--pidfd", "9" }, "get" },
		{ { "get", "1" }, "get" },
		{ { "list" }, "list" },
		{ { "-j", "list" }, "list" },
		{ { "ps", "1" }, "ps" },
		{ { "tree" }, "tree" },
		{ { "monitor" }, "monitor" },
		{ { "net", "l" }, "netns" },
		{ { "-jp", "ps", "1" }, "ps" },
	};
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		snprintf(text, sizeof(text),
			 "contidctl: %s: the process carries a label already: File exists\n",
			 commands[i].name);
		cli_run("refuse", commands[i].args);
		run_check(2, "", text);
		snprintf(text, sizeof(text),
			 "contidctl: %s: Operation not permitted\n",
			 commands[i].name);
		cli_run("refuse_mutely", commands[i].args);
		run_check(2, "", text);
	}
}

static void garbled_answer(struct nlmsghdr *req)
{
	fake_ack(req);
	fake_truncate(1);
}

static void garbled(void)
{
	fake_expect(garbled_answer);
}

static void lost_answer(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(ENOBUFS);
}

static void lost(void)
{
	fake_expect(lost_answer);
}

static void failure_is_in_words_of_our_own(void **state)
{
	(void)state;
	run("garbled", "set", "--pidfd", "9", "1");
	run_check(2, "", "contidctl: set: the kernel's answer is not understood: Bad message\n");
	run("lost", "-j", "get", "7");
	run_check(2, "", "contidctl: get: the kernel's answer is lost: No buffer space available\n");
	run("family_denied", "list");
	run_check(2, "", "contidctl: list: netlink: Operation not permitted\n");
}

static void kernel_without_contid_is_reported(void **state)
{
	static const char *const commands[][6] = {
		{ "set", "--pid", "1", "1" },
		{ "set", "--pid", "2000000000", "1" },
		{ "get", "1" },
		{ "get", "--pidfd", "9" },
		{ "drop", "--pid", "1" },
		{ "list" },
		{ "-j", "list" },
		{ "ps", "1" },
		{ "tree" },
		{ "monitor" },
		{ "netns", "list" },
		{ "netns", "pids", "/proc/self/ns/net" },
	};
	struct contid_handle *h;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		cli_run("no_family", commands[i]);
		run_check(3, "", NULL);
		assert_non_null(strstr(result.err, "this kernel ("));
		assert_non_null(strstr(result.err, "CONFIG_CONTID=y\n"));

		/* The same, from the kernel that runs */
		if (contid_open_ops(&h, &contid_socket_ops)) {
			cli_run("real", commands[i]);
			run_check(3, "", NULL);
		} else {
			contid_close(h);
		}
	}
}

/* exec reports the same, with an exit status of its own. */
static void exec_is_refused_likewise(void **state)
{
	(void)state;
	run("refuse", "exec", "1", "--", "/bin/echo");
	run_check(125, "", "contidctl: exec: the process carries a label already: File exists\n");
	run("refuse_mutely", "exec", "1", "--", "/bin/echo");
	run_check(125, "", "contidctl: exec: Operation not permitted\n");
	run("no_family", "exec", "1", "--", "/bin/echo", "run");
	run_check(125, "", NULL);
	assert_non_null(strstr(result.err, "CONFIG_CONTID=y\n"));
}

static void missing_process_is_reported(void **state)
{
	(void)state;
	run("nothing_asked", "set", "--pid", "2000000000", "1");
	run_check(2, "", "contidctl: set: process 2000000000: No such process\n");
}

static void nothing_asked(void)
{
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "no_family", no_family },
		{ "family_denied", family_denied },
		{ "set_parent", set_parent },
		{ "set_with_all", set_with_all },
		{ "set_moving", set_moving },
		{ "set_nested", set_nested },
		{ "set_userns", set_userns },
		{ "drop", drop },
		{ "get_parent", get_parent },
		{ "refuse", refuse },
		{ "refuse_mutely", refuse_mutely },
		{ "garbled", garbled },
		{ "lost", lost },
		{ "nothing_asked", nothing_asked },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_names_the_target),
		cmocka_unit_test(set_names_the_user_namespace),
		cmocka_unit_test(drop_names_the_target),
		cmocka_unit_test(get_names_the_target),
		cmocka_unit_test(refusal_is_in_the_kernels_words),
		cmocka_unit_test(failure_is_in_words_of_our_own),
		cmocka_unit_test(kernel_without_contid_is_reported),
		cmocka_unit_test(exec_is_refused_likewise),
		cmocka_unit_test(missing_process_is_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
