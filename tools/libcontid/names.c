// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Attributes, flags and notifications by the names that the family's specification
 * gives; types of namespaces by those in /proc/PID/ns.
 */

#include <errno.h>
#include <string.h>

#include <linux/sched.h>

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
	[CONTID_A_NS_FD]	= "ns-fd",
	[CONTID_A_NAME]		= "name",
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
	case CONTID_FLAG_STOP:
		return "stop";
	case CONTID_FLAG_TRIM:
		return "trim";
	case CONTID_FLAG_AUDITD:
		return "auditd";
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

static const struct {
	uint32_t type;
	const char *name;
} ns_types[] = {
	{ CLONE_NEWNS, "mnt" },
	{ CLONE_NEWUTS, "uts" },
	{ CLONE_NEWIPC, "ipc" },
	{ CLONE_NEWPID, "pid" },
	{ CLONE_NEWUSER, "user" },
	{ CLONE_NEWNET, "net" },
	{ CLONE_NEWCGROUP, "cgroup" },
	{ CLONE_NEWTIME, "time" },
};

#define NS_TYPES	(sizeof(ns_types) / sizeof(ns_types[0]))

const char *contid_ns_type_name(uint32_t type)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++)
		if (ns_types[i].type == type)
			return ns_types[i].name;
	return NULL;
}

int contid_ns_type_parse(const char *name, uint32_t *type)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++) {
		if (strcmp(ns_types[i].name, name))
			continue;
		*type = ns_types[i].type;
		return 0;
	}
	return -EINVAL;
}
