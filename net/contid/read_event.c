// SPDX-License-Identifier: GPL-2.0
/*
 * Events on their way to readers: from the serial number to the worker's queue.
 * States, locks and references: Documentation/contid/readers.rst.
 */

#include <linux/audit.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/netlink.h>

#include "contid.h"
#include "reader.h"

DEFINE_STATIC_KEY_FALSE(contid_read_key);

/**
 * contid_about_alloc - make room for the containers that a record names
 * @n: how many
 * @gfp: for the allocation
 *
 * Return: with no container in it, or NULL.
 */
struct contid_about *contid_about_alloc(unsigned int n, gfp_t gfp)
{
	struct contid_about *about;

	about = kzalloc(struct_size(about, containers, n), gfp | __GFP_NOWARN);
	if (about)
		about->n = n;
	return about;
}

/**
 * contid_about_free - put the containers that a record names
 * @about: of contid_about_alloc(), or NULL or an error pointer
 *
 * Context: any.
 */
void contid_about_free(struct contid_about *about)
{
	unsigned int i;

	if (IS_ERR_OR_NULL(about))
		return;
	for (i = 0; i < about->n; i++)
		contid_put(about->containers[i]);
	kfree(about);
}

/**
 * contid_has_reader - whether a container, or one that it is nested in, has a
 * reader
 * @container: container whose memory the caller keeps, or NULL
 */
bool contid_has_reader(const struct contid *container)
{
	for (; container; container = container->parent) {
		if (READ_ONCE(container->readers))
			return true;
	}
	return false;
}

/**
 * contid_about_has_reader - whether one of the containers that a record names has
 * a reader
 * @about: of the record, or NULL
 */
bool contid_about_has_reader(const struct contid_about *about)
{
	unsigned int i;

	for (i = 0; about && i < about->n; i++) {
		if (contid_has_reader(about->containers[i]))
			return true;
	}
	return false;
}

/**
 * contid_read_event_start - an event begins that readers may get
 * @actor: container that it is stamped with, or NULL
 * @about: it has a record about a container with a reader
 * @gfp: for the allocation
 *
 * A reader that is added later does not get the event, and one that was added
 * before finds it open.
 *
 * Context: any that @gfp allows. Takes read->lock.
 * Return: the event, with one user, for contid_read_event_put(); NULL if it is
 * for no reader; or -ENOMEM as an error pointer.
 */
struct contid_read_event *contid_read_event_start(struct contid *actor,
						  bool about, gfp_t gfp)
{
	struct contid_read *read = &contid_read;
	struct contid_read_event *event;
	unsigned long flags;

	if (!contid_has_reader(actor))
		actor = NULL;
	if (!actor && !about)
		return NULL;
	event = kzalloc(sizeof(*event), gfp | __GFP_NOWARN);
	if (!event)
		return ERR_PTR(-ENOMEM);

	refcount_set(&event->users, 1);
	__skb_queue_head_init(&event->records);
	contid_get(actor);
	event->actor = actor;
	/* A packet has no actor, and current is a bystander. */
	event->process = actor ? task_tgid(current) : NULL;
	spin_lock_irqsave(&read->lock, flags);
	event->no = ++read->last_no;
	list_add_tail(&event->node, &read->open);
	spin_unlock_irqrestore(&read->lock, flags);
	return event;
}

/* Returns false if the worker is too far behind. */
static bool queue_event(struct contid_read_event *event)
{
	struct contid_read *read = &contid_read;
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&read->lock, flags);
	queued = read->backlog + event->size <= CONTID_READ_BACKLOG;
	if (queued) {
		list_move_tail(&event->node, &read->queue);
		read->backlog += event->size;
	} else {
		list_del(&event->node);
		contid_read_lose_event(event);
	}
	spin_unlock_irqrestore(&read->lock, flags);
	return queued;
}

/**
 * contid_read_event_put - put a user of an event
 * @event: the event; the last user queues it
 *
 * Context: any. Takes read->lock.
 */
void contid_read_event_put(struct contid_read_event *event)
{
	if (!refcount_dec_and_test(&event->users))
		return;
	if (!queue_event(event))
		contid_read_event_free(event);
	/* Also without an event in the queue: an end may have waited for it. */
	queue_work(system_unbound_wq, &contid_read.work);
}

/**
 * contid_read_event_free - free an event
 * @event: in no list
 */
void contid_read_event_free(struct contid_read_event *event)
{
	struct sk_buff *record;

	while ((record = __skb_dequeue(&event->records))) {
		contid_about_free(contid_record_cb(record)->about);
		kfree_skb(record);
	}
	contid_put(event->actor);
	kfree(event);
}

/**
 * contid_record_attach - make a record part of an event
 * @record: about to enter audit's queue
 * @event: its event; gets another user
 */
void contid_record_attach(struct sk_buff *record,
			  struct contid_read_event *event)
{
	struct contid_record_cb *cb = contid_record_cb(record);

	if (IS_ERR(cb->about)) {
		cb->about = NULL;
		event->broken = true;
	}
	if (nlmsg_hdr(record)->nlmsg_type == AUDIT_CONTAINER_OP)
		event->op = true;
	refcount_inc(&event->users);
	cb->event = event;
}

/*
 * Without its record, an event of no acting process does not show whose it was: its
 * loss is counted here. Else the worker counts it.
 */
static void lose_record(struct contid_read_event *event,
			const struct contid_about *about)
{
	unsigned int i;

	event->uncopied++;
	for (i = 0; !event->actor && about && i < about->n; i++)
		contid_read_lose(about->containers[i], 1);
}

/**
 * contid_record_clone - copy a record to its event
 * @record: taken from audit's queue, not sent yet. It leaves the event, which the
 *	    clone belongs to.
 *
 * Context: kauditd, which alone adds to events. May sleep.
 */
void contid_record_clone(struct sk_buff *record)
{
	struct contid_record_cb cb = *contid_record_cb(record);
	struct sk_buff *clone;

	memset(record->cb, 0, sizeof(record->cb));
	if (!cb.event) {
		contid_about_free(cb.about);
		return;
	}
	clone = skb_clone(record, GFP_KERNEL);
	if (clone) {
		contid_record_cb(clone)->about = cb.about;
		__skb_queue_tail(&cb.event->records, clone);
		cb.event->size += clone->truesize;
	} else {
		lose_record(cb.event, cb.about);
		contid_about_free(cb.about);
	}
	contid_read_event_put(cb.event);
}

/**
 * contid_record_forget - a record does not enter audit's queue
 * @record: the record, about to be freed
 *
 * Context: any.
 */
void contid_record_forget(struct sk_buff *record)
{
	struct contid_record_cb *cb = contid_record_cb(record);

	contid_about_free(cb->about);
	if (cb->event)
		contid_read_event_put(cb->event);
	memset(cb, 0, sizeof(*cb));
}
