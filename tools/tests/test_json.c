// SPDX-License-Identifier: GPL-2.0
/*
 * contidctl -j: whatever happens, a strict parser of another make reads what it
 * prints, and finds the keys that Documentation/contid/json.rst promises.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "fake_audit.h"
#include "monitor.h"
#include "netns_dir.h"

/*
 * Reads a value, or with "lines" one on each line, from bytes that must be UTF-8,
 * without a key that an object has twice. Prints the keys of the objects, those
 * within them behind a point, sorted.
 */
static const char parser[] =
	"import json, sys\n"
	"def once(pairs):\n"
	"    assert len(dict(pairs)) == len(pairs)\n"
	"    return dict(pairs)\n"
	"def keys(v, at):\n"
	"    if isinstance(v, list):\n"
	"        return set().union(*[keys(x, at) for x in v])\n"
	"    if not isinstance(v, dict):\n"
	"        return set()\n"
	"    return set().union({at + k for k in v}, *[keys(x, at + k + '.') for k, x in v.items()])\n"
	"text = open(sys.argv[1], 'rb').read().decode()\n"
	"lines = text.splitlines() if sys.argv[2] == 'lines' else [text] if text else []\n"
	"values = [json.loads(l, object_pairs_hook=once) for l in lines]\n"
	"assert all(isinstance(v, dict if sys.argv[2] == 'lines' else list) for v in values)\n"
	"all = keys(values, '')\n"
	"page = open('../Documentation/contid/json.rst').read()\n"
	"assert all <= {k for k in all if '``' + k.split('.')[-1] + '``' in page}\n"
	"print(' '.join(sorted(all)))\n";

static char keys[4096];

static void read_keys(const char *form)
{
	char program[] = "/tmp/contid-json-XXXXXX";
	char text[] = "/tmp/contid-json-XXXXXX";
	char command[256];
	size_t len;
	FILE *f;
	int fd;

	fd = mkstemp(program);
	assert_int_equal(write(fd, parser, strlen(parser)), strlen(parser));
	close(fd);
	fd = mkstemp(text);
	assert_int_equal(write(fd, result.out, strlen(result.out)),
			 strlen(result.out));
	close(fd);
	snprintf(command, sizeof(command), "/usr/bin/python3 %s %s %s",
		 program, text, form);
	f = popen(command, "r");
	assert_non_null(f);
	len = fread(keys, 1, sizeof(keys) - 1, f);
	keys[len] = '\0';
	keys[strcspn(keys, "\n")] = '\0';
	if (pclose(f))
		fail_msg("no JSON: %s", result.out);
	unlink(program);
	unlink(text);
}

static void is_json(int status, const char *expected)
{
	run_check(status, NULL, NULL);
	read_keys("array");
	assert_string_equal(keys, expected);
}

/* All that a container can have */
static const struct contid_netns netns[] = {
	{ .cookie = 17, .inum = 4026532281, .threads = 3 },
	{ .cookie = 18, .inum = 4026532283, .threads = 1 },
};

static const struct contid_info full = {
	.contid = 4,
	.scope = 12,
	.parent = 5,
	.parent_scope = 12,
	.owner_netns = 17,
	.created = 1,
	.serial = 14,
	.depth = 2,
	.flags = CONTID_FLAG_DELEGATE | 0x80000000,
	.limit = 9,
	.processes = 1,
	.children = 0,
	.name = "x\",\"contid\":\"1\n\377",
	.netns_count = 2,
	.netns = netns,
};

#define CONTAINER_BUT_CHILDREN						\
	"contid created created_time depth flags limit name netns netns.cookie netns.inum netns.name netns.threads " \
	"owner_netns owner_netns_name parent parent_scope processes scope serial"
#define CONTAINER							\
	"children " CONTAINER_BUT_CHILDREN

/* Every request is answered well, for a while. */
static unsigned int patience = 1000000;

