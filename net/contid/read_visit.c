// SPDX-License-Identifier: GPL-2.0
/*
 * The readers of an event: those of its containers, and of what these are nested
 * in.
 */

#include "reader.h"

/* A daemon's own events would cause others without end. */
static bool is_for(const struct contid_reader *reader,
		   const struct contid_read_event *event)
{
	return reader->first <= event->no &&
	       !(reader->daemon && reader->opener == event->process);
}

static void visit_lineage(const struct contid *container,
			  const struct contid_read_event *event,
			  contid_read_visitor visit)
{
	struct contid_reader *reader;

	for (; container; container = container->parent) {
		if (!READ_ONCE(container->readers))
			continue;
		hlist_for_each_entry(reader, contid_readers_of(container),
				     by_container) {
			if (reader->container == container &&
			    is_for(reader, event))
				visit(reader, event);
		}
	}
}

/**
 * contid_read_visit - visit each reader that an event may be for
 * @event: the event
 * @visit: called for each, for some more than once
 *
 * Context: read->mutex or read->lock held.
 */
void contid_read_visit(const struct contid_read_event *event,
		       contid_read_visitor visit)
{
	const struct contid_about *about;
	struct sk_buff *record;
	unsigned int i;

	visit_lineage(event->actor, event, visit);
	skb_queue_walk(&event->records, record) {
		about = contid_record_cb(record)->about;
		for (i = 0; about && i < about->n; i++)
			visit_lineage(about->containers[i], event, visit);
	}
}

static void lose_event(struct contid_reader *reader,
		       const struct contid_read_event *event)
{
	enum contid_share share;

	if (reader->counted == event->no)
		return;
	reader->counted = event->no;
	share = contid_read_share(event, reader->container);
	contid_reader_lose(reader, contid_read_wanted(reader, event, share));
}

/**
 * contid_read_lose_event - count the records of an event as lost
 * @event: in no list
 *
 * Context: read->lock held.
 */
void contid_read_lose_event(struct contid_read_event *event)
{
	lockdep_assert_held(&contid_read.lock);

	contid_read_visit(event, lose_event);
}
