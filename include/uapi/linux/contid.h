/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/contid.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_CONTID_H
#define _UAPI_LINUX_CONTID_H

#define CONTID_FAMILY_NAME	"CONTID"
#define CONTID_FAMILY_VERSION	1

#define CONTID_UNSET		18446744073709551615ULL
#define CONTID_DEPTH_MAX	16

/**
 * enum contid_flag - How SET, DROP and the dump of GET do their work.
 * @CONTID_FLAG_NEST: SET; the container that the target is in becomes the
 *   parent of the new one. EOPNOTSUPP, not offered yet.
 * @CONTID_FLAG_MOVE: SET; the target leaves its container for this one in one
 *   step. EOPNOTSUPP, not offered yet.
 * @CONTID_FLAG_SUBTREE: SET, DROP; the target and all its live descendants,
 *   all or nothing. EOPNOTSUPP, not offered yet.
 * @CONTID_FLAG_DELEGATE: SET; processes inside may create nested containers,
 *   at most LIMIT live ones. EOPNOTSUPP, not offered yet.
 * @CONTID_FLAG_TASKS: GET, dump with CONTID; the processes that carry the
 *   label, one message with PID each.
 */
enum contid_flag {
	CONTID_FLAG_NEST = 1,
	CONTID_FLAG_MOVE = 2,
	CONTID_FLAG_SUBTREE = 4,
	CONTID_FLAG_DELEGATE = 8,
	CONTID_FLAG_TASKS = 16,
};

enum {
	CONTID_A_PIDFD = 1,
	CONTID_A_CONTID,
	CONTID_A_FLAGS,
	CONTID_A_LIMIT,
	CONTID_A_PARENT,
	CONTID_A_DEPTH,
	CONTID_A_OWNER_NETNS,
	CONTID_A_TASKS,
	CONTID_A_CHILDREN,
	CONTID_A_CREATED,
	CONTID_A_SERIAL,
	CONTID_A_PID,
	CONTID_A_PAD,

	__CONTID_A_MAX,
	CONTID_A_MAX = (__CONTID_A_MAX - 1)
};

enum {
	CONTID_CMD_SET = 1,
	CONTID_CMD_GET,
	CONTID_CMD_DROP,

	__CONTID_CMD_MAX,
	CONTID_CMD_MAX = (__CONTID_CMD_MAX - 1)
};

#endif /* _UAPI_LINUX_CONTID_H */
