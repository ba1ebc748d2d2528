// SPDX-License-Identifier: GPL-2.0
/* A rule as auditctl -l prints it, and as it can be given to auditctl. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "rule/rule.h"

/* AUDIT_COMPARE_*, by number */
static const char *const comparisons[][2] = {
	[AUDIT_COMPARE_UID_TO_OBJ_UID] = { "uid", "obj_uid" },
	[AUDIT_COMPARE_GID_TO_OBJ_GID] = { "gid", "obj_gid" },
	[AUDIT_COMPARE_EUID_TO_OBJ_UID] = { "euid", "obj_uid" },
	[AUDIT_COMPARE_EGID_TO_OBJ_GID] = { "egid", "obj_gid" },
	[AUDIT_COMPARE_AUID_TO_OBJ_UID] = { "auid", "obj_uid" },
	[AUDIT_COMPARE_SUID_TO_OBJ_UID] = { "suid", "obj_uid" },
	[AUDIT_COMPARE_SGID_TO_OBJ_GID] = { "sgid", "obj_gid" },
	[AUDIT_COMPARE_FSUID_TO_OBJ_UID] = { "fsuid", "obj_uid" },
	[AUDIT_COMPARE_FSGID_TO_OBJ_GID] = { "fsgid", "obj_gid" },
	[AUDIT_COMPARE_UID_TO_AUID] = { "uid", "auid" },
	[AUDIT_COMPARE_UID_TO_EUID] = { "uid", "euid" },
	[AUDIT_COMPARE_UID_TO_FSUID] = { "uid", "fsuid" },
	[AUDIT_COMPARE_UID_TO_SUID] = { "uid", "suid" },
	[AUDIT_COMPARE_AUID_TO_FSUID] = { "auid", "fsuid" },
	[AUDIT_COMPARE_AUID_TO_SUID] = { "auid", "suid" },
	[AUDIT_COMPARE_AUID_TO_EUID] = { "auid", "euid" },
	[AUDIT_COMPARE_EUID_TO_SUID] = { "euid", "suid" },
	[AUDIT_COMPARE_EUID_TO_FSUID] = { "euid", "fsuid" },
	[AUDIT_COMPARE_SUID_TO_FSUID] = { "suid", "fsuid" },
	[AUDIT_COMPARE_GID_TO_EGID] = { "gid", "egid" },
	[AUDIT_COMPARE_GID_TO_FSGID] = { "gid", "fsgid" },
	[AUDIT_COMPARE_GID_TO_SGID] = { "gid", "sgid" },
	[AUDIT_COMPARE_EGID_TO_FSGID] = { "egid", "fsgid" },
	[AUDIT_COMPARE_EGID_TO_SGID] = { "egid", "sgid" },
	[AUDIT_COMPARE_SGID_TO_FSGID] = { "sgid", "fsgid" },
};

#define N_COMPARISONS	(sizeof(comparisons) / sizeof(comparisons[0]))

static bool all_syscalls(const struct audit_rule_data *data)
{
	unsigned int i;

	/* The last word stands for classes: the kernel has resolved them. */
	for (i = 0; i < AUDIT_BITMASK_SIZE - 1; i++)
		if (data->mask[i] != UINT32_MAX)
			return false;
	return true;
}

static bool has_syscalls(const struct audit_rule_data *data)
{
	uint32_t list = data->flags & AUDIT_FILTER_MASK;

	return list == AUDIT_FILTER_EXIT || list == AUDIT_FILTER_URING_EXIT;
}

/* Whether auditctl would print it as -w: it has only fields that -w can express. */
static bool is_watch(const struct audit_rule_data *data)
{
	struct rule_field field = { 0 };
	bool perm = false;

	while (rule_next(data, &field)) {
		switch (field.field) {
		case AUDIT_PERM:
			perm = true;
			break;
		case AUDIT_FILTERKEY:
		case AUDIT_DIR:
		case AUDIT_WATCH:
			break;
		default:
			return false;
		}
	}
	return perm && (!has_syscalls(data) || all_syscalls(data));
}

/* Returns the machine that the system calls are those of, or -1. */
static int print_arch(FILE *out, const struct audit_rule_data *data)
{
	struct rule_field field = { 0 };
	int machine = audit_detect_machine();

	while (rule_next(data, &field)) {
		if (field.field != AUDIT_ARCH)
			continue;
		machine = audit_elf_to_machine(field.value);
		fprintf(out, " -F arch%s", rule_op_symbol(field.op));
		if (machine < 0)
			fprintf(out, "0x%X", field.value);
		else
			fprintf(out, field.value & __AUDIT_ARCH_64BIT ? "b64" :
									"b32");
	}
	return machine;
}

