// SPDX-License-Identifier: GPL-2.0
/* Events, put together from records. */

#include <stdlib.h>
#include <string.h>

#include <linux/audit.h>

#include "common/util.h"
#include "log/log.h"

/* More than this of one event, and the rest may be in a later datagram. */
#define MAY_GO_ON	4096

#define NSEC_PER_SEC	1000000000ULL

/* How much of the text of a record is the id of the event, 0 if there is none. */
static size_t id_len(const char *text)
{
	const char *end;

	if (strncmp(text, "audit(", 6))
		return 0;
	end = strchr(text, ')');
	return end ? end + 1 - text : 0;
}

/* Whether a record belongs to the event that has been begun. */
bool event_is_part(const struct log_event *event, const struct log_target *target,
		   const struct contid_record *record)
{
	size_t len = id_len(record->text);

	return event->count && event->target == target && len &&
	       !strncmp(event->id, record->text, len);
}

static bool add_text(struct log_event *event, const char *text, size_t len)
{
	size_t room = event->text_room ?: 4096;
	char *more;

	while (room < event->len + len + 1)
		room *= 2;
	if (room > event->text_room) {
		more = realloc(event->text, room);
		if (!more)
			return false;
		event->text = more;
		event->text_room = room;
	}
	memcpy(event->text + event->len, text, len + 1);
	event->len += len + 1;
	return true;
}

/**
 * event_add - add a record to an event, or begin one with it.
 * @event: the event
 * @target: the container that it is read of
 * @record: the record
 *
 * Return: false if there is no memory.
 */
bool event_add(struct log_event *event, const struct log_target *target,
	       const struct contid_record *record)
{
	struct log_record *records;
	size_t len = id_len(record->text);

	records = array_grow(event->records, &event->room, event->count + 1,
			     sizeof(*records));
	if (!records)
		return false;
	event->records = records;
	records[event->count] = (struct log_record){
		.type = record->type, .at = event->len, .len = record->len,
	};
	if (!add_text(event, record->text, record->len))
		return false;
	if (!event->count++) {
		event->target = target;
		/* An id that has no room is none that the kernel writes. */
		if (len >= sizeof(event->id))
			len = 0;
		memcpy(event->id, record->text, len);
		event->id[len] = '\0';
	}
	return true;
}

/*
 * Whether more of an event may come, though no more is there now. The kernel sends an
 * event whole, but a large one in several datagrams. The end of a system call is an
 * EOE, unless a rule excludes that.
 */
bool event_may_go_on(const struct log_event *event)
{
	size_t i;

	if (event->len > MAY_GO_ON)
		return true;
	for (i = 0; i < event->count; i++)
		if (event->records[i].type == AUDIT_SYSCALL ||
		    event->records[i].type == AUDIT_URINGOP)
			return true;
	return false;
}

/* The fields of a record, behind "audit(TIME:SERIAL): " */
const char *event_fields(const struct log_event *event,
			 const struct log_record *record)
{
	const char *text = event->text + record->at;

	text += id_len(text);
	return *text == ':' ? text + 1 + (text[1] == ' ') : text;
}

/* Take @least to @most digits, and what follows them, off @text. */
static bool take_number(const char **text, size_t least, size_t most, char end,
			uint64_t *value)
{
	size_t n = strspn(*text, "0123456789");

	if (n < least || n > most || (*text)[n] != end)
		return false;
	*value = strtoull(*text, NULL, 10);
	*text += n + 1;
	return true;
}

/*
 * Read the time and the serial number of an event. Returns whether it has them, as the
 * kernel writes them, and nanoseconds since 1970 that 64 bits have room for.
 */
bool event_moment(const struct log_event *event, struct timespec *time,
		  uint32_t *serial)
{
	const char *text = event->id;
	uint64_t seconds, ms, number;

	if (strncmp(text, "audit(", 6))
		return false;
	text += 6;
	if (!take_number(&text, 1, 11, '.', &seconds) || seconds >= UINT64_MAX / NSEC_PER_SEC ||
	    !take_number(&text, 3, 3, ':', &ms) ||
	    !take_number(&text, 1, 10, ')', &number) || number > UINT32_MAX)
		return false;
	*serial = number;
	time->tv_sec = seconds;
	time->tv_nsec = ms * 1000000L;
	return true;
}

void event_clear(struct log_event *event)
{
	event->count = 0;
	event->len = 0;
}

void event_free(struct log_event *event)
{
	free(event->records);
	free(event->text);
}
