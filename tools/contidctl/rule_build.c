// SPDX-License-Identifier: GPL-2.0
/* The fields of a rule: libaudit makes them, but for contid and keys. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rule.h"

static int is_listed(const struct rule_run *run, const struct rule *rule,
		     const char *option)
{
	if (rule->list != RULE_NO_LIST)
		return DONE;
	return rule_wrong(run, "%s comes after -a, -A, -d, -w or -W", option);
}

/* Append a field that has bytes in the buffer. */
static int append(const struct rule_run *run, struct rule *rule, int field,
		  uint32_t op, const void *bytes, size_t len)
{
	struct audit_rule_data *data = rule->data;
	unsigned int n = data->field_count;

	if (n >= AUDIT_MAX_FIELDS)
		return rule_wrong(run, "a rule has at most %d fields",
				  AUDIT_MAX_FIELDS);
	data = realloc(data, sizeof(*data) + data->buflen + len);
	if (!data)
		return rule_refused(run, "rule", -ENOMEM);
	rule->data = data;

	data->fields[n] = field;
	data->fieldflags[n] = op;
	data->values[n] = len;
	memcpy(data->buf + data->buflen, bytes, len);
	data->buflen += len;
	data->field_count++;
	return DONE;
}

/* Whether @pair is about contid: what follows the name is not more of it. */
static bool is_contid(const char *pair)
{
	return !strncmp(pair, "contid", 6) && strchr("=!<>&", pair[6]);
}

/* Keep a contid field for the end: stock auditctl -l stumbles over it. */
static int add_contid(const struct rule_run *run, struct rule *rule,
		      const char *op)
{
	const char *text = op + (*op == '!') + 1;
	unsigned int n = rule->contids;
	uint64_t value = CONTID_UNSET;

	if (!*op)
		return rule_wrong(run, "-F contid needs = or != and a CONTID");
	if (*op != '=' && strncmp(op, "!=", 2))
		return rule_wrong(run, "contid only takes = or != operators");
	if (!*text)
		return rule_wrong(run, "-F contid needs a CONTID, or 'unset'");
	if (n >= AUDIT_MAX_FIELDS)
		return rule_wrong(run, "a rule has at most %d fields",
				  AUDIT_MAX_FIELDS);

	if (strcmp(text, "unset")) {
		switch (contid_parse(text, &value)) {
		case 0:
			break;
		case -ERANGE:
			return rule_wrong(run, "'%s' is no CONTID: 0 to %llu, or 'unset'",
					  text, CONTID_UNSET - 1);
		default:
			return rule_wrong(run, "'%s' is no CONTID: a number, a hex id of 16 or more digits, or 'unset'",
					  text);
		}
	}
	rule->contid[n].op = *op == '!' ? AUDIT_NOT_EQUAL : AUDIT_EQUAL;
	rule->contid[n].value = value;
	rule->contids++;
	rule->keyable = true;
	return DONE;
}

static int built(const struct rule_run *run, const struct rule *rule, int code,
		 const char *pair)
{
	/* It frees the rule when it cannot grow it. */
	if (!rule->data)
		return rule_refused(run, "rule", -ENOMEM);
	return code ? rule_libaudit(run, code, pair) : DONE;
}

/**
 * rule_add_field - take in a field.
 * @run: the run
 * @rule: the rule
 * @pair: name, operator and value; gets cut up
 *
 * Return: DONE, or what to exit with, after a message.
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
		return rule_wrong(run, "-F arch comes before -S");

	ret = audit_rule_fieldpair_data(&rule->data, pair, rule->list);
	ret = built(run, rule, ret, pair);
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
	return DONE;
}

/* Take in a comparison of two fields. */
int rule_add_comparison(const struct rule_run *run, struct rule *rule,
			char *pair)
{
	int ret = is_listed(run, rule, "-C");

	if (ret)
		return ret;
	ret = audit_rule_interfield_comp_data(&rule->data, pair, rule->list);
	return built(run, rule, ret, pair);
}

static int check_path(const struct rule_run *run, const char *path)
{
	const char *base = strrchr(path, '/');

	if (*path != '/')
		return rule_wrong(run, "'%s' does not begin with '/'", path);
	if (strlen(path) >= PATH_MAX || strlen(base + 1) > NAME_MAX)
		return rule_wrong(run, "the path is too long");
	if (strstr(path, ".."))
		rule_warn(run, "audit does not resolve '..' in paths");
	if (strpbrk(path, "*?"))
		rule_warn(run, "audit knows no wildcards in paths");
	return DONE;
}

/**
 * rule_add_watch - begin a rule that is a watch.
 * @run: the run
 * @rule: the rule, empty
 * @path: file or directory; gets cut
 *
 * Return: DONE, or what to exit with, after a message.
 */
int rule_add_watch(const struct rule_run *run, struct rule *rule, char *path)
{
	int type = AUDIT_WATCH;
	struct stat st;
	size_t len;
	int ret;

	if (rule->list != RULE_NO_LIST)
		return rule_wrong(run, "-w and -W stand for a list and an action themselves");
	ret = check_path(run, path);
	if (ret)
		return ret;

	for (len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		type = AUDIT_DIR;
	if (audit_add_watch_dir(type, &rule->data, path))
		return rule_refused(run, "rule", -ENOMEM);

	rule->list = AUDIT_FILTER_EXIT;
	rule->action = AUDIT_ALWAYS;
	rule->syscalls = true;
	rule->keyable = true;
	return DONE;
}

/* Which accesses a watch, or a rule, is about */
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
		return rule_wrong(run, "-p takes letters of rwxa, not '%s'",
				  letters);
	if (audit_update_watch_perms(rule->data, perm))
		return rule_wrong(run, "-p comes after a path, and there may be too many fields");
	rule->keyable = true;
	return DONE;
}

/* Take in a key, to stand behind the fields of libaudit's. */
int rule_add_key(const struct rule_run *run, struct rule *rule,
		 const char *key)
{
	size_t len = strlen(rule->key);
	int n;

	if (!*key)
		return rule_wrong(run, "a key must not be empty");
	if (strchr(key, AUDIT_KEY_SEPARATOR))
		return rule_wrong(run, "a key must not have the character \\001");
	n = snprintf(rule->key + len, sizeof(rule->key) - len, "%s%s",
		     len ? (const char[]){ AUDIT_KEY_SEPARATOR, '\0' } : "",
		     key);
	if (n >= (int)(sizeof(rule->key) - len))
		return rule_wrong(run, "the keys of a rule have at most %d characters",
				  AUDIT_MAX_KEY_LEN);
	return DONE;
}

/**
 * rule_seal - finish a rule: its system calls, keys and containers.
 * @run: the run
 * @rule: the rule
 *
 * Return: DONE, or what to exit with, after a message.
 */
int rule_seal(const struct rule_run *run, struct rule *rule)
{
	unsigned int i;
	int ret;

	if (!rule->syscalls && rule->list != AUDIT_FILTER_TASK)
		memset(rule->data->mask, 0xff, sizeof(rule->data->mask));

	if (*rule->key) {
		if (!rule->keyable)
			return rule_wrong(run, "a key goes with a watch, -S, or -F exe, path, dir, perm, fstype or contid");
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
	return DONE;
}
