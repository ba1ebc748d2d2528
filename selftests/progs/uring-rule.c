// SPDX-License-Identifier: GPL-2.0
/*
 * uring-rule {add|del} KEY: an audit rule for opens through io_uring, which
 * auditctl can not express before 3.1.
 */

#include <libaudit.h>
#include <linux/io_uring.h>

#include "tap.h"

#ifndef AUDIT_FILTER_URING_EXIT
#define AUDIT_FILTER_URING_EXIT	7
#endif

int main(int argc, char **argv)
{
	struct audit_rule_data *rule;
	int fd, result;
	size_t len;

	if (argc != 3) {
		fprintf(stderr, "usage: uring-rule {add|del} KEY\n");
		return 2;
	}
	len = strlen(argv[2]);
	rule = calloc(1, sizeof(*rule) + len);
	if (!rule)
		return 1;
	rule->mask[AUDIT_WORD(IORING_OP_OPENAT)] = AUDIT_BIT(IORING_OP_OPENAT);
	rule->field_count = 1;
	rule->fields[0] = AUDIT_FILTERKEY;
	rule->fieldflags[0] = AUDIT_EQUAL;
	rule->values[0] = len;
	rule->buflen = len;
	memcpy(rule->buf, argv[2], len);

	fd = audit_open();
	if (!strcmp(argv[1], "add"))
		result = audit_add_rule_data(fd, rule, AUDIT_FILTER_URING_EXIT,
					     AUDIT_ALWAYS);
	else
		result = audit_delete_rule_data(fd, rule,
						AUDIT_FILTER_URING_EXIT,
						AUDIT_ALWAYS);
	if (result <= 0) {
		fprintf(stderr, "uring-rule: %s\n", strerror(-result));
		return 1;
	}
	audit_close(fd);
	free(rule);
	return 0;
}
