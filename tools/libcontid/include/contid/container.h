/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: look at containers, and at the processes in them. */
#ifndef CONTID_CONTAINER_H
#define CONTID_CONTAINER_H

#include <sys/types.h>

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * contid_get_process - find out which container a process is in.
 * @handle: an open handle
 * @pidfd: open pidfd of the process
 * @result: where to put the container, valid until the next call with @handle;
 *	its contid is CONTID_UNSET for a process without label
 *
 * Return: 0, or -ERANGE, -EINVAL, -EBADF and -ESRCH as from contid_set(),
 *   -EPERM without CAP_AUDIT_READ or CAP_AUDIT_CONTROL, or for a labelled caller
 *          in a container without delegated authority
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_get_process(struct contid_handle *handle, int pidfd,
		       const struct contid_info **result);

/**
 * contid_get - describe a container.
 * @handle: an open handle
 * @container: which one
 * @result: where to put the container, valid until the next call with @handle
 *
 * Return: 0, or
 *   -ERANGE  the identifier is CONTID_UNSET
 *   -ENOENT  there is no such container, or none for the caller to see
 *   -EPERM   without CAP_AUDIT_READ or CAP_AUDIT_CONTROL, or for a labelled
 *            caller in a container without delegated authority
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_get(struct contid_handle *handle, struct contid_ref container,
	       const struct contid_info **result);

/**
 * contid_resolve - find out which container people mean.
 * @handle: an open handle
 * @path: identifiers as contid_parse() reads them, with slashes between them:
 *	707/4 is 4 of the scope of 707, which delegates, and 707/4/9 is 9 of the
 *	scope of that. One without a slash is of the caller's scope.
 * @container: where to put it; not touched on failure
 *
 * The kernel is asked for all but the last of them. Whether there is the last one
 * is for contid_get() to find out.
 *
 * Return: 0, or
 *   -EINVAL  @path is none
 *   -ERANGE  an identifier is CONTID_UNSET, or does not fit 64 bits
 *   -ENOENT, -EPERM  as from contid_get()
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2, 3)
int contid_resolve(struct contid_handle *handle, const char *path,
		   struct contid_ref *container);

/**
 * typedef contid_list_fn - receives one container of a list.
 * @info: the container, valid during the call with all it points to
 * @data: what was given to contid_list()
 *
 * It may use the handle that the list came from, except to close it.
 *
 * Return: 0 to go on; any other value ends the list and is what contid_list()
 * returns. CONTID_CHANGED, which contid_list() itself returns, is no good choice.
 */
typedef int (*contid_list_fn)(const struct contid_info *info, void *data);

/*
 * What contid_list() and contid_members() return when what they read is not that
 * of one moment
 */
#define CONTID_CHANGED	1

/**
 * contid_list - list the containers that the caller may see, oldest first.
 * @handle: an open handle
 * @parent: only the containers nested directly in this one, not to be named by
 *	its serial number; contid_by_id(CONTID_UNSET) for all containers
 * @netns_fd: only the containers with a thread in the network namespace that
 *	this file descriptor, which stays the caller's, refers to; -1 for all
 * @fn: called for each, after the whole list has been read
 * @data: handed to @fn
 *
 * When containers come or go while the list is read, or, with @netns_fd, enter
 * and leave network namespaces, the library reads it again, a few times. If that
 * does not help, @fn gets what was read last, and CONTID_CHANGED is returned:
 * every container that lived from the call to its return is in the list, once.
 * Uncertain are those that began or ended meanwhile, whether one that moved is in
 * the namespace of @netns_fd, and the network namespaces of a container that is
 * in a hundred or more.
 *
 * Return: 0, CONTID_CHANGED, what @fn returned, or
 *   -EBADF   @netns_fd is no open file descriptor
 *   -EINVAL  @netns_fd is that of something else, or @parent has a serial number
 *   -ENOENT  the scope of @parent is not for the caller to see
 *   -EPERM   without CAP_AUDIT_READ or CAP_AUDIT_CONTROL, or for a labelled
 *            caller in a container without delegated authority
 *   or one of the errnos that every function can return. @fn has not been
 *   called unless 0, CONTID_CHANGED or its own value is returned.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 4)
int contid_list(struct contid_handle *handle, struct contid_ref parent,
		int netns_fd, contid_list_fn fn, void *data);

/**
 * typedef contid_member_fn - receives one process of a container.
 * @pidfd: pidfd of the process, close-on-exec and open during the call, for
 *	dup(2) to keep
 * @pid: its process id, in the pid namespace of the caller
 * @data: what was given to contid_members()
 *
 * It may use the handle that the processes came from, except to close it.
 *
 * Return: 0 to go on; any other value ends the walk and is what
 * contid_members() returns.
 */
typedef int (*contid_member_fn)(int pidfd, pid_t pid, void *data);

/**
 * contid_members - list the processes that carry a label.
 * @handle: an open handle
 * @container: which one; processes in containers nested in it do not count
 * @fn: called for each process
 * @data: handed to @fn
 *
 * Each process carried the label after its pidfd was opened: what has exited, or
 * been dropped, and a process that got the id of one that exited, is left out. So
 * are processes without an id in the caller's pid namespace.
 *
 * Every process that carried the label from the call to its return is among them,
 * once. If others came or went meanwhile, be it by what @fn did, CONTID_CHANGED is
 * returned, and those may be missing.
 *
 * Return: 0, CONTID_CHANGED, what @fn returned, or
 *   -ERANGE  the identifier is CONTID_UNSET
 *   -ENOENT  there is no such container, or none for the caller to see
 *   -EMFILE, -ENFILE  no file descriptor left for a pidfd
 *   -EPERM   as from contid_get()
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_members(struct contid_handle *handle, struct contid_ref container,
		   contid_member_fn fn, void *data);

/**
 * contid_kill - send a signal to the processes that carry a label.
 * @handle: an open handle
 * @container: which one; processes in containers nested in it do not count
 * @sig: the signal, 0 to send none and only count
 * @count: where to put how many processes got it, also on failure; or NULL
 *
 * Each process gets the signal once, through a pidfd, after the kernel has said
 * of the pidfd that the process carries the label; the caller itself gets none.
 * The processes are listed again until a list has as many as there are, and none
 * that is new: what one of them forked before the signal was sent to it gets it as
 * well. So on success every process that carried the label when contid_kill() was
 * called has got it, and every descendant made before its parent was sent it,
 * unless it exited or was dropped. After SIGKILL that is all of them.
 *
 * One pidfd for each process is open until the call returns.
 *
 * Return: 0, also when none was left to get it, or
 *   -EINVAL  no such signal
 *   -EAGAIN  there are processes that have not got it: they kept coming for a
 *            second and more, or have no id in the caller's pid namespace
 *   -EPERM   as from contid_get(), or a process may not be signalled; the others
 *            have got it
 *   -ERANGE, -ENOENT, -EMFILE, -ENFILE  as from contid_members()
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_kill(struct contid_handle *handle, struct contid_ref container,
		int sig, unsigned int *count);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_CONTAINER_H */
