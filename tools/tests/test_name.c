// SPDX-License-Identifier: GPL-2.0
/* contidctl: names of containers, also such as are made to do harm. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "cli.h"

#define FF16	"\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
#define FF128	FF16 FF16 FF16 FF16 FF16 FF16 FF16 FF16
#define O16	"\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377"
#define O128	O16 O16 O16 O16 O16 O16 O16 O16
#define J16	"\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377\\\\377"
#define J128	J16 J16 J16 J16 J16 J16 J16 J16

/* As bytes, in text and in JSON */
static const struct {
	const char *name;
	const char *text;
	const char *json;
} names[] = {
	{ "prod/web-0/nginx", "prod/web-0/nginx", "prod/web-0/nginx" },
	{ "two words", "two\\040words", "two words" },
	{ "\" res=1\nop=end", "\"\\040res=1\\012op=end", "\\\" res=1\\\\012op=end" },
	{ "x\",\"contid\":\"1", "x\",\"contid\":\"1", "x\\\",\\\"contid\\\":\\\"1" },
	{ "\033]0;\a\033[2J\r", "\\033]0;\\007\\033[2J\\015", "\\\\033]0;\\\\007\\\\033[2J\\\\015" },
	{ "a\\b\tc", "a\\134b\\011c", "a\\\\134b\\\\011c" },
	{ "caf\303\251", "caf\\303\\251", "caf\\\\303\\\\251" },
	{ FF128, O128, J128 },
};

static const char *name;

static const struct contid_info *container(void)
{
	static struct contid_info info = {
		.contid = 707, .parent = CONTID_UNSET, .owner_netns = 1, .serial = 12,
	};

	info.name = name;
	return &info;
}

static void answer(struct nlmsghdr *req)
{
	static const struct contid_info other = {
		.contid = 8, .parent = CONTID_UNSET, .owner_netns = 1, .serial = 13,
		.name = "other",
	};
	static const struct contid_info none = {
		.contid = 9, .parent = CONTID_UNSET, .owner_netns = 1, .serial = 14,
	};

	if (!(req->nlmsg_flags & NLM_F_DUMP)) {
		fake_info(req, 0, container());
		return fake_ack(req);
	}
	if (fake_find(req, CONTID_A_FLAGS)) {
		fake_pid(req, NLM_F_MULTI, getppid());
		return fake_done(req, 0, 0, NULL);
	}
	fake_info(req, NLM_F_MULTI, container());
	fake_info(req, NLM_F_MULTI, &other);
	fake_info(req, NLM_F_MULTI, &none);
	fake_done(req, 0, 0, NULL);
}

static void named(void)
{
	/* contidctl is another run of this program. */
	name = names[atoi(getenv("NAME"))].name;
	fake_expect_all(answer);
}

static void stop(void)
{
	raise(SIGTERM);
}

static void events(void)
{
	named();
	fake_event(CONTID_CMD_SET_NTF, 70, container());
	fake_event(CONTID_CMD_END_NTF, 70, container());
	fake_pause(stop);
}

static void use(size_t i)
{
	char number[8];

	snprintf(number, sizeof(number), "%zu", i);
	setenv("NAME", number, 1);
}

static void has(const char *fmt, const char *what)
{
	char text[2048];

	assert_int_equal(result.status, 0);
	assert_string_equal(result.err, "");
	snprintf(text, sizeof(text), fmt, what);
	if (!strstr(result.out, text))
		fail_msg("'%s' is not in '%s'", text, result.out);
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((*text < ' ' || *text > '~') && *text != '\n')
			return false;
	return true;
}

static void names_are_shown_as_text(void **state)
{
	size_t i;

	(void)state;
	prctl(PR_SET_NAME, "sleep");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		use(i);
		run("named", "get", "707");
		has("contid 707 name %s processes", names[i].text);
		assert_true(is_plain(result.out));
		run("named", "list");
		has("contid 707 name %s processes", names[i].text);
		has("contid 8 name %s processes", "other");
		has("contid 9 %s", "processes");
		run("named", "tree");
		has("contid 707 name %s processes", names[i].text);
		run("named", "ps", "707");
		has(" name %s comm sleep\n", names[i].text);
		run("events", "monitor");
		has("set pid 70 contid 707 name %s processes", names[i].text);
		has("end pid 70 contid 707 name %s processes", names[i].text);
		assert_true(is_plain(result.out));
	}
}

