// SPDX-License-Identifier: LGPL-2.1-or-later
/* Notifications: how they are subscribed to and read, and what if some are lost. */

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/genl/genl.h>

#include <contid/events.h>

#include "fake.h"

#define BIG	0xfedcba9876543210ULL

static const struct contid_info nested = {
	.contid = BIG,
	.parent = 7,
	.owner_netns = BIG + 1,
	.created = BIG + 2,
	.serial = BIG + 3,
	.depth = 1,
	.flags = CONTID_FLAG_DELEGATE,
	.limit = 5,
	.processes = 3,
	.children = 2,
};

static struct {
	unsigned int count;
	enum contid_event_type types[8];
	pid_t pids[8];
	struct contid_info infos[8];
	int ret;	/* of the callback */
} seen;

static int see(const struct contid_event *event, void *data)
{
	assert_ptr_equal(data, &seen);
	assert_in_range(seen.count, 0, 7);
	seen.types[seen.count] = event->type;
	seen.pids[seen.count] = event->pid;
	seen.infos[seen.count++] = *event->info;
	return seen.ret;
}

static int dispatch(struct contid_handle *h)
{
	seen.count = 0;
	return contid_dispatch(h, 1000, see, &seen);
}

static int setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	return fake_setup(state);
}

static int setup_listener(void **state)
{
	return setup(state) ?: contid_subscribe(*state);
}

static void subscribing_needs_the_group(void **state)
{
	struct contid_handle *h = *state;

	assert_int_equal(contid_events_fd(h), -EINVAL);
	assert_int_equal(dispatch(h), -EINVAL);
	h->group = 0;
	assert_int_equal(contid_subscribe(h), -EOPNOTSUPP);
	h->group = FAKE_GROUP;
	assert_int_equal(contid_subscribe(h), 0);
	assert_in_range(contid_events_fd(h), 0, 1000);
	/* The fake kernel would not have it joined twice. */
	assert_int_equal(contid_subscribe(h), 0);
}

static void answer(struct nlmsghdr *req)
{
	fake_info(req, 0, &nested);
	fake_ack(req);
}

static void refused_listener_may_still_ask(void **state)
{
	const struct contid_info *info;

	fake_join_fails(EPERM);
	assert_int_equal(contid_subscribe(*state), -EPERM);
	assert_int_equal(contid_events_fd(*state), -EINVAL);
	fake_expect(answer);
	assert_int_equal(contid_get(*state, contid_by_id(BIG), &info), 0);
}

static void garbled(struct nlmsghdr *req)
{
	fake_ack(req);
	fake_truncate(1);
}

static void lost_handle_does_not_listen(void **state)
{
	const struct contid_info *info;

	fake_expect(garbled);
	assert_int_equal(contid_get(*state, contid_by_id(BIG), &info), -EBADMSG);
	assert_int_equal(contid_subscribe(*state), -ENOTCONN);
}

static void listener_does_not_ask(void **state)
{
	const struct contid_info *info;

	assert_int_equal(contid_get(*state, contid_by_id(BIG), &info), -EISCONN);
	assert_int_equal(fake_set(*state, 5, BIG, 0, 0, NULL), -EISCONN);
	assert_int_equal(fake_requests(), 0);
	fake_pause(NULL);
	assert_int_equal(dispatch(*state), 0);
}

static void begin_family(struct nlmsghdr *req)
{
	uint16_t id = FAKE_FAMILY;

	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
}

static void family_without_groups(struct nlmsghdr *req)
{
	begin_family(req);
	fake_end();
	fake_ack(req);
}

static void family_with_garbled_group(struct nlmsghdr *req)
{
	begin_family(req);
	fake_attr(CTRL_ATTR_MCAST_GROUPS, "\10\0\1\0\6\0\1\0", 8);
	fake_end();
	fake_ack(req);
}

static void groups_are_optional_but_well_formed(void **state)
{
	struct contid_handle *h;

	(void)state;
	fake_reset();
	fake_expect_family(family_without_groups);
	assert_int_equal(contid_open_ops(&h, &fake_ops), 0);
	assert_int_equal(contid_subscribe(h), -EOPNOTSUPP);
	contid_close(h);

	fake_reset();
	fake_expect_family(family_with_garbled_group);
	assert_int_equal(contid_open_ops(&h, &fake_ops), -EBADMSG);
}

