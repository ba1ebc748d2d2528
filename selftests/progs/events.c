// SPDX-License-Identifier: GPL-2.0
/*
 * events FILE: an audit log as the stock auparse takes it apart, a line per
 * record: the serial number of its event, its type, its fields in order.
 *
 *	74 SYSCALL arch=c000003e syscall=59 …
 *	74 CONTAINER_ID scope=task contid=42
 *
 * auparse has no names for 1390 to 1393 unless it is new; they get theirs.
 */

#include <auparse.h>
#include <libaudit.h>

#include "tap.h"

static const char *name_of(int type)
{
	switch (type) {
	case 1390:
		return "CONTAINER_OP";
	case 1391:
		return "CONTAINER_ID";
	case 1392:
		return "NS_OP";
	case 1393:
		return "NS_INFO";
	default:
		return audit_msg_type_to_name(type) ?: "UNKNOWN";
	}
}

static void print_value(const char *value)
{
	for (; value && *value; value++)
		putchar(*value == ' ' ? '_' : *value);
}

static void print_record(auparse_state_t *au)
{
	printf("%lu %s", auparse_get_serial(au),
	       name_of(auparse_get_type(au)));
	auparse_first_field(au);
	do {
		const char *name = auparse_get_field_name(au);

		if (!name || !strcmp(name, "type"))
			continue;
		printf(" %s=", name);
		print_value(auparse_get_field_str(au));
	} while (auparse_next_field(au) > 0);
	putchar('\n');
}

int main(int argc, char **argv)
{
	auparse_state_t *au;

	if (argc != 2) {
		fprintf(stderr, "usage: events FILE\n");
		return 2;
	}
	au = auparse_init(AUSOURCE_FILE, argv[1]);
	if (!au) {
		perror(argv[1]);
		return 1;
	}
	while (auparse_next_event(au) > 0) {
		auparse_first_record(au);
		do {
			print_record(au);
		} while (auparse_next_record(au) > 0);
	}
	auparse_destroy(au);
	return 0;
}
