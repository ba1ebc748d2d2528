// SPDX-License-Identifier: GPL-2.0
/* The fields of a rule: libaudit makes them, but for contid and keys. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/args.h"
#include "common/message.h"
#include "common/util.h"
#include "rule/rule.h"

static int is_listed(const struct rule_run *run, const struct rule *rule,
		     const char *option)
{
	if (rule->list != RULE_NO_LIST)
		return CTL_DONE;
	return ctl_usage(run->ctl, "%s comes after -a, -A, -d, -w or -W", option);
}

/* Append a field that has bytes in the buffer. */
static int append(const struct rule_run *run, struct rule *rule, int field,
		  uint32_t op, const void *bytes, size_t len)
{
	struct audit_rule_data *data = rule->data;
	unsigned int n = data->field_count;

	if (n >= AUDIT_MAX_FIELDS)
		return ctl_usage(run->ctl, "a rule has at most %d fields",
				  AUDIT_MAX_FIELDS);
	data = realloc(data, sizeof(*data) + data->buflen + len);
	if (!data)
		return ctl_system(run->ctl, "rule", -ENOMEM);
	rule->data = data;

	data->fields[n] = field;
	data->fieldflags[n] = op;
	data->values[n] = len;
	memcpy(data->buf + data->buflen, bytes, len);
	data->buflen += len;
	data->field_count++;
	return CTL_DONE;
}

/* Whether @pair is about contid: what follows the name is not more of it. */
static bool is_contid(const char *pair)
{
	return !strncmp(pair, "contid", 6) && strchr("=!<>&", pair[6]);
}

/*
 * Store a contid field for the end of the rule: stock auditctl -l misprints the fields
 * behind it.
 */
static int add_contid(const struct rule_run *run, struct rule *rule,
		      const char *op)
{
	const char *text = op + (*op == '!') + 1;
	unsigned int n = rule->contids;
	uint64_t value = CONTID_UNSET;

	if (!*op)
		return ctl_usage(run->ctl, "-F contid needs = or != and a CONTID");
	if (*op != '=' && strncmp(op, "!=", 2))
		return ctl_usage(run->ctl, "contid only takes = or != operators");
	if (!*text)
		return ctl_usage(run->ctl, "-F contid needs a CONTID, or 'unset'");
	if (n >= AUDIT_MAX_FIELDS)
		return ctl_usage(run->ctl, "a rule has at most %d fields",
				  AUDIT_MAX_FIELDS);

	if (args_is_path(text))
		return ctl_usage(run->ctl, "'%s' is a path, and rules match identifiers of the host's scope only",
				  text);
	if (strcmp(text, "unset")) {
		int err = contid_parse(text, &value);

		if (err)
			return ctl_usage(run->ctl, "'%s' is no CONTID: %s, or 'unset'",
					  text, contid_wanted(err));
	}
	rule->contid[n].op = *op == '!' ? AUDIT_NOT_EQUAL : AUDIT_EQUAL;
	rule->contid[n].value = value;
	rule->contids++;
	rule->keyable = true;
	return CTL_DONE;
}

static int check_built(const struct rule_run *run, const struct rule *rule, int code,
		       const char *pair)
{
	/* Without memory, libaudit has freed the rule and cleared the pointer. */
	if (!rule->data)
		return ctl_system(run->ctl, "rule", -ENOMEM);
	return code ? rule_libaudit(run, code, pair) : CTL_DONE;
}

/**
 * rule_add_field - add a field.
 * @run: the run
 * @rule: the rule
 * @pair: name, operator and value; gets cut up
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_add_field(const struct rule_run *run, struct rule *rule, char *pair)
{
	const struct audit_rule_data *data;
	int ret = is_listed(run, rule, "-F");

	if (ret)
		return ret;
	if (is_contid(pair))
		return add_contid(run, rule, pair + 6);
	if (!strncmp(pair, "key=", 4))
		return rule_add_key(run, rule, pair + 4);
	if (rule->syscalls && !strncmp(pair, "arch", 4))
		return ctl_usage(run->ctl, "-F arch comes before -S");

	ret = audit_rule_fieldpair_data(&rule->data, pair, rule->list);
	ret = check_built(run, rule, ret, pair);
	if (ret)
		return ret;

	data = rule->data;
	switch (data->fields[data->field_count - 1]) {
	case AUDIT_ARCH:
		rule->elf = data->values[data->field_count - 1];
		break;
	case AUDIT_PERM:
	case AUDIT_WATCH:
	case AUDIT_DIR:
	case AUDIT_EXE:
	case AUDIT_FSTYPE:
		rule->keyable = true;
		break;
	}
	return CTL_DONE;
}

/* A libaudit that knows contid has other words for it than one that does not. */
static bool compares_contid(const char *pair)
{
	const char *right = strchr(pair, '=');

	return is_contid(pair) || (right && !strcmp(right + 1, "contid"));
}

/* Add a comparison of two fields. */
int rule_add_comparison(const struct rule_run *run, struct rule *rule,
			char *pair)
{
	int ret = is_listed(run, rule, "-C");

	if (ret)
		return ret;
	if (compares_contid(pair))
		return ctl_usage(run->ctl, "-C does not compare contid");
	ret = audit_rule_interfield_comp_data(&rule->data, pair, rule->list);
	return check_built(run, rule, ret, pair);
}

