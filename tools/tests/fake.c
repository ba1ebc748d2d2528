// SPDX-License-Identifier: LGPL-2.1-or-later
/* A kernel for tests, see fake.h. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/ctrl.h>

#include "fake.h"

#define DATAGRAMS	64
#define DATAGRAM_SIZE	8192
#define EXPECTED	8

struct datagram {
	unsigned char data[DATAGRAM_SIZE] __attribute__((aligned(8)));
	size_t len;
	uint32_t port;
	int err;
};

static struct {
	struct datagram queue[DATAGRAMS];
	unsigned int head;	/* next to be received */
	unsigned int tail;	/* being put together, if len is not 0 */
	struct nlmsghdr *last;
	fake_answer family;
	fake_answer expected[EXPECTED];
	fake_answer all;
	unsigned int expects;
	unsigned int requests;
	int send_err;
	unsigned int send_fails;
} fake;

static struct datagram *current(void)
{
	assert_in_range(fake.tail, 0, DATAGRAMS - 1);
	return &fake.queue[fake.tail];
}

void fake_reset(void)
{
	memset(&fake, 0, sizeof(fake));
	fake.family = fake_family;
}

int fake_setup(void **state)
{
	fake_reset();
	return contid_open_ops((struct contid_handle **)state, &fake_ops);
}

/* Whatever a test was about, requests come, and their answers are read. */
int fake_teardown(void **state)
{
	contid_close(*state);
	return fake_unread() + fake_missing();
}

void fake_expect_family(fake_answer answer)
{
	fake.family = answer;
}

void fake_expect(fake_answer answer)
{
	assert_in_range(fake.expects, 0, EXPECTED - 1);
	fake.expected[fake.expects++] = answer;
}

void fake_expect_all(fake_answer answer)
{
	fake.all = answer;
}

unsigned int fake_requests(void)
{
	return fake.requests;
}

void fake_send_fails(int err, unsigned int times)
{
	fake.send_err = err;
	fake.send_fails = times;
}

unsigned int fake_missing(void)
{
	return fake.requests < fake.expects ? fake.expects - fake.requests : 0;
}

unsigned int fake_unread(void)
{
	return fake.tail - fake.head;
}

void fake_bytes(const void *data, size_t len)
{
	struct datagram *d = current();

	assert_in_range(d->len + len, 0, DATAGRAM_SIZE - 8);
	memcpy(d->data + d->len, data, len);
	d->len += len;
}

void fake_begin(const struct nlmsghdr *req, uint16_t type, uint16_t flags)
{
	struct nlmsghdr nlh = {
		.nlmsg_type = type,
		.nlmsg_flags = flags,
		.nlmsg_seq = req->nlmsg_seq,
		.nlmsg_pid = req->nlmsg_pid,
	};
	struct genlmsghdr genl = { .version = CONTID_FAMILY_VERSION };

	fake.last = (struct nlmsghdr *)(current()->data + current()->len);
	fake_bytes(&nlh, sizeof(nlh));
	if (type < NLMSG_MIN_TYPE)
		return;
	genl.cmd = ((struct genlmsghdr *)nlmsg_data(req))->cmd;
	fake_bytes(&genl, sizeof(genl));
}

void fake_end(void)
{
	fake.last->nlmsg_len = (unsigned char *)current()->data +
			       current()->len - (unsigned char *)fake.last;
}

static void pad(void)
{
	fake_bytes("\0\0\0", -current()->len & 3);
}

void fake_attr(uint16_t type, const void *data, size_t len)
{
	struct nlattr nla = {
		.nla_type = type,
		.nla_len = NLA_HDRLEN + len,
	};

	fake_bytes(&nla, sizeof(nla));
	fake_bytes(data, len);
	pad();
}

void fake_u32(uint16_t type, uint32_t value)
{
	fake_attr(type, &value, sizeof(value));
}

void fake_u64(uint16_t type, uint64_t value)
{
	fake_attr(type, &value, sizeof(value));
}

void fake_family(struct nlmsghdr *req)
{
	uint16_t id = FAKE_FAMILY;

	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
		  sizeof(CONTID_FAMILY_NAME));
	fake_attr(CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	fake_end();
	fake_cut();
	fake_ack(req);
}

void fake_info(const struct nlmsghdr *req, uint16_t flags,
	       const struct contid_info *info)
{
	fake_begin(req, FAKE_FAMILY, flags);
	fake_u64(CONTID_A_CONTID, info->contid);
	if (info->contid != CONTID_UNSET) {
		if (info->parent != CONTID_UNSET)
			fake_u64(CONTID_A_PARENT, info->parent);
		fake_u32(CONTID_A_DEPTH, info->depth);
		fake_u32(CONTID_A_FLAGS, info->flags);
		if (info->limit)
			fake_u32(CONTID_A_LIMIT, info->limit);
		fake_attr(CONTID_A_PAD, "", 0);
		fake_u64(CONTID_A_OWNER_NETNS, info->owner_netns);
		fake_u32(CONTID_A_TASKS, info->tasks);
		fake_u32(CONTID_A_CHILDREN, info->children);
		fake_u64(CONTID_A_CREATED, info->created);
		fake_u64(CONTID_A_SERIAL, info->serial);
	}
	fake_end();
}

