// SPDX-License-Identifier: GPL-2.0
/*
 * An audit part of a kernel that takes every rule, and keeps none: stands in for the
 * functions of libaudit that would talk to the one of this machine.
 */

#include <errno.h>
#include <string.h>

#include "audit.h"
#include "fuzz.h"

#define SOCKET	1000	/* no descriptor that is open */

int audit_open(void)
{
	return SOCKET;
}

void audit_close(int fd)
{
	check(fd == SOCKET);
}

int audit_request_status(int fd)
{
	check(fd == SOCKET);
	return -EPERM;
}

int audit_request_features(int fd)
{
	check(fd == SOCKET);
	return -EPERM;
}

int audit_request_rules_list_data(int fd)
{
	check(fd == SOCKET);
	return 1;
}

/* The end of an empty list */
int audit_get_reply(int fd, struct audit_reply *reply, reply_t block, int peek)
{
	(void)block;
	(void)peek;
	check(fd == SOCKET);
	memset(reply, 0, sizeof(*reply));
	reply->type = NLMSG_DONE;
	reply->nlh = &reply->msg.nlh;
	reply->len = NLMSG_HDRLEN;
	return reply->len;
}

int audit_add_rule_data(int fd, struct audit_rule_data *rule, int flags, int action)
{
	check(fd == SOCKET);
	on_rule(rule, flags, action);
	return 1;
}

int audit_delete_rule_data(int fd, struct audit_rule_data *rule, int flags, int action)
{
	check(fd == SOCKET);
	on_rule(rule, flags, action);
	return 1;
}

#define SETTING(name)							\
	int audit_set_##name(int fd, uint32_t value)			\
	{								\
		check(fd == SOCKET);					\
		return value == 7 ? -EPERM : 1;				\
	}

SETTING(enabled)
SETTING(failure)
SETTING(rate_limit)
SETTING(backlog_limit)
SETTING(backlog_wait_time)

#define ACTION(name)							\
	int audit_##name(int fd)					\
	{								\
		check(fd == SOCKET);					\
		return 1;						\
	}

ACTION(trim_subtrees)
ACTION(set_loginuid_immutable)
ACTION(reset_lost)
ACTION(reset_backlog_wait_time_actual)

int audit_make_equivalent(int fd, const char *mount_point, const char *subtree)
{
	check(fd == SOCKET && mount_point && *subtree);
	return 1;
}
