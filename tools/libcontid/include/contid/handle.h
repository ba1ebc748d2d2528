/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: connections to the kernel, and why it refused a request. */
#ifndef CONTID_HANDLE_H
#define CONTID_HANDLE_H

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * contid_version - return the version of the library that runs.
 *
 * Return: CONTID_VERSION as it was when the library was built: newer versions have
 * larger ones.
 */
int contid_version(void);

/**
 * contid_strerror - say what an errno of this library means.
 * @err: what a function returned, negative
 *
 * Where contid_error_text() has the kernel's own sentence, that says more.
 *
 * Return: a sentence without full stop, never NULL. A static string for those
 * errnos that are listed in these headers, what strerror(3) returns for others.
 */
const char *contid_strerror(int err);

/**
 * contid_open - connect to the kernel.
 * @handle: where to put the new handle, to be given to contid_close(); not
 *	touched on failure
 *
 * The network namespace that the calling thread is in at this moment becomes
 * the owner of the containers that the handle creates, and the credentials of
 * the thread at this moment bound what the handle may ever do.
 *
 * Return: 0, or
 *   -EPROTONOSUPPORT  this kernel has no CONTID support
 *   -EMFILE, -ENFILE  no file descriptor left for the socket
 *   -ENOMEM, -EBADMSG, -ENOBUFS  as above
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_open(struct contid_handle **handle);

/**
 * contid_open_at - connect to the kernel from another network namespace.
 * @netns_fd: file descriptor of the network namespace, such as of
 *	/proc/PID/ns/net, which stays the caller's
 * @handle: as with contid_open()
 *
 * That namespace becomes the owner of the containers that the handle creates. No
 * thread of the caller enters it: a thread that the library starts, and waits
 * for, does.
 *
 * Return: what contid_open() returns, or
 *   -EBADF   @netns_fd is no open file descriptor
 *   -EINVAL  @netns_fd is that of something else
 *   -EPERM   without CAP_SYS_ADMIN over the caller's user namespace and over the
 *            one that owns the network namespace
 *   -EAGAIN  no thread could be started
 */
CONTID_MUST_CHECK CONTID_NONNULL(2)
int contid_open_at(int netns_fd, struct contid_handle **handle);

/**
 * contid_close - disconnect and free a handle.
 * @handle: what contid_open() gave, or NULL
 *
 * No container ends by this, and what the library gave out for the handle
 * becomes invalid. In a child of the process that opened the handle it frees the
 * child's part of it, and the parent's is not touched.
 */
void contid_close(struct contid_handle *handle);

/**
 * contid_error_text - why the kernel refused the last request.
 * @handle: an open handle
 *
 * Return: the kernel's sentence, or NULL when the last call with @handle was not
 * refused, or was refused without a reason. Valid until the next call with
 * @handle.
 */
CONTID_NONNULL(1)
const char *contid_error_text(const struct contid_handle *handle);

/**
 * contid_error_attr - what part of the last request the kernel objected to.
 * @handle: an open handle
 *
 * Return: the name of the attribute as in the family's specification, such as
 * "pidfd" or "contid", or NULL when the kernel named none. A static string.
 */
CONTID_NONNULL(1)
const char *contid_error_attr(const struct contid_handle *handle);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_HANDLE_H */
