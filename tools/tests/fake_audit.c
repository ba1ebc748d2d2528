// SPDX-License-Identifier: GPL-2.0
/* The audit part of a kernel, see fake_audit.h. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_audit.h"

#define MAX_RULES	64

struct fake_audit fake_audit;

static struct audit_rule_data *rules[MAX_RULES];
static unsigned int n_rules;
static unsigned int next;	/* reply to a list */
static int asked;		/* AUDIT_GET, AUDIT_LIST_RULES or AUDIT_GET_FEATURE */
/* The socket, and the kernel's end of it, for what libaudit has no function for */
static int sockets[2];

int audit_open(void)
{
	if (!fake_audit.there)
		_exit(96);
	errno = fake_audit.open_errno;
	if (errno)
		return -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets))
		_exit(95);
	return sockets[0];
}

void audit_close(int fd)
{
	if (fd != sockets[0])
		_exit(97);
	close(sockets[0]);
	close(sockets[1]);
}

/* For libaudit itself */
uint32_t audit_get_features(void)
{
	return fake_audit.features;
}

int audit_request_status(int fd)
{
	(void)fd;
	asked = AUDIT_GET;
	return 1;
}

int audit_request_features(int fd)
{
	(void)fd;
	asked = AUDIT_GET_FEATURE;
	return fake_audit.deny ? -fake_audit.deny : 1;
}

int audit_request_rules_list_data(int fd)
{
	(void)fd;
	asked = AUDIT_LIST_RULES;
	next = 0;
	return 1;
}

static void fill(struct audit_reply *reply, int type, const void *data,
		 size_t len)
{
	memset(reply, 0, sizeof(*reply));
	reply->type = type;
	reply->nlh = &reply->msg.nlh;
	reply->nlh->nlmsg_len = NLMSG_LENGTH(len);
	reply->len = reply->nlh->nlmsg_len;
	memcpy(NLMSG_DATA(reply->nlh), data, len);
	reply->status = NLMSG_DATA(reply->nlh);
}

/* As the kernel does: all or nothing, and what it does not know is passed over. */
static int set_features(const struct audit_features *change)
{
	struct audit_features *now = &fake_audit.settings;
	uint32_t mask = change->mask & now->mask;

	if (fake_audit.refuse)
		return -fake_audit.refuse;
	if (now->lock & mask & (now->features ^ change->features))
		return -EPERM;
	now->features = (now->features & ~mask) | (change->features & mask);
	now->lock |= change->lock & mask;
	return 0;
}

/* Answer a request that came through the socket itself, if there is one. */
static bool answer_socket(struct audit_reply *reply)
{
	struct {
		struct nlmsghdr nlh;
		struct audit_features features;
	} request;
	struct nlmsgerr ack = { 0 };

	if (recv(sockets[1], &request, sizeof(request), MSG_DONTWAIT) !=
	    sizeof(request))
		return false;
	if (request.nlh.nlmsg_type != AUDIT_SET_FEATURE ||
	    request.nlh.nlmsg_len != sizeof(request) ||
	    request.nlh.nlmsg_flags != (NLM_F_REQUEST | NLM_F_ACK) ||
	    request.features.vers != AUDIT_FEATURE_VERSION)
		_exit(94);
	ack.error = set_features(&request.features);
	fill(reply, NLMSG_ERROR, &ack, sizeof(ack));
	reply->error = NLMSG_DATA(reply->nlh);
	return true;
}

int audit_get_reply(int fd, struct audit_reply *reply, reply_t block, int peek)
{
	struct audit_status status = {
		.feature_bitmap = fake_audit.features,
		.enabled = fake_audit.enabled,
	};
	struct nlmsgerr ack = { .error = 0 };

	(void)fd;
	(void)block;
	(void)peek;
	if (answer_socket(reply))
		return reply->len;
	if (asked == AUDIT_GET_FEATURE) {
		fill(reply, AUDIT_GET_FEATURE, &fake_audit.settings,
		     sizeof(fake_audit.settings));
	} else if (asked == AUDIT_GET) {
		fill(reply, AUDIT_GET, &status, sizeof(status));
	} else if (!next++) {
		fill(reply, NLMSG_ERROR, &ack, sizeof(ack));
	} else if (next - 2 < n_rules) {
		const struct audit_rule_data *rule = rules[next - 2];

		fill(reply, AUDIT_LIST_RULES, rule,
		     sizeof(*rule) + rule->buflen);
		if (fake_audit.reply)
			fake_audit.reply(reply);
	} else if (fake_audit.silent) {
		return -EAGAIN;
	} else {
		fill(reply, NLMSG_DONE, "", 0);
	}
	return reply->len;
}

