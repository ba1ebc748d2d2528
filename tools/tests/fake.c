// SPDX-License-Identifier: LGPL-2.1-or-later
/* A kernel for tests, see fake.h. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fake.h"

#define DATAGRAMS	64
#define DATAGRAM_SIZE	40960
#define EXPECTED	16

struct datagram {
	unsigned char data[DATAGRAM_SIZE] __attribute__((aligned(8)));
	size_t len;
	uint32_t port;
	int err;
	void (*then)(void);
};

struct queue {
	struct datagram data[DATAGRAMS];
	unsigned int head;	/* next to be received */
	unsigned int tail;	/* being put together, if len is not 0 */
};

static struct {
	struct queue answers;
	struct queue events;
	struct queue records;
	struct queue *to;	/* where what is put together goes */
	struct nl_sock *listener;
	struct nl_sock *reader;
	bool forever;
	int join_err;
	struct nlmsghdr *last;
	struct nlattr *nest;
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
	assert_in_range(fake.to->tail, 0, DATAGRAMS - 1);
	return &fake.to->data[fake.to->tail];
}

void fake_reset(void)
{
	memset(&fake, 0, sizeof(fake));
	fake.to = &fake.answers;
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
	return fake.answers.tail - fake.answers.head +
	       fake.events.tail - fake.events.head +
	       fake.records.tail - fake.records.head;
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

void fake_nest(uint16_t type)
{
	struct nlattr nla = { .nla_type = type | NLA_F_NESTED };

	fake.nest = (struct nlattr *)(current()->data + current()->len);
	fake_bytes(&nla, sizeof(nla));
}

void fake_nest_end(void)
{
	fake.nest->nla_len = (unsigned char *)current()->data +
			     current()->len - (unsigned char *)fake.nest;
}

struct nlmsghdr *fake_last(void)
{
	return fake.last;
}

void fake_cut(void)
{
	if (current()->len || current()->err)
		fake.to->tail++;
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

void fake_to_events(void)
{
	fake.to = &fake.events;
}

void fake_to_records(void)
{
	fake.to = &fake.records;
}

void fake_to_answers(void)
{
	fake.to = &fake.answers;
}

void fake_event_fails(int err)
{
	fake_to_events();
	fake_receive_fails(err);
	fake_to_answers();
}

void fake_pause(void (*then)(void))
{
	fake.events.data[fake.events.tail].then = then;
	fake_event_fails(EAGAIN);
}

void fake_no_record(void (*then)(void))
{
	fake_to_records();
	fake.records.data[fake.records.tail].then = then;
	fake_receive_fails(EAGAIN);
	fake_to_answers();
}

void fake_events_forever(void (*then)(void))
{
	fake.events.data[0].then = then;
	fake.forever = true;
}

bool fake_joined(void)
{
	return fake.listener;
}

void fake_join_fails(int err)
{
	fake.join_err = err;
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

/* What has been received makes room for what comes later. */
static void reuse(struct queue *q)
{
	if (q->head != q->tail || q->data[q->tail].len || q == &fake.events)
		return;
	while (q->tail) {
		struct datagram *d = &q->data[--q->tail];

		d->len = 0;
		d->port = 0;
		d->err = 0;
		d->then = NULL;
	}
	q->head = 0;
}

/* An answer comes before the records that are queued for the same socket. */
static struct queue *queue_of(const struct nl_sock *sk)
{
	if (sk == fake.listener)
		return &fake.events;
	if (sk == fake.reader && fake.answers.head == fake.answers.tail)
		return &fake.records;
	return &fake.answers;
}

static int fake_recv(struct nl_sock *sk, struct sockaddr_nl *from,
		     unsigned char **buf, struct ucred **creds)
{
	struct queue *q = queue_of(sk);
	struct datagram *d;
	int len;

	(void)creds;
	if (q->head == q->tail && q == &fake.events && fake.forever)
		q->head = 0;
	if (q->head == q->tail)
		fail_msg("the library waits for what never comes");
	d = &q->data[q->head++];
	if (d->then)
		d->then();
	if (d->err) {
		errno = d->err > 0 ? d->err : 0;
		reuse(q);
		return -NLE_FAILURE;
	}

	/* Exactly as long as the data, for the sanitizer to watch over */
	*buf = malloc(d->len);
	memcpy(*buf, d->data, d->len);
	*from = (struct sockaddr_nl){
		.nl_family = AF_NETLINK,
		.nl_pid = d->port,
	};
	len = d->len;
	reuse(q);
	return len;
}

static int fake_join(struct nl_sock *sk, uint32_t group)
{
	assert_int_equal(group, FAKE_GROUP);
	if (fake.join_err)
		return -fake.join_err;
	assert_null(fake.listener);
	fake.listener = sk;
	return 0;
}

static int fake_read(struct nl_sock *sk)
{
	assert_ptr_not_equal(sk, fake.listener);
	fake.reader = sk;
	return 0;
}

/* There is always something to receive, if only that there is nothing. */
static int fake_fd(const struct nl_sock *sk)
{
	static int fd = -1;

	assert_true(sk == fake.listener || sk == fake.reader);
	if (fd < 0)
		fd = memfd_create("events", MFD_CLOEXEC);
	return fd;
}

const struct contid_ops fake_ops = {
	.connect = fake_connect,
	.send = fake_send,
	.recv = fake_recv,
	.join = fake_join,
	.read = fake_read,
	.fd = fake_fd,
};
