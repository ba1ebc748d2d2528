// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages that come through the socket of a caller, taken apart. */

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fake.h"

static const struct contid_netns netns[] = { { 1, 2, 3 }, { 4, 5, 6 } };

static const struct contid_info some = {
	.contid = 707,
	.parent = 70,
	.owner_netns = 1,
	.created = 1000,
	.serial = 12,
	.depth = 1,
	.flags = CONTID_FLAG_DELEGATE,
	.limit = 9,
	.processes = 3,
	.children = 2,
	.netns_count = 2,
	.netns = netns,
};

/* A message that answers nothing in particular */
static const struct nlmsghdr *begin(uint16_t type, uint8_t cmd)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = cmd };

	fake_reset();
	fake_begin(&req.nlh, type, 0);
	return fake_last();
}

static int check_container(const struct contid_info *info, void *data)
{
	assert_int_equal(info->contid, some.contid);
	assert_int_equal(info->parent, some.parent);
	assert_int_equal(info->owner_netns, some.owner_netns);
	assert_int_equal(info->created, some.created);
	assert_int_equal(info->serial, some.serial);
	assert_int_equal(info->depth, some.depth);
	assert_int_equal(info->flags, some.flags);
	assert_int_equal(info->limit, some.limit);
	assert_int_equal(info->processes, some.processes);
	assert_int_equal(info->children, some.children);
	assert_int_equal(info->netns_count, 2);
	assert_memory_equal(info->netns, netns, sizeof(netns));
	return *(int *)data;
}

static int check_unset(const struct contid_info *info, void *data)
{
	assert_int_equal(info->contid, CONTID_UNSET);
	assert_int_equal(info->parent, CONTID_UNSET);
	assert_int_equal(info->netns_count, 0);
	return *(int *)data;
}

static void containers_are_read(void **state)
{
	const struct nlmsghdr *nlh = begin(FAKE_FAMILY, CONTID_CMD_GET);
	int ret;

	(void)state;
	fake_describe(&some);
	fake_end();
	for (ret = -1; ret <= 1; ret++)
		assert_int_equal(contid_msg_container(nlh, check_container,
						      &ret), ret);

	nlh = begin(FAKE_FAMILY, CONTID_CMD_GET);
	fake_u64(CONTID_A_CONTID, CONTID_UNSET);
	fake_end();
	ret = 77;
	assert_int_equal(contid_msg_container(nlh, check_unset, &ret), 77);
}

static int take_no_container(const struct contid_info *info, void *data)
{
	(void)info;
	(void)data;
	fail();
	return 0;
}

static int take_no_ns(const struct contid_ns_process *process, void *data)
{
	(void)process;
	(void)data;
	fail();
	return 0;
}

static int take_no_event(const struct contid_event *event, void *data)
{
	(void)event;
	(void)data;
	fail();
	return 0;
}

static int read_all(const struct nlmsghdr *nlh)
{
	pid_t pid = -1;

	assert_int_equal(contid_msg_container(nlh, take_no_container, NULL),
			 -EBADMSG);
	assert_int_equal(contid_msg_member(nlh, &pid), -EBADMSG);
	assert_int_equal(pid, -1);
	return contid_msg_event(nlh, take_no_event, NULL);
}

static void what_is_malformed_is_refused(void **state)
{
	const struct nlmsghdr *nlh;

	(void)state;
	/* no attributes, and no header of the family */
	nlh = begin(FAKE_FAMILY, CONTID_CMD_SET_NTF);
	fake_end();
	assert_int_equal(read_all(nlh), -EBADMSG);
	fake_last()->nlmsg_len = NLMSG_HDRLEN + 3;
	assert_int_equal(read_all(nlh), -EBADMSG);
	assert_int_equal(contid_msg_ns(nlh, take_no_ns, NULL), -EBADMSG);

	/* short attributes */
	nlh = begin(FAKE_FAMILY, CONTID_CMD_END_NTF);
	fake_attr(CONTID_A_CONTID, "1234", 4);
	fake_attr(CONTID_A_PID, "12", 2);
	fake_end();
	assert_int_equal(read_all(nlh), -EBADMSG);
	assert_int_equal(contid_msg_ns(nlh, take_no_ns, NULL), -EBADMSG);
}

static void members_are_read(void **state)
{
	const struct nlmsghdr *nlh = begin(FAKE_FAMILY, CONTID_CMD_GET);
	pid_t pid;

	(void)state;
	fake_u32(CONTID_A_PID, 4711);
	fake_end();
	assert_int_equal(contid_msg_member(nlh, &pid), 0);
	assert_int_equal(pid, 4711);
}

static const struct contid_ns ns = { .id = 7, .owner = 3, .type = 1, .inum = 9 };

static int check_ns(const struct contid_ns_process *process, void *data)
{
	assert_int_equal(process->pid, 4711);
	assert_int_equal(process->contid, 707);
	assert_int_equal(process->scope, 11);
	assert_int_equal(process->serial, 12);
	assert_int_equal(process->ns_count, 1);
	assert_memory_equal(process->ns, &ns, sizeof(ns));
	return *(int *)data;
}

static void namespaces_are_read(void **state)
{
	const struct contid_ns_process process = {
		.pid = 4711, .contid = 707, .scope = 11, .serial = 12,
		.ns_count = 1, .ns = &ns,
	};
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = CONTID_CMD_NS_GET };
	int ret;

	(void)state;
	fake_reset();
	fake_ns_process(&req.nlh, 0, &process);
	for (ret = -1; ret <= 1; ret++)
		assert_int_equal(contid_msg_ns(fake_last(), check_ns, &ret),
				 ret);
}

