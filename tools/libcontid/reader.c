// SPDX-License-Identifier: LGPL-2.1-or-later
/* Readers: a handle that gets the audit records of containers. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "internal.h"

/**
 * struct datagram - one that was received, and is not read to its end.
 * @next: the one behind it
 * @data: what was received
 * @at: the next message in it
 * @left: bytes from there on
 */
struct datagram {
	struct datagram *next;
	unsigned char *data;
	struct nlmsghdr *at;
	int left;
};

/**
 * struct loss - records that a container has lost.
 * @serial: serial number of the container
 * @lost: how many
 */
struct loss {
	uint64_t serial;
	uint64_t lost;
};

/**
 * struct contid_reading - the part of a handle that reads.
 * @first: datagrams that were received, oldest first
 * @last: where the next one is linked
 * @record: what contid_read_next() has given
 * @losses: of the containers that have lost records
 * @nr_losses: how many there are
 * @room: for how many there is room
 */
struct contid_reading {
	struct datagram *first;
	struct datagram **last;
	struct contid_record record;
	struct loss *losses;
	size_t nr_losses;
	size_t room;
};

static int prepare(struct contid_handle *h)
{
	struct contid_reading *reading;
	int err;

	if (h->reading)
		return 0;
	reading = calloc(1, sizeof(*reading));
	if (!reading)
		return -ENOMEM;
	err = h->ops->read(h->sk);
	if (err) {
		free(reading);
		return err;
	}
	reading->last = &reading->first;
	h->reading = reading;
	return 0;
}

static void drop_first(struct contid_reading *reading)
{
	struct datagram *first = reading->first;

	reading->first = first->next;
	if (!reading->first)
		reading->last = &reading->first;
	free(first->data);
	free(first);
}

/* Free what a handle has for reading. */
void contid_reading_free(struct contid_reading *reading)
{
	if (!reading)
		return;
	while (reading->first)
		drop_first(reading);
	free(reading->losses);
	free(reading);
}

/* Takes @data over, also on failure. */
static int keep(struct contid_reading *reading, unsigned char *data, int len)
{
	struct datagram *datagram = calloc(1, sizeof(*datagram));

	if (!datagram) {
		free(data);
		return -ENOMEM;
	}
	datagram->data = data;
	datagram->at = (struct nlmsghdr *)data;
	datagram->left = len;
	*reading->last = datagram;
	reading->last = &datagram->next;
	return 0;
}

/**
 * contid_reading_keep - put a datagram aside that came in place of an answer.
 * @h: a handle that reads
 * @data: the datagram, which is taken over if it is one of records
 * @len: its length
 *
 * Return: 1 if it is an answer; 0 if it was put aside; or -ENOMEM.
 */
int contid_reading_keep(struct contid_handle *h, unsigned char *data, int len)
{
	const struct nlmsghdr *nlh = (struct nlmsghdr *)data;

	/* Of the family's messages, only answers have the number of a request. */
	if (!nlmsg_ok(nlh, len) || nlh->nlmsg_type != h->family || nlh->nlmsg_seq)
		return 1;
	return keep(h->reading, data, len);
}

