/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcontid - notifications of what happens to containers.
 *
 * What contid/contid.h says of errnos, threads, signals and fork() holds here
 * as well.
 */
#ifndef CONTID_EVENTS_H
#define CONTID_EVENTS_H

#include <sys/types.h>

#include <contid/contid.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum contid_event_type - what a notification says.
 * @CONTID_EVENT_SET: a process was labelled; the first event of a serial is
 *	the birth of the container
 * @CONTID_EVENT_DROP: a process lost the label
 * @CONTID_EVENT_ADOPT: a process that entered the container's pid namespace from
 *	outside was born with its label
 * @CONTID_EVENT_END: the container has ended; the last event of a serial
 *
 * A later version may add types: a program passes over one that it does not know,
 * and indexes nothing by it.
 */
enum contid_event_type {
	CONTID_EVENT_SET,
	CONTID_EVENT_DROP,
	CONTID_EVENT_ADOPT,
	CONTID_EVENT_END,
};

/**
 * struct contid_event - one notification.
 * @type: what it says
 * @pid: the process that it is about, with END the one that left last; 0 when
 *	it has no id that means anything to the receiver: in the initial network
 *	namespace that is one of the initial pid namespace, in another one of the
 *	pid namespace that the container was created from
 * @info: the container as it was then
 *
 * Only the library creates this structure; a later version may add members at
 * its end.
 */
struct contid_event {
	enum contid_event_type type;
	pid_t pid;
	const struct contid_info *info;
};

/**
 * contid_event_name - name a type of notifications.
 * @type: the type
 *
 * Return: "set", "drop", "adopt" or "end", or NULL when this version knows no
 * name. A static string.
 */
const char *contid_event_name(enum contid_event_type type);

/**
 * contid_subscribe - have notifications sent to a handle from now on.
 * @handle: an open handle, which is for notifications only from then on: requests
 *	through it fail with -EISCONN. On failure it is what it was.
 *
 * In the initial network namespace they are about all containers, in another
 * about those that it owns. To know all containers, subscribe first, and list
 * them through another handle then. A handle can be subscribed once; doing so
 * again changes nothing.
 *
 * Return: 0, or
 *   -EPERM       without CAP_AUDIT_READ over the user namespace that owns the
 *                network namespace of @handle
 *   -EOPNOTSUPP  this kernel sends no notifications
 *   -EISCONN     @handle reads records, see contid/read.h
 *   -ENOMEM, -ENOTCONN, -ECHILD  as above
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_subscribe(struct contid_handle *handle);

/**
 * contid_events_fd - what to wait on for notifications.
 * @handle: a subscribed handle
 *
 * Return: a file descriptor for poll(2), POLLIN or POLLERR meaning that
 * contid_dispatch() has something to do. It stays the library's, until
 * contid_close(). -EINVAL when @handle is not subscribed.
 */
CONTID_NONNULL(1)
int contid_events_fd(const struct contid_handle *handle);

/**
 * typedef contid_event_fn - receives one notification.
 * @event: the notification, valid during the call with all it points to
 * @data: what was given to contid_dispatch()
 *
 * It may use other handles, but not the one that the notification came from.
 *
 * Return: 0 to go on; any other value ends contid_dispatch(), which returns it.
 */
typedef int (*contid_event_fn)(const struct contid_event *event, void *data);

/**
 * contid_dispatch - read notifications that are there, without waiting.
 * @handle: a subscribed handle
 * @budget: how many to read at most, 1 upwards: while they come faster than they
 *	are read there is no end to them
 * @fn: called for each, in the order of the kernel
 * @data: handed to @fn
 *
 * Notifications that only later kernels know are passed over.
 *
 * Return: 0 when @budget is used up or none is left, which poll(2) distinguishes,
 *   what @fn returned, or
 *   -ENOBUFS  @handle was too slow, and notifications have been lost; those that
 *             were not have been handed to @fn. List the containers anew, through
 *             another handle, to know what became of them.
 *   -EBADMSG  a notification is not one that this library understands
 *   -EINVAL   @handle is not subscribed, or @budget is 0
 *   -ECHILD   the handle was opened by another process
 *   -ENOMEM   out of memory
 *   The handle goes on working after each of these, and the next call with what
 *   has not been read.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_dispatch(struct contid_handle *handle, unsigned int budget,
		    contid_event_fn fn, void *data);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_EVENTS_H */