static int check_event(const struct contid_event *event, void *data)
{
	assert_int_equal(event->type, CONTID_EVENT_ADOPT);
	assert_int_equal(event->pid, 4711);
	assert_int_equal(event->info->contid, 707);
	assert_int_equal(event->info->serial, 12);
	return *(int *)data;
}

static void notifications_are_read(void **state)
{
	struct contid_info info = some;
	const struct nlmsghdr *nlh = begin(FAKE_FAMILY, CONTID_CMD_ADOPT_NTF);
	int ret = 6;

	(void)state;
	info.netns_count = 0;
	fake_describe(&info);
	fake_u32(CONTID_A_PID, 4711);
	fake_end();
	assert_int_equal(contid_msg_event(nlh, check_event, &ret), 6);

	/* of a later kernel */
	nlh = begin(FAKE_FAMILY, CONTID_CMD_MAX + 1);
	fake_end();
	assert_int_equal(contid_msg_event(nlh, take_no_event, NULL), 0);
}

static int check_record(const struct contid_record *record, void *data)
{
	assert_int_equal(record->contid, 707);
	assert_int_equal(record->scope, 0);
	assert_int_equal(record->serial, 12);
	assert_int_equal(record->lost, 3);
	assert_int_equal(record->type, 1300);
	assert_string_equal(record->text, "audit(1.000:1): arch=1");
	assert_int_equal(record->len, 22);
	return *(int *)data;
}

static int check_end(const struct contid_record *record, void *data)
{
	assert_int_equal(record->serial, 12);
	assert_int_equal(record->lost, 0);
	assert_int_equal(record->type, CONTID_RECORD_END);
	assert_null(record->text);
	assert_int_equal(record->len, 0);
	return *(int *)data;
}

static void records_are_read(void **state)
{
	const struct nlmsghdr *nlh;
	int ret;

	(void)state;
	fake_reset();
	fake_record(12, 1300, "audit(1.000:1): arch=1", 3);
	for (ret = -1; ret <= 1; ret++)
		assert_int_equal(contid_msg_record(fake_last(), check_record, &ret),
				 ret);
	fake_record(12, CONTID_RECORD_END, NULL, 0);
	for (ret = -1; ret <= 1; ret++)
		assert_int_equal(contid_msg_record(fake_last(), check_end, &ret),
				 ret);

	/* an answer to READ */
	nlh = begin(FAKE_FAMILY, CONTID_CMD_READ);
	fake_end();
	assert_int_equal(contid_msg_record(nlh, check_end, NULL), 0);
}

static void verdicts_are_read(void **state)
{
	struct nl_msg *msg = nlmsg_alloc();
	const struct nlmsghdr *req = nlmsg_hdr(msg);
	const struct nlmsghdr *nlh;
	int verdict = 1;

	(void)state;
	assert_int_equal(contid_msg_get(msg, FAKE_FAMILY, contid_by_id(707)),
			 0);
	fake_reset();
	fake_refuse(req, EBUSY, "it has children", NLMSGERR_ATTR_OFFS,
		    fake_offset(nlmsg_hdr(msg), CONTID_A_CONTID));
	nlh = fake_last();
	assert_int_equal(contid_msg_ack(nlh, &verdict), 0);
	assert_int_equal(verdict, -EBUSY);
	assert_string_equal(contid_msg_error_text(nlh), "it has children");
	assert_string_equal(contid_msg_error_attr(nlh, req), "contid");

	fake_reset();
	fake_ack(req);
	nlh = fake_last();
	assert_int_equal(contid_msg_ack(nlh, &verdict), 0);
	assert_int_equal(verdict, 0);
	assert_null(contid_msg_error_text(nlh));
	assert_null(contid_msg_error_attr(nlh, req));

	fake_reset();
	fake_done(req, 0, EPERM, "not for you");
	nlh = fake_last();
	assert_int_equal(contid_msg_ack(nlh, &verdict), 0);
	assert_int_equal(verdict, -EPERM);
	assert_string_equal(contid_msg_error_text(nlh), "not for you");

	/* what is no errno: no verdicts */
	verdict = 1;
	*(int *)NLMSG_DATA(nlh) = -4096;
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	*(int *)NLMSG_DATA(nlh) = INT_MIN;
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	*(int *)NLMSG_DATA(nlh) = 1;
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	*(int *)NLMSG_DATA(nlh) = -4095;
	assert_int_equal(contid_msg_ack(nlh, &verdict), 0);
	assert_int_equal(verdict, -4095);

	/* short, and of another type: no verdicts, and nothing to read there */
	verdict = 1;
	fake_last()->nlmsg_len = NLMSG_HDRLEN + 3;
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	fake_last()->nlmsg_len = 3;
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	fake_reset();
	fake_info(req, 0, &some);
	nlh = fake_last();
	assert_int_equal(contid_msg_ack(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	assert_null(contid_msg_error_attr(nlh, req));
	assert_int_equal(verdict, 1);
	nlmsg_free(msg);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_read),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(members_are_read),
		cmocka_unit_test(namespaces_are_read),
		cmocka_unit_test(notifications_are_read),
		cmocka_unit_test(records_are_read),
		cmocka_unit_test(verdicts_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
