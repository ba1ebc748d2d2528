/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/contid.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_CONTID_H
#define _UAPI_LINUX_CONTID_H

#define CONTID_FAMILY_NAME	"CONTID"
#define CONTID_FAMILY_VERSION	1

#define CONTID_UNSET			18446744073709551615ULL
#define CONTID_DEPTH_MAX		16
#define CONTID_LIMIT_DEFAULT		1024
#define CONTID_THREADS_MAX		65536
#define CONTID_THREADS_MAX_DELEGATED	4096
#define CONTID_NAME_MAX			128
#define CONTID_READ_LIMIT_DEFAULT	1048576
#define CONTID_READ_LIMIT_MAX		67108864
#define CONTID_READERS_MAX		16

/**
 * enum contid_flag - Flags of SET, DROP, READ and the dump of GET.
 * @CONTID_FLAG_NEST: SET; the container that the target is in becomes the
 *   parent of the new one. For a target without label the same as no flag.
 * @CONTID_FLAG_MOVE: SET; the target leaves its container for this one in one
 *   step. The requester has to own both. Excludes nest.
 * @CONTID_FLAG_SUBTREE: SET, DROP; the target and all its live descendants,
 *   all or nothing. They all have to carry the same label before, or none.
 * @CONTID_FLAG_DELEGATE: SET; processes inside may create nested containers,
 *   at most LIMIT live ones at all depths below. A property of the container
 *   from its creation on: a SET that joins one either leaves the flag out or
 *   asks for the same delegation. The authority is over the user namespace
 *   that the target was in at the creation, or USERNS_FD.
 * @CONTID_FLAG_PROCESSES: GET, dump with CONTID or SERIAL; the processes that
 *   carry the label, one message with PID each.
 * @CONTID_FLAG_STOP: READ; the socket is no longer a reader of the container.
 * @CONTID_FLAG_TRIM: READ; records do not show what is outside the subtree of
 *   the container. Always so for a delegated requester.
 * @CONTID_FLAG_AUDITD: SET; the container may have an audit daemon of its own,
 *   which gets its records; see daemon.rst. A property of the container from
 *   its creation on, as delegate is: a SET that joins one either leaves the
 *   flag out or the container has it. What controls the daemon needs authority
 *   over the user namespace that the target was in at the creation, or
 *   USERNS_FD; that is not the initial one. Not for a delegated requester.
 */
enum contid_flag {
	CONTID_FLAG_NEST = 1,
	CONTID_FLAG_MOVE = 2,
	CONTID_FLAG_SUBTREE = 4,
	CONTID_FLAG_DELEGATE = 8,
	CONTID_FLAG_PROCESSES = 16,
	CONTID_FLAG_STOP = 32,
	CONTID_FLAG_TRIM = 64,
	CONTID_FLAG_AUDITD = 128,
};

enum {
	CONTID_A_PIDFD = 1,
	CONTID_A_CONTID,
	CONTID_A_FLAGS,
	CONTID_A_LIMIT,
	CONTID_A_PARENT,
	CONTID_A_DEPTH,
	CONTID_A_OWNER_NETNS,
	CONTID_A_PROCESSES,
	CONTID_A_CHILDREN,
	CONTID_A_CREATED,
	CONTID_A_SERIAL,
	CONTID_A_PID,
	CONTID_A_NETNS_FD,
	CONTID_A_NETNS,
	CONTID_A_PAD,
	CONTID_A_SCOPE,
	CONTID_A_USERNS_FD,
	CONTID_A_PARENT_SCOPE,
	CONTID_A_NS_FD,
	CONTID_A_NS,
	CONTID_A_NAME,
	CONTID_A_RECORD_TYPE,
	CONTID_A_RECORD,
	CONTID_A_LOST,

	__CONTID_A_MAX,
	CONTID_A_MAX = (__CONTID_A_MAX - 1)
};

enum {
	CONTID_A_NETNS_COOKIE = 1,
	CONTID_A_NETNS_INUM,
	CONTID_A_NETNS_THREADS,
	CONTID_A_NETNS_PAD,

	__CONTID_A_NETNS_MAX,
	CONTID_A_NETNS_MAX = (__CONTID_A_NETNS_MAX - 1)
};

enum {
	CONTID_A_NS_TYPE = 1,
	CONTID_A_NS_ID,
	CONTID_A_NS_INUM,
	CONTID_A_NS_OWNER,
	CONTID_A_NS_PAD,

	__CONTID_A_NS_MAX,
	CONTID_A_NS_MAX = (__CONTID_A_NS_MAX - 1)
};

enum {
	CONTID_A_STATS_CONTAINERS = 1,
	CONTID_A_STATS_CONTAINERS_EVER,
	CONTID_A_STATS_PROCESSES,
	CONTID_A_STATS_SETS,
	CONTID_A_STATS_DROPS,
	CONTID_A_STATS_ADOPTIONS,
	CONTID_A_STATS_ENDS,
	CONTID_A_STATS_SUPPRESSED,
	CONTID_A_STATS_NAMESPACES,
	CONTID_A_STATS_NAMESPACES_EVER,
	CONTID_A_STATS_REFUSALS,
	CONTID_A_STATS_PAD,
	CONTID_A_STATS_READERS,
	CONTID_A_STATS_RECORDS_DELIVERED,
	CONTID_A_STATS_RECORDS_LOST,

	__CONTID_A_STATS_MAX,
	CONTID_A_STATS_MAX = (__CONTID_A_STATS_MAX - 1)
};

enum {
	CONTID_A_REFUSALS_ERRNO = 1,
	CONTID_A_REFUSALS_COUNT,
	CONTID_A_REFUSALS_PAD,

	__CONTID_A_REFUSALS_MAX,
	CONTID_A_REFUSALS_MAX = (__CONTID_A_REFUSALS_MAX - 1)
};

enum {
	CONTID_CMD_SET = 1,
	CONTID_CMD_GET,
	CONTID_CMD_DROP,
	CONTID_CMD_SET_NTF,
	CONTID_CMD_DROP_NTF,
	CONTID_CMD_ADOPT_NTF,
	CONTID_CMD_END_NTF,
	CONTID_CMD_NS_GET,
	CONTID_CMD_STATS_GET,
	CONTID_CMD_READ,
	CONTID_CMD_RECORD_NTF,

	__CONTID_CMD_MAX,
	CONTID_CMD_MAX = (__CONTID_CMD_MAX - 1)
};

#define CONTID_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_CONTID_H */
