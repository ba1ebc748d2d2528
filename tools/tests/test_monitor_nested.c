// SPDX-License-Identifier: GPL-2.0
/* contidctl monitor --nested: a container and what is nested in it. */

#include <errno.h>

#include "monitor.h"

/* Container @n of serial number @serial, nested in @parent unless that is 0 */
static const struct contid_info *nested(unsigned int n, unsigned int serial,
					unsigned int parent)
{
	static struct contid_info info;

	info = *container(n);
	info.serial = serial;
	if (parent) {
		info.parent = parent;
		info.depth = 1;
	}
	return &info;
}

#define TOP(n, serial)							\
	"contid " #n " processes 1 children 0 owner-netns 1 serial " #serial " " SINCE
#define NESTED(n, serial, parent)					\
	"contid " #n " parent " #parent " depth 1 processes 1 children 0 owner-netns 1 serial " #serial " " SINCE

static void list_2_in_1(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, nested(1, 101, 0));
	fake_info(req, NLM_F_MULTI, nested(2, 102, 1));
	fake_info(req, NLM_F_MULTI, nested(9, 103, 0));
	fake_done(req, 0, 0, NULL);
}

/* 2 is in 1 at first, and later another container of no parent. */
static void reuse(void)
{
	fake_expect(list_2_in_1);
	fake_event(CONTID_CMD_SET_NTF, 70, nested(3, 104, 2));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(4, 105, 9));
	fake_event(CONTID_CMD_END_NTF, 70, nested(3, 104, 2));
	fake_event(CONTID_CMD_END_NTF, 70, nested(2, 102, 1));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(2, 106, 0));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(5, 107, 2));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(6, 108, 1));
	fake_event(CONTID_CMD_END_NTF, 70, nested(1, 101, 0));
	fake_pause(stop);
}

static void nested_containers_are_reported(void **state)
{
	(void)state;
	run("reuse", "monitor", "--snapshot", "--contid", "1", "--nested");
	run_check(0, "snapshot " TOP(1, 101) "snapshot " NESTED(2, 102, 1)
		     "synced containers 3\n"
		     "set pid 70 " NESTED(3, 104, 2)
		     "end pid 70 " NESTED(3, 104, 2)
		     "end pid 70 " NESTED(2, 102, 1)
		     "set pid 70 " NESTED(6, 108, 1)
		     "end pid 70 " TOP(1, 101), "");
	run("reuse", "monitor", "--contid", "1");
	run_check(0, "end pid 70 " TOP(1, 101), "");
	run("reuse", "monitor", "--nested", "--contid", "2", "--op", "end");
	run_check(0, "end pid 70 " NESTED(3, 104, 2)
		     "end pid 70 " NESTED(2, 102, 1), "");
}

static void list_other_2(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, nested(1, 101, 0));
	fake_info(req, NLM_F_MULTI, nested(9, 103, 0));
	fake_info(req, NLM_F_MULTI, nested(2, 106, 0));
	fake_done(req, 0, 0, NULL);
}

/* What was under way before the second list is about the 2 of the first list. */
static void loss(void)
{
	fake_expect(list_2_in_1);
	fake_event_fails(ENOBUFS);
	fake_expect(list_other_2);
	fake_pause(NULL);
	fake_event(CONTID_CMD_SET_NTF, 70, nested(3, 104, 2));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(4, 107, 2));
	fake_event(CONTID_CMD_SET_NTF, 70, nested(5, 108, 3));
	fake_pause(stop);
}

static void the_parent_is_the_one_of_that_time(void **state)
{
	(void)state;
	run("loss", "monitor", "--contid", "1", "--nested");
	run_check(0, "lost events: what has changed follows\n"
		     "ended " NESTED(2, 102, 1)
		     "synced containers 3\n"
		     "set pid 70 " NESTED(3, 104, 2)
		     "set pid 70 " NESTED(5, 108, 3), "");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "reuse", reuse },
		{ "loss", loss },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nested_containers_are_reported),
		cmocka_unit_test(the_parent_is_the_one_of_that_time),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
