// SPDX-License-Identifier: GPL-2.0
/* A story as a table for people: an event a line. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libaudit.h>

#include "base/escape.h"
#include "record/record.h"
#include "show/show.h"

/* What is printed of the text of a record without a form of its own */
#define TEXT_MAX	120

/* A line with the name of the container, if it has one */
void text_name(const struct view *view, const char *name)
{
	struct bytes line = { 0 };

	if (!*name)
		return;
	bytes_printf(&line, "Container %s, named ", view->trail->args.contid);
	escape_word(&line, text_of(name));
	bytes_printf(&line, "\n");
	if (!line.failed)
		fwrite(line.data, 1, line.len, stdout);
	bytes_free(&line);
}

static int print_begin(const struct view *view, const char *name)
{
	text_name(view, name);
	printf("  %-23s  %-8s  %8s  %-13s  %s\n", "TIME", "HOST", "SERIAL",
	       "TYPE", "WHAT");
	return 0;
}

/* The record that says best what an event is about: not CONTAINER_ID, which may come first */
static const struct batch_record *head(const struct event_view *event)
{
	size_t i;

	for (i = 0; i < event->nr_records; i++)
		if (event->records[i].type == TYPE_CONTAINER_OP)
			return &event->records[i];
	for (i = 0; i < event->nr_records; i++)
		if (event->records[i].type == AUDIT_SYSCALL)
			return &event->records[i];
	for (i = 0; i < event->nr_records; i++)
		if (event->records[i].type != TYPE_CONTAINER_ID)
			return &event->records[i];
	return event->records;
}

static void add_field(struct bytes *line, struct text text, const char *name)
{
	struct text value = record_field(text, name);

	if (!value.len)
		return;
	bytes_printf(line, " %s=", name);
	escape_add(line, value);
}

/* The name of a system call, or its number */
static void add_syscall(struct bytes *line, struct text text)
{
	struct text number = record_field(text, "syscall");
	struct text arch = record_field(text, "arch");
	const char *name = NULL;
	char digits[16];
	int machine = -1;

	snprintf(digits, sizeof(digits), "%.*s", (int)arch.len, arch.at);
	machine = audit_elf_to_machine(strtoul(digits, NULL, 16));
	snprintf(digits, sizeof(digits), "%.*s", (int)number.len, number.at);
	if (machine >= 0)
		name = audit_syscall_to_name(atoi(digits), machine);
	escape_add(line, text_of(name ?: digits));
	add_field(line, text, "success");
	add_field(line, text, "exit");
	add_field(line, text, "pid");
	add_field(line, text, "auid");
	add_field(line, text, "comm");
	add_field(line, text, "exe");
	add_field(line, text, "key");
}

static void add_operation(struct bytes *line, struct text text)
{
	struct text op = record_field(text, "op");

	escape_add(line, op);
	add_field(line, text, "opid");
	add_field(line, text, "contid");
	add_field(line, text, "old-contid");
	add_field(line, text, "res");
}

static void add_what(struct bytes *line, const struct batch_record *record)
{
	struct text text = record->text;

	if (record->type == AUDIT_SYSCALL)
		return add_syscall(line, text);
	if (record->type == TYPE_CONTAINER_OP)
		return add_operation(line, text);
	if (text.len > TEXT_MAX)
		text.len = TEXT_MAX;
	escape_add(line, text);
	if (record->text.len > TEXT_MAX)
		bytes_printf(line, " ...");
}

static int print_event(const struct view *view, const struct event_view *event)
{
	const struct batch_record *record = head(event);
	struct bytes line = { 0 };
	char time[64], name[32];

	(void)view;
	bytes_printf(&line, "%s %s  %-8.8s  %8" PRIu64 "  %-13s  ",
		     event->uncertain ? "~" : " ",
		     time_text(event->time, time, sizeof(time)), event->machine,
		     event->serial, record_type_name(record->type, name, sizeof(name)));
	add_what(&line, record);
	bytes_printf(&line, "\n");
	if (!line.failed)
		fwrite(line.data, 1, line.len, stdout);
	name[0] = line.failed;
	bytes_free(&line);
	return name[0] ? -ENOMEM : 0;
}

/* Lives of one container may have different names. */
void text_note_name(const struct note *note)
{
	struct bytes name = { 0 };

	if (strcmp(note->kind, "begin") || !*note->name)
		return;
	escape_word(&name, text_of(note->name));
	printf(", named %.*s", (int)name.len, name.data);
	bytes_free(&name);
}

static int print_note(const struct view *view, const struct note *note)
{
	char time[64];

	(void)view;
	printf("* %s  %-6s  %s", time_text(note->key / 2, time, sizeof(time)),
	       note->kind, note->text);
	text_note_name(note);
	printf("\n");
	return 0;
}

const struct view view_text = {
	.begin = print_begin,
	.event = print_event,
	.note = print_note,
};