static void check_seen(unsigned int i, enum contid_event_type type, pid_t pid,
		       const struct contid_info *info)
{
	assert_in_range(i, 0, seen.count - 1);
	assert_int_equal(seen.types[i], type);
	assert_int_equal(seen.pids[i], pid);
	/* up to the last member, behind which there is nothing to compare */
	assert_memory_equal(&seen.infos[i], info,
			    offsetof(struct contid_info, children) +
			    sizeof(info->children));
}

static void events_are_delivered_in_order(void **state)
{
	static const struct contid_info plain = {
		.parent = CONTID_UNSET, .serial = 1,
	};

	fake_event(CONTID_CMD_SET_NTF, 100, &nested);
	fake_event(CONTID_CMD_ADOPT_NTF, 4194304, &plain);
	fake_event(CONTID_CMD_DROP_NTF, 0, &nested);
	fake_event(CONTID_CMD_END_NTF, 100, &plain);
	fake_pause(NULL);
	fake_event(CONTID_CMD_SET_NTF, 102, &nested);
	fake_pause(NULL);

	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 4);
	check_seen(0, CONTID_EVENT_SET, 100, &nested);
	check_seen(1, CONTID_EVENT_ADOPT, 4194304, &plain);
	check_seen(2, CONTID_EVENT_DROP, 0, &nested);
	check_seen(3, CONTID_EVENT_END, 100, &plain);
	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 1);
}

/* Neither commands nor attributes of later kernels disturb. */
static void unknown_is_passed_over(void **state)
{
	fake_event(CONTID_CMD_MAX + 1, 1, &nested);
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_attr(CONTID_A_MAX + 1, "later", 5);
	fake_describe(&nested);
	fake_u32(CONTID_A_PID, 5);
	fake_attr(0x3ff, "much later", 10);
	fake_event_end();
	fake_pause(NULL);

	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 1);
	check_seen(0, CONTID_EVENT_SET, 5, &nested);
}

static void without_serial(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_u64(CONTID_A_CONTID, 7);
	fake_u64(CONTID_A_OWNER_NETNS, 1);
	fake_u32(CONTID_A_PROCESSES, 1);
	fake_u32(CONTID_A_CHILDREN, 0);
	fake_u64(CONTID_A_CREATED, 1);
	fake_u32(CONTID_A_PID, 5);
	fake_event_end();
}

static void without_contid(void)
{
	fake_event_begin(CONTID_CMD_END_NTF);
	fake_u32(CONTID_A_PID, 5);
	fake_event_end();
}

static void of_no_container(void)
{
	static const struct contid_info unset = { .contid = CONTID_UNSET };

	fake_event(CONTID_CMD_DROP_NTF, 5, &unset);
}

static void with_short_pid(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_describe(&nested);
	fake_attr(CONTID_A_PID, "xy", 2);
	fake_event_end();
}

static void of_another_family(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_describe(&nested);
	fake_last()->nlmsg_type++;
	fake_event_end();
}

static void without_command(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_truncate(4);
	fake_event_end();
}

static void truncated(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_describe(&nested);
	fake_end();
	fake_truncate(4);
	fake_cut();
	fake_to_answers();
}

static void truncated_header(void)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_end();
	fake_truncate(GENL_HDRLEN + 1);
	fake_cut();
	fake_to_answers();
}

static void too_long_for_libnl(void)
{
	fake_event_fails(-1);
}

static void malformed_event_is_refused(void **state)
{
	static void (*const malformed[])(void) = {
		without_serial, without_contid, of_no_container,
		with_short_pid, of_another_family, without_command, truncated,
		truncated_header, too_long_for_libnl,
	};
	size_t i;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		malformed[i]();
		fake_event(CONTID_CMD_SET_NTF, 5, &nested);
		fake_pause(NULL);
		assert_int_equal(dispatch(*state), -EBADMSG);
		assert_int_equal(seen.count, 0);
		/* The next one is not lost. */
		assert_int_equal(dispatch(*state), 0);
		assert_int_equal(seen.count, 1);
	}
}

