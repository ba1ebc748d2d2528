// SPDX-License-Identifier: GPL-2.0
/* The kernel's side of rules. Each request has a socket of its own. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/connection.h"
#include "common/message.h"
#include "common/util.h"
#include "rule/rule.h"

static int get_status(const struct rule_run *run, struct audit_status *status)
{
	struct audit_reply reply;
	size_t len;
	int err;
	int fd;

	fd = ctl_audit_open(run->ctl);
	if (fd < 0)
		return CTL_REFUSED;
	err = ctl_audit_sent(audit_request_status(fd));
	if (!err)
		err = ctl_audit_receive(fd, &reply);
	if (!err && reply.type != AUDIT_GET)
		err = -EBADMSG;
	audit_close(fd);
	if (err)
		return ctl_system(run->ctl, "audit", err);

	/* Shorter from older kernels */
	memset(status, 0, sizeof(*status));
	len = NLMSG_PAYLOAD(reply.nlh, 0);
	memcpy(status, reply.status, len < sizeof(*status) ? len :
							     sizeof(*status));
	return CTL_DONE;
}

/* Whether the audit configuration is locked. The caller reports it. */
int rule_locked(const struct rule_run *run)
{
	struct audit_status status;

	return !get_status(run, &status) && status.enabled == 2;
}

/* A kernel without the field would only answer EINVAL: check first. */
static int need_contid(struct rule_run *run)
{
	struct audit_status status;
	int ret;

	if (run->contid_known)
		return CTL_DONE;
	ret = get_status(run, &status);
	if (ret)
		return ret;
	if (status.feature_bitmap & AUDIT_FEATURE_BITMAP_CONTID) {
		run->contid_known = true;
		return CTL_DONE;
	}
	return rule_no_contid(run);
}

static int change_refused(const struct rule_run *run, const struct rule *rule,
			  int err)
{
	if (err == -EPERM && rule_locked(run))
		return ctl_system(run->ctl, "audit is locked until the next boot",
				    err);
	if (err == -EEXIST && !rule->remove)
		return ctl_system(run->ctl, "rule exists", err);
	if (err == -ENOENT && rule->remove)
		return ctl_system(run->ctl, "no rule matches", err);
	return ctl_system(run->ctl, "rule", err);
}

/**
 * rule_send - add a rule, or delete it.
 * @run: the run
 * @rule: the rule, finished
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_send(struct rule_run *run, struct rule *rule)
{
	int ret;
	int err;
	int fd;

	if (rule->contids) {
		ret = need_contid(run);
		if (ret)
			return ret;
	}
	fd = ctl_audit_open(run->ctl);
	if (fd < 0)
		return CTL_REFUSED;
	if (rule->remove)
		err = audit_delete_rule_data(fd, rule->data, rule->list,
					     rule->action);
	else
		err = audit_add_rule_data(fd, rule->data, rule->list |
					  (rule->prepend ?
					   AUDIT_FILTER_PREPEND : 0),
					  rule->action);
	audit_close(fd);
	err = ctl_audit_sent(err);
	return err ? change_refused(run, rule, err) : CTL_DONE;
}

static int keep(struct rule_set *set, const struct audit_reply *reply)
{
	size_t len = NLMSG_PAYLOAD(reply->nlh, 0);
	struct audit_rule_data **rules;
	struct audit_rule_data *copy;

	if (reply->type != AUDIT_LIST_RULES ||
	    !rule_valid(reply->ruledata, len))
		return -EBADMSG;
	rules = array_grow(set->rules, &set->room, set->n + 1, sizeof(*rules));
	if (!rules)
		return -ENOMEM;
	set->rules = rules;
	copy = malloc(len);
	if (!copy)
		return -ENOMEM;
	rules[set->n++] = memcpy(copy, reply->ruledata, len);
	return 0;
}

/**
 * rule_fetch - get all rules.
 * @run: the run
 * @set: where to put them, for rule_set_free() after success
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_fetch(const struct rule_run *run, struct rule_set *set)
{
	struct audit_reply reply;
	int err;
	int fd;

	*set = (struct rule_set){ 0 };
	fd = ctl_audit_open(run->ctl);
	if (fd < 0)
		return CTL_REFUSED;
	err = ctl_audit_sent(audit_request_rules_list_data(fd));
	while (!err) {
		err = ctl_audit_receive(fd, &reply);
		if (!err && reply.type == NLMSG_DONE)
			break;
		if (!err)
			err = keep(set, &reply);
	}
	audit_close(fd);
	if (!err)
		return CTL_DONE;

	rule_set_free(set);
	return ctl_system(run->ctl, "list of rules", err);
}

void rule_set_free(struct rule_set *set)
{
	while (set->n)
		free(set->rules[--set->n]);
	free(set->rules);
	set->rules = NULL;
}

/* Delete the rules, or those that have a key which contains @key. */
int rule_delete_all(const struct rule_run *run, const char *key)
{
	struct rule_set set;
	int err = 0;
	size_t i;
	int ret;
	int fd;

	ret = rule_fetch(run, &set);
	if (ret)
		return ret;
	fd = ctl_audit_open(run->ctl);
	if (fd < 0) {
		rule_set_free(&set);
		return CTL_REFUSED;
	}
	for (i = 0; i < set.n && !err; i++) {
		struct audit_rule_data *data = set.rules[i];

		if (!key || rule_has_key(data, key))
			err = ctl_audit_sent(
				audit_delete_rule_data(fd, data, data->flags,
						       data->action));
	}
	audit_close(fd);
	rule_set_free(&set);
	return err ? ctl_system(run->ctl, "-D", err) : CTL_DONE;
}
