/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: its version and its structures. */
#ifndef CONTID_TYPES_H
#define CONTID_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include <contid/uapi.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The version of this header, and whether it is at least MAJOR.MINOR;
 * contid_version() returns that of the library that runs.
 */
#define CONTID_VERSION_MAJOR	0
#define CONTID_VERSION_MINOR	1
#define CONTID_VERSION_NUMBER(major, minor)	((major) << 16 | (minor))
#define CONTID_VERSION							\
	CONTID_VERSION_NUMBER(CONTID_VERSION_MAJOR, CONTID_VERSION_MINOR)

/* A result that is ignored hides a process without label. */
#if defined(__GNUC__) || defined(__clang__)
#define CONTID_MUST_CHECK	__attribute__((warn_unused_result))
#define CONTID_NONNULL(...)	__attribute__((nonnull(__VA_ARGS__)))
#else
#define CONTID_MUST_CHECK
#define CONTID_NONNULL(...)
#endif

/** struct contid_handle - a connection to the kernel, opaque. */
struct contid_handle;

/**
 * struct contid_ref - names a container.
 * @contid: its identifier, CONTID_UNSET when @serial names it
 * @scope: serial number of the delegating container whose scope @contid belongs
 *	to, 0 for the caller's own scope
 * @serial: its serial number, 0 when @contid names it
 *
 * Made by contid_by_id(), contid_by_scope() or contid_by_serial(), or by
 * contid_resolve() from what people write. Its size will not change.
 */
struct contid_ref {
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
};

/* The container that has this identifier in the caller's scope */
static inline struct contid_ref
contid_by_id(uint64_t contid)
{
	struct contid_ref ref = { contid, 0, 0 };

	return ref;
}

/* The one that has it in the scope of the delegating container @scope */
static inline struct contid_ref
contid_by_scope(uint64_t scope, uint64_t contid)
{
	struct contid_ref ref = { contid, scope, 0 };

	return ref;
}

/* The container with this serial number, of any scope that the caller sees */
static inline struct contid_ref
contid_by_serial(uint64_t serial)
{
	struct contid_ref ref = { CONTID_UNSET, 0, serial };

	return ref;
}

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
 * @scope: serial number of the delegating container whose scope @contid belongs
 *	to; 0 in the host's scope, and for a delegated caller's own container
 * @parent: identifier of the container it is nested in, CONTID_UNSET at the top
 * @parent_scope: scope that @parent belongs to, as @scope
 * @owner_netns: cookie of the network namespace that owns it
 * @created: when it came to be, in nanoseconds of CLOCK_BOOTTIME
 * @serial: number that is unique within a boot: distinguishes two containers
 *	that had the same identifier one after the other
 * @depth: ancestors it has, 0 to CONTID_DEPTH_MAX
 * @flags: CONTID_FLAG_* that the container was created with
 * @limit: live containers that may be nested in it, 0 without delegation
 * @processes: live processes that carry the label
 * @children: live containers nested directly in it
 * @netns_count: number of network namespaces in @netns
 * @netns: those that it has a thread in, in no particular order. contid_list()
 *	gives all of them, the calls about one container as many as the kernel
 *	can put into a message, a hundred or more; notifications give none.
 * @name: name that its creator gave it, of bytes of any kind; NULL when it has none
 *
 * Only the library creates this structure; a later version may add members at
 * its end. @netns and @name are the library's, and valid as long as the structure
 * that the library gave. What is to last longer is copied by contid_info_dup().
 */
struct contid_info {
	uint64_t contid;
	uint64_t scope;
	uint64_t parent;
	uint64_t parent_scope;
	uint64_t owner_netns;
	uint64_t created;
	uint64_t serial;
	uint32_t depth;
	uint32_t flags;
	uint32_t limit;
	uint32_t processes;
	uint32_t children;
	uint32_t netns_count;
	const struct contid_netns *netns;
	const char *name;
};

/**
 * contid_info_dup - copy a description of a container, with all it points to.
 * @info: what the library gave
 *
 * Return: the copy, for contid_info_free(), or NULL when there is no memory.
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
struct contid_info *contid_info_dup(const struct contid_info *info);

/**
 * contid_info_free - free a copy.
 * @info: what contid_info_dup() gave, or NULL
 */
void contid_info_free(struct contid_info *info);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_TYPES_H */
