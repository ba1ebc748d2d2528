// SPDX-License-Identifier: LGPL-2.1-or-later
/* One request to the kernel, and its whole answer. */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "internal.h"

/**
 * struct exchange - a request that has been sent.
 * @req: the request
 * @fn: takes each message of the answer
 * @data: handed to @fn
 * @err: what the request comes to: 0, the kernel's errno, or that of @fn
 * @interrupted: what a dump described changed while it was read
 * @done: the answer is complete
 */
struct exchange {
	const struct nlmsghdr *req;
	contid_reply_fn fn;
	void *data;
	int err;
	bool interrupted;
	bool done;
};

/**
 * contid_request_new - begin a request, and clear why the last one was refused.
 * @h: the handle
 *
 * Return: an empty message, for the caller to free, or NULL.
 */
struct nl_msg *contid_request_new(struct contid_handle *h)
{
	contid_refusal_clear(h);
	return nlmsg_alloc();
}

/*
 * A child that fork() made shares the socket and the sequence numbers with the
 * process that opened the handle: each could read the other's answer and accept it
 * as its own.
 */
bool contid_is_forked(const struct contid_handle *h)
{
	return h->owner != getpid();
}

static int handle_ack(struct contid_handle *h, struct exchange *x,
		      const struct nlmsghdr *nlh)
{
	int result;
	int err;

	err = contid_msg_ack(nlh, &result);
	if (err)
		return err;

	x->done = true;
	if (result) {
		x->err = result;
		contid_refusal_note(h, x->req, nlh);
	}
	return 0;
}

static int handle_message(struct contid_handle *h, struct exchange *x,
			  struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_seq != x->req->nlmsg_seq)
		return -EBADMSG;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR &&
	    (x->req->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		x->interrupted = true;

	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		return handle_ack(h, x, nlh);
	if (nlh->nlmsg_type != x->req->nlmsg_type)
		return -EBADMSG;

	/* The answer is read to its end, also after @fn has failed. */
	if (!x->err)
		x->err = x->fn(nlh, x->data);
	return 0;
}

/**
 * contid_receive - receive a datagram of the kernel.
 * @h: the handle
 * @buf: where to put the datagram, for the caller to free; not touched unless
 *	there is one
 *
 * Return: its length; 0 for a datagram that the kernel did not send, which is ignored; or
 * -errno, -EBADMSG for an error of libnl itself.
 */
int contid_receive(struct contid_handle *h, unsigned char **buf)
{
	struct sockaddr_nl from = { 0 };
	unsigned char *data = NULL;
	int len;

	errno = 0;
	len = h->ops->recv(h->sk, &from, &data, NULL);
	if (len <= 0)
		return len && errno ? -errno : -EBADMSG;

	/* Port 0 is the kernel; other sockets may send to this one. */
	if (from.nl_pid) {
		free(data);
		return 0;
	}
	*buf = data;
	return len;
}

static int handle_datagram(struct contid_handle *h, struct exchange *x)
{
	struct nlmsghdr *nlh;
	unsigned char *buf;
	int err = 0;
	int len;

	len = contid_receive(h, &buf);
	if (len == -EAGAIN && h->reading)
		return contid_reading_wait(h);
	if (len <= 0)
		return len;
	if (h->reading) {
		err = contid_reading_keep(h, buf, len);
		if (err <= 0)
			return err;
		err = 0;
	}

	nlh = (struct nlmsghdr *)buf;
	while (!err && !x->done && nlmsg_ok(nlh, len)) {
		err = handle_message(h, x, nlh);
		nlh = nlmsg_next(nlh, &len);
	}
	if (!err && !x->done && len > 0)
		err = -EBADMSG;
	free(buf);
	return err;
}

/* Whether a handle that listens or reads does not take @req. */
static bool is_reserved(const struct contid_handle *h, const struct nlmsghdr *req)
{
	const struct genlmsghdr *genl = nlmsg_data(req);

	/* After ENOBUFS it would be unknown whether an answer or a notification was lost. */
	if (h->subscribed)
		return true;
	return h->reading && genl->cmd != CONTID_CMD_READ;
}

static int send_request(struct contid_handle *h, struct nl_msg *msg)
{
	int ret;

	do {
		errno = 0;
		ret = h->ops->send(h->sk, msg);
	} while (ret < 0 && errno == EINTR);

	if (ret >= 0)
		return 0;
	return errno ? -errno : -ENOMEM;
}

/**
 * contid_exchange - send a request and read the whole answer.
 * @h: the handle
 * @msg: the request, still the caller's afterwards
 * @fn: called for each message of the answer but the acknowledgment, until it
 *	returns an error
 * @data: handed to @fn
 *
 * Return: 0; 1 when a dump was inconsistent; the kernel's errno, its reason
 * being in the handle; the errno of @fn; -ENOTCONN and what leads to it;
 * -EISCONN for a handle that listens or reads; -ECHILD for that of another process.
 */
int contid_exchange(struct contid_handle *h, struct nl_msg *msg,
		    contid_reply_fn fn, void *data)
{
	struct exchange x = {
		.req = nlmsg_hdr(msg),
		.fn = fn,
		.data = data,
	};
	int err;

	if (contid_is_forked(h))
		return -ECHILD;
	if (h->desynced)
		return -ENOTCONN;
	if (is_reserved(h, x.req))
		return -EISCONN;

	err = send_request(h, msg);
	while (!err && !x.done)
		err = handle_datagram(h, &x);
	if (err) {
		h->desynced = true;
		return err;
	}
	return x.err ? x.err : x.interrupted;
}
