/* SPDX-License-Identifier: GPL-2.0 */
/* contidctl log: the audit records of containers, as they are written. */
#ifndef CONTIDCTL_LOG_H
#define CONTIDCTL_LOG_H

#include <stdio.h>
#include <time.h>

#include <contid/read.h>

#include "common/ctl.h"

struct parser;

/**
 * struct log_target - a container that is read.
 * @name: as it was named
 * @contid: its identifier
 * @scope: its scope
 * @serial: its serial number, as long as @reading
 * @lost: records that it has lost, as far as it was reported
 * @at_end: the same as targets_stop() learned it
 * @reading: it is being read
 */
struct log_target {
	const char *name;
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
	uint64_t lost;
	uint64_t at_end;
	bool reading;
};

/**
 * struct out - where events are written.
 * @path: a file that they are appended to, or NULL for standard output
 * @file: the stream
 * @terminal: bytes that control a terminal must not be written
 * @err: errno of the first failure, or 0
 */
struct out {
	const char *path;
	FILE *file;
	bool terminal;
	int err;
};

struct log;
struct log_event;

/**
 * struct log_format - how events are written.
 * @parse: it needs the parser
 * @event: write an event
 * @lost: write that a target has lost records, or NULL
 */
struct log_format {
	bool parse;
	void (*event)(struct log *log, const struct log_event *event);
	void (*lost)(struct log *log, const struct log_target *target);
};

extern const struct log_format log_raw, log_interpret, log_json;

/**
 * struct log_record - a record of an event.
 * @type: its type
 * @at: where in the text of the event its own begins
 * @len: how long that is; a null byte follows
 */
struct log_record {
	uint32_t type;
	size_t at;
	size_t len;
};

/**
 * struct log_event - an event, complete or not.
 * @target: the container that it was read of
 * @id: "audit(TIME:SERIAL)", which its records have in common
 * @records: its records, without EOE
 * @count: how many there are
 * @room: for how many there is room
 * @text: their text, one behind the other
 * @len: bytes of @text
 * @text_room: bytes that there is room for
 */
struct log_event {
	const struct log_target *target;
	char id[64];
	struct log_record *records;
	size_t count;
	size_t room;
	char *text;
	size_t len;
	size_t text_room;
};

/**
 * struct log - a run of the command.
 * @ctl: the run of contidctl
 * @reader: what reads
 * @events: with --follow, what is notified of containers, or NULL
 * @targets: the containers
 * @nr_targets: how many there are
 * @limit: bytes that may wait for each, 0 for the kernel's default
 * @flags: CONTID_FLAG_TRIM or 0
 * @follow: wait for containers that come, or come back
 * @look: a container that is waited for may be there
 * @left: events until the end, if @counted
 * @counted: there is --count
 * @lossy: records have been lost
 * @format: how events are written
 * @parser: for a format that needs it
 * @event: the event that is being read
 * @out: where events are written
 */
struct log {
	struct ctl *ctl;
	struct contid_handle *reader;
	struct contid_handle *events;
	struct log_target *targets;
	size_t nr_targets;
	uint32_t limit;
	uint32_t flags;
	bool follow;
	bool look;
	uint32_t left;
	bool counted;
	bool lossy;
	const struct log_format *format;
	struct parser *parser;
	struct log_event event;
	struct out out;
};

/* event.c */
bool event_add(struct log_event *event, const struct log_target *target,
	       const struct contid_record *record);
bool event_is_part(const struct log_event *event, const struct log_target *target,
		   const struct contid_record *record);
bool event_may_go_on(const struct log_event *event);
const char *event_fields(const struct log_event *event,
			 const struct log_record *record);
bool event_moment(const struct log_event *event, struct timespec *time,
		  uint32_t *serial);
void event_clear(struct log_event *event);
void event_free(struct log_event *event);

/* out.c */
int out_open(const struct ctl *ctl, struct out *out);
void out_reopen(const struct ctl *ctl, struct out *out);
void out_write(struct out *out, const char *text, size_t len);
void __attribute__((format(printf, 2, 3)))
out_printf(struct out *out, const char *fmt, ...);
void out_safe(struct out *out, const char *text, size_t len);
void out_flush(struct out *out);
int out_close(const struct ctl *ctl, struct out *out);

/* parser.c */
/**
 * typedef parsed_fn - receives a field of a record.
 * @name: its name
 * @value: as it stands in the record
 * @meaning: the same interpreted
 * @data: what was given to parser_record()
 */
typedef void (*parsed_fn)(const char *name, const char *value,
			  const char *meaning, void *data);

int parser_open(const struct ctl *ctl, struct parser **parser);
void parser_record(struct parser *parser, uint32_t type, const char *text,
		   parsed_fn fn, void *data);
void parser_close(struct parser *parser);

/* stream.c */
int stream_run(struct log *log);

/* targets.c */
int targets_open(struct log *log, int argc, char **argv);
int targets_look(struct log *log);
int targets_read_events(struct log *log);
struct log_target *targets_find(struct log *log, uint64_t serial);
bool targets_wait(const struct log *log);
void targets_stop(struct log *log);
void targets_account(struct log *log);
void targets_close(struct log *log);
void target_lost(struct log *log, struct log_target *target, uint64_t lost);

#endif /* CONTIDCTL_LOG_H */
