// SPDX-License-Identifier: GPL-2.0
/* The story of a container: its events in order, with notes in between. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/util.h"
#include "record/record.h"
#include "story/hosts.h"
#include "story/lives.h"
#include "story/notes.h"
#include "story/story.h"

/* Places from here on belong to an event of which the begin was not read: events.c */
#define HEADLESS_N	1000000

/**
 * struct story - a story while it is read.
 * @args: what is asked for
 * @view: where it goes
 * @lives: the lives of the container
 * @notes: the notes
 * @next: the next of them
 * @presence: where the container was when
 * @nr_presence: how many these are
 * @presence_room: for how many there is room
 * @event: the event that is being read
 * @room: for how many records there is room in it
 * @texts: their texts
 * @offsets: where each begins
 * @chosen: one of its records has the type that is asked for
 * @last_time: time of the event before
 * @last_machine: its host, "" when there is none
 */
struct story {
	const struct args *args;
	const struct view *view;
	struct lives lives;
	struct notes notes;
	size_t next;
	struct presence *presence;
	size_t nr_presence;
	size_t presence_room;
	struct event_view event;
	size_t room;
	struct bytes texts;
	bool chosen;
	uint64_t last_time;
	char last_machine[72];
};

static bool is(const char *string, struct text text)
{
	return text_is(text_of(string), text);
}

static void copy(char *to, size_t size, struct text from)
{
	snprintf(to, size, "%.*s", (int)from.len, from.at);
}

static bool wants_host(const struct args *args, const char *machine)
{
	return !args->host || !strncmp(machine, args->host, strlen(args->host));
}

/* Whether the row is about what is asked for; --type is about whole events. */
static bool wants(const struct args *args, const struct row *row)
{
	char machine[72];

	copy(machine, sizeof(machine), row->machine);
	return wants_host(args, machine) &&
	       (!strchr(args->contid, '/') ||
		lineage_has_path(row->lineage, args->contid));
}

/* Notes that come before @key */
static int tell_notes(struct story *story, uint64_t key)
{
	const struct args *args = story->args;
	int ret = 0;

	while (!ret && story->next < story->notes.count &&
	       story->notes.notes[story->next].key <= key) {
		const struct note *note = &story->notes.notes[story->next++];

		if (note->key / 2 >= args->since && note->key / 2 <= args->until &&
		    wants_host(args, note->machine))
			ret = story->view->note(story->view, note);
	}
	return ret;
}

static bool same_record(const struct batch_record *a, const struct batch_record *b)
{
	return a->type == b->type && text_is(a->text, b->text);
}

/* Leave out what was read of an event in the middle, if all of it is there as well. */
static void drop_doubles(struct event_view *event)
{
	size_t i, j, whole = 0, kept;

	/* They are in the order of their places. */
	while (whole < event->nr_records && event->records[whole].n < HEADLESS_N)
		whole++;
	for (kept = i = whole; i < event->nr_records; i++) {
		for (j = 0; j < whole; j++)
			if (same_record(&event->records[i], &event->records[j]))
				break;
		if (j == whole)
			event->records[kept++] = event->records[i];
	}
	event->nr_records = kept;
}

/* The texts have been offsets, since their buffer grew. */
static void place_texts(struct story *story)
{
	size_t i;

	for (i = 0; i < story->event.nr_records; i++)
		story->event.records[i].text.at =
			story->texts.data + (size_t)story->event.records[i].text.at;
}

static const char *name_at(const struct story *story, const struct event_view *event)
{
	const struct life *life = lives_at(&story->lives, event->machine,
					   event->boot, event->serial);

	return life ? life->name : "";
}

static int tell_event(struct story *story)
{
	struct event_view *event = &story->event;
	int ret;

	if (!event->nr_records || !story->chosen)
		return 0;
	if (story->texts.failed)
		return -ENOMEM;
	place_texts(story);
	drop_doubles(event);
	ret = tell_notes(story, event->time * 2);
	event->uncertain = *story->last_machine &&
			   strcmp(story->last_machine, event->machine) &&
			   event->time - story->last_time <= story->args->skew;
	event->name = name_at(story, event);
	if (!ret)
		ret = story->view->event(story->view, event);
	story->last_time = event->time;
	strcpy(story->last_machine, event->machine);
	return ret;
}

