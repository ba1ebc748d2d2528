// SPDX-License-Identifier: GPL-2.0
/* contidctl netns: namespaces, and what lives in them. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <netlink/attr.h>

#include "netns_dir.h"

#define BIG	0x4f2a000000000001ULL

/* Container 1 lives in red and in a namespace without name, 2 in all of them. */
static const struct contid_netns places[] = {
	{ .cookie = 1, .inum = 4026531840, .threads = 1 },
	{ .cookie = 17, .inum = 4026532281, .threads = 3 },
	{ .cookie = 18, .inum = 4026532282, .threads = 4 },
	{ .cookie = 19, .inum = 99, .threads = 5 },
};

static void list_answer(struct nlmsghdr *req)
{
	struct contid_info info = {
		.contid = 2,
		.parent = CONTID_UNSET,
		.serial = 1,
		.netns_count = 4,
		.netns = places,
	};

	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	fake_info(req, NLM_F_MULTI, &info);
	info.contid = BIG;
	info.serial = 2;
	info.netns_count = 2;
	fake_info(req, NLM_F_MULTI, &info);
	info.contid = 3;
	info.serial = 3;
	info.netns_count = 0;
	fake_info(req, NLM_F_MULTI, &info);
	fake_done(req, 0, 0, NULL);
}

static void list(void)
{
	fake_expect(list_answer);
}

/* The namespace of the test has the name "self", and no container in it. */
static void fill_in_self(char *text, size_t size, const char *fmt)
{
	struct stat st;

	assert_int_equal(stat("/proc/self/ns/net", &st), 0);
	snprintf(text, size, fmt, (unsigned long)st.st_ino);
}

static void list_is_lines(void **state)
{
	char out[1024];

	(void)state;
	fill_in_self(out, sizeof(out),
		     "netns a\\033 \"b\\134(4026532282) contid 2\n"
		     "netns red(4026532281) contid 2 contid 5704371878018154497 hex 4f2a000000000001\n"
		     "netns self(%lu)\n"
		     "netns unknown cookie(99) contid 2\n"
		     "netns zed(4026532281) contid 2 contid 5704371878018154497 hex 4f2a000000000001\n");
	run_there("list", "netns", "list");
	run_check(0, out, "");
	run_there("list", "net", "l");
	run_check(0, out, "");
}

static void list_is_json(void **state)
{
	static const char zed[] =
		",{\"name\":\"zed\",\"inum\":4026532281,\"cookie\":\"17\","
		"\"containers\":[{\"contid\":\"2\",\"threads\":3},"
		"{\"contid\":\"5704371878018154497\",\"threads\":3}]}]\n";
	char self[128];

	(void)state;
	run_there("list", "-j", "netns", "list");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "[{\"name\":\"a\\\\033 \\\"b\\\\134\","
			       "\"inum\":4026532282,\"cookie\":\"18\","
			       "\"containers\":[{\"contid\":\"2\",\"threads\":4}]},"
			       "{\"name\":\"red\","));
	assert_non_null(strstr(result.out, ",{\"name\":\"unknown cookie\","
			       "\"inum\":99,\"containers\":["));
	assert_string_equal(strstr(result.out, ",{\"name\":\"zed\""), zed);
	fill_in_self(self, sizeof(self),
		     ",{\"name\":\"self\",\"inum\":%lu,\"cookie\":\"");
	assert_non_null(strstr(result.out, self));
	assert_non_null(strstr(result.out, "\"containers\":[]}"));

	run_there("list", "-jp", "netns", "list");
	run_check(0, NULL, "");
	assert_non_null(strstr(result.out, "\n    \"name\": \"red\",\n"));
}

static void list_is_the_default(void **state)
{
	char out[sizeof(result.out)];

	(void)state;
	run_there("list", "netns", "list");
	strcpy(out, result.out);
	run_there("list", "netns");
	run_check(0, out, "");
	assert_true(*out);
}

static void list_may_be_empty(void **state)
{
	(void)state;
	run("list", "netns", "list");
	run_check(0, "", "");
	run("list", "-j", "netns", "list");
	run_check(0, "[]\n", "");
}

/* A process whose main thread stays here, while another one has moved out */
static int keeper;
static int keeper_ready[2];
static char netns_path[64];

static void *move_out(void *data)
{
	int tid = gettid();

	(void)data;
	if (unshare(CLONE_NEWNET))
		tid = 0;
	if (write(keeper_ready[1], &tid, sizeof(tid)) != sizeof(tid))
		_exit(1);
	pause();
	return NULL;
}

static void keep(void)
{
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "a keeper");
	if (geteuid() && unshare(CLONE_NEWUSER))
		_exit(1);
	close(keeper_ready[0]);
	pthread_create(&thread, NULL, move_out, NULL);
	pause();
	_exit(0);
}

static int start_keeper(void **state)
{
	int tid = 0;

	(void)state;
	if (pipe(keeper_ready))
		return -1;
	keeper = fork();
	if (!keeper)
		keep();
	close(keeper_ready[1]);
	if (read(keeper_ready[0], &tid, sizeof(tid)) != sizeof(tid))
		tid = 0;
	close(keeper_ready[0]);
	netns_path[0] = '\0';
	if (tid)
		snprintf(netns_path, sizeof(netns_path),
			 "/proc/%d/task/%d/ns/net", keeper, tid);
	return 0;
}

