// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes, flags and notifications by the names that the family's specification gives. */

#include <contid/events.h>

#include "internal.h"

static const char *const attr_names[] = {
	[CONTID_A_PIDFD]	= "pidfd",
	[CONTID_A_CONTID]	= "contid",
	[CONTID_A_FLAGS]	= "flags",
	[CONTID_A_LIMIT]	= "limit",
	[CONTID_A_PARENT]	= "parent",
	[CONTID_A_SERIAL]	= "serial",
	[CONTID_A_NETNS_FD]	= "netns-fd",
	[CONTID_A_SCOPE]	= "scope",
	[CONTID_A_USERNS_FD]	= "userns-fd",
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
	case CONTID_FLAG_PROCESSES:
		return "processes";
	default:
		return NULL;
	}
}

const char *contid_event_name(enum contid_event_type type)
{
	switch (type) {
	case CONTID_EVENT_SET:
		return "set";
	case CONTID_EVENT_DROP:
		return "drop";
	case CONTID_EVENT_ADOPT:
		return "adopt";
	case CONTID_EVENT_END:
		return "end";
	default:
		return NULL;
	}
}
