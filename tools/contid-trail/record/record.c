// SPDX-License-Identifier: GPL-2.0
/* Records as text: "type=SYSCALL msg=audit(1521122590.315:222): arch=…". */

#include "record/record.h"

#define TIME_MAX	(UINT64_MAX / 10000)

/* Behind it stands what auditd adds with log_format=ENRICHED: names for numbers */
#define ENRICHED	'\035'

static bool skip(struct text *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len || memcmp(text->at, word, len))
		return false;
	text->at += len;
	text->len -= len;
	return true;
}

/* What stands before the next @end, which is skipped. */
static bool take_until(struct text *text, char end, struct text *part)
{
	const char *at = memchr(text->at, end, text->len);

	if (!at)
		return false;
	*part = (struct text){ text->at, at - text->at };
	text->len -= part->len + 1;
	text->at = at + 1;
	return true;
}

static bool take_number(struct text *text, char end, uint64_t *value)
{
	struct text digits;
	size_t i;

	if (!take_until(text, end, &digits) || !digits.len || digits.len > 19)
		return false;
	*value = 0;
	for (i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		*value = *value * 10 + (digits.at[i] - '0');
	}
	return true;
}

/**
 * record_parse_message - read what follows "msg=".
 * @type: the type of the record
 * @message: "audit(TIME:SERIAL): TEXT"
 * @record: where to put it; its text is a part of @message
 *
 * Return: whether it is a record.
 */
bool record_parse_message(uint32_t type, struct text message,
			  struct record *record)
{
	uint64_t seconds, ms;

	if (memchr(message.at, '\0', message.len) ||
	    !skip(&message, "audit(") ||
	    !take_number(&message, '.', &seconds) || seconds > TIME_MAX ||
	    !take_number(&message, ':', &ms) || ms > 999 ||
	    !take_number(&message, ')', &record->serial) ||
	    !skip(&message, ":"))
		return false;
	skip(&message, " ");
	record->type = type;
	record->time = seconds * 1000 + ms;
	record->text = message;
	return type;
}

/**
 * record_parse - read a line of a log.
 * @line: the line, without its newline
 * @record: where to put it; its text is a part of @line
 *
 * Return: whether it is a record.
 */
bool record_parse(struct text line, struct record *record)
{
	struct text part;

	if (skip(&line, "node=") && !take_until(&line, ' ', &part))
		return false;
	if (!skip(&line, "type=") || !take_until(&line, ' ', &part) ||
	    !skip(&line, "msg="))
		return false;
	return record_parse_message(record_type(part), line, record);
}

/**
 * record_field - the value of a field that the kernel has written.
 * @text: text of the record
 * @name: the field; of several, the first counts. Text that processes choose stands
 *	behind the fields which are asked for, or is encoded.
 *
 * Return: its value, up to the next space; a length of 0 when there is none.
 */
struct text record_field(struct text text, const char *name)
{
	size_t len = strlen(name);
	struct text field;

	if (take_until(&text, ENRICHED, &field))
		text = field;
	while (text.len) {
		if (!take_until(&text, ' ', &field)) {
			field = text;
			text.len = 0;
		}
		if (field.len > len && field.at[len] == '=' &&
		    !memcmp(field.at, name, len))
			return (struct text){ field.at + len + 1,
					      field.len - len - 1 };
	}
	return (struct text){ "", 0 };
}