void fake_pid(const struct nlmsghdr *req, uint16_t flags, uint32_t pid)
{
	fake_begin(req, FAKE_FAMILY, flags);
	fake_u32(CONTID_A_PID, pid);
	fake_end();
}

static void verdict(const struct nlmsghdr *req, int err, uint16_t flags)
{
	struct nlmsgerr e = { .error = err, .msg = *req };

	fake_begin(req, NLMSG_ERROR, flags);
	fake_bytes(&e, sizeof(e));
}

void fake_ack(const struct nlmsghdr *req)
{
	verdict(req, 0, NLM_F_CAPPED);
	fake_end();
}

void fake_refuse(const struct nlmsghdr *req, int err, const char *text,
		 uint16_t attr_type, uint32_t attr_value)
{
	verdict(req, -err, NLM_F_CAPPED |
			   (text || attr_type ? NLM_F_ACK_TLVS : 0));
	if (text)
		fake_attr(NLMSGERR_ATTR_MSG, text, strlen(text) + 1);
	if (attr_type)
		fake_u32(attr_type, attr_value);
	fake_end();
}

void fake_done(const struct nlmsghdr *req, uint16_t flags, int err,
	       const char *text)
{
	err = -err;
	fake_begin(req, NLMSG_DONE,
		   NLM_F_MULTI | flags | (text ? NLM_F_ACK_TLVS : 0));
	fake_bytes(&err, sizeof(err));
	if (text)
		fake_attr(NLMSGERR_ATTR_MSG, text, strlen(text) + 1);
	fake_end();
}

struct nlmsghdr *fake_last(void)
{
	return fake.last;
}

void fake_cut(void)
{
	if (current()->len || current()->err)
		fake.tail++;
}

void fake_truncate(size_t n)
{
	current()->len -= n;
}

void fake_from(uint32_t port)
{
	current()->port = port;
}

void fake_receive_fails(int err)
{
	fake_cut();
	current()->err = err;
	fake_cut();
}

static int fake_connect(struct nl_sock *sk)
{
	(void)sk;
	return 0;
}

static int fake_send(struct nl_sock *sk, struct nl_msg *msg)
{
	struct nlmsghdr *req = nlmsg_hdr(msg);
	fake_answer answer;

	if (fake.send_fails) {
		fake.send_fails--;
		errno = fake.send_err;
		return -NLE_FAILURE;
	}

	nl_complete_msg(sk, msg);
	if (req->nlmsg_type == GENL_ID_CTRL) {
		answer = fake.family;
	} else {
		answer = fake.requests < fake.expects ?
			 fake.expected[fake.requests] : fake.all;
		fake.requests++;
		if (!answer)
			fail_msg("a request that the test does not expect");
	}
	answer(req);
	fake_cut();
	return req->nlmsg_len;
}

static int fake_recv(struct nl_sock *sk, struct sockaddr_nl *from,
		     unsigned char **buf, struct ucred **creds)
{
	struct datagram *d = &fake.queue[fake.head];

	(void)sk;
	(void)creds;
	if (fake.head == fake.tail)
		fail_msg("the library waits for what never comes");
	fake.head++;
	if (d->err) {
		errno = d->err > 0 ? d->err : 0;
		return -NLE_FAILURE;
	}

	/* Exactly as long as the data, for the sanitizer to watch over */
	*buf = malloc(d->len);
	memcpy(*buf, d->data, d->len);
	*from = (struct sockaddr_nl){
		.nl_family = AF_NETLINK,
		.nl_pid = d->port,
	};
	return d->len;
}

const struct contid_ops fake_ops = {
	.connect = fake_connect,
	.send = fake_send,
	.recv = fake_recv,
};

struct nlattr *fake_find(struct nlmsghdr *req, int type)
{
	return nlmsg_find_attr(req, GENL_HDRLEN, type);
}

void fake_check(struct nlmsghdr *req, int cmd, int flags, int attrs)
{
	const struct genlmsghdr *genl = nlmsg_data(req);
	struct nlattr *nla;
	int rem;

	assert_int_equal(req->nlmsg_type, FAKE_FAMILY);
	assert_int_equal(genl->cmd, cmd);
	assert_int_equal(genl->version, CONTID_FAMILY_VERSION);
	assert_int_equal(req->nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_ACK | flags);
	nlmsg_for_each_attr(nla, req, GENL_HDRLEN, rem)
		attrs--;
	assert_int_equal(attrs, 0);
}

void fake_check_u32(struct nlmsghdr *req, int type, uint32_t value)
{
	struct nlattr *nla = fake_find(req, type);

	assert_non_null(nla);
	assert_int_equal(nla_len(nla), sizeof(value));
	assert_int_equal(nla_get_u32(nla), value);
}

void fake_check_u64(struct nlmsghdr *req, int type, uint64_t value)
{
	struct nlattr *nla = fake_find(req, type);

	assert_non_null(nla);
	assert_int_equal(nla_len(nla), sizeof(value));
	assert_int_equal(nla_get_u64(nla), value);
}

uint32_t fake_offset(struct nlmsghdr *req, int type)
{
	return (char *)fake_find(req, type) - (char *)req;
}
