// SPDX-License-Identifier: GPL-2.0
/*
 * raw-rule LIST OP LENGTH BUFLEN [FIELDS [BYTE]]: offer the kernel a rule of
 * FIELDS contid fields, one by default, each with the operator of the number OP
 * and a value of LENGTH bytes, and a buffer of BUFLEN bytes, each of them BYTE,
 * or 1. The action is never. Prints the name of the error, or 0. A rule that is
 * taken is deleted again.
 */

#include <libaudit.h>

#include "tap.h"

#define FIELD_CONTID	27

int main(int argc, char **argv)
{
	unsigned int list, op, length, buflen, fields, i;
	struct audit_rule_data *rule;
	int err, fd;

	if (argc < 5 || argc > 7) {
		fprintf(stderr, "usage: raw-rule LIST OP LENGTH BUFLEN [FIELDS [BYTE]]\n");
		return 2;
	}
	list = strtoul(argv[1], NULL, 0);
	op = strtoul(argv[2], NULL, 0);
	length = strtoul(argv[3], NULL, 0);
	buflen = strtoul(argv[4], NULL, 0);
	fields = argc > 5 ? strtoul(argv[5], NULL, 0) : 1;

	rule = calloc(1, sizeof(*rule) + buflen);
	if (!rule || fields > AUDIT_MAX_FIELDS)
		return 2;
	if (list != AUDIT_FILTER_TASK)
		memset(rule->mask, 0xff, sizeof(rule->mask));
	for (i = 0; i < fields; i++) {
		rule->fields[i] = FIELD_CONTID;
		rule->fieldflags[i] = op;
		rule->values[i] = length;
	}
	rule->field_count = fields;
	rule->buflen = buflen;
	memset(rule->buf, argc > 6 ? atoi(argv[6]) : 1, buflen);

	set_aumessage_mode(MSG_QUIET, DBG_NO);
	fd = audit_open();
	if (fd < 0)
		bail("audit_open");
	err = audit_add_rule_data(fd, rule, list, AUDIT_NEVER);
	if (err > 0) {
		puts("0");
		if (audit_delete_rule_data(fd, rule, list, AUDIT_NEVER) <= 0)
			bail("audit_delete_rule_data");
	} else {
		puts(strerrorname_np(-err));
	}
	audit_close(fd);
	free(rule);
	return 0;
}