static int check_path(const struct rule_run *run, const char *path)
{
	const char *base = strrchr(path, '/');

	if (*path != '/')
		return ctl_usage(run->ctl, "'%s' does not begin with '/'", path);
	if (strlen(path) >= PATH_MAX || strlen(base + 1) > NAME_MAX)
		return ctl_usage(run->ctl, "the path is too long");
	if (strstr(path, ".."))
		ctl_warn(run->ctl, "audit does not resolve '..' in paths");
	if (strpbrk(path, "*?"))
		ctl_warn(run->ctl, "audit knows no wildcards in paths");
	return CTL_DONE;
}

/**
 * rule_add_watch - begin a rule that is a watch.
 * @run: the run
 * @rule: the rule, empty
 * @path: file or directory; gets cut
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_add_watch(const struct rule_run *run, struct rule *rule, char *path)
{
	int type = AUDIT_WATCH;
	struct stat st;
	size_t len;
	int ret;

	if (rule->list != RULE_NO_LIST)
		return ctl_usage(run->ctl, "-w and -W stand for a list and an action themselves");
	ret = check_path(run, path);
	if (ret)
		return ret;

	for (len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		type = AUDIT_DIR;
	if (audit_add_watch_dir(type, &rule->data, path))
		return ctl_system(run->ctl, "rule", -ENOMEM);

	rule->list = AUDIT_FILTER_EXIT;
	rule->action = AUDIT_ALWAYS;
	rule->syscalls = true;
	rule->keyable = true;
	return CTL_DONE;
}

/* Set the accesses that a watch, or a rule, is about. */
int rule_set_perm(const struct rule_run *run, struct rule *rule,
		  const char *letters)
{
	static const char all[] = "xwra";	/* AUDIT_PERM_EXEC is 1 */
	int ret = is_listed(run, rule, "-p");
	const char *c;
	int perm = 0;

	if (ret)
		return ret;
	for (c = letters; *c; c++) {
		const char *found = strchr(all, *c | 0x20);

		if (!found)
			break;
		perm |= 1 << (found - all);
	}
	if (*c || !perm)
		return ctl_usage(run->ctl, "-p takes letters of rwxa, not '%s'",
				  letters);
	if (audit_update_watch_perms(rule->data, perm))
		return ctl_usage(run->ctl, "-p comes after a path, and there may be too many fields");
	rule->keyable = true;
	return CTL_DONE;
}

/* Add a key, which will stand behind the fields of libaudit. */
int rule_add_key(const struct rule_run *run, struct rule *rule,
		 const char *key)
{
	size_t len = strlen(rule->key);
	int n;

	if (!*key)
		return ctl_usage(run->ctl, "a key must not be empty");
	if (strchr(key, AUDIT_KEY_SEPARATOR))
		return ctl_usage(run->ctl, "a key must not have the character \\001");
	n = snprintf(rule->key + len, sizeof(rule->key) - len, "%s%s",
		     len ? (const char[]){ AUDIT_KEY_SEPARATOR, '\0' } : "",
		     key);
	if (n >= (int)(sizeof(rule->key) - len))
		return ctl_usage(run->ctl, "the keys of a rule have at most %d characters",
				  AUDIT_MAX_KEY_LEN);
	return CTL_DONE;
}

/*
 * The first process of a container is created before it is labelled: a never,task
 * rule for all but some containers would match it. The kernel refuses such rules as
 * well.
 */
static int check_never_task(const struct rule_run *run, const struct rule *rule)
{
	unsigned int i;

	if ((rule->list & ~AUDIT_FILTER_PREPEND) != AUDIT_FILTER_TASK ||
	    rule->action != AUDIT_NEVER)
		return CTL_DONE;
	for (i = 0; i < rule->contids; i++) {
		if (rule->contid[i].op != AUDIT_EQUAL ||
		    rule->contid[i].value == CONTID_UNSET)
			return ctl_usage(run->ctl, "never,task only takes contid=CONTID: contid!= and contid=unset match the first process of a container, which is born without a label");
	}
	return CTL_DONE;
}

/**
 * rule_finish - finish a rule: its system calls, keys and containers.
 * @run: the run
 * @rule: the rule
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_finish(const struct rule_run *run, struct rule *rule)
{
	unsigned int i;
	int ret;

	ret = check_never_task(run, rule);
	if (ret)
		return ret;
	if (!rule->syscalls && rule->list != AUDIT_FILTER_TASK)
		memset(rule->data->mask, 0xff, sizeof(rule->data->mask));

	if (*rule->key) {
		if (!rule->keyable)
			return ctl_usage(run->ctl, "a key goes with a watch, -S, or -F exe, path, dir, perm, fstype or contid");
		ret = append(run, rule, AUDIT_FILTERKEY, AUDIT_EQUAL,
			     rule->key, strlen(rule->key));
		if (ret)
			return ret;
	}
	for (i = 0; i < rule->contids; i++) {
		ret = append(run, rule, AUDIT_CONTID, rule->contid[i].op,
			     &rule->contid[i].value,
			     sizeof(rule->contid[i].value));
		if (ret)
			return ret;
	}
	return CTL_DONE;
}