static void names_are_shown_as_json(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		use(i);
		run("named", "-j", "list");
		has("{\"contid\":\"707\",\"name\":\"%s\",\"depth\"", names[i].json);
		has("{\"contid\":\"9\",%s", "\"depth\"");
		run("named", "-j", "ps", "707");
		has(",\"name\":\"%s\",\"comm\"", names[i].json);
		run("events", "-j", "monitor");
		has("\"contid\":\"707\",\"name\":\"%s\",\"depth\"", names[i].json);
		assert_true(is_plain(result.out));
	}
}

/* As bytes, and as either form shows it */
static void containers_are_found_by_name(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		use(i);
		run("named", "get", "--name", names[i].name);
		has("contid 707 name %s processes", names[i].text);
		run("named", "get", "--name", names[i].text);
		has("contid 707 name %s processes", names[i].text);
		run("named", "list", "--name", names[i].text);
		has("contid 707 name %s processes", names[i].text);
		assert_null(strstr(result.out, "contid 8"));
		assert_null(strstr(result.out, "contid 9"));
	}
	run("named", "list", "--name", "prod");
	run_check(0, "", "");
	run("named", "-j", "list", "--name", "prod");
	run_check(0, "[]\n", "");
	run("named", "get", "--name", "prod");
	run_check(2, "", "contidctl: get: no container has this name\n");
}

static void twins_answer(struct nlmsghdr *req)
{
	name = "twin";
	fake_info(req, NLM_F_MULTI, container());
	fake_info(req, NLM_F_MULTI, container());
	fake_done(req, 0, 0, NULL);
}

/* Not one after the other: the list takes these for parts of one. */
static void twins_with_another_answer(struct nlmsghdr *req)
{
	struct contid_info second;

	name = "twin";
	second = *container();
	second.serial++;
	fake_info(req, NLM_F_MULTI, container());
	fake_info(req, NLM_F_MULTI, &second);
	fake_done(req, 0, 0, NULL);
}

static void parts(void)
{
	fake_expect(twins_answer);
}

static void twins(void)
{
	fake_expect(twins_with_another_answer);
}

static void get_shows_no_container_of_two(void **state)
{
	(void)state;
	run("parts", "get", "--name", "twin");
	has("contid 707 name %s processes", "twin");
	run("twins", "get", "--name", "twin");
	run_check(2, "", "contidctl: get: 2 containers have this name: 'contidctl list --name' shows them\n");
}

static void set_answer(struct nlmsghdr *req)
{
	struct nlattr *attr = fake_find(req, CONTID_A_NAME);

	fake_check(req, CONTID_CMD_SET, 0, 3);
	assert_non_null(attr);
	printf("%d %s\n", nla_len(attr), (const char *)nla_data(attr));
	fake_ack(req);
}

static void set(void)
{
	fake_expect(set_answer);
}

static void names_are_given(void **state)
{
	static const char longer[] = FF128 "x";

	(void)state;
	run("set", "set", "--pidfd", "9", "--name", "prod/web", "707");
	run_check(0, "9 prod/web\n", "");
	run("set", "set", "--pidfd", "9", "--name=\" res=1", "707");
	run_check(0, "8 \" res=1\n", "");
	run("set", "set", "--pidfd", "9", "--name", FF128, "707");
	run_check(0, "129 " FF128 "\n", "");
	run("none", "set", "--pidfd", "9", "--name", longer, "707");
	run_check(1, "", "contidctl: set: a name has 1 to 128 bytes\nTry 'contidctl set help'.\n");
	run("none", "set", "--pidfd", "9", "--name", "", "707");
	run_check(1, "", "contidctl: set: a name has 1 to 128 bytes\nTry 'contidctl set help'.\n");
	run("none", "get", "--pidfd", "9", "--name", "x");
	run_check(1, "", "contidctl: get: --name and a process exclude each other\nTry 'contidctl get help'.\n");
	run("none", "get", "--name", "x", "9");
	run_check(1, "", "contidctl: get: unexpected argument '9'\nTry 'contidctl get help'.\n");
}

static const struct scenario scenarios[] = {
	{ "named", named },
	{ "events", events },
	{ "parts", parts },
	{ "twins", twins },
	{ "set", set },
	{ NULL, NULL }
};

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_shown_as_text),
		cmocka_unit_test(names_are_shown_as_json),
		cmocka_unit_test(containers_are_found_by_name),
		cmocka_unit_test(get_shows_no_container_of_two),
		cmocka_unit_test(names_are_given),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
