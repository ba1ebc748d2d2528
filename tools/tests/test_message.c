// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages for the socket of a caller: put together, taken apart, and sent. */

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/socket.h>

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
	.tasks = 3,
	.children = 2,
	.netns_count = 2,
	.netns = netns,
};

static int reset(void **state)
{
	(void)state;
	fake_reset();
	return 0;
}

/*
 * Requests
 */

/* A message to put together, and that of the last time, which it replaces */
static struct nl_msg *request;

static struct nl_msg *next(void)
{
	nlmsg_free(request);
	request = nlmsg_alloc();
	return request;
}

/* As libnl sends it */
static struct nlmsghdr *sent(int built)
{
	struct nl_sock *sk = nl_socket_alloc();

	assert_int_equal(built, 0);
	nl_complete_msg(sk, request);
	nl_socket_free(sk);
	return nlmsg_hdr(request);
}

static void requests_are_what_the_kernel_expects(void **state)
{
	struct nlmsghdr *req;

	(void)state;
	req = sent(contid_msg_set(next(), FAKE_FAMILY, NLM_F_ECHO, 5, 707,
				  CONTID_FLAG_DELEGATE, 9));
	fake_check(req, CONTID_CMD_SET, NLM_F_ECHO, 4);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_DELEGATE);
	fake_check_u32(req, CONTID_A_LIMIT, 9);

	req = sent(contid_msg_drop(next(), FAKE_FAMILY, 0, 5,
				   CONTID_FLAG_SUBTREE));
	fake_check(req, CONTID_CMD_DROP, 0, 2);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_SUBTREE);

	req = sent(contid_msg_get_process(next(), FAKE_FAMILY, 5));
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 5);

	req = sent(contid_msg_get(next(), FAKE_FAMILY, 0));
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 0);

	req = sent(contid_msg_list(next(), FAKE_FAMILY, 70, 6));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_PARENT, 70);
	fake_check_u32(req, CONTID_A_NETNS_FD, 6);

	req = sent(contid_msg_list(next(), FAKE_FAMILY, CONTID_UNSET, -1));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);

	req = sent(contid_msg_members(next(), FAKE_FAMILY, 707));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_TASKS);
}

/* Each builder, with all attributes that it can put */
static int set(struct nl_msg *msg, int family)
{
	return contid_msg_set(msg, family, 0, 5, 707, CONTID_FLAG_DELEGATE, 9);
}

static int drop(struct nl_msg *msg, int family)
{
	return contid_msg_drop(msg, family, 0, 5, CONTID_FLAG_SUBTREE);
}

static int get_process(struct nl_msg *msg, int family)
{
	return contid_msg_get_process(msg, family, 5);
}

static int get(struct nl_msg *msg, int family)
{
	return contid_msg_get(msg, family, 707);
}

static int list(struct nl_msg *msg, int family)
{
	return contid_msg_list(msg, family, 70, 6);
}

static int members(struct nl_msg *msg, int family)
{
	return contid_msg_members(msg, family, 707);
}

static const struct builder {
	int (*build)(struct nl_msg *msg, int family);
	size_t len;	/* of the whole message */
} builders[] = {
	{ set, 20 + 8 + 12 + 8 + 8 },
	{ drop, 20 + 8 + 8 },
	{ get_process, 20 + 8 },
	{ get, 20 + 12 },
	{ list, 20 + 12 + 8 },
	{ members, 20 + 12 + 8 },
};

static void what_is_no_family_is_refused(void **state)
{
	/* the last as genl_ctrl_resolve() fails */
	static const int families[] = { 0, 15, 65536, -NLE_OBJ_NOTFOUND };
	struct nl_msg *msg;
	size_t b, f;

	(void)state;
	for (b = 0; b < sizeof(builders) / sizeof(builders[0]); b++)
		for (f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
			msg = nlmsg_alloc();
			assert_int_equal(builders[b].build(msg, families[f]),
					 -EINVAL);
			nlmsg_free(msg);
		}
}

static void a_message_without_room_is_refused(void **state)
{
	const struct builder *b;
	struct nl_msg *msg;
	size_t size;

	(void)state;
	for (b = builders; b < builders + sizeof(builders) / sizeof(*b); b++) {
		assert_int_equal(b->build(NULL, FAKE_FAMILY), -ENOMEM);
		for (size = NLMSG_HDRLEN; size <= b->len; size += 4) {
			msg = nlmsg_alloc_size(size);
			assert_int_equal(b->build(msg, FAKE_FAMILY),
					 size < b->len ? -ENOMEM : 0);
			nlmsg_free(msg);
		}
	}
}

/*
 * What the kernel sends
 */

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
	assert_int_equal(info->tasks, some.tasks);
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