/* The socket does not block: wait for the answer. */
int contid_reading_wait(struct contid_handle *h)
{
	struct pollfd fd = { .fd = h->ops->fd(h->sk), .events = POLLIN };

	return poll(&fd, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

/* There is nothing in it that the caller does not know. */
static int on_started(struct nlmsghdr *nlh, void *data)
{
	(void)nlh;
	(void)data;
	return 0;
}

int contid_read_start(struct contid_handle *handle, struct contid_ref container,
		      uint32_t limit, uint32_t flags)
{
	struct nl_msg *msg;
	int err;

	if (contid_is_forked(handle))
		return -ECHILD;
	if (handle->subscribed)
		return -EISCONN;
	err = prepare(handle);
	if (err)
		return err;
	/* The flag stop has an answer, and a function of its own. */
	if (flags & CONTID_FLAG_STOP)
		return -EINVAL;

	msg = contid_request_new(handle);
	err = contid_msg_read(msg, handle->family, container, limit, flags);
	if (!err)
		err = contid_exchange(handle, msg, on_started, NULL);
	nlmsg_free(msg);
	return err;
}

static int on_stopped(struct nlmsghdr *nlh, void *data)
{
	static const struct nla_policy policy[CONTID_A_MAX + 1] = {
		[CONTID_A_LOST] = { .type = NLA_U64 },
	};
	struct nlattr *tb[CONTID_A_MAX + 1];

	if (genlmsg_parse(nlh, 0, tb, CONTID_A_MAX, policy) ||
	    !tb[CONTID_A_LOST])
		return -EBADMSG;
	*(uint64_t *)data = nla_get_u64(tb[CONTID_A_LOST]);
	return 0;
}

int contid_read_stop(struct contid_handle *handle, struct contid_ref container,
		     uint64_t *lost)
{
	uint64_t count = 0;
	struct nl_msg *msg;
	int err;

	if (!handle->reading)
		return -EINVAL;
	msg = contid_request_new(handle);
	err = contid_msg_read(msg, handle->family, container, 0,
			      CONTID_FLAG_STOP);
	if (!err)
		err = contid_exchange(handle, msg, on_stopped, &count);
	nlmsg_free(msg);
	if (!err && lost)
		*lost = count;
	return err;
}

int contid_read_fd(const struct contid_handle *handle)
{
	return handle->reading ? handle->ops->fd(handle->sk) : -EINVAL;
}

static struct loss *find_loss(struct contid_reading *reading, uint64_t serial)
{
	size_t i;

	for (i = 0; i < reading->nr_losses; i++)
		if (reading->losses[i].serial == serial)
			return &reading->losses[i];
	return NULL;
}

/* There is room for one more. */
static uint64_t note_loss(struct contid_reading *reading,
			  const struct contid_record *record)
{
	struct loss *loss = find_loss(reading, record->serial);
	uint64_t lost = record->lost;

	if (!loss && !lost)
		return 0;
	if (!loss) {
		loss = &reading->losses[reading->nr_losses++];
		*loss = (struct loss){ .serial = record->serial };
	}
	if (lost < loss->lost)
		lost = loss->lost;
	loss->lost = lost;
	/* No more records of this container can come. */
	if (record->type == CONTID_RECORD_END)
		*loss = reading->losses[--reading->nr_losses];
	return lost;
}

static int store(const struct contid_record *record, void *data)
{
	struct contid_reading *reading = data;

	reading->record = *record;
	reading->record.lost = note_loss(reading, record);
	return 1;
}

/*
 * Take the next message of the first datagram. Returns 1 when that was a record,
 * 0 when it was something else, or -EBADMSG.
 */
static int take_message(struct contid_handle *h)
{
	struct contid_reading *reading = h->reading;
	struct datagram *first = reading->first;
	const struct nlmsghdr *nlh = first->at;

	first->at = nlmsg_next(first->at, &first->left);
	/* The answer to a request that was given up may still be there. */
	if (nlh->nlmsg_type != h->family)
		return 0;
	return contid_msg_record(nlh, store, reading);
}

static int receive(struct contid_handle *h)
{
	unsigned char *data;
	int len = contid_receive(h, &data);

	/* What does not fit was counted: LOST of a later message says so. */
	if (len == -ENOBUFS)
		return 0;
	return len > 0 ? keep(h->reading, data, len) : len;
}

/* Go on to the next message. Returns as take_message(), or another -errno. */
static int advance(struct contid_handle *h)
{
	struct contid_reading *reading = h->reading;
	int left;

	if (!reading->first)
		return receive(h);
	left = reading->first->left;
	if (nlmsg_ok(reading->first->at, left))
		return take_message(h);
	drop_first(reading);
	return left > 0 ? -EBADMSG : 0;
}

int contid_read_next(struct contid_handle *handle,
		     const struct contid_record **record)
{
	struct contid_reading *reading = handle->reading;
	int ret;

	if (contid_is_forked(handle))
		return -ECHILD;
	if (!reading)
		return -EINVAL;
	/* Before a record is taken, which would be lost otherwise */
	if (contid_make_room((void **)&reading->losses, reading->nr_losses,
			     &reading->room, sizeof(*reading->losses)))
		return -ENOMEM;
	do {
		ret = advance(handle);
	} while (!ret);
	if (ret < 0)
		return ret;
	*record = &reading->record;
	return 0;
}

static int check_socket(int fd)
{
	socklen_t len = sizeof(int);
	int domain, protocol;

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) ||
	    getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len))
		return errno == EBADF ? -EBADF : -EINVAL;
	return domain == AF_NETLINK && protocol == NETLINK_GENERIC ? 0 : -EINVAL;
}

/* The family as another socket finds it: this one may be full of records. */
static int learn_family(struct contid_handle *h)
{
	struct contid_handle *other;
	int err = contid_open(&other);

	if (err)
		return err;
	h->family = other->family;
	contid_close(other);
	return 0;
}

/* A handle of this process for a duplicate of @fd */
static int open_duplicate(int fd, struct contid_handle *h)
{
	int copy, err;

	h->ops = &contid_socket_ops;
	h->owner = getpid();
	h->sk = nl_socket_alloc();
	if (!h->sk)
		return -ENOMEM;
	err = learn_family(h);
	if (err)
		return err;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return -errno;
	if (nl_socket_set_fd(h->sk, NETLINK_GENERIC, copy)) {
		close(copy);
		return -EINVAL;
	}
	return prepare(h);
}

int contid_read_open(int fd, struct contid_handle **handle)
{
	struct contid_handle *h;
	int err;

	err = check_socket(fd);
	if (err)
		return err;
	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	err = open_duplicate(fd, h);
	if (err) {
		contid_close(h);
		return err;
	}
	close(fd);
	*handle = h;
	return 0;
}
