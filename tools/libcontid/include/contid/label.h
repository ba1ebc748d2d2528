/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: label a process, and take the label off. */
#ifndef CONTID_LABEL_H
#define CONTID_LABEL_H

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct contid_request - what contid_set() asks for.
 * @size: sizeof(struct contid_request) of the caller
 * @pidfd: open pidfd of the process
 * @userns_fd: with CONTID_FLAG_DELEGATE or CONTID_FLAG_AUDITD, file descriptor of
 *	the user namespace that the authority inside is over; -1 for the one that
 *	the process is in
 * @contid: identifier, any value but CONTID_UNSET, in the caller's scope. The
 *	container is created when there is none, and joined when there is one that
 *	the caller owns and that is nested where the new one would be.
 * @parent: identifier, in the caller's scope, of the container to nest it in,
 *	whatever the process is in; CONTID_UNSET for none, or for what
 *	CONTID_FLAG_NEST says
 * @flags: CONTID_FLAG_NEST, _MOVE, _SUBTREE, _DELEGATE, _AUDITD, or 0. The first
 *	two exclude each other, and @parent excludes the first.
 * @limit: with CONTID_FLAG_DELEGATE, how many live containers may be nested in
 *	this one, at all depths, 1 upwards; 0 for CONTID_LIMIT_DEFAULT, and
 *	without that flag
 * @name: name for people, 1 to CONTID_NAME_MAX bytes of any kind; it need not be
 *	unique. NULL for none, or to join a container whatever its name is.
 *
 * The caller makes it with CONTID_REQUEST_INIT, and fills in @pidfd and @contid
 * at least. A later version may add members at its end, 0 of which means what the
 * library does without them.
 */
struct contid_request {
	size_t size;
	int pidfd;
	int userns_fd;
	uint64_t contid;
	uint64_t parent;
	uint32_t flags;
	uint32_t limit;
	const char *name;
};

#define CONTID_REQUEST_INIT						\
	{ sizeof(struct contid_request), -1, -1, CONTID_UNSET, CONTID_UNSET, 0, 0, \
	  NULL }

/**
 * contid_set - label a process, that is all its threads.
 * @handle: an open handle
 * @request: what is asked for
 * @result: where to put the resulting container, valid until the next call
 *	with @handle; NULL not to ask for it
 *
 * A refused request changes nothing. Children of the process inherit the
 * label; a process cannot label itself.
 *
 * Return: 0, or, in the order of the kernel's checks,
 *   -ERANGE    the identifier is CONTID_UNSET, a file descriptor negative, or the
 *              name too long
 *   -EINVAL    unknown flag, nest with move or with a parent, a limit or a user
 *              namespace without delegation, the pidfd of a thread that leads no
 *              process, userns_fd of something else, an empty name; or the
 *              kernel knows no names; or the library does not
 *              know all of @request, or @request is too short for it
 *   -EBADF     pidfd or userns_fd is not open, or pidfd no pidfd
 *   -ESRCH     the process is gone or exiting
 *   -EPERM     no authority to label, or to move out of the container of
 *              another owner
 *   -EXDEV     the process, or one of its subtree, is the caller, a kernel
 *              thread, or out of the caller's reach; or the user namespace is
 *   -EBUSY     the process has live children, and the request no subtree
 *   -EEXIST    the process has a label already, be it the same, and the request
 *              neither nest nor move; a descendant carries another label; or
 *              the label changed meanwhile
 *   -ENOENT    the parent is not in use
 *   -ENOTUNIQ  the identifier is in use by another owner, under another
 *              parent, with another delegation, or with another name; or
 *              another owner has the parent
 *   -EMLINK    more than CONTID_DEPTH_MAX ancestors
 *   -E2BIG     more than CONTID_THREADS_MAX threads, for a delegated caller
 *              CONTID_THREADS_MAX_DELEGATED
 *   -ENOSPC    the limit of a delegation is used up
 *   -EAGAIN    an earlier container of the identifier was still ending, for the
 *              second or so during which the library tried again
 *   or one of the errnos that every function can return, or one that a
 *   security module refuses with. After -EBADMSG and -ENOBUFS, and with @result
 *   after -ENOMEM, the process may or may not be labelled: ask with
 *   contid_get_process() through a new handle.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_set(struct contid_handle *handle,
	       const struct contid_request *request,
	       const struct contid_info **result);

/**
 * contid_drop - take the label off a process, that is off all its threads.
 * @handle: an open handle
 * @pidfd: open pidfd of the process
 * @flags: CONTID_FLAG_SUBTREE or 0
 * @result: where to put the container that the process fell back to, valid
 *	until the next call with @handle; NULL not to ask for it
 *
 * The process falls back to the parent of its container, or to none.
 *
 * Return: 0, or -ERANGE, -EINVAL, -EBADF, -ESRCH and -EBUSY as from
 * contid_set(), or
 *   -EPERM    no authority, or not the owner of the container
 *   -EXDEV    as from contid_set(), or the container is the labelled caller's
 *             own
 *   -EEXIST   a descendant carries another label
 *   -E2BIG    as from contid_set()
 *   -ENODATA  the process has no label
 *   or one of the errnos that every function can return, or one that a
 *   security module refuses with. What contid_set() says of -EBADMSG, -ENOBUFS
 *   and -ENOMEM holds here as well.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_drop(struct contid_handle *handle, int pidfd, uint32_t flags,
		const struct contid_info **result);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_LABEL_H */