static void print_syscalls(FILE *out, const struct audit_rule_data *data,
			   int machine)
{
	bool uring = (data->flags & AUDIT_FILTER_MASK) ==
		     AUDIT_FILTER_URING_EXIT;
	const char *before = " -S ";
	unsigned int i;

	if (all_syscalls(data)) {
		fprintf(out, " -S all");
		return;
	}
	for (i = 0; i < AUDIT_BITMASK_SIZE * 32; i++) {
		const char *name = NULL;

		if (!(data->mask[AUDIT_WORD(i)] & AUDIT_BIT(i)))
			continue;
		if (uring)
			name = rule_op_name(i);
		else if (machine >= 0)
			name = audit_syscall_to_name(i, machine);
		if (name)
			fprintf(out, "%s%s", before, name);
		else
			fprintf(out, "%s%u", before, i);
		before = ",";
	}
}

static void print_keys(FILE *out, const struct rule_field *field,
		       const char *option)
{
	char *text = strndup(field->text, field->value);
	char *save;
	char *key;

	if (!text)
		return;
	key = strtok_r(text, (const char[]){ AUDIT_KEY_SEPARATOR, 0 }, &save);
	while (key) {
		fprintf(out, " %s%s", option, key);
		key = strtok_r(NULL, (const char[]){ AUDIT_KEY_SEPARATOR, 0 },
			       &save);
	}
	free(text);
}

static void print_perm(FILE *out, uint32_t perm, const char *option)
{
	fprintf(out, " %s%s%s%s%s", option, perm & AUDIT_PERM_READ ? "r" : "",
		perm & AUDIT_PERM_WRITE ? "w" : "",
		perm & AUDIT_PERM_EXEC ? "x" : "",
		perm & AUDIT_PERM_ATTR ? "a" : "");
}

static void print_name(FILE *out, const char *name, int value)
{
	if (name)
		fprintf(out, "%s", name);
	else
		fprintf(out, "%d", value);
}

static void print_exit(FILE *out, int value)
{
	const char *name = value < 0 ? audit_errno_to_name(-value) : NULL;

	if (name)
		fprintf(out, "-%s", name);
	else
		fprintf(out, "%d", value);
}

static void print_contid_value(FILE *out, uint64_t contid)
{
	if (contid == CONTID_UNSET)
		fprintf(out, "unset");
	else
		fprintf(out, "%" PRIu64, contid);
}

static void print_value(FILE *out, const struct rule_field *field)
{
	switch (field->field) {
	case AUDIT_CONTID:
		print_contid_value(out, rule_contid(field));
		break;
	case AUDIT_MSGTYPE:
		print_name(out, audit_msg_type_to_name(field->value),
			   field->value);
		break;
	case AUDIT_FSTYPE:
		print_name(out, audit_fstype_to_name(field->value),
			   field->value);
		break;
	case AUDIT_EXIT:
		print_exit(out, field->value);
		break;
	case AUDIT_INODE:
		fprintf(out, "%u", field->value);
		break;
	case AUDIT_ARG0 ... AUDIT_ARG3:
		fprintf(out, "0x%X", field->value);
		break;
	default:
		if (field->text)
			fprintf(out, "%.*s", (int)field->value, field->text);
		else
			fprintf(out, "%d", (int)field->value);
		break;
	}
}

static void print_field(FILE *out, const struct rule_field *field)
{
	const char *op = rule_op_symbol(field->op);
	const char *name = field->field == AUDIT_CONTID ? "contid" :
			   audit_field_to_name(field->field);

	if (!name) {
		fprintf(out, " f%d%s%d", field->field, op, (int)field->value);
		return;
	}
	fprintf(out, " -F %s%s", name, op);
	print_value(out, field);
}

static void print_comparison(FILE *out, const struct rule_field *field)
{
	const char *const *names;

	if (field->value < N_COMPARISONS && comparisons[field->value][0]) {
		names = comparisons[field->value];
		fprintf(out, " -C %s%s%s", names[0],
			rule_op_symbol(field->op), names[1]);
	} else {
		print_field(out, field);
	}
}

static void print_list(FILE *out, const struct audit_rule_data *data)
{
	int machine;

	fprintf(out, "-a %s,%s", rule_action_name(data->action),
		rule_list_name(data->flags));
	machine = print_arch(out, data);
	if (has_syscalls(data))
		print_syscalls(out, data, machine);
}

/**
 * rule_print - print a rule, as one line without its end.
 * @out: where to
 * @data: the rule
 */
void rule_print(FILE *out, const struct audit_rule_data *data)
{
	struct rule_field field = { 0 };
	bool watch = is_watch(data);

	if (!watch)
		print_list(out, data);

	while (rule_next(data, &field)) {
		switch (field.field) {
		case AUDIT_ARCH:	/* printed already */
			break;
		case AUDIT_FILTERKEY:
			print_keys(out, &field, watch ? "-k " : "-F key=");
			break;
		case AUDIT_PERM:
			print_perm(out, field.value, watch ? "-p " :
							     "-F perm=");
			break;
		case AUDIT_FIELD_COMPARE:
			print_comparison(out, &field);
			break;
		case AUDIT_WATCH:
		case AUDIT_DIR:
			if (watch) {
				fprintf(out, "-w %.*s", (int)field.value,
					field.text);
				break;
			}
			/* fall through */
		default:
			print_field(out, &field);
			break;
		}
	}
}
