// SPDX-License-Identifier: GPL-2.0
/*
 * Records put together to events. An event ends with its EOE, which logs do not have;
 * or when later records are two seconds younger than those that came with its first
 * one; or when too many are open. Records of a system call that took long have an old
 * time stamp, so it is the order of arrival that counts.
 */

#include <stdlib.h>

#include <libaudit.h>

#include "common/util.h"
#include "record/event.h"
#include "record/events.h"

#define BUCKETS		1024
#define OPEN_MAX_EVENTS	4096
#define EVENT_AGE_MS	2000
/* A serial number that is smaller by this is of another boot. */
#define OTHER_BOOT	1000
/* One that is less than this, and younger than all before, is of another boot. */
#define FIRST_SERIALS	16
/* After the start, so many events may have begun before it. */
#define HEADLESS_MAX	64
/* Places in an event of which the begin is not known */
#define HEADLESS_N	1000000

/**
 * struct events - events that are being put together.
 * @options: as given
 * @buckets: the open ones, by serial number
 * @oldest: the one that began first
 * @youngest: the one that began last
 * @nr_open: how many are open
 * @nr_begun: how many have begun, but for auditd's own
 * @spare: one that is closed, for its buffers
 * @now: the youngest time stamp
 * @serial: the largest serial number
 * @ranges: serial numbers since the last batch
 * @nr_ranges: how many ranges they are
 * @room: for how many there is room
 * @count: records written to the batch
 * @lost: records that were lost
 */
struct events {
	struct events_options options;
	struct event *buckets[BUCKETS];
	struct event *oldest;
	struct event *youngest;
	size_t nr_open;
	size_t nr_begun;
	struct event *spare;
	uint64_t now;
	uint64_t serial;
	struct range *ranges;
	size_t nr_ranges;
	size_t room;
	size_t count;
	uint64_t lost;
};

struct events *events_new(const struct events_options *options)
{
	struct events *events = calloc(1, sizeof(*events));

	if (events)
		events->options = *options;
	return events;
}

void events_free(struct events *events)
{
	struct event *event = events->oldest;

	while (event) {
		struct event *younger = event->younger;

		event_free(event);
		event = younger;
	}
	event_free(events->spare);
	free(events->ranges);
	free(events);
}

static struct event **bucket(struct events *events, uint64_t serial)
{
	return &events->buckets[serial % BUCKETS];
}

static struct event *find(struct events *events, const struct record *record)
{
	struct event *event = *bucket(events, record->serial);

	while (event && (event->serial != record->serial ||
			 event->time != record->time))
		event = event->next;
	return event;
}

/* Whether no event begins with a record of this type: the kernel logs SYSCALL before. */
static bool is_inner(uint32_t type)
{
	switch (type) {
	case AUDIT_PATH:
	case AUDIT_IPC:
	case AUDIT_SOCKETCALL:
	case AUDIT_SOCKADDR:
	case AUDIT_CWD:
	case AUDIT_EXECVE:
	case AUDIT_IPC_SET_PERM:
	case AUDIT_MQ_OPEN:
	case AUDIT_MQ_SENDRECV:
	case AUDIT_MQ_NOTIFY:
	case AUDIT_MQ_GETSETATTR:
	case AUDIT_FD_PAIR:
	case AUDIT_OBJ_PID:
	case AUDIT_EOE:
	case AUDIT_BPRM_FCAPS:
	case AUDIT_CAPSET:
	case AUDIT_MMAP:
	case AUDIT_PROCTITLE:
	case AUDIT_KERN_MODULE:
	case AUDIT_TIME_INJOFFSET:
	case AUDIT_TIME_ADJNTPVAL:
	case AUDIT_OPENAT2:
	case TYPE_CONTAINER_ID:
	case TYPE_NS_INFO:
		return true;
	default:
		return false;
	}
}

/* Whether the record has a serial number of auditd's, and not of the kernel's */
static bool is_daemon(uint32_t type)
{
	return type >= AUDIT_FIRST_DAEMON && type <= AUDIT_LAST_DAEMON;
}

/*
 * Whether the event that begins with @record may have begun before the collector. Some
 * types are the first record of one event and not of another, such as SYSCALL, which an
 * AVC may precede. So the first event of all counts as one that began before.
 */
static bool may_be_headless(const struct events *events, const struct record *record)
{
	if (!events->options.live || is_daemon(record->type))
		return false;
	return !events->nr_begun ||
	       (events->nr_begun < HEADLESS_MAX && is_inner(record->type));
}

static struct event *take_spare(struct events *events)
{
	struct event *event = events->spare;

	events->spare = NULL;
	if (!event)
		return calloc(1, sizeof(*event));
	event_clear(event);
	return event;
}

