// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages for the socket of a caller: put together and sent. */

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/socket.h>

#include "fake.h"

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

/* What SET asks for in these tests */
static const struct contid_request *asked(void)
{
	static struct contid_request request;

	request = (struct contid_request)CONTID_REQUEST_INIT;
	request.pidfd = 5;
	request.contid = 707;
	request.flags = CONTID_FLAG_DELEGATE;
	request.limit = 9;
	request.parent = 70;
	request.userns_fd = 8;
	request.name = "web";
	return &request;
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
	req = sent(contid_msg_set(next(), FAKE_FAMILY, NLM_F_ECHO, asked()));
	fake_check(req, CONTID_CMD_SET, NLM_F_ECHO, 7);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_DELEGATE);
	fake_check_u32(req, CONTID_A_LIMIT, 9);
	fake_check_u64(req, CONTID_A_PARENT, 70);
	fake_check_u32(req, CONTID_A_USERNS_FD, 8);
	assert_int_equal(nla_len(fake_find(req, CONTID_A_NAME)), sizeof("web"));
	assert_string_equal(nla_data(fake_find(req, CONTID_A_NAME)), "web");

	req = sent(contid_msg_drop(next(), FAKE_FAMILY, 0, 5,
				   CONTID_FLAG_SUBTREE));
	fake_check(req, CONTID_CMD_DROP, 0, 2);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_SUBTREE);

	req = sent(contid_msg_get_process(next(), FAKE_FAMILY, 5));
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 5);

	req = sent(contid_msg_get(next(), FAKE_FAMILY, contid_by_id(0)));
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 0);

	req = sent(contid_msg_list(next(), FAKE_FAMILY, contid_by_id(70), 6));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_PARENT, 70);
	fake_check_u32(req, CONTID_A_NETNS_FD, 6);

	req = sent(contid_msg_list(next(), FAKE_FAMILY,
				   contid_by_id(CONTID_UNSET), -1));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);

	req = sent(contid_msg_members(next(), FAKE_FAMILY,
				      contid_by_id(707)));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);

	req = sent(contid_msg_ns_get(next(), FAKE_FAMILY, 5));
	fake_check(req, CONTID_CMD_NS_GET, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 5);

	req = sent(contid_msg_ns_get_fd(next(), FAKE_FAMILY, 6));
	fake_check(req, CONTID_CMD_NS_GET, 0, 1);
	fake_check_u32(req, CONTID_A_NS_FD, 6);

	req = sent(contid_msg_ns_list(next(), FAKE_FAMILY,
				      contid_by_id(CONTID_UNSET)));
	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 0);

	req = sent(contid_msg_read(next(), FAKE_FAMILY, contid_by_id(707), 0, 0));
	fake_check(req, CONTID_CMD_READ, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 707);
}

static void containers_are_named_in_three_ways(void **state)
{
	struct nlmsghdr *req;

	(void)state;
	req = sent(contid_msg_get(next(), FAKE_FAMILY, contid_by_scope(12, 4)));
	fake_check(req, CONTID_CMD_GET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 4);
	fake_check_u64(req, CONTID_A_SCOPE, 12);

	req = sent(contid_msg_get(next(), FAKE_FAMILY, contid_by_serial(13)));
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_SERIAL, 13);

	req = sent(contid_msg_members(next(), FAKE_FAMILY,
				      contid_by_serial(13)));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_SERIAL, 13);

	req = sent(contid_msg_list(next(), FAKE_FAMILY, contid_by_scope(12, 4),
				   -1));
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_PARENT, 4);
	fake_check_u64(req, CONTID_A_SCOPE, 12);
	assert_int_equal(contid_msg_list(next(), FAKE_FAMILY,
					 contid_by_serial(13), -1), -EINVAL);
}

