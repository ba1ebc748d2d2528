/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Readers of containers, by hand.
 */

#ifndef SELFTESTS_RAW_READ_H
#define SELFTESTS_RAW_READ_H

#include <poll.h>

#include "raw_contid.h"

#define RAW_READ_ROOM	(64 << 10)

/* A message that a reader got. */
struct raw_record {
	uint8_t cmd;		/* CONTID_CMD_RECORD_NTF, _END_NTF, or 0: an answer */
	int err;		/* of the answer */
	const struct nlmsghdr *nlh;
	uint64_t contid, serial, scope;
	uint32_t type;
	const char *text;	/* valid until the next datagram */
	bool has_lost;
	uint64_t lost;
};

/* A datagram, and what has been read of it. */
struct raw_reader {
	struct raw_nl nl;
	const struct nlmsghdr *next;
	ssize_t left;
	char buf[RAW_READ_ROOM] __attribute__((aligned(8)));
};

struct raw_read_options {
	uint32_t flags;
	const uint32_t *limit;
	const uint64_t *scope;
};

/*
 * @attr: CONTID_A_CONTID or CONTID_A_SERIAL, which names the container. Records may come
 * before the answer.
 */
static inline int raw_read_ask(struct raw_nl *nl, uint16_t attr, uint64_t value,
			       struct raw_read_options options)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, CONTID_CMD_READ, 0);
	raw_nl_put_u64(&msg, attr, value);
	if (options.flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, options.flags);
	if (options.limit)
		raw_nl_put_u32(&msg, CONTID_A_LIMIT, *options.limit);
	if (options.scope)
		raw_nl_put_u64(&msg, CONTID_A_SCOPE, *options.scope);
	return raw_nl_send(nl, &msg);
}

static inline void raw_parse_record(const struct nlmsghdr *nlh,
				    struct raw_record *record)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	const struct nlattr *attr;

	memset(record, 0, sizeof(*record));
	record->nlh = nlh;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		record->err = ((const struct nlmsgerr *)NLMSG_DATA(nlh))->error;
		return;
	}
	record->cmd = genl->cmd;
	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		const void *value = attr + 1;

		switch (attr->nla_type) {
		case CONTID_A_CONTID: memcpy(&record->contid, value, 8); break;
		case CONTID_A_SERIAL: memcpy(&record->serial, value, 8); break;
		case CONTID_A_SCOPE: memcpy(&record->scope, value, 8); break;
		case CONTID_A_RECORD_TYPE: memcpy(&record->type, value, 4); break;
		case CONTID_A_RECORD: record->text = value; break;
		case CONTID_A_LOST:
			memcpy(&record->lost, value, 8);
			record->has_lost = true;
			break;
		}
	}
}

/*
 * The next message: 1; 0 if there is none within @timeout milliseconds, -1 for no limit;
 * or a negative errno.
 */
static inline int raw_read_next(struct raw_reader *reader, int timeout,
				struct raw_record *record)
{
	struct pollfd pfd = { .fd = reader->nl.fd, .events = POLLIN };
	int n;

	if (!NLMSG_OK(reader->next, reader->left)) {
		n = poll(&pfd, 1, timeout);
		if (n <= 0)
			return n < 0 ? -errno : 0;
		reader->left = recv(reader->nl.fd, reader->buf,
				    sizeof(reader->buf), MSG_TRUNC);
		if (reader->left < 0) {
			reader->left = 0;
			return -errno;
		}
		if (reader->left > (ssize_t)sizeof(reader->buf))
			return -EMSGSIZE;
		reader->next = (const void *)reader->buf;
		if (!NLMSG_OK(reader->next, reader->left) ||
		    (reader->next->nlmsg_type != reader->nl.family &&
		     reader->next->nlmsg_type != NLMSG_ERROR))
			return -EBADMSG;
	}
	raw_parse_record(reader->next, record);
	reader->next = NLMSG_NEXT(reader->next, reader->left);
	return 1;
}

/* What is done with a record that comes before an answer. */
typedef void (*raw_read_fn)(const struct raw_record *record);

/*
 * Wait for the answer to a READ. Returns 0 or a negative errno; @lost is that of a READ
 * with the flag stop, or NULL.
 */
static inline int raw_read_answer(struct raw_reader *reader, raw_read_fn fn,
				  uint64_t *lost)
{
	struct raw_record record;
	int err;

	while ((err = raw_read_next(reader, -1, &record)) == 1) {
		if (!record.cmd) {
			raw_nl_handle(&reader->nl, record.nlh, NULL, NULL);
			return record.err;
		}
		if (record.cmd == CONTID_CMD_READ && lost)
			*lost = record.lost;
		else if (record.cmd != CONTID_CMD_READ && fn)
			fn(&record);
	}
	return err;
}

static inline int raw_read_start(struct raw_reader *reader, uint64_t contid,
				 struct raw_read_options options, raw_read_fn fn)
{
	return raw_read_ask(&reader->nl, CONTID_A_CONTID, contid, options) ?:
	       raw_read_answer(reader, fn, NULL);
}

static inline int raw_read_stop(struct raw_reader *reader, uint64_t contid,
				raw_read_fn fn, uint64_t *lost)
{
	struct raw_read_options options = { .flags = CONTID_FLAG_STOP };

	return raw_read_ask(&reader->nl, CONTID_A_CONTID, contid, options) ?:
	       raw_read_answer(reader, fn, lost);
}

#endif /* SELFTESTS_RAW_READ_H */
