/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The messages that the steps of a program of fuzz.c send: to the family, and to audit.
 */

#ifndef SELFTESTS_FUZZ_REQUEST_H
#define SELFTESTS_FUZZ_REQUEST_H

#include <linux/audit.h>

#include "fuzz.world.h"

#define FIRST_ID	700
#define IDS		3	/* few, for requests to meet */
#define FIELD_CONTID	27
#define FEATURE_FIRST	2	/* of the policies for namespaces */
#define FEATURES	3

static void put_name(struct raw_nl_msg *msg, uint16_t type, uint32_t c)
{
	static const char names[][8] = {
		"web", "db", "", "a b", "\n", "\xff", "a\0b", "0", "-", "../x"
	};
	char longest[CONTID_NAME_MAX + 2];
	const char *name;
	unsigned int i = c % 12;

	memset(longest, 'x', sizeof(longest));
	if (i >= 10) {
		raw_nl_put(msg, type, longest, CONTID_NAME_MAX + i - 10);
		return;
	}
	name = names[i];
	/* With its NUL or without, both are strings to netlink */
	raw_nl_put(msg, type, name, i == 6 ? 3 : strlen(name) + (c & 128 ? 1 : 0));
}

static void put_bytes(struct raw_nl_msg *msg, uint16_t type, uint32_t c)
{
	char bytes[64];
	unsigned int i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = c >> (i % 4 * 8);
	raw_nl_put(msg, type | (c & 64 ? NLA_F_NESTED : 0), bytes, c % sizeof(bytes));
}

static void put_attr(struct raw_nl_msg *msg, const struct step *attr)
{
	static const uint64_t extreme[] = {
		0, CONTID_UNSET, CONTID_UNSET - 1, 1ULL << 32, (1ULL << 32) - 1, 1, 1ULL << 63,
	};
	static const uint32_t small[] = {
		0, 1, 2, 3, 16, 4096, 65536, CONTID_READ_LIMIT_MAX, UINT32_MAX,
	};
	uint16_t type = attr->a;
	uint32_t c = attr->c;
	int fd;

	switch (attr->b % NR_VALUES) {
	case VALUE_U32:
		raw_nl_put_u32(msg, type, c);
		break;
	case VALUE_ID:
		raw_nl_put_u64(msg, type, FIRST_ID + c % IDS);
		break;
	case VALUE_U64:
		raw_nl_put_u64(msg, type, (uint64_t)c << 32 | c);
		break;
	case VALUE_SERIAL:
		raw_nl_put_u64(msg, type, world->serial[c % SERIALS] + (c & 128 ? 1 : 0));
		break;
	case VALUE_PIDFD:
		raw_nl_put_u32(msg, type, actor_at(c)->pidfd);
		break;
	case VALUE_THREAD_PIDFD:
		fd = pidfd_open(syscall(SYS_gettid), PIDFD_OF_THREAD);
		raw_nl_put_u32(msg, type, fd);
		break;
	case VALUE_SLOT:
		raw_nl_put_u32(msg, type, world->slot[c % NR_SLOTS]);
		break;
	case VALUE_NAME:
		put_name(msg, type, c);
		break;
	case VALUE_FLAGS:
		/* One, two or any of them */
		raw_nl_put_u32(msg, type, c % 3 == 0 ? 1U << c / 3 % 9 :
			       c % 3 == 1 ? 1U << c / 3 % 8 | 1U << c / 24 % 8 : c);
		break;
	case VALUE_EXTREME:
		raw_nl_put_u64(msg, type, extreme[c % 7]);
		break;
	case VALUE_EMPTY:
		raw_nl_put(msg, type, "", 0);
		break;
	case VALUE_BYTES:
		put_bytes(msg, type, c);
		break;
	case VALUE_SMALL:
		raw_nl_put_u32(msg, type, small[c % 9]);
		break;
	}
}

static void send_message(int fd, const void *msg, size_t len, bool addressed)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	sendto(fd, msg, len, MSG_DONTWAIT, addressed ? (void *)&kernel : NULL,
	       addressed ? sizeof(kernel) : 0);
}

