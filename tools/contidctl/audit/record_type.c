// SPDX-License-Identifier: GPL-2.0
/* The types of audit records, by number and by name. */

#include <stdio.h>
#include <string.h>

#include "audit/record_type.h"
#include "library/audit.h"

/* Those that released versions of libaudit have no names for */
static const struct {
	uint32_t type;
	const char *name;
} own_types[] = {
	{ 1390, "CONTAINER_OP" },
	{ 1391, "CONTAINER_ID" },
	{ 1392, "NS_OP" },
	{ 1393, "NS_INFO" },
};

#define N_OWN	(sizeof(own_types) / sizeof(own_types[0]))

/* The number of a type, or 0 if its name is unknown. */
uint32_t record_type_number(const char *name)
{
	size_t i;
	int type;

	for (i = 0; i < N_OWN; i++)
		if (!strcmp(name, own_types[i].name))
			return own_types[i].type;
	type = audit_name_to_msg_type(name);
	return type > 0 ? type : 0;
}

/* The name of a type; @room has place for that of one without. */
const char *record_type_name(uint32_t type, char *room, size_t size)
{
	size_t i;

	for (i = 0; i < N_OWN; i++)
		if (own_types[i].type == type)
			return own_types[i].name;
	return record_type_logged(type, room, size);
}

/*
 * The name that auditd writes to its log: that of libaudit, which ausearch reads. A
 * name that libaudit does not have would make ausearch drop the record.
 */
const char *record_type_logged(uint32_t type, char *room, size_t size)
{
	const char *name = audit_msg_type_to_name(type);

	if (name)
		return name;
	snprintf(room, size, "UNKNOWN[%u]", type);
	return room;
}