static int take_no_member(pid_t pid, void *data)
{
	(void)pid;
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
	assert_int_equal(contid_msg_container(nlh, take_no_container, NULL),
			 -EBADMSG);
	assert_int_equal(contid_msg_member(nlh, take_no_member, NULL),
			 -EBADMSG);
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

	/* short attributes */
	nlh = begin(FAKE_FAMILY, CONTID_CMD_END_NTF);
	fake_attr(CONTID_A_CONTID, "1234", 4);
	fake_attr(CONTID_A_PID, "12", 2);
	fake_end();
	assert_int_equal(read_all(nlh), -EBADMSG);
}

static int check_member(pid_t pid, void *data)
{
	assert_int_equal(pid, 4711);
	return *(int *)data;
}

static void members_are_read(void **state)
{
	const struct nlmsghdr *nlh = begin(FAKE_FAMILY, CONTID_CMD_GET);
	int ret = 5;

	(void)state;
	fake_u32(CONTID_A_PID, 4711);
	fake_end();
	assert_int_equal(contid_msg_member(nlh, check_member, &ret), 5);
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

static void verdicts_are_read(void **state)
{
	struct nl_msg *msg = nlmsg_alloc();
	const struct nlmsghdr *req = nlmsg_hdr(msg);
	const struct nlmsghdr *nlh;
	int verdict = 1;

	(void)state;
	assert_int_equal(contid_msg_set(msg, FAKE_FAMILY, 0, 5, 707, 0, 0), 0);
	fake_reset();
	fake_refuse(req, EBUSY, "it has children", NLMSGERR_ATTR_OFFS,
		    fake_offset(nlmsg_hdr(msg), CONTID_A_CONTID));
	nlh = fake_last();
	assert_int_equal(contid_msg_verdict(nlh, &verdict), 0);
	assert_int_equal(verdict, -EBUSY);
	assert_string_equal(contid_msg_error_text(nlh), "it has children");
	assert_string_equal(contid_msg_error_attr(nlh, req), "contid");

	fake_reset();
	fake_ack(req);
	nlh = fake_last();
	assert_int_equal(contid_msg_verdict(nlh, &verdict), 0);
	assert_int_equal(verdict, 0);
	assert_null(contid_msg_error_text(nlh));
	assert_null(contid_msg_error_attr(nlh, req));

	fake_reset();
	fake_done(req, 0, EPERM, "not for you");
	nlh = fake_last();
	assert_int_equal(contid_msg_verdict(nlh, &verdict), 0);
	assert_int_equal(verdict, -EPERM);
	assert_string_equal(contid_msg_error_text(nlh), "not for you");

	/* short, and of another type: no verdicts, and nothing to read there */
	verdict = 1;
	fake_last()->nlmsg_len = NLMSG_HDRLEN + 3;
	assert_int_equal(contid_msg_verdict(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	fake_last()->nlmsg_len = 3;
	assert_int_equal(contid_msg_verdict(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	fake_reset();
	fake_info(req, 0, &some);
	nlh = fake_last();
	assert_int_equal(contid_msg_verdict(nlh, &verdict), -EBADMSG);
	assert_null(contid_msg_error_text(nlh));
	assert_null(contid_msg_error_attr(nlh, req));
	assert_int_equal(verdict, 1);
	nlmsg_free(msg);
}

/*
 * The loop of a caller, with libnl's callbacks and the kernel that runs. The
 * family "nlctrl" knows no command of this number, and says so.
 */
struct loop {
	int verdict;
	int acks;
};

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *data)
{
	struct loop *loop = data;
	struct nlmsghdr *nlh = (struct nlmsghdr *)((char *)e - NLMSG_HDRLEN);

	(void)from;
	assert_int_equal(contid_msg_verdict(nlh, &loop->verdict), 0);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *data)
{
	struct loop *loop = data;

	assert_int_equal(contid_msg_verdict(nlmsg_hdr(msg), &loop->verdict), 0);
	loop->acks++;
	return NL_STOP;
}

static void messages_go_with_the_loop_of_a_caller(void **state)
{
	struct nl_sock *sk = nl_socket_alloc();
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	struct nl_msg *msg = nlmsg_alloc();
	struct loop loop = { 0 };

	(void)state;
	assert_int_equal(genl_connect(sk), 0);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, &loop);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, &loop);

	assert_int_equal(contid_msg_get(msg, GENL_ID_CTRL, 707), 0);
	assert_true(nl_send_auto(sk, msg) > 0);
	nl_recvmsgs(sk, cb);
	assert_int_equal(loop.verdict, -EOPNOTSUPP);
	assert_int_equal(loop.acks, 0);

	nlmsg_free(msg);
	nl_cb_put(cb);
	nl_socket_free(sk);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(requests_are_what_the_kernel_expects,
				       reset),
		cmocka_unit_test(what_is_no_family_is_refused),
		cmocka_unit_test(a_message_without_room_is_refused),
		cmocka_unit_test(containers_are_read),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(members_are_read),
		cmocka_unit_test(notifications_are_read),
		cmocka_unit_test(verdicts_are_read),
		cmocka_unit_test(messages_go_with_the_loop_of_a_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