static void do_send(const struct step *step)
{
	struct raw_nl_msg msg;
	int fd = world->slot[step->a % NR_SLOTS];
	uint32_t c = step->c;
	unsigned int i;

	raw_nl_start(&msg, world->family, step->b,
		     (c & SEND_DUMP ? NLM_F_DUMP : 0) | (c & SEND_ECHO ? NLM_F_ECHO : 0));
	if (c & SEND_NO_ACK)
		msg.nlh.nlmsg_flags &= ~NLM_F_ACK;
	if (c & SEND_VERSION)
		((struct genlmsghdr *)NLMSG_DATA(&msg.nlh))->version = c >> 24;
	for (i = 0; i < world->attrs; i++)
		put_attr(&msg, &world->attr[i]);
	if (!(c & SEND_KEEP))
		world->attrs = 0;
	if (c & SEND_BREAK)
		msg.buf[(c >> 16 & 0xff) % msg.nlh.nlmsg_len] = c >> 24;
	send_message(fd, &msg, msg.nlh.nlmsg_len > sizeof(msg) ? sizeof(msg) : msg.nlh.nlmsg_len,
		     c & SEND_TO);
	if (c & SEND_READ)
		receive(fd, 4, 0);
}

/* Numbers of one step, which are the same when that is repeated; at most @n - 1 */
static uint32_t storm_pick(uint32_t *state, uint32_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return (*state >> 8) % n;
}

/* One attribute of a request becomes another, or is left out. */
static void storm_change_attr(struct step *attr, uint32_t *state)
{
	switch (storm_pick(state, 8)) {
	case 0: attr->a = storm_pick(state, CONTID_A_MAX + 2); break;
	case 1: attr->b = storm_pick(state, NR_VALUES); break;
	case 2: attr->op = NR_OPS; break;
	case 3: attr->c = *state; break;
	default: attr->c = storm_pick(state, 256);
	}
}

/*
 * The attributes of the next request, with a change or two. @thread is a pidfd of the
 * thread, for all requests of the storm: one each would fill the table of descriptors.
 */
static void storm_request(struct raw_nl_msg *msg, uint8_t cmd, int thread, uint32_t *state)
{
	static const uint16_t flags[] = {
		0, 0, 0, 0, NLM_F_ECHO, NLM_F_ECHO, NLM_F_DUMP, NLM_F_DUMP | NLM_F_ECHO,
	};
	struct step attr[STEPS_MOST];
	unsigned int n = world->attrs, changes, i;

	memcpy(attr, world->attr, n * sizeof(*attr));
	for (changes = n ? storm_pick(state, 3) : 0; changes; changes--)
		storm_change_attr(&attr[storm_pick(state, n)], state);
	if (!storm_pick(state, 4))
		cmd = 1 + storm_pick(state, CONTID_CMD_MAX);
	raw_nl_start(msg, world->family, cmd, flags[storm_pick(state, 8)]);
	if (storm_pick(state, 4))
		msg->nlh.nlmsg_flags &= ~NLM_F_ACK;
	for (i = 0; i < n; i++) {
		if (attr[i].op == NR_OPS)
			continue;
		if (attr[i].b % NR_VALUES == VALUE_THREAD_PIDFD)
			raw_nl_put_u32(msg, attr[i].a, thread);
		else
			put_attr(msg, &attr[i]);
	}
	/* Behind the header: what comes after a wrong length is not read */
	if (!storm_pick(state, 16) && msg->nlh.nlmsg_len > NLMSG_HDRLEN)
		msg->buf[NLMSG_HDRLEN + storm_pick(state, msg->nlh.nlmsg_len - NLMSG_HDRLEN)] = *state;
}

static void do_storm(const struct step *step)
{
	int thread = pidfd_open(syscall(SYS_gettid), PIDFD_OF_THREAD);
	int fd = world->slot[step->a % NR_SLOTS];
	uint32_t state = step->c | 1;
	uint8_t cmd = 1 + step->c % CONTID_CMD_MAX;
	char storm[32768];
	struct raw_nl_msg msg;
	unsigned int i, len = 0;

	for (i = 0; i < step->b; i++) {
		storm_request(&msg, cmd, thread, &state);
		if (len + msg.nlh.nlmsg_len > sizeof(storm))
			break;
		memcpy(storm + len, &msg, msg.nlh.nlmsg_len);
		len += NLMSG_ALIGN(msg.nlh.nlmsg_len);
	}
	send_message(fd, storm, len, true);
	close(thread);
	receive(fd, STORM_MOST, 0);
	__atomic_add_fetch(&world->stormed, i, __ATOMIC_RELAXED);
}

struct audit_msg {
	struct nlmsghdr nlh;
	char data[2048];
};

static void audit_message(struct audit_msg *msg, uint16_t type, const void *data, size_t len)
{
	memset(&msg->nlh, 0, sizeof(msg->nlh));
	msg->nlh.nlmsg_len = NLMSG_LENGTH(len);
	msg->nlh.nlmsg_type = type;
	msg->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	memcpy(msg->data, data, len);
}

