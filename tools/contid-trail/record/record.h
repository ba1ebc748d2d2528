/* SPDX-License-Identifier: GPL-2.0 */
/* Audit records: read from lines, and from auditd's binary format. */
#ifndef CONTID_TRAIL_RECORD_H
#define CONTID_TRAIL_RECORD_H

#include "audit/record_type.h"
#include "base/bytes.h"

/* Types that released versions of libaudit have no names for */
#define TYPE_CONTAINER_OP	1390
#define TYPE_CONTAINER_ID	1391
#define TYPE_NS_OP		1392
#define TYPE_NS_INFO		1393

/**
 * struct record - a record of an audit event.
 * @type: its number
 * @time: of the event, in milliseconds since 1970
 * @serial: of the event
 * @text: what follows the colon of "audit(TIME:SERIAL): "
 */
struct record {
	uint32_t type;
	uint64_t time;
	uint64_t serial;
	struct text text;
};

/* record.c */
bool record_parse(struct text line, struct record *record);
bool record_parse_message(uint32_t type, struct text message,
			  struct record *record);
struct text record_field(struct text text, const char *name);

/* type.c */
uint32_t record_type(struct text name);

/* input.c */
/* What stands at the beginning of the bytes that were read */
enum input {
	INPUT_RECORD,		/* a record */
	INPUT_GARBAGE,		/* something that is none */
	INPUT_MORE,		/* a part of either */
};

/* The longest line that is read: auditd's have 8970 bytes. */
#define INPUT_LINE_MAX	65536

enum input input_next(const char *data, size_t len, bool end, size_t *used,
		      struct record *record);

#endif /* CONTID_TRAIL_RECORD_H */