static struct event *event_begin(struct events *events,
				 const struct record *record)
{
	struct event **first = bucket(events, record->serial);
	struct event *event = take_spare(events);

	if (!event)
		return NULL;
	event->time = record->time;
	event->serial = record->serial;
	event->arrived = events->now;
	event->daemon = is_daemon(record->type);
	if (may_be_headless(events, record)) {
		event->headless = true;
		event->n = HEADLESS_N;
	}
	event->next = *first;
	*first = event;
	event->older = events->youngest;
	if (events->youngest)
		events->youngest->younger = event;
	else
		events->oldest = event;
	events->youngest = event;
	events->nr_open++;
	events->nr_begun += !event->daemon;
	return event;
}

/* Note that a serial number was seen: nearly always it follows the last one. */
static void add_serial(struct events *events, const struct event *event)
{
	size_t n = events->nr_ranges;
	struct range *range = n ? &events->ranges[n - 1] : NULL;

	if (range && event->serial == range->last + 1) {
		range->last = event->serial;
		range->until = event->time;
		return;
	}
	if (range && event->serial >= range->first &&
	    event->serial <= range->last)
		return;
	range = array_grow(events->ranges, &events->room, n + 1,
			   sizeof(*range));
	if (!range)
		return;	/* It shows as a gap. */
	events->ranges = range;
	range[n] = (struct range){
		event->serial, event->serial, event->time, event->time
	};
	events->nr_ranges++;
}

static void unlink_event(struct events *events, struct event *event)
{
	struct event **link = bucket(events, event->serial);

	while (*link != event)
		link = &(*link)->next;
	*link = event->next;

	if (event->older)
		event->older->younger = event->younger;
	else
		events->oldest = event->younger;
	if (event->younger)
		event->younger->older = event->older;
	else
		events->youngest = event->older;
	events->nr_open--;
}

static void event_close(struct events *events, struct event *event)
{
	unlink_event(events, event);
	if (event_failed(event)) {
		events->lost += event->nr_records;
	} else {
		if (event->nr_parts && event->nr_records) {
			event_write(event, events->options.batch);
			events->count += event->nr_records;
		}
		/* The begin of a headless one is missing: it shows as a gap. */
		if (!event->headless && !event->daemon)
			add_serial(events, event);
	}
	event_free(events->spare);
	events->spare = event;
}

static void close_old(struct events *events)
{
	while (events->oldest &&
	       (events->nr_open > OPEN_MAX_EVENTS ||
		events->oldest->arrived + EVENT_AGE_MS < events->now))
		event_close(events, events->oldest);
}

/* Whether serial numbers have begun anew, so that @record is of another boot */
bool events_is_other_boot(const struct events *events,
			  const struct record *record)
{
	if (is_daemon(record->type) || record->serial >= events->serial)
		return false;
	return record->serial + OTHER_BOOT < events->serial ||
	       (record->serial < FIRST_SERIALS && record->time > events->now);
}

/**
 * events_add - add a record to its event.
 * @events: the events
 * @record: the record
 *
 * Return: false when there is no memory.
 */
bool events_add(struct events *events, const struct record *record)
{
	struct event *event = find(events, record);

	if (record->time > events->now)
		events->now = record->time;
	if (record->serial > events->serial && !is_daemon(record->type))
		events->serial = record->serial;
	if (!event)
		event = event_begin(events, record);
	if (!event)
		return false;
	/* EOE says nothing, and logs do not have it. */
	if (record->type == AUDIT_EOE)
		event_close(events, event);
	else if (!event_add(event, record))
		events->lost++;
	close_old(events);
	return true;
}

/* Nothing follows for now: all events end. */
void events_close(struct events *events)
{
	while (events->oldest)
		event_close(events, events->oldest);
}

/* Records that were lost since this was asked last: their events had too many */
uint64_t events_lost(struct events *events)
{
	uint64_t lost = events->lost;

	events->lost = 0;
	return lost;
}

/* The youngest time stamp */
uint64_t events_time(const struct events *events)
{
	return events->now;
}

static int compare(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Write the serial numbers that were seen to the batch, as few ranges. */
void events_ranges(struct events *events)
{
	struct range *ranges = events->ranges;
	size_t i, n = 0;

	if (!events->nr_ranges)
		return;
	qsort(ranges, events->nr_ranges, sizeof(*ranges), compare);
	for (i = 1; i < events->nr_ranges; i++) {
		if (ranges[i].first > ranges[n].last + 1) {
			ranges[++n] = ranges[i];
		} else if (ranges[i].last > ranges[n].last) {
			ranges[n].last = ranges[i].last;
			ranges[n].until = ranges[i].until;
		}
	}
	for (i = 0; i <= n; i++)
		batch_range(events->options.batch, &ranges[i]);
	events->nr_ranges = 0;
}

/* Another boot begins: its serial numbers and times begin anew. */
void events_forget(struct events *events)
{
	events->now = 0;
	events->serial = 0;
}

/* Records written to the batch so far, over all batches */
size_t events_count(const struct events *events)
{
	return events->count;
}

/* Whether there are serial numbers that no batch has yet */
bool events_seen(const struct events *events)
{
	return events->nr_ranges;
}