/* A rule that has to do with containers; the same step adds and deletes the same. */
static void rule_message(struct audit_msg *msg, const struct step *step, bool delete)
{
	static const uint32_t lists[] = {
		AUDIT_FILTER_EXIT, AUDIT_FILTER_EXIT, AUDIT_FILTER_TASK, AUDIT_FILTER_EXCLUDE,
		AUDIT_FILTER_USER, AUDIT_FILTER_FS, 7 /* io_uring */, AUDIT_FILTER_EXIT,
	};
	static const uint32_t ops[] = {
		AUDIT_EQUAL, AUDIT_NOT_EQUAL, AUDIT_LESS_THAN, AUDIT_GREATER_THAN,
		AUDIT_GREATER_THAN_OR_EQUAL, AUDIT_BIT_MASK, AUDIT_EQUAL, AUDIT_EQUAL,
	};
	union {
		struct audit_rule_data rule;
		char room[sizeof(struct audit_rule_data) + 64];
	} u;
	uint64_t id = step->c & 16 ? CONTID_UNSET : FIRST_ID + step->c % IDS;
	unsigned int i;

	memset(&u, 0, sizeof(u));
	u.rule.flags = lists[step->a % 8];
	u.rule.action = step->c & 32 ? AUDIT_NEVER : AUDIT_ALWAYS;
	if (u.rule.flags != AUDIT_FILTER_TASK)
		memset(u.rule.mask, 0xff, sizeof(u.rule.mask));
	u.rule.field_count = 1 + (step->c >> 6 & 1);
	for (i = 0; i < u.rule.field_count; i++) {
		u.rule.fields[i] = FIELD_CONTID;
		u.rule.fieldflags[i] = ops[(step->b + i) % 8];
		u.rule.values[i] = step->c & 128 ? step->c >> 24 : sizeof(id);
		memcpy(u.rule.buf + i * sizeof(id), &id, sizeof(id));
	}
	u.rule.buflen = u.rule.field_count * sizeof(id);
	audit_message(msg, delete ? AUDIT_DEL_RULE : AUDIT_ADD_RULE, &u,
		      sizeof(u.rule) + u.rule.buflen);
}

static void do_rule(const struct step *step)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
	struct audit_msg msg;

	rule_message(&msg, step, step->c & 256);
	send_message(fd, &msg, msg.nlh.nlmsg_len, true);
	receive(fd, 2, 0);
	close(fd);
}

/*
 * What neither ends the machine's auditing for good nor panics: not enabled = 2, not
 * failure = 2, and no lock of a feature.
 */
static void do_audit(const struct step *step)
{
	int fd = world->slot[step->b % NR_SLOTS];
	struct audit_features features = { .vers = AUDIT_FEATURE_VERSION };
	struct audit_status status = {};
	struct audit_msg msg;

	switch (step->a % 9) {
	case 0:
		audit_message(&msg, AUDIT_GET, "", 0);
		break;
	case 1:
		audit_message(&msg, AUDIT_USER, "op=fuzz", 8);
		break;
	case 2:
		audit_message(&msg, AUDIT_LIST_RULES, "", 0);
		break;
	case 3:
		audit_message(&msg, AUDIT_SIGNAL_INFO, "", 0);
		break;
	case 4:
		features.mask = (step->c & ((1 << FEATURES) - 1)) << FEATURE_FIRST;
		features.features = (step->c >> FEATURES) << FEATURE_FIRST;
		audit_message(&msg, AUDIT_SET_FEATURE, &features, sizeof(features));
		break;
	case 5:
		status.mask = AUDIT_STATUS_PID;
		status.pid = step->c & 1 ? syscall(SYS_getpid) : 0;
		audit_message(&msg, AUDIT_SET, &status, sizeof(status));
		break;
	case 6:
		status.mask = AUDIT_STATUS_ENABLED;
		status.enabled = step->c & 1;
		audit_message(&msg, AUDIT_SET, &status, sizeof(status));
		break;
	case 7:
		status.mask = AUDIT_STATUS_LOST;
		audit_message(&msg, AUDIT_SET, &status, sizeof(status));
		break;
	default:
		audit_message(&msg, AUDIT_FIRST_USER_MSG + step->c % 200, "op=fuzz", 8);
	}
	send_message(fd, &msg, msg.nlh.nlmsg_len, step->c & 2);
	receive(fd, 4, 0);
}

#endif /* SELFTESTS_FUZZ_REQUEST_H */
