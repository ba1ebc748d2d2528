// SPDX-License-Identifier: GPL-2.0
/* Notes: what a story has beside events. */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/util.h"
#include "story/notes.h"

static struct note *add(struct notes *notes, uint64_t key, const char *kind,
			const char *machine, const char *boot)
{
	struct note *note = array_grow(notes->notes, &notes->room,
				       notes->count + 1, sizeof(*note));

	if (!note)
		return NULL;
	notes->notes = note;
	note += notes->count++;
	*note = (struct note){ .key = key, .kind = kind, .name = "" };
	snprintf(note->machine, sizeof(note->machine), "%s", machine);
	snprintf(note->boot, sizeof(note->boot), "%s", boot);
	return note;
}

static int __attribute__((format(printf, 3, 4)))
say(struct note *note, uint64_t serial, const char *fmt, ...)
{
	va_list ap;

	if (!note)
		return -ENOMEM;
	note->serial = serial;
	va_start(ap, fmt);
	vsnprintf(note->text, sizeof(note->text), fmt, ap);
	va_end(ap);
	return 0;
}

static struct note *add_of(struct notes *notes, uint64_t key, const char *kind,
			   const struct life *life)
{
	struct note *note = add(notes, key, kind, life->machine, life->boot);

	if (note)
		note->name = life->name;
	return note;
}

static int add_life(struct notes *notes, const struct life *life)
{
	int err = 0;

	if (life->begun)
		err = say(add_of(notes, life->begin * 2, "begin", life),
			  life->begin_serial,
			  "the container begins on %s", life->machine);
	if (!err && life->ended)
		err = say(add_of(notes, life->end * 2 + 1, "end", life), life->end_serial,
			  life->begun ? "the container ends on %s" :
			  "the container ends on %s; its begin there is not in the trail",
			  life->machine);
	if (!err && life->cut)
		err = say(add_of(notes, life->end * 2, "reboot", life), 0,
			  "%s has booted again, and the container had no end there",
			  life->machine);
	return err;
}

/* The life of @lives on another host that began last before @life, or NULL */
static const struct life *before(const struct lives *lives,
				 const struct life *life)
{
	const struct life *found = NULL;
	size_t i;

	for (i = 0; i < lives->count; i++) {
		const struct life *other = &lives->lives[i];

		if (other == life || other->begin > life->begin ||
		    (other->begin == life->begin && other > life))
			continue;
		if (!found || other->begin >= found->begin)
			found = other;
	}
	return found && strcmp(found->machine, life->machine) ? found : NULL;
}

static int add_move(struct notes *notes, const struct lives *lives,
		    const struct life *life)
{
	const struct life *from = before(lives, life);

	if (!from || !life->begun)
		return 0;
	if (lives_overlap(from, life))
		return say(add_of(notes, life->begin * 2, "twice", life), life->begin_serial,
			   "the container is live on %s and on %s at once",
			   from->machine, life->machine);
	return say(add_of(notes, life->begin * 2, "move", life), life->begin_serial,
		   "the container moves from %s to %s",
		   from->machine, life->machine);
}

/* Whether the container was on a host in the meantime */
static bool was_there(const struct presence *presence, size_t n,
		      const struct lives *lives, const char *machine,
		      const char *boot, uint64_t since, uint64_t until)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(presence[i].machine, machine) &&
		    !strcmp(presence[i].boot, boot) &&
		    presence[i].first <= until && presence[i].last >= since)
			return true;
	for (i = 0; i < lives->count; i++) {
		const struct life *life = &lives->lives[i];

		if (!strcmp(life->machine, machine) && !strcmp(life->boot, boot) &&
		    life->begin <= until &&
		    (!(life->ended || life->cut) || life->end >= since))
			return true;
	}
	return false;
}

static int add_gap(struct notes *notes, const struct host_seen *a,
		   const struct host_seen *b)
{
	uint64_t first = a->range.last + 1, last = b->range.first - 1;

	return say(add(notes, b->range.since * 2, "gap", a->machine, a->boot), first,
		   "%" PRIu64 " events are missing on %s: serial numbers %" PRIu64 " to %" PRIu64,
		   last - first + 1, a->machine, first, last);
}

static int compare(const void *a, const void *b)
{
	const struct note *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	/* A move, then the begin of the life that it leads to */
	return strcmp(y->kind, x->kind);
}

/**
 * notes_make - make the notes of a story.
 * @lives: the lives of the container, which have to be there as long as the notes
 * @hosts: all hosts
 * @presence: when the container had events, and where
 * @n: how many such times there are
 * @notes: where to put them, in order; for free()
 *
 * Return: 0 or -ENOMEM.
 */
int notes_make(const struct lives *lives, const struct hosts *hosts,
	       const struct presence *presence, size_t n, struct notes *notes)
{
	const struct host_seen *next;
	size_t i;
	int err = 0;

	for (i = 0; i < lives->count && !err; i++) {
		err = add_move(notes, lives, &lives->lives[i]);
		if (!err)
			err = add_life(notes, &lives->lives[i]);
	}
	for (i = 0; i < hosts->nr_seen && !err; i++) {
		const struct host_seen *seen = &hosts->seen[i];

		next = hosts_gap(hosts, i);
		if (next && was_there(presence, n, lives, seen->machine,
				      seen->boot, seen->range.until,
				      next->range.since))
			err = add_gap(notes, seen, next);
	}
	for (i = 0; i < hosts->nr_lost && !err; i++) {
		const struct host_lost *lost = &hosts->lost[i];

		if (was_there(presence, n, lives, lost->machine, lost->boot,
			      lost->time, lost->time))
			err = say(add(notes, lost->time * 2, "lost", lost->machine,
				      lost->boot), 0, "%" PRIu64 " records of %s %s",
				  lost->count, lost->machine, loss_words(lost->what));
	}
	if (notes->count)
		qsort(notes->notes, notes->count, sizeof(*notes->notes), compare);
	return err;
}
