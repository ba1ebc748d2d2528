/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcontid - label processes with audit container identifiers.
 *
 * Every function that can fail returns 0 or a negative errno, prints nothing,
 * and leaves no state outside the handle. What each errno means is listed with
 * the function; these can come from every function that takes a handle:
 *
 *   -EPERM     the kernel finds no authority for the request
 *   -ENOMEM    out of memory, in the kernel or here
 *   -EBADMSG   the kernel's answer is not one that this library understands
 *   -ENOBUFS   the kernel's answer was lost: whether the request was carried
 *              out is unknown
 *   -ENOTCONN  an earlier call could not send, or not read the whole answer: the
 *              handle has lost step with the kernel, close it
 *   -EISCONN   the handle is subscribed to notifications, see contid/events.h
 *
 * A signal never ends a call early.
 *
 * Threads: a handle is used by one thread at a time; different handles are
 * independent. A handle does not survive fork() in the child, and is
 * close-on-exec.
 *
 * Pidfds are resolved in the file table of the calling process, and stay the
 * caller's.
 */
#ifndef CONTID_CONTID_H
#define CONTID_CONTID_H

#include <stdint.h>
#include <sys/types.h>

#include <contid/uapi.h>

#ifdef __cplusplus
extern "C" {
#endif

/** struct contid_handle - a connection to the kernel, opaque. */
struct contid_handle;

/**
 * struct contid_netns - a network namespace that a container lives in.
 * @cookie: what SO_NETNS_COOKIE of socket(7) gives there, as @owner_netns of
 *	struct contid_info
 * @inum: its inode number, as in /proc/PID/ns/net
 * @threads: threads of the container that are there, 1 upwards
 *
 * Only the library creates this structure, and its size will not change.
 */
struct contid_netns {
	uint64_t cookie;
	uint32_t inum;
	uint32_t threads;
};

/**
 * struct contid_info - one container, as the kernel described it.
 * @contid: its identifier; CONTID_UNSET when a process has no label, and then
 *	every other member is 0, or CONTID_UNSET for @parent
 * @parent: identifier of the container it is nested in, CONTID_UNSET at the top
 * @owner_netns: cookie of the network namespace that owns it
 * @created: when it came to be, in nanoseconds of CLOCK_BOOTTIME
 * @serial: number never given twice within a boot: tells apart two containers
 *	that carried the same identifier one after the other
 * @depth: ancestors it has, 0 to CONTID_DEPTH_MAX
 * @flags: CONTID_FLAG_* that the container was created with
 * @limit: live containers that may be nested in it, 0 without delegation
 * @tasks: live processes that carry the label
 * @children: live containers nested directly in it
 * @netns_count: number of network namespaces in @netns
 * @netns: those that it has a thread in, in no particular order. contid_list()
 *	gives all of them, the calls about one container as many as the kernel
 *	can put into a message, a hundred or more; notifications give none.
 *
 * Only the library creates this structure; a later version may add members at
 * its end. @netns is the library's, and valid as long as the structure that the
 * library gave: a copy of that refers to it, but does not hold it.
 */
struct contid_info {
	uint64_t contid;
	uint64_t parent;
	uint64_t owner_netns;
	uint64_t created;
	uint64_t serial;
	uint32_t depth;
	uint32_t flags;
	uint32_t limit;
	uint32_t tasks;
	uint32_t children;
	uint32_t netns_count;
	const struct contid_netns *netns;
};

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
int contid_open(struct contid_handle **handle);

/**
 * contid_close - disconnect and free a handle.
 * @handle: what contid_open() gave, or NULL
 *
 * No container ends by this, and what the library gave out for the handle
 * becomes invalid.
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
const char *contid_error_text(const struct contid_handle *handle);

/**
 * contid_error_attr - what part of the last request the kernel objected to.
 * @handle: an open handle
 *
 * Return: the name of the attribute as in the family's specification, such as
 * "pidfd" or "contid", or NULL when the kernel named none. A static string.
 */
const char *contid_error_attr(const struct contid_handle *handle);

/**
 * contid_set - label a process, that is all its threads.
 * @handle: an open handle
 * @pidfd: open pidfd of the process
 * @contid: identifier, any value but CONTID_UNSET. The container is created
 *	when there is none, and joined when there is one of the same owner.
 * @flags: CONTID_FLAG_NEST, _MOVE, _SUBTREE, _DELEGATE, or 0; the first two
 *	exclude each other
 * @limit: with CONTID_FLAG_DELEGATE, how many live containers may be nested in
 *	this one, at all depths, 1 upwards; 0 for CONTID_LIMIT_DEFAULT, and
 *	without that flag
 * @result: where to put the resulting container, valid until the next call
 *	with @handle; NULL not to ask for it
 *
 * A refused request changes nothing. Children of the process inherit the
 * label; a process cannot label itself.
 *
 * Return: 0, or, in the order of the kernel's checks,
 *   -ERANGE    @contid is CONTID_UNSET, or @pidfd negative
 *   -EINVAL    unknown flag, nest with move, @limit without delegation, or the
 *              pidfd of a thread that leads no process
 *   -EBADF     @pidfd is no open pidfd
 *   -ESRCH     the process is gone or exiting
 *   -EPERM     no authority to label, or to move out of the container of
 *              another owner
 *   -EXDEV     the process, or one of its subtree, is the caller, a kernel
 *              thread, or out of the caller's reach
 *   -EBUSY     the process has live children, and @flags no subtree
 *   -EEXIST    the process has a label already, be it the same, and @flags
 *              neither nest nor move; a descendant carries another label; or
 *              the label changed meanwhile
 *   -ENOTUNIQ  the identifier is in use by another owner, under another
 *              parent, or with another delegation
 *   -EMLINK    more than CONTID_DEPTH_MAX ancestors
 *   -ENOSPC    the limit of a delegation is used up
 *   or one of the errnos that every function can return, or one that a
 *   security module refuses with. After -EBADMSG and -ENOBUFS the process may
 *   or may not be labelled: contid_get_process() through a new handle tells.
 */
int contid_set(struct contid_handle *handle, int pidfd, uint64_t contid,
	       uint32_t flags, uint32_t limit,
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
 *   -ENODATA  the process has no label
 *   or one of the errnos that every function can return, or one that a
 *   security module refuses with.
 */
int contid_drop(struct contid_handle *handle, int pidfd, uint32_t flags,
		const struct contid_info **result);

/**
 * contid_get_process - tell which container a process is in.
 * @handle: an open handle
 * @pidfd: open pidfd of the process
 * @result: where to put the container, valid until the next call with @handle;
 *	its contid is CONTID_UNSET for a process without label
 *
 * Return: 0, or -ERANGE, -EINVAL, -EBADF and -ESRCH as from contid_set(),
 *   -EPERM without CAP_AUDIT_READ or CAP_AUDIT_CONTROL
 *   or one of the errnos that every function can return.
 */
int contid_get_process(struct contid_handle *handle, int pidfd,
		       const struct contid_info **result);

/**
 * contid_get - describe a container.
 * @handle: an open handle
 * @contid: its identifier
 * @result: where to put the container, valid until the next call with @handle
 *
 * Return: 0, or
 *   -ERANGE  @contid is CONTID_UNSET
 *   -ENOENT  the identifier is not in use, or not for the caller to see
 *   -EPERM   without CAP_AUDIT_READ or CAP_AUDIT_CONTROL
 *   or one of the errnos that every function can return.
 */
int contid_get(struct contid_handle *handle, uint64_t contid,
	       const struct contid_info **result);

/**
 * typedef contid_list_fn - receives one container of a list.
 * @info: the container, valid during the call with all it points to
 * @data: what was given to contid_list()
 *
 * It may use the handle that the list came from, except to close it.
 *
 * Return: 0 to go on; any other value ends the list and is what contid_list()
 * returns.
 */
typedef int (*contid_list_fn)(const struct contid_info *info, void *data);

/**
 * contid_list - list the containers that the caller may see, oldest first.
 * @handle: an open handle
 * @parent: only the containers nested directly in this one; CONTID_UNSET for
 *	all containers
 * @netns_fd: only the containers with a thread in the network namespace that
 *	this file descriptor, which stays the caller's, refers to; -1 for all
 * @fn: called for each, after the whole list has been read
 * @data: handed to @fn
 *
 * The list is that of one moment. When containers come or go while it is read,
 * or, with @netns_fd, enter and leave network namespaces, the library reads it
 * again, a bounded number of times.
 *
 * Return: 0, what @fn returned, or
 *   -EAGAIN  the containers changed during every attempt
 *   -EBADF   @netns_fd is no open file descriptor
 *   -EINVAL  @netns_fd is that of something else
 *   -EPERM   without CAP_AUDIT_READ or CAP_AUDIT_CONTROL
 *   or one of the errnos that every function can return. @fn has not been
 *   called unless 0 or its own value is returned.
 */
int contid_list(struct contid_handle *handle, uint64_t parent, int netns_fd,
		contid_list_fn fn, void *data);

/**
 * typedef contid_member_fn - receives one process of a container.
 * @pid: process id, in the pid namespace of the caller
 * @data: what was given to contid_members()
 *
 * It may use the handle that the processes came from, except to close it.
 *
 * Return: 0 to go on; any other value ends the walk and is what
 * contid_members() returns.
 */
typedef int (*contid_member_fn)(pid_t pid, void *data);

/**
 * contid_members - list the processes that carry a label.
 * @handle: an open handle
 * @contid: identifier of the container; processes in containers nested in it
 *	do not count
 * @fn: called for each process, after all of them have been read
 * @data: handed to @fn
 *
 * Processes that have no id in the caller's pid namespace are left out.
 *
 * Return: 0, what @fn returned, or
 *   -ERANGE  @contid is CONTID_UNSET
 *   -ENOENT  the identifier is not in use, or not for the caller to see
 *   -EAGAIN  the members changed during every attempt to read them
 *   -EPERM   without CAP_AUDIT_READ or CAP_AUDIT_CONTROL
 *   or one of the errnos that every function can return. @fn has not been
 *   called unless 0 or its own value is returned.
 */
int contid_members(struct contid_handle *handle, uint64_t contid,
		   contid_member_fn fn, void *data);

/**
 * contid_parse - read an identifier as people write it.
 * @text: one of
 *	- up to 20 decimal digits: the number
 *	- 0x and hexadecimal digits: the number
 *	- a container's hexadecimal id of 16 or more digits, or a name in which
 *	  one stands between characters that are neither letters nor digits,
 *	  such as docker-9f86d081884c7d65….scope: its first 16 digits
 * @contid: where to put the identifier; not touched on failure
 *
 * Return: 0, or
 *   -EINVAL  @text is none of these
 *   -ERANGE  the value is CONTID_UNSET, or does not fit 64 bits
 */
int contid_parse(const char *text, uint64_t *contid);

/**
 * contid_from_name - derive an identifier from a container's name.
 * @name: any text that is not empty
 * @contid: where to put the identifier; not touched on failure
 *
 * A hexadecimal id in the name counts as contid_parse() says; of any other
 * name the identifier is the first 64 bits of its SHA-256 digest, the same on
 * every host. The name is never read as a number.
 *
 * Return: 0, or
 *   -EINVAL  @name is empty
 *   -ERANGE  the value is CONTID_UNSET
 */
int contid_from_name(const char *name, uint64_t *contid);

/**
 * contid_random - make up an identifier.
 * @contid: where to put the identifier, never CONTID_UNSET; not touched on
 *	failure
 *
 * Return: 0, or the errno of getrandom(2).
 */
int contid_random(uint64_t *contid);

/**
 * contid_flag_name - name a flag.
 * @flag: a single bit of CONTID_FLAG_*
 *
 * Return: the name as in the family's specification, such as "delegate", or
 * NULL when this version knows none. A static string.
 */
const char *contid_flag_name(uint32_t flag);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_CONTID_H */
