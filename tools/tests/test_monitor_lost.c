// SPDX-License-Identifier: GPL-2.0
/* contidctl monitor: events that are lost, and whatever else goes wrong. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "monitor.h"

#define LOST		"lost events: what has changed follows\n"
#define SYNCED(n)	"synced containers " #n "\n"

static void list_1(struct nlmsghdr *req)
{
	answer_list(req, "1");
}

static void list_12(struct nlmsghdr *req)
{
	answer_list(req, "12");
}

static void list_145(struct nlmsghdr *req)
{
	answer_list(req, "145");
}

/* What is on its way while the list is read, and what comes later */
static void two_losses(void)
{
	fake_expect(list_12);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_event_fails(ENOBUFS);
	fake_event(CONTID_CMD_SET_NTF, 71, container(4));
	fake_pause(NULL);

	fake_expect(list_145);
	fake_event(CONTID_CMD_SET_NTF, 72, container(3));
	fake_event(CONTID_CMD_END_NTF, 72, container(3));
	fake_event(CONTID_CMD_END_NTF, 73, container(2));
	fake_event(CONTID_CMD_SET_NTF, 74, container(5));
	fake_event(CONTID_CMD_END_NTF, 71, container(4));
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);

	fake_expect(list_1);
	fake_event(CONTID_CMD_END_NTF, 74, container(5));
	fake_event(CONTID_CMD_SET_NTF, 75, container(6));
	fake_pause(stop);
}

/*
 * Each container appears once and ends once, though events about 3, 2 and later
 * 5 come after the list has shown their end.
 */
static void loss_is_made_up_for(void **state)
{
	(void)state;
	run("two_losses", "monitor");
	run_check(0, "set pid 70 " TEXT(3) "set pid 71 " TEXT(4)
		     LOST "appeared " TEXT(5)
		     "ended " TEXT(2) "ended " TEXT(3) SYNCED(3)
		     "set pid 74 " TEXT(5) "end pid 71 " TEXT(4)
		     LOST "ended " TEXT(5) SYNCED(1)
		     "set pid 75 " TEXT(6), "");
}

static void one_loss(void)
{
	fake_expect(list_12);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(list_145);
	fake_pause(stop);
}

static void loss_is_json(void **state)
{
	(void)state;
	run("one_loss", "-j", "monitor");
	run_check(0, "{\"event\":\"lost\"," NOW "}\n"
		     "{\"event\":\"appeared\"," NOW "," JSON(4)
		     "{\"event\":\"appeared\"," NOW "," JSON(5)
		     "{\"event\":\"ended\"," NOW "," JSON(2)
		     "{\"event\":\"synced\"," NOW ",\"containers\":3}\n", "");
}

static void list_all(struct nlmsghdr *req)
{
	answer_list(req, "123456789");
}

static void list_none(struct nlmsghdr *req)
{
	answer_list(req, "");
}

static void total_loss(void)
{
	struct contid_info info = *container(4);

	info.processes = 44;
	fake_expect(list_all);
	fake_event(CONTID_CMD_SET_NTF, 70, &info);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(list_none);
	fake_pause(stop);
}

/* Oldest first, and each as it was last heard of */
static void ends_come_in_order(void **state)
{
	(void)state;
	run("total_loss", "monitor");
	run_check(0, "set pid 70 " TASKS(4, 44)
		     LOST "ended " TEXT(1) "ended " TEXT(2) "ended " TEXT(3)
		     "ended " TASKS(4, 44) "ended " TEXT(5) "ended " TEXT(6)
		     "ended " TEXT(7) "ended " TEXT(8) "ended " TEXT(9)
		     SYNCED(0), "");
}

static void harmless_loss(void)
{
	fake_expect(list_12);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(list_12);
	fake_pause(stop);
}

static void loss_may_be_of_nothing(void **state)
{
	(void)state;
	run("harmless_loss", "monitor");
	run_check(0, LOST SYNCED(2), "");
}