static bool is_same_event(const struct event_view *event, const struct row *row)
{
	return event->nr_records && event->time == row->time &&
	       event->serial == row->serial && is(event->machine, row->machine) &&
	       is(event->boot, row->boot);
}

static void begin_event(struct story *story, const struct row *row)
{
	struct event_view *event = &story->event;

	event->time = row->time;
	event->serial = row->serial;
	event->nr_records = 0;
	copy(event->machine, sizeof(event->machine), row->machine);
	copy(event->boot, sizeof(event->boot), row->boot);
	copy(event->lineage, sizeof(event->lineage), row->lineage);
	bytes_clear(&story->texts);
	story->chosen = !story->args->type;
}

static int add_row(const struct row *row, void *data)
{
	struct story *story = data;
	struct event_view *event = &story->event;
	struct batch_record *record;
	int ret = 0;

	if (!wants(story->args, row))
		return 0;
	if (!is_same_event(event, row)) {
		ret = tell_event(story);
		begin_event(story, row);
	}
	record = array_grow(event->records, &story->room, event->nr_records + 1,
			    sizeof(*record));
	if (!record)
		return -ENOMEM;
	event->records = record;
	record[event->nr_records++] = (struct batch_record){
		.n = row->n,
		.type = row->type,
		.text = { (const char *)story->texts.len, row->text.len },
	};
	bytes_add(&story->texts, row->text.at, row->text.len);
	story->chosen |= row->type == story->args->type;
	return ret;
}

/* First reading: where the container was when */
static int add_presence(const struct row *row, void *data)
{
	struct story *story = data;
	struct presence *at = story->presence;
	size_t i;

	for (i = 0; i < story->nr_presence; i++, at++) {
		if (!is(at->machine, row->machine) || !is(at->boot, row->boot))
			continue;
		at->last = row->time;
		return 0;
	}
	at = array_grow(story->presence, &story->presence_room, i + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	story->presence = at;
	at += story->nr_presence++;
	at->first = at->last = row->time;
	copy(at->machine, sizeof(at->machine), row->machine);
	copy(at->boot, sizeof(at->boot), row->boot);
	return 0;
}

/* Of the hosts that the container was on; a fleet has many more. */
static int read_hosts(struct store *store, const struct story *story, struct hosts *hosts)
{
	size_t i;
	int err = 0;

	for (i = 0; i < story->nr_presence && !err; i++)
		if (!hosts_have(hosts, story->presence[i].machine))
			err = hosts_add(store, story->presence[i].machine, hosts);
	for (i = 0; i < story->lives.count && !err; i++)
		if (!hosts_have(hosts, story->lives.lives[i].machine))
			err = hosts_add(store, story->lives.lives[i].machine, hosts);
	return err;
}

static int make_notes(struct store *store, struct story *story, const char *key)
{
	struct hosts hosts = { 0 };
	int err = lives_read(store, key, &story->lives);

	if (!err)
		err = read_hosts(store, story, &hosts);
	if (!err) {
		hosts_cut(&hosts, &story->lives);
		err = notes_make(&story->lives, &hosts, story->presence,
				 story->nr_presence, &story->notes);
	}
	hosts_free(&hosts);
	return err;
}

/**
 * story_tell - tell the story of a container.
 * @store: where it is
 * @args: the container, and which part of its story
 * @view: where it goes
 *
 * Return: 0, a negative errno, or what @view returned.
 */
int story_tell(struct store *store, const struct args *args,
	       const struct view *view)
{
	struct story story = { .args = args, .view = view };
	struct query query = { .nested = args->nested, .until = UINT64_MAX };
	char key[KEY_SIZE];
	int ret;

	lineage_key(args->contid, key);
	query.contid = key;
	story.event.contid = key;
	ret = store->ops->scan(store, &query, add_presence, &story);
	if (!ret)
		ret = make_notes(store, &story, key);
	if (!ret && view->begin)
		ret = view->begin(view, lives_name(story.lives.lives, story.lives.count));
	query.since = args->since;
	query.until = args->until;
	if (!ret)
		ret = store->ops->scan(store, &query, add_row, &story);
	if (!ret)
		ret = tell_event(&story);
	if (!ret)
		ret = tell_notes(&story, UINT64_MAX);
	free(story.notes.notes);
	lives_free(&story.lives);
	free(story.presence);
	free(story.event.records);
	bytes_free(&story.texts);
	return ret;
}
