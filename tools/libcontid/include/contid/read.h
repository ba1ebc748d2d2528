/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcontid - the audit records of a container, as they are written.
 *
 * What contid/contid.h says of errnos, threads, signals and fork() holds here
 * as well.
 */
#ifndef CONTID_READ_H
#define CONTID_READ_H

#include <stddef.h>
#include <stdint.h>

#include <contid/contid.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Type of a record that is none: the container has ended. No record has it. */
#define CONTID_RECORD_END	0

/**
 * struct contid_record - an audit record, or the end of a container.
 * @contid: identifier of the container that is read, CONTID_UNSET only if the
 *	kernel gave none
 * @scope: its scope, 0 in the caller's own scope
 * @serial: its serial number, which distinguishes the containers that one handle
 *	reads
 * @lost: records that have been lost of this container since contid_read_start(),
 *	all together, as far as the kernel has reported: it never goes down
 * @text: text of the record, as the audit daemon gets it: "audit(", the time, the
 *	serial number of the event, and the fields. Ends with a null byte. Users
 *	write parts of some records: any byte but 0 may be in it. NULL at the end of
 *	the container.
 * @len: bytes of @text, without the null byte
 * @type: AUDIT_* of linux/audit.h, or CONTID_RECORD_END. AUDIT_EOE ends an event of
 *	several records and has no fields.
 *
 * Only the library creates this structure; a later version may add members at
 * its end.
 */
struct contid_record {
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
	uint64_t lost;
	const char *text;
	size_t len;
	uint32_t type;
};

/**
 * contid_read_start - have the records of a container sent to a handle from now on.
 * @handle: an open handle. From the first call on, also if it fails, it is for
 *	reading only: other requests through it fail with -EISCONN.
 * @container: which one; with the containers nested in it, at any depth
 * @limit: bytes that may wait to be read, as the kernel counts the memory of
 *	messages, up to CONTID_READ_LIMIT_MAX; 0 for CONTID_READ_LIMIT_DEFAULT. What
 *	does not fit is lost, and counted.
 * @flags: CONTID_FLAG_TRIM, or 0. With it, records do not show what is outside the
 *	container. To a caller with delegated authority it is always so.
 *
 * A handle can read several containers, and their limits add up. An event that is
 * about two of them is read twice.
 *
 * Return: 0, or
 *   -EINVAL      @flags has others
 *   -ERANGE      @limit is too large
 *   -EPERM       as from contid_get()
 *   -ENOENT      there is no such container, or none for the caller to see
 *   -EEXIST      @handle reads it already
 *   -ENOSPC      the container has CONTID_READERS_MAX readers, or those of one
 *                delegation would have more than CONTID_READ_LIMIT_MAX together
 *   -EISCONN     @handle is subscribed to notifications
 *   -EOPNOTSUPP  this kernel has no readers
 *   or one of the errnos that every function can return. After -ENOTCONN and
 *   -ENOBUFS, contid_read_next() still works.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_read_start(struct contid_handle *handle, struct contid_ref container,
		      uint32_t limit, uint32_t flags);

/**
 * contid_read_stop - no longer have the records of a container sent to a handle.
 * @handle: a handle that reads the container
 * @container: as with contid_read_start()
 * @lost: where to put the number of records that have been lost since that, or NULL;
 *	not touched on failure
 *
 * Records that were sent before can still be read. This also ends what another
 * process reads through the same socket, see contid_read_open(). A container that
 * has ended is no longer read, and needs no stop.
 *
 * Return: 0, or
 *   -EPERM   as from contid_get()
 *   -ENOENT  @handle does not read this container
 *   -EINVAL  contid_read_start() was not called for @handle
 *   or one of the errnos that every function can return
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_read_stop(struct contid_handle *handle, struct contid_ref container,
		     uint64_t *lost);

/**
 * contid_read_open - read through a socket that another process has prepared.
 * @fd: a file descriptor that came from that process, which has called
 *	contid_read_start(): by SCM_RIGHTS of unix(7), or by inheritance. It is of
 *	what contid_read_fd() gives there. After success it belongs to the handle.
 * @handle: where to put the new handle, for contid_read_next() and
 *	contid_close(); not touched on failure
 *
 * Records can come before the kernel's answer to contid_read_start(): they are in
 * the handle of that process, which calls contid_read_next() until there is none
 * before it hands the descriptor over.
 *
 * This takes no capability. Each record goes to one of the processes that read
 * through the socket, and reading ends with the last descriptor of it. The socket
 * does not block then, in any process.
 *
 * Return: 0, or
 *   -EBADF     @fd is no open file descriptor
 *   -EINVAL    @fd is no socket of generic netlink
 *   or what contid_open() returns
 */
CONTID_MUST_CHECK CONTID_NONNULL(2)
int contid_read_open(int fd, struct contid_handle **handle);

/**
 * contid_read_fd - what to wait on for records.
 * @handle: a handle that contid_read_start() was called for, or of
 *	contid_read_open()
 *
 * Return: a file descriptor for poll(2), POLLIN or POLLERR meaning that
 * contid_read_next() may have something. Call that until it returns -EAGAIN, then
 * wait: several records come at once. It stays the library's, until
 * contid_close(); a duplicate may be handed to another process. -EINVAL when
 * @handle does not read.
 */
CONTID_NONNULL(1)
int contid_read_fd(const struct contid_handle *handle);

/**
 * contid_read_next - read the next record, without waiting.
 * @handle: a handle that contid_read_start() was called for, or of
 *	contid_read_open()
 * @record: where to put it, valid until the next call with @handle; not touched on
 *	failure
 *
 * The records of one event follow each other, and come all or not at all. The
 * records of a container end with one of type CONTID_RECORD_END.
 *
 * Return: 0, or
 *   -EAGAIN   none is there
 *   -EBADMSG  a message is not one that this library understands
 *   -EINVAL   @handle does not read
 *   -ECHILD   the handle was opened by another process
 *   -ENOMEM   out of memory
 *   The handle goes on working after each of these. A loss is no error: it shows in
 *   @lost of the records that follow.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_read_next(struct contid_handle *handle,
		     const struct contid_record **record);

/**
 * typedef contid_record_fn - receives one record.
 * @record: the record, valid during the call with all it points to
 * @data: what was given to contid_msg_record()
 *
 * Return: what contid_msg_record() is to return.
 */
typedef int (*contid_record_fn)(const struct contid_record *record, void *data);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_READ_H */
