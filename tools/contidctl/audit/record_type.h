/* SPDX-License-Identifier: GPL-2.0 */
/* The types of audit records, by number and by name. */
#ifndef CONTIDCTL_AUDIT_RECORD_TYPE_H
#define CONTIDCTL_AUDIT_RECORD_TYPE_H

#include <stddef.h>
#include <stdint.h>

uint32_t record_type_number(const char *name);
const char *record_type_name(uint32_t type, char *room, size_t size);
const char *record_type_logged(uint32_t type, char *room, size_t size);

#endif /* CONTIDCTL_AUDIT_RECORD_TYPE_H */