static void play_ns(struct nlmsghdr *req)
{
	static const struct contid_ns ns = { .id = 97, .owner = 3, .type = 0x40000000, .inum = 9 };
	const struct contid_ns_process process = {
		.pid = 1, .contid = 4, .scope = 12, .serial = 14, .ns_count = 1, .ns = &ns,
	};

	if (!(req->nlmsg_flags & NLM_F_DUMP)) {
		fake_ns_process(req, 0, &process);
		return fake_ack(req);
	}
	fake_ns_process(req, NLM_F_MULTI, &process);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void play(struct nlmsghdr *req)
{
	if (fake_requests() >= patience)
		return fake_refuse(req, EPERM, "no more", 0, 0);
	if (((const struct genlmsghdr *)nlmsg_data(req))->cmd == CONTID_CMD_NS_GET)
		return play_ns(req);
	if (req->nlmsg_flags & NLM_F_DUMP) {
		if (fake_find(req, CONTID_A_FLAGS))
			fake_pid(req, NLM_F_MULTI, getppid());
		else
			fake_info(req, NLM_F_MULTI, &full);
		return fake_done(req, 0, 0, NULL);
	}
	fake_info(req, 0, &full);
	fake_ack(req);
}

static void all_is_well(void)
{
	fake_expect_all(play);
}

static void restless_answer(struct nlmsghdr *req)
{
	if (req->nlmsg_flags & NLM_F_DUMP) {
		fake_info(req, NLM_F_MULTI, &full);
		return fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
	}
	play(req);
}

static void restless(void)
{
	fake_expect_all(restless_answer);
}

static void unset_answer(struct nlmsghdr *req)
{
	const struct contid_info unset = { .contid = CONTID_UNSET };

	fake_info(req, 0, &unset);
	fake_ack(req);
}

static void unset(void)
{
	fake_expect_all(unset_answer);
}

static void fails_soon(void)
{
	patience = 2;
	fake_expect_all(play);
}

static int setup(void **state)
{
	int ret = make_dir(state);

	put_file("\377\200\n", "inum 4026532283 cookie 18");
	return ret;
}

static void containers_are_json(void **state)
{
	(void)state;
	run_there("all_is_well", "-j", "get", "4");
	is_json(0, CONTAINER);
	run_there("all_is_well", "-j", "-p", "get", "--pidfd", "9");
	is_json(0, CONTAINER);
	run_there("all_is_well", "-j", "list");
	is_json(0, CONTAINER);
	run_there("all_is_well", "-j", "tree");
	is_json(0, CONTAINER);
	run_there("restless", "-j", "list");
	is_json(0, CONTAINER " uncertain");
	run_there("restless", "-jp", "tree");
	is_json(0, CONTAINER " uncertain");
	run("unset", "-j", "get", "--pidfd", "9");
	is_json(0, "contid");
	run_there("all_is_well", "-j", "netns", "list");
	is_json(0, "containers containers.contid containers.scope containers.threads cookie inum name");
}

static void processes_are_json(void **state)
{
	(void)state;
	prctl(PR_SET_NAME, "\377\"\\\n\303\251\200");
	run("all_is_well", "-j", "ps", "4");
	is_json(0, "comm name pid");
	run("unset", "-j", "netns", "pids", "/proc/self/ns/net");
	read_keys("array");
	assert_string_equal(keys, "comm contid pid");
}

#define NS	"containers containers.contid containers.processes containers.scope id inum owner processes type uncertain"

static void namespaces_are_json(void **state)
{
	(void)state;
	run("all_is_well", "-j", "ns");
	is_json(0, NS);
	run("all_is_well", "-jp", "ns", "/proc/self/ns/net");
	is_json(0, NS);
	run("audit", "-j", "ns", "log");
	is_json(0, "info locked log");
}

/* An array of what came before the failure, or nothing */
static void failures_leave_json(void **state)
{
	static const char *const commands[][6] = {
		{ "-j", "get", "4" }, { "-j", "list" }, { "-j", "tree" },
		{ "-j", "ps", "4" }, { "-j", "netns", "list" },
		{ "-jp", "netns", "pids", "/proc/self/ns/net" },
		{ "-j", "set", "--pidfd", "9", "4" },
		{ "-j", "drop", "--pidfd", "9" }, { "-j", "kill", "0", "4" },
		{ "-j", "wait", "4" }, { "-j", "monitor" },
		{ "-j", "ns" }, { "-j", "ns", "--pidfd", "9" }, { "-jp", "ns", "4" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		cli_run("refused", commands[i]);
		is_json(2, "");
	}
	run("fails_soon", "-j", "netns", "pids", "/proc/self/ns/net");
	is_json(2, "comm contid name pid scope");
	run("fails_soon", "-jp", "netns", "pids", "/proc/self/ns/net");
	is_json(2, "comm contid name pid scope");
	run("none", "-j", "get", "x");
	is_json(1, "");
}

static void refused_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "no", 0, 0);
}

static void refused(void)
{
	fake_expect_all(refused_answer);
}

static void audit(void)
{
	fake_audit.there = true;
	fake_audit.features = 0xff;
}

static void rules_are_json(void **state)
{
	(void)state;
	cli_input = "rule add -w /tmp/\377\n"
		    "rule add -w /tmp/\303\251\355\240\200\364\220\200\200\300\200\n"
		    "rule add -a always,task -F contid=unset\n"
		    "rule list\n";
	run("audit", "-j", "-b", "-");
	is_json(0, "action contid contid.contid contid.op list rule");
	assert_non_null(strstr(result.out, "-w /tmp/\\\\377 "));
	assert_non_null(strstr(result.out, "-w /tmp/\\\\303\\\\251\\\\355"));
	assert_non_null(strstr(result.out, "\"contid\":[{\"op\":\"=\",\"contid\":null}]"));
}

static void happens(void)
{
	fake_expect_all(play);
	fake_event(CONTID_CMD_SET_NTF, 70, &full);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_event(CONTID_CMD_END_NTF, 70, container(3));
	fake_pause(stop);
}

static void events_are_json(void **state)
{
	(void)state;
	run("happens", "-j", "monitor", "--snapshot");
	run_check(0, NULL, "");
	read_keys("lines");
	assert_string_equal(keys, "boottime children containers contid created created_time depth event flags limit name "
			    "owner_netns parent parent_scope pid processes scope serial time");
}

static void silent_commands_print_nothing(void **state)
{
	(void)state;
	run("all_is_well", "-j", "set", "--pidfd", "9", "4");
	run_check(0, "", "");
	run("all_is_well", "-j", "drop", "--pidfd", "9");
	run_check(0, "", "");
	run("all_is_well", "-j", "kill", "0", "4");
	run_check(0, "", "");
	run("none", "-j", "new");
	is_json(0, "contid");
}

#define with_dir(test) \
	cmocka_unit_test_setup_teardown(test, setup, remove_dir)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "all_is_well", all_is_well },
		{ "restless", restless },
		{ "unset", unset },
		{ "fails_soon", fails_soon },
		{ "refused", refused },
		{ "audit", audit },
		{ "happens", happens },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		with_dir(containers_are_json),
		with_dir(processes_are_json),
		cmocka_unit_test(namespaces_are_json),
		cmocka_unit_test(failures_leave_json),
		cmocka_unit_test(rules_are_json),
		cmocka_unit_test(events_are_json),
		cmocka_unit_test(silent_commands_print_nothing),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