/* A request of a program that was built with another version of the structure */
static void requests_grow_at_their_end(void **state)
{
	struct {
		struct contid_request request;
		uint64_t later[2];
	} r = { .request = CONTID_REQUEST_INIT };
	size_t size;

	(void)state;
	r.request.size = sizeof(r);
	sent(contid_msg_set(next(), FAKE_FAMILY, 0, &r.request));
	r.later[1] = 1ULL << 63;
	assert_int_equal(contid_msg_set(next(), FAKE_FAMILY, 0, &r.request),
			 -EINVAL);
	r.request.size -= 1;
	sent(contid_msg_set(next(), FAKE_FAMILY, 0, &r.request));
	for (size = 0; size < sizeof(r.request); size++) {
		r.request.size = size;
		if (size == offsetof(struct contid_request, name))
			continue;
		assert_int_equal(contid_msg_set(next(), FAKE_FAMILY, 0,
						&r.request), -EINVAL);
	}
	/* A program that was built before there were names */
	r.request.name = (const char *)-1;
	r.request.size = offsetof(struct contid_request, name);
	assert_null(fake_find(sent(contid_msg_set(next(), FAKE_FAMILY, 0, &r.request)),
			      CONTID_A_NAME));
	r.request.size = 4097;	/* more than any: not looked at */
	assert_int_equal(contid_msg_set(next(), FAKE_FAMILY, 0, &r.request),
			 -EINVAL);
}

/* Each builder, with all attributes that it can put */
static int set(struct nl_msg *msg, int family)
{
	return contid_msg_set(msg, family, 0, asked());
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
	return contid_msg_get(msg, family, contid_by_scope(12, 707));
}

static int list(struct nl_msg *msg, int family)
{
	return contid_msg_list(msg, family, contid_by_scope(12, 70), 6);
}

static int members(struct nl_msg *msg, int family)
{
	return contid_msg_members(msg, family, contid_by_scope(12, 707));
}

static int stats_get(struct nl_msg *msg, int family)
{
	return contid_msg_stats_get(msg, family);
}

static int ns_get(struct nl_msg *msg, int family)
{
	return contid_msg_ns_get(msg, family, 5);
}

static int ns_get_fd(struct nl_msg *msg, int family)
{
	return contid_msg_ns_get_fd(msg, family, 6);
}

static int ns_list(struct nl_msg *msg, int family)
{
	return contid_msg_ns_list(msg, family, contid_by_scope(12, 707));
}

static int read_records(struct nl_msg *msg, int family)
{
	return contid_msg_read(msg, family, contid_by_scope(12, 707), 65536,
			       CONTID_FLAG_TRIM);
}

static const struct builder {
	int (*build)(struct nl_msg *msg, int family);
	size_t len;	/* of the whole message */
} builders[] = {
	{ set, 20 + 8 + 12 + 8 + 8 + 12 + 8 + 8 },
	{ drop, 20 + 8 + 8 },
	{ get_process, 20 + 8 },
	{ get, 20 + 12 + 12 },
	{ list, 20 + 12 + 12 + 8 },
	{ members, 20 + 12 + 12 + 8 },
	{ stats_get, 20 },
	{ ns_get, 20 + 8 },
	{ ns_get_fd, 20 + 8 },
	{ ns_list, 20 + 12 + 12 },
	{ read_records, 20 + 12 + 12 + 8 + 8 },
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
	assert_int_equal(contid_msg_ack(nlh, &loop->verdict), 0);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *data)
{
	struct loop *loop = data;

	assert_int_equal(contid_msg_ack(nlmsg_hdr(msg), &loop->verdict), 0);
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

	assert_int_equal(contid_msg_get(msg, GENL_ID_CTRL, contid_by_id(707)), 0);
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
		cmocka_unit_test_setup(containers_are_named_in_three_ways,
				       reset),
		cmocka_unit_test_setup(requests_grow_at_their_end, reset),
		cmocka_unit_test(what_is_no_family_is_refused),
		cmocka_unit_test(a_message_without_room_is_refused),
		cmocka_unit_test(messages_go_with_the_loop_of_a_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