static void restless_answer(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, container(1));
	fake_info(req, NLM_F_MULTI, container(4));
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void restless(void)
{
	fake_expect(list_12);
	fake_expect_all(restless_answer);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
	fake_event(CONTID_CMD_END_NTF, 70, container(4));
	fake_event(CONTID_CMD_END_NTF, 71, container(2));
	fake_pause(stop);
}

/* What is known and not in the list has ended, be the list of one moment or not. */
static void a_restless_list_makes_up_for_a_loss(void **state)
{
	(void)state;
	run("restless", "monitor");
	run_check(0, LOST "appeared " TEXT(4) "ended " TEXT(2) SYNCED(2)
		     "set pid 70 " TEXT(3) "end pid 70 " TEXT(4), "");
}

static void join_denied(void)
{
	fake_join_fails(EPERM);
}

static void family_without_events(struct nlmsghdr *req)
{
	uint16_t id = FAKE_FAMILY;

	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	fake_end();
	fake_ack(req);
}

static void no_events(void)
{
	fake_expect_family(family_without_events);
}

static void denied_answer(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "not for you", 0, 0);
}

static void list_denied(void)
{
	fake_expect(denied_answer);
}

static void second_list_denied(void)
{
	fake_expect(list_12);
	fake_event_fails(ENOBUFS);
	fake_pause(NULL);
	fake_expect(denied_answer);
}

static void malformed(void)
{
	fake_expect(list_12);
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_event_end();
}

static void no_memory(void)
{
	fake_expect(list_12);
	fake_event_fails(ENOMEM);
}

static void failure_is_reported(void **state)
{
	(void)state;
	run("join_denied", "monitor");
	run_check(2, "", "contidctl: monitor: CAP_AUDIT_READ is needed: Operation not permitted\n");
	run("no_events", "-j", "monitor");
	run_check(2, "", "contidctl: monitor: this kernel sends no notifications: Operation not supported\n");
	run("list_denied", "monitor", "--snapshot");
	run_check(2, "", "contidctl: monitor: not for you: Operation not permitted\n");
	run("second_list_denied", "monitor");
	run_check(2, LOST, "contidctl: monitor: not for you: Operation not permitted\n");
	run("malformed", "monitor");
	run_check(2, "", "contidctl: monitor: a notification is not understood: Bad message\n");
	run("no_memory", "monitor");
	run_check(2, "", "contidctl: monitor: notifications: Cannot allocate memory\n");
}

static void event(void)
{
	fake_expect(list_12);
	fake_event(CONTID_CMD_SET_NTF, 70, container(3));
}

static void idle(void)
{
	fake_expect(list_12);
}

static void lost_output_is_reported(void **state)
{
	(void)state;
	cli_before = cli_full_disk;
	run("event", "monitor");
	run_check(2, "", "contidctl: monitor: standard output: No space left on device\n");
	cli_before = cli_full_disk;
	run("idle", "-j", "monitor", "--snapshot");
	run_check(2, "", "contidctl: monitor: standard output: No space left on device\n");
	cli_before = cli_no_output;
	run("event", "monitor");
	run_check(2, "", "contidctl: monitor: standard output: Bad file descriptor\n");
	/* Without anything to print: "monitor | head -1" is to end. */
	cli_before = cli_broken_pipe;
	run("idle", "monitor");
	run_check(2, "", "contidctl: monitor: standard output: Broken pipe\n");
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "two_losses", two_losses },
		{ "one_loss", one_loss },
		{ "total_loss", total_loss },
		{ "harmless_loss", harmless_loss },
		{ "restless", restless },
		{ "join_denied", join_denied },
		{ "no_events", no_events },
		{ "list_denied", list_denied },
		{ "second_list_denied", second_list_denied },
		{ "malformed", malformed },
		{ "no_memory", no_memory },
		{ "event", event },
		{ "idle", idle },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(loss_is_made_up_for),
		cmocka_unit_test(loss_is_json),
		cmocka_unit_test(ends_come_in_order),
		cmocka_unit_test(loss_may_be_of_nothing),
		cmocka_unit_test(a_restless_list_makes_up_for_a_loss),
		cmocka_unit_test(failure_is_reported),
		cmocka_unit_test(lost_output_is_reported),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