static int find(const struct audit_rule_data *rule)
{
	unsigned int i;

	for (i = 0; i < n_rules; i++)
		if (rules[i]->buflen == rule->buflen &&
		    !memcmp(rules[i], rule, sizeof(*rule) + rule->buflen))
			return i;
	return -1;
}

static void dump(const struct audit_rule_data *rule, int flags, int action)
{
	unsigned int i;

	printf("list %d action %d", flags, action);
	for (i = 0; i < AUDIT_BITMASK_SIZE * 32; i++)
		if (rule->mask[0] != UINT32_MAX &&
		    rule->mask[AUDIT_WORD(i)] & AUDIT_BIT(i))
			printf(" sys %u", i);
	if (rule->mask[0] == UINT32_MAX)
		printf(" sys all");
	for (i = 0; i < rule->field_count; i++)
		printf(" %u:%x:%u", rule->fields[i], rule->fieldflags[i],
		       rule->values[i]);
	printf(" buf ");
	for (i = 0; i < rule->buflen; i++)
		printf("%02x", (unsigned char)rule->buf[i]);
	printf("\n");
}

int audit_add_rule_data(int fd, struct audit_rule_data *rule, int flags,
			int action)
{
	size_t size = sizeof(*rule) + rule->buflen;
	struct audit_rule_data *copy;

	(void)fd;
	if (fake_audit.dump)
		dump(rule, flags, action);
	if (fake_audit.refuse)
		return -fake_audit.refuse;
	rule->flags = flags & ~AUDIT_FILTER_PREPEND;
	rule->action = action;
	if (find(rule) >= 0)
		return -EEXIST;
	copy = malloc(size);
	if (!copy || n_rules == MAX_RULES)
		_exit(98);
	memcpy(copy, rule, size);
	if (flags & AUDIT_FILTER_PREPEND) {
		memmove(rules + 1, rules, n_rules * sizeof(*rules));
		rules[0] = copy;
	} else {
		rules[n_rules] = copy;
	}
	n_rules++;
	return 1;
}

int audit_delete_rule_data(int fd, struct audit_rule_data *rule, int flags,
			   int action)
{
	int i;

	(void)fd;
	if (fake_audit.refuse)
		return -fake_audit.refuse;
	rule->flags = flags;
	rule->action = action;
	i = find(rule);
	if (i < 0)
		return -ENOENT;
	free(rules[i]);
	n_rules--;
	memmove(rules + i, rules + i + 1, (n_rules - i) * sizeof(*rules));
	return 1;
}

static int set(const char *what, uint32_t value)
{
	if (fake_audit.refuse)
		return -fake_audit.refuse;
	printf("%s %u\n", what, value);
	return 1;
}

#define SETTING(name)							\
	int audit_set_##name(int fd, uint32_t value)			\
	{								\
		(void)fd;						\
		return set(#name, value);				\
	}

SETTING(enabled)
SETTING(failure)
SETTING(rate_limit)
SETTING(backlog_limit)
SETTING(backlog_wait_time)

#define ACTION(name)							\
	int audit_##name(int fd)					\
	{								\
		(void)fd;						\
		return set(#name, 0);					\
	}

ACTION(trim_subtrees)
ACTION(set_loginuid_immutable)
ACTION(reset_lost)
ACTION(reset_backlog_wait_time_actual)

int audit_make_equivalent(int fd, const char *mount_point, const char *subtree)
{
	(void)fd;
	printf("%s is %s\n", mount_point, subtree);
	return 1;
}
