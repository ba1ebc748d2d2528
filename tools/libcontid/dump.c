// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps, read again while they are inconsistent. */

#include "internal.h"

#define DUMP_TRIES	4

/**
 * contid_dump - send a request for a dump, and read the whole of it.
 * @h: the handle
 * @msg: the request, still the caller's afterwards
 * @fn: called for each message of the answer, until it returns an error
 * @empty: called before each try: has @data forget what @fn has stored in it
 * @data: handed to @fn and @empty
 *
 * Return: 0; CONTID_CHANGED when the last try was inconsistent, too; or -errno.
 */
int contid_dump(struct contid_handle *h, struct nl_msg *msg,
		contid_reply_fn fn, void (*empty)(void *data), void *data)
{
	int tries;
	int ret = 0;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		empty(data);
		nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
		ret = contid_exchange(h, msg, fn, data);
		if (ret <= 0)
			break;
	}
	return ret > 0 ? CONTID_CHANGED : ret;
}
