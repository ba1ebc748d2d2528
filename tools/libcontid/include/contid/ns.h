/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: the namespaces that processes live in, by ids that are never used again. */
#ifndef CONTID_NS_H
#define CONTID_NS_H

#include <sys/types.h>

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct contid_ns - a namespace of any type.
 * @id: the namespace id, as NS_GET_ID of ioctl_nsfs(2) reads it: unique over all
 *	types, and never given twice within a boot
 * @owner: id of the user namespace that owns it, of a user namespace the parent;
 *	0 for the initial user namespace, which has none
 * @type: CLONE_NEW* of linux/sched.h
 * @inum: its inode number, as in /proc/PID/ns, which a later namespace may get
 *
 * Only the library creates this structure, and its size will not change.
 */
struct contid_ns {
	uint64_t id;
	uint64_t owner;
	uint32_t type;
	uint32_t inum;
};

/**
 * struct contid_ns_process - a process, or a thread of it, and its namespaces.
 * @pid: the process id, in the pid namespace of the caller; 0 from
 *	contid_ns_get(), whose caller knows the process
 * @ns_count: number of namespaces in @ns
 * @contid: identifier of the container whose label the process carries;
 *	CONTID_UNSET when there is no label, or none for the caller to see, and
 *	from contid_ns_get()
 * @scope: serial number of the delegating container whose scope @contid belongs
 *	to; 0 in the host's scope, and for a delegated caller's own container
 * @serial: serial number of the container, 0 without one
 * @ns: the namespaces, at most one of each type, in no particular order. A
 *	delegated caller does not see all of them.
 *
 * Only the library creates this structure; a later version may add members at
 * its end. @ns is the library's, and valid as long as the structure.
 */
struct contid_ns_process {
	pid_t pid;
	uint32_t ns_count;
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
	const struct contid_ns *ns;
};

/**
 * contid_ns_get - find out which namespaces a process lives in.
 * @handle: an open handle
 * @pidfd: open pidfd of the process
 * @result: where to put the namespaces, those of the thread group leader, valid
 *	until the next call with @handle
 *
 * Return: 0, or -ERANGE, -EINVAL, -EBADF and -ESRCH as from contid_get_process(),
 *   -EPERM       as from contid_get()
 *   -EXDEV       the process is not for the caller to see
 *   -EOPNOTSUPP  this kernel has no namespace ids
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_ns_get(struct contid_handle *handle, int pidfd,
		  const struct contid_ns_process **result);

/**
 * contid_ns_get_fd - identify a namespace.
 * @handle: an open handle
 * @ns_fd: file descriptor of a namespace of any type, such as of
 *	/proc/PID/ns/mnt, which stays the caller's
 * @result: where to put the namespace, valid until the next call with @handle
 *
 * Return: 0, or
 *   -ERANGE      @ns_fd is negative
 *   -EBADF       @ns_fd is no open file descriptor
 *   -EINVAL      @ns_fd is no namespace
 *   -EPERM       as from contid_get()
 *   -EXDEV       the namespace is not for the caller to see
 *   -EOPNOTSUPP  this kernel has no namespace ids
 *   or one of the errnos that every function can return.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_ns_get_fd(struct contid_handle *handle, int ns_fd,
		     const struct contid_ns **result);

/**
 * typedef contid_ns_fn - receives the namespaces of one process or thread.
 * @process: the process, valid during the call with all it points to
 * @data: what was given to contid_ns_list()
 *
 * It may use the handle that the list came from, except to close it.
 *
 * Return: 0 to go on; any other value ends the list and is what contid_ns_list()
 * returns. CONTID_CHANGED is no good choice.
 */
typedef int (*contid_ns_fn)(const struct contid_ns_process *process,
			    void *data);

/**
 * contid_ns_list - list the namespaces of the processes that the caller may see.
 * @handle: an open handle
 * @container: only the processes that carry its label, those in containers nested
 *	in it not among them; contid_by_id(CONTID_UNSET) for all processes
 * @fn: called for each process, after the whole list has been read; and for each
 *	thread whose namespaces are not its leader's once more, directly behind the
 *	process and with the same pid
 * @data: handed to @fn
 *
 * Processes without an id in the caller's pid namespace are left out. So is the
 * namespace for children that a process has made with unshare(2), and does not
 * live in.
 *
 * When the kernel says that the list is not that of one moment, the library reads
 * it again, a few times. If that does not help, @fn gets what was read last, and
 * CONTID_CHANGED is returned: every process that lived from the call to its return
 * is in the list, once.
 *
 * Return: 0, CONTID_CHANGED, what @fn returned, or
 *   -ENOENT      there is no such container, or none for the caller to see
 *   -EPERM       as from contid_get()
 *   -EOPNOTSUPP  this kernel has no namespace ids
 *   or one of the errnos that every function can return. @fn has not been
 *   called unless 0, CONTID_CHANGED or its own value is returned.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 3)
int contid_ns_list(struct contid_handle *handle, struct contid_ref container,
		   contid_ns_fn fn, void *data);

/**
 * contid_ns_type_name - name a type of namespaces.
 * @type: CLONE_NEW* of linux/sched.h, as in struct contid_ns
 *
 * Return: "mnt", "uts", "ipc", "pid", "user", "net", "cgroup" or "time", as in
 * /proc/PID/ns, or NULL when this version knows no name. A static string.
 */
const char *contid_ns_type_name(uint32_t type);

/**
 * contid_ns_type_parse - read the name of a type of namespaces.
 * @name: what contid_ns_type_name() returns
 * @type: where to put the type; not touched on failure
 *
 * Return: 0, or
 *   -EINVAL  this version knows no such type
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_ns_type_parse(const char *name, uint32_t *type);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_NS_H */
