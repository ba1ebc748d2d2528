// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes and flags by the names that the family's specification gives. */

#include "internal.h"

static const char *const attr_names[] = {
	[CONTID_A_PIDFD]	= "pidfd",
	[CONTID_A_CONTID]	= "contid",
	[CONTID_A_FLAGS]	= "flags",
	[CONTID_A_LIMIT]	= "limit",
	[CONTID_A_PARENT]	= "parent",
	[CONTID_A_NETNS_FD]	= "netns-fd",
};

/* Names those attributes that a request can carry; NULL for others. */
const char *contid_attr_name(uint32_t type)
{
	if (type >= sizeof(attr_names) / sizeof(attr_names[0]))
		return NULL;
	return attr_names[type];
}

const char *contid_flag_name(uint32_t flag)
{
	switch (flag) {
	case CONTID_FLAG_NEST:
		return "nest";
	case CONTID_FLAG_MOVE:
		return "move";
	case CONTID_FLAG_SUBTREE:
		return "subtree";
	case CONTID_FLAG_DELEGATE:
		return "delegate";
	case CONTID_FLAG_TASKS:
		return "tasks";
	default:
		return NULL;
	}
}