static int stop_keeper(void **state)
{
	(void)state;
	kill(keeper, SIGKILL);
	waitpid(keeper, NULL, 0);
	return 0;
}

static void pids_answer(struct nlmsghdr *req)
{
	const struct contid_info info = {
		.contid = 42,
		.parent = CONTID_UNSET,
		.serial = 1,
	};

	fake_check(req, CONTID_CMD_GET, 0, 1);
	assert_non_null(fake_find(req, CONTID_A_PIDFD));
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void pids(void)
{
	fake_expect(pids_answer);
}

static void unlabelled_answer(struct nlmsghdr *req)
{
	const struct contid_info info = { .contid = CONTID_UNSET };

	fake_info(req, 0, &info);
	fake_ack(req);
}

static void unlabelled(void)
{
	fake_expect(unlabelled_answer);
}

static void gone_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ESRCH, "the process is gone", 0, 0);
}

static void gone(void)
{
	fake_expect(gone_answer);
}

static void refuse_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "no authority", 0, 0);
}

static void refuse(void)
{
	fake_expect(refuse_answer);
}

/* Into some processes the test may not look, unless it is really root. */
static void check_pids(const char *out)
{
	if (result.status != 2) {
		run_check(0, out, "");
		return;
	}
	run_check(2, out, NULL);
	assert_non_null(strstr(result.err, "contidctl: netns: "));
	assert_non_null(strstr(result.err, " may not be looked into\n"));
}

static void pids_are_those_of_all_threads(void **state)
{
	char out[128];

	(void)state;
	if (!*netns_path)
		skip();
	run("pids", "netns", "pids", netns_path);
	snprintf(out, sizeof(out), "pid %d contid 42 comm a keeper\n", keeper);
	check_pids(out);
	run("pids", "-j", "netns", "p", netns_path);
	snprintf(out, sizeof(out),
		 "[{\"pid\":%d,\"contid\":\"42\",\"comm\":\"a keeper\"}]\n",
		 keeper);
	check_pids(out);
	run("unlabelled", "netns", "pids", netns_path);
	snprintf(out, sizeof(out), "pid %d contid unset comm a keeper\n",
		 keeper);
	check_pids(out);
	run("unlabelled", "-j", "netns", "pids", netns_path);
	snprintf(out, sizeof(out),
		 "[{\"pid\":%d,\"contid\":null,\"comm\":\"a keeper\"}]\n",
		 keeper);
	check_pids(out);
}

static void processes_may_end_meanwhile(void **state)
{
	(void)state;
	if (!*netns_path)
		skip();
	run("gone", "netns", "pids", netns_path);
	check_pids("");
	run("gone", "-j", "netns", "pids", netns_path);
	check_pids("[]\n");
}

static void pids_may_be_refused(void **state)
{
	(void)state;
	if (!*netns_path)
		skip();
	run("refuse", "netns", "pids", netns_path);
	run_check(2, "", "contidctl: netns: no authority: Operation not permitted\n");
}

static void refuse_second(void)
{
	fake_expect(pids_answer);
	fake_expect(refuse_answer);
}

/* In the namespace of the test are two processes at least: it and contidctl. */
static void failure_half_way_ends_the_array(void **state)
{
	size_t len;

	(void)state;
	run("refuse_second", "-j", "netns", "pids", "/proc/self/ns/net");
	run_check(2, NULL, "contidctl: netns: no authority: Operation not permitted\n");
	len = strlen(result.out);
	assert_int_equal(strncmp(result.out, "[{\"pid\":", 8), 0);
	assert_string_equal(result.out + len - 3, "}]\n");
	run("refuse_second", "-j", "-p", "netns", "pids", "/proc/self/ns/net");
	len = strlen(result.out);
	assert_string_equal(result.out + len - 6, "  }\n]\n");
}

static void nothing_asked(void)
{
}

static void missing_namespace_is_reported(void **state)
{
	(void)state;
	run_there("nothing_asked", "netns", "pids", "blue");
	run_check(2, "", "contidctl: netns: network namespace 'blue': No such file or directory\n");
	run_there("nothing_asked", "netns", "pids", "pid");
	run_check(2, "", "contidctl: netns: network namespace 'pid': Invalid argument\n");
}

#define with_dir(test) \
	cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)
#define with_keeper(test) \
	cmocka_unit_test_setup_teardown(test, start_keeper, stop_keeper)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "list", list },
		{ "pids", pids },
		{ "unlabelled", unlabelled },
		{ "gone", gone },
		{ "refuse", refuse },
		{ "refuse_second", refuse_second },
		{ "nothing_asked", nothing_asked },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		with_dir(list_is_lines),
		with_dir(list_is_json),
		with_dir(list_is_the_default),
		cmocka_unit_test(list_may_be_empty),
		with_keeper(pids_are_those_of_all_threads),
		with_keeper(processes_may_end_meanwhile),
		with_keeper(pids_may_be_refused),
		cmocka_unit_test(failure_half_way_ends_the_array),
		with_dir(missing_namespace_is_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
