// SPDX-License-Identifier: GPL-2.0
/* Reading the fields of rules that the kernel has. */

#include <stddef.h>
#include <string.h>

#include "rule/rule.h"

/* Whether the value of @field is the length of a text in the buffer. */
static bool has_text(int field)
{
	switch (field) {
	case AUDIT_SUBJ_USER ... AUDIT_SUBJ_CLR:
	case AUDIT_OBJ_USER ... AUDIT_OBJ_LEV_HIGH:
	case AUDIT_WATCH:
	case AUDIT_DIR:
	case AUDIT_EXE:
	case AUDIT_FILTERKEY:
	case AUDIT_CONTID:
		return true;
	default:
		return false;
	}
}

/* Whether @len bytes are a rule that the functions below may look into. */
bool rule_valid(const struct audit_rule_data *data, size_t len)
{
	size_t left;
	unsigned int i;

	if (len < sizeof(*data) || data->buflen > len - sizeof(*data) ||
	    data->field_count > AUDIT_MAX_FIELDS)
		return false;
	left = data->buflen;
	for (i = 0; i < data->field_count; i++) {
		int field = data->fields[i];

		if (!has_text(field))
			continue;
		if (data->values[i] > left ||
		    (field == AUDIT_CONTID &&
		     data->values[i] != sizeof(uint64_t)))
			return false;
		left -= data->values[i];
	}
	return true;
}

/**
 * rule_next - go through the fields of a rule.
 * @data: the rule
 * @field: zeroes at first, then the field before; is made the next
 *
 * Return: whether there is one.
 */
bool rule_next(const struct audit_rule_data *data, struct rule_field *field)
{
	unsigned int i = field->next;

	if (i >= data->field_count)
		return false;
	field->next++;
	field->field = data->fields[i];
	field->op = data->fieldflags[i] & AUDIT_OPERATORS;
	field->value = data->values[i];
	field->text = NULL;
	if (has_text(field->field)) {
		field->text = data->buf + field->offset;
		field->offset += field->value;
	}
	return true;
}

uint64_t rule_contid(const struct rule_field *field)
{
	uint64_t contid;

	memcpy(&contid, field->text, sizeof(contid));
	return contid;
}

/* Whether one of a rule's keys contains @key. */
bool rule_has_key(const struct audit_rule_data *data, const char *key)
{
	struct rule_field field = { 0 };

	while (rule_next(data, &field)) {
		if (field.field == AUDIT_FILTERKEY &&
		    memmem(field.text, field.value, key, strlen(key)))
			return true;
	}
	return false;
}

/* libaudit before 3.1 knows no io_uring. */
const char *rule_list_name(uint32_t list)
{
	const char *name;

	list &= AUDIT_FILTER_MASK;
	if (list == AUDIT_FILTER_URING_EXIT)
		return "io_uring";
	name = audit_flag_to_name(list);
	return name ? name : "unknown";
}

/* A later kernel may have more actions and operators than libaudit. */
const char *rule_action_name(uint32_t action)
{
	return audit_action_to_name(action) ?: "unknown";
}

const char *rule_op_symbol(uint32_t op)
{
	return audit_operator_to_symbol(op) ?: "?";
}

int rule_list_number(const char *name)
{
	if (!strcmp(name, "io_uring"))
		return AUDIT_FILTER_URING_EXIT;
	return audit_name_to_flag(name);
}
