// SPDX-License-Identifier: GPL-2.0
/*
 * malformed [SEED [COUNT]]: messages that no library would send. First a table,
 * then COUNT random changes to good ones. None may be carried out, crash the
 * kernel, or come back with an errno that is no business of user space.
 */

#include "pick.h"
#include "process.h"
#include "raw_contid.h"

#define ID	4242

static struct raw_nl nl;
static struct process victim;

struct raw {
	const char *what;
	uint8_t cmd;
	uint16_t flags;
	const char *bytes;	/* after the genl header; P stands for the pidfd */
	size_t len;
	int err;		/* -EINVAL: a wrong length may be -ERANGE too */
};

#define BYTES(s)	s, sizeof(s) - 1
#define PIDFD		"\x08\x00\x01\x00P\x00\x00\x00"
#define CONTID		"\x0c\x00\x02\x00\x92\x10\x00\x00\x00\x00\x00\x00"
#define SET		CONTID_CMD_SET
#define GET		CONTID_CMD_GET
#define DROP		CONTID_CMD_DROP
#define NS_GET		CONTID_CMD_NS_GET
#define READ		CONTID_CMD_READ

static const struct raw raws[] = {
	{ "no attribute at all", SET, 0, BYTES(""), -EINVAL },
	{ "pidfd of 2 bytes", SET, 0, BYTES("\x06\x00\x01\x00P\x00\x00\x00" CONTID), -EINVAL },
	{ "pidfd of 0 bytes", SET, 0, BYTES("\x04\x00\x01\x00" CONTID), -EINVAL },
	{ "pidfd of 8 bytes", SET, 0, BYTES("\x0c\x00\x01\x00P\x00\x00\x00\x00\x00\x00\x00" CONTID), -EINVAL },
	{ "contid of 4 bytes", SET, 0, BYTES(PIDFD "\x08\x00\x02\x00\x92\x10\x00\x00"), -EINVAL },
	{ "contid of 9 bytes", SET, 0, BYTES(PIDFD "\x0d\x00\x02\x00\x92\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "flags of 2 bytes", SET, 0, BYTES(PIDFD CONTID "\x06\x00\x03\x00\x00\x00\x00\x00"), -EINVAL },
	{ "attribute length 0", SET, 0, BYTES(PIDFD CONTID "\x00\x00\x03\x00\x00\x00\x00\x00"), -EINVAL },
	{ "attribute length 3", SET, 0, BYTES(PIDFD CONTID "\x03\x00\x03\x00\x00\x00\x00\x00"), -EINVAL },
	{ "attribute longer than the message", SET, 0, BYTES(PIDFD "\xff\x0f\x02\x00\x92\x10\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "attribute of 65535 bytes", SET, 0, BYTES(PIDFD "\xff\xff\x02\x00\x92\x10\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "half an attribute header", SET, 0, BYTES(PIDFD CONTID "\x08\x00"), -EINVAL },
	{ "one byte too many", SET, 0, BYTES(PIDFD CONTID "\x08"), -EINVAL },
	{ "attribute 0", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x00\x00\x01\x00\x00\x00"), -EINVAL },
	{ "attribute of replies only", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x08\x00\x01\x00\x00\x00"), -EINVAL },
	{ "parent of 4 bytes", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x05\x00\x01\x00\x00\x00"), -EINVAL },
	{ "parent that is none", SET, 0, BYTES(PIDFD CONTID "\x0c\x00\x05\x00\xff\xff\xff\xff\xff\xff\xff\xff"), -EINVAL },
	{ "unknown attribute 99", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x63\x00\x01\x00\x00\x00"), -EINVAL },
	{ "attribute 16383", SET, 0, BYTES(PIDFD CONTID "\x08\x00\xff\x3f\x01\x00\x00\x00"), -EINVAL },
	{ "pidfd said to be nested", SET, 0, BYTES("\x08\x00\x01\x80P\x00\x00\x00" CONTID), -EINVAL },
	{ "nested garbage", SET, 0, BYTES(PIDFD CONTID "\x14\x00\x03\x80\x10\x00\x01\x80\x0c\x00\x01\x80\x08\x00\x01\x80\x04\x00\x01\x80"), -EINVAL },
	{ "name of 0 bytes", SET, 0, BYTES(PIDFD CONTID "\x04\x00\x15\x00"), -EINVAL },
	{ "name that is a NUL", SET, 0, BYTES(PIDFD CONTID "\x05\x00\x15\x00\x00\x00\x00\x00"), -EINVAL },
	{ "name with a NUL in it", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x15\x00\x61\x00\x62\x00"), -EINVAL },
	{ "name said to be nested", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x15\x80webs"), -EINVAL },
	{ "name in a GET", GET, 0, BYTES(PIDFD "\x08\x00\x15\x00webs"), -EINVAL },
	{ "contid in a DROP", DROP, 0, BYTES(PIDFD CONTID), -EINVAL },
	{ "limit in a DROP", DROP, 0, BYTES(PIDFD "\x08\x00\x04\x00\x01\x00\x00\x00"), -EINVAL },
	{ "limit in a GET", GET, 0, BYTES(PIDFD "\x08\x00\x04\x00\x01\x00\x00\x00"), -EINVAL },
	{ "parent in a GET", GET, 0, BYTES(PIDFD "\x0c\x00\x05\x00\x01\x00\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "short parent in a dump", GET, NLM_F_DUMP, BYTES("\x08\x00\x05\x00\x01\x00\x00\x00"), -EINVAL },
	{ "unknown attribute in a dump", GET, NLM_F_DUMP, BYTES("\x08\x00\x63\x00\x01\x00\x00\x00"), -EINVAL },
	{ "hostile length in a dump", GET, NLM_F_DUMP, BYTES("\xff\xff\x02\x00\x01\x00\x00\x00"), -EINVAL },
	{ "nothing in an NS_GET", NS_GET, 0, BYTES(""), -EINVAL },
	{ "ns-fd of 2 bytes", NS_GET, 0, BYTES("\x06\x00\x13\x00P\x00\x00\x00"), -EINVAL },
	{ "ns-fd of 8 bytes", NS_GET, 0, BYTES("\x0c\x00\x13\x00P\x00\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "pidfd as ns-fd", NS_GET, 0, BYTES("\x08\x00\x13\x00P\x00\x00\x00"), -EINVAL },
	{ "ns-fd said to be nested", NS_GET, 0, BYTES("\x08\x00\x13\x80P\x00\x00\x00"), -EINVAL },
	{ "namespaces in an NS_GET", NS_GET, 0, BYTES(PIDFD "\x0c\x00\x14\x80\x08\x00\x01\x00\x00\x00\x00\x40"), -EINVAL },
	{ "contid in an NS_GET", NS_GET, 0, BYTES(PIDFD CONTID), -EINVAL },
	{ "ns-fd in a SET", SET, 0, BYTES(PIDFD CONTID "\x08\x00\x13\x00P\x00\x00\x00"), -EINVAL },
	{ "ns-fd in a dump", NS_GET, NLM_F_DUMP, BYTES("\x08\x00\x13\x00P\x00\x00\x00"), -EINVAL },
	{ "short contid in a dump of namespaces", NS_GET, NLM_F_DUMP, BYTES("\x08\x00\x02\x00\x92\x10\x00\x00"), -EINVAL },
	{ "an attribute in a STATS_GET", CONTID_CMD_STATS_GET, 0, BYTES(PIDFD), -EINVAL },
	{ "a counter in a STATS_GET", CONTID_CMD_STATS_GET, 0, BYTES("\x0c\x00\x02\x00\x92\x10\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "dump of STATS_GET", CONTID_CMD_STATS_GET, NLM_F_DUMP, BYTES(""), -EOPNOTSUPP },
	{ "nothing in a READ", READ, 0, BYTES(""), -EINVAL },
	{ "contid of 4 bytes in a READ", READ, 0, BYTES("\x08\x00\x02\x00\x92\x10\x00\x00"), -EINVAL },
	{ "limit of 8 bytes in a READ", READ, 0, BYTES(CONTID "\x0c\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00"), -EINVAL },
	{ "a record in a READ", READ, 0, BYTES(CONTID "\x08\x00\x17\x00\x61\x62\x63\x00"), -EINVAL },
	{ "dump of READ", READ, NLM_F_DUMP, BYTES(CONTID), -EOPNOTSUPP },
	{ "a notification as a request", CONTID_CMD_RECORD_NTF, 0, BYTES(CONTID), -EOPNOTSUPP },
	{ "dump of SET", SET, NLM_F_DUMP, BYTES(PIDFD CONTID), -EOPNOTSUPP },
	{ "dump of DROP", DROP, NLM_F_DUMP, BYTES(PIDFD), -EOPNOTSUPP },
	{ "command 0", 0, 0, BYTES(PIDFD CONTID), -EOPNOTSUPP },
	{ "unknown command 77", 77, 0, BYTES(PIDFD CONTID), -EOPNOTSUPP },
	{ "unknown command 255", 255, 0, BYTES(PIDFD CONTID), -EOPNOTSUPP },
};

static void put_raw(struct raw_nl_msg *msg, const char *bytes, size_t len)
{
	char *to = msg->buf + msg->nlh.nlmsg_len;
	size_t i;

	/* Four letters would do as well; a pidfd is less than 128 here. */
	for (i = 0; i < len; i++)
		to[i] = bytes[i] == 'P' ? victim.pidfd : bytes[i];
	msg->nlh.nlmsg_len += len;
}

static bool nothing_is_labelled(void)
{
	struct raw_descs list = {};
	bool none = !raw_dump(&nl, &list) && !list.n;

	free(list.v);
	return none && raw_contid_of(&nl, victim.pidfd) == CONTID_UNSET;
}

static void check_table(void)
{
	struct raw_nl_msg msg;
	size_t i;
	int err;

	for (i = 0; i < sizeof(raws) / sizeof(*raws); i++) {
		const struct raw *raw = &raws[i];

		raw_nl_start(&msg, nl.family, raw->cmd, raw->flags);
		put_raw(&msg, raw->bytes, raw->len);
		err = raw_nl_request(&nl, &msg, NULL, NULL);
		if (!ok((err == raw->err || (raw->err == -EINVAL && err == -ERANGE)) &&
			nothing_is_labelled(), "%s is refused", raw->what))
			diag("got %d, %s (%s)", err, strerror(-err),
			     nl.answer.sentence);
	}
}

/* The same in one send(): more messages than one, or less. */
static void check_framing(void)
{
	struct raw_nl_msg msg;
	int err;

	raw_nl_start(&msg, nl.family, GET, 0);
	msg.nlh.nlmsg_len = NLMSG_HDRLEN;
	err = raw_nl_request(&nl, &msg, NULL, NULL);
	ok(err == -EINVAL, "a message without genl header is refused");

	raw_nl_start(&msg, nl.family, SET, 0);
	put_raw(&msg, BYTES(PIDFD CONTID));
	msg.nlh.nlmsg_seq = ++nl.seq;
	msg.nlh.nlmsg_len += 4000;
	send(nl.fd, &msg, NLMSG_HDRLEN + GENL_HDRLEN + 20, 0);
	msg.nlh.nlmsg_len = 3;
	send(nl.fd, &msg, NLMSG_HDRLEN + GENL_HDRLEN + 20, 0);
	send(nl.fd, &msg, 5, 0);
	ok(nothing_is_labelled(), "messages of a wrong length change nothing");

	raw_nl_start(&msg, nl.family, SET, 0);
	put_raw(&msg, BYTES(PIDFD CONTID));
	memset(msg.buf + msg.nlh.nlmsg_len, 0, 4096);
	msg.buf[msg.nlh.nlmsg_len] = 0;
	msg.buf[msg.nlh.nlmsg_len + 1] = 0x10;
	msg.buf[msg.nlh.nlmsg_len + 2] = CONTID_A_FLAGS;
	msg.nlh.nlmsg_len += 4096;
	err = raw_nl_request(&nl, &msg, NULL, NULL);
	ok((err == -EINVAL || err == -ERANGE) && nothing_is_labelled(),
	   "flags of 4092 bytes are refused");
}

static void make_good_message(struct raw_nl_msg *msg)
{
	static const uint8_t cmds[] = {
		SET, SET, GET, GET, DROP, NS_GET, CONTID_CMD_STATS_GET, READ,
	};
	uint8_t cmd = cmds[pick(sizeof(cmds))];
	bool reads = cmd == GET || cmd == NS_GET;

	raw_nl_start(msg, nl.family, cmd, reads && pick(2) ? NLM_F_DUMP :
		     pick(2) ? NLM_F_ECHO : 0);
	if (pick(8))
		raw_nl_put_u32(msg, CONTID_A_PIDFD, victim.pidfd);
	if (pick(2))
		raw_nl_put_u64(msg, CONTID_A_CONTID, ID + pick(3));
	if (!pick(4))
		raw_nl_put_u32(msg, CONTID_A_FLAGS, 1U << pick(8));
	if (!pick(8))
		raw_nl_put_u32(msg, CONTID_A_LIMIT, pick(5));
	if (!pick(8))
		raw_nl_put_u64(msg, CONTID_A_PARENT, ID);
	if (!pick(8))
		raw_nl_put_u32(msg, CONTID_A_NS_FD, pick(8));
	if (!pick(4))
		raw_nl_put(msg, CONTID_A_NAME, "web\"\n\xff", 1 + pick(7));
}

static void mutate(struct raw_nl_msg *msg)
{
	static const uint8_t nasty[] = { 0, 1, 3, 4, 5, 8, 0x7f, 0x80, 0xff };
	uint32_t start = NLMSG_HDRLEN, n = pick(6);
	uint32_t room = msg->nlh.nlmsg_len - start;

	while (n--) {
		uint32_t at = start + pick(room);

		switch (pick(4)) {
		case 0:
			msg->buf[at] ^= 1 << pick(8);
			break;
		case 1:
			msg->buf[at] = nasty[pick(sizeof(nasty))];
			break;
		case 2:
			msg->buf[at] = pick(256);
			break;
		case 3:		/* longer or shorter, with what was there before */
			msg->nlh.nlmsg_len = start + 1 + pick(room + 40);
			break;
		}
	}
}

static bool errno_is_sane(int err)
{
	switch (-err) {
	case 0: case EINVAL: case ERANGE: case EOPNOTSUPP: case EBADF:
	case ESRCH: case EEXIST: case ENODATA: case ENOENT: case EMSGSIZE:
	case EXDEV: case EBUSY: case ENOTUNIQ: case EMLINK:
		return true;
	}
	return false;
}

static void check_random(uint64_t seed, unsigned int count)
{
	unsigned int i, done = 0, refused = 0, silent = 0, insane = 0;
	struct timeval patience = { .tv_sec = 60 };
	struct raw_nl_msg msg;
	int err;

	diag("seed %llu, %u messages", (unsigned long long)seed, count);
	pick_seed(seed);
	memset(&msg, 0, sizeof(msg));
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (i = 0; i < count; i++) {
		make_good_message(&msg);
		mutate(&msg);
		msg.nlh.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
		err = raw_nl_request(&nl, &msg, NULL, NULL);
		done += !err;
		refused += err < 0;
		silent += err == -EAGAIN;
		if (!errno_is_sane(err)) {
			insane++;
			diag("message %u: errno %d, %s", i, -err,
			     nl.answer.sentence);
		}
	}
	diag("%u carried out, %u refused", done, refused);
	ok(!silent, "each of the random messages got an answer");
	ok(!insane, "each answer is an errno of the contract");
	ok(done > count / 100 && refused > count / 100,
	   "some were carried out and some refused");

	process_end(&victim);
	victim = process_start(NULL, NULL);
	ok(nothing_is_labelled(), "no container is left of them");
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 20241;
	unsigned int count = argc > 2 ? atoi(argv[2]) : 20000;

	nl = raw_connect();
	victim = process_start(NULL, NULL);
	ok(nothing_is_labelled(), "nothing is labelled to begin with");
	check_table();
	check_framing();
	check_random(seed, count);
	process_end(&victim);
	return done_testing();
}