static void only_the_kernel_is_heard(void **state)
{
	fake_event_begin(CONTID_CMD_SET_NTF);
	fake_describe(&nested);
	fake_from(4711);
	fake_event_end();
	fake_pause(NULL);
	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 0);
}

/* What is there is delivered before: the kernel drops all until it is read. */
static void overrun_is_reported_last(void **state)
{
	fake_event(CONTID_CMD_SET_NTF, 1, &nested);
	fake_event_fails(ENOBUFS);
	fake_event(CONTID_CMD_SET_NTF, 2, &nested);
	fake_event_fails(ENOBUFS);
	fake_event(CONTID_CMD_SET_NTF, 3, &nested);
	fake_pause(NULL);
	fake_event(CONTID_CMD_END_NTF, 4, &nested);
	fake_pause(NULL);

	assert_int_equal(dispatch(*state), -ENOBUFS);
	assert_int_equal(seen.count, 3);
	check_seen(2, CONTID_EVENT_SET, 3, &nested);
	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 1);
	check_seen(0, CONTID_EVENT_END, 4, &nested);
}

static void overrun_outlasts_a_callback_that_stops(void **state)
{
	fake_event_fails(ENOBUFS);
	fake_event(CONTID_CMD_SET_NTF, 1, &nested);
	fake_event(CONTID_CMD_SET_NTF, 2, &nested);
	fake_pause(NULL);
	fake_pause(NULL);

	seen.ret = -EAGAIN;	/* passed on, though the socket uses it as well */
	assert_int_equal(dispatch(*state), -EAGAIN);
	assert_int_equal(seen.count, 1);
	seen.ret = -ENOBUFS;
	assert_int_equal(dispatch(*state), -ENOBUFS);
	assert_int_equal(seen.count, 1);
	seen.ret = 0;
	assert_int_equal(dispatch(*state), -ENOBUFS);
	assert_int_equal(seen.count, 0);
	assert_int_equal(dispatch(*state), 0);
}

static void budget_ends_a_flood(void **state)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		fake_event(CONTID_CMD_SET_NTF, 100 + i, &nested);
	fake_pause(NULL);
	assert_int_equal(contid_dispatch(*state, 0, see, &seen), -EINVAL);
	assert_int_equal(contid_dispatch(*state, 4, see, &seen), 0);
	assert_int_equal(seen.count, 4);
	assert_int_equal(contid_dispatch(*state, 4, see, &seen), 0);
	assert_int_equal(seen.count, 6);
	check_seen(5, CONTID_EVENT_SET, 105, &nested);
}

/* A loss is reported when what is left has been read, in however many calls. */
static void budget_holds_no_loss_back(void **state)
{
	fake_event(CONTID_CMD_SET_NTF, 1, &nested);
	fake_event_fails(ENOBUFS);
	fake_event(CONTID_CMD_SET_NTF, 2, &nested);
	fake_pause(NULL);
	assert_int_equal(contid_dispatch(*state, 2, see, &seen), 0);
	assert_int_equal(contid_dispatch(*state, 2, see, &seen), -ENOBUFS);
	assert_int_equal(seen.count, 2);
}

static void failed_receive_is_passed_on(void **state)
{
	fake_event_fails(ENOMEM);
	fake_event(CONTID_CMD_SET_NTF, 1, &nested);
	fake_pause(NULL);
	assert_int_equal(dispatch(*state), -ENOMEM);
	assert_int_equal(dispatch(*state), 0);
	assert_int_equal(seen.count, 1);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, setup, fake_teardown)
#define with_listener(test) \
	cmocka_unit_test_setup_teardown(test, setup_listener, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(subscribing_needs_the_group),
		with_handle(refused_listener_may_still_ask),
		with_handle(lost_handle_does_not_listen),
		with_listener(listener_does_not_ask),
		cmocka_unit_test(groups_are_optional_but_well_formed),
		with_listener(events_are_delivered_in_order),
		with_listener(unknown_is_passed_over),
		with_listener(malformed_event_is_refused),
		with_listener(only_the_kernel_is_heard),
		with_listener(overrun_is_reported_last),
		with_listener(overrun_outlasts_a_callback_that_stops),
		with_listener(budget_ends_a_flood),
		with_listener(budget_holds_no_loss_back),
		with_listener(failed_receive_is_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
