// SPDX-License-Identifier: GPL-2.0
/*
 * What became of a SET or DROP: its record says what was done, or refused, and
 * the listeners are notified of what was done.
 */

#include <net/contid_read.h>

#include "request.h"

/* What a refused request asks for would be nested in it, or is it. */
static struct contid *parent_asked(const struct contid_request *rq)
{
	struct contid *before = rq->before;

	if (!rq->attrs[CONTID_A_CONTID])
		return before ? before->parent : NULL;
	return contid_request_parent(rq, before);
}

/* The lineage that the target would have had. */
static void print_asked(const struct contid_request *rq, const struct contid *parent,
			char *lineage)
{
	size_t len;

	if (!rq->attrs[CONTID_A_CONTID]) {
		contid_lineage_print(parent, lineage);
		return;
	}
	len = contid_lineage_make(rq->requester.scope, rq->id, parent, lineage);
	lineage[len] = '\0';
}

/*
 * The container that a refused SET asks for, with a reference, if it exists where the
 * SET wants it: the record is about it as well.
 */
static struct contid *container_asked(const struct contid_request *rq,
				      const struct contid *parent)
{
	struct contid *asked;

	if (!contid_read_used() || !rq->attrs[CONTID_A_CONTID])
		return NULL;
	asked = contid_find(&contid_registry, rq->requester.scope, rq->id);
	if (!asked || asked->parent == parent)
		return asked;
	contid_put(asked);
	return NULL;
}

static void log_refusal(const struct contid_request *rq, struct audit_buffer *ab,
			unsigned int suppressed)
{
	struct contid *parent = parent_asked(rq), *asked;
	char lineage[CONTID_LINEAGE_SIZE];

	print_asked(rq, parent, lineage);
	asked = container_asked(rq, parent);
	contid_log_about(ab, asked ?: parent, rq->before);
	contid_put(asked);
	contid_log_refused_op(ab, rq->op->name, rq->target, lineage,
			      rq->before, rq->requester.net,
			      *rq->name ? rq->name : NULL, suppressed);
}

static void log_request(const struct contid_request *rq,
			struct audit_buffer *ab)
{
	char lineage[CONTID_LINEAGE_SIZE];

	contid_lineage_print(rq->after, lineage);
	contid_log_about(ab, rq->after, rq->before);
	contid_log_op(ab, rq->op->name, rq->target, lineage, rq->before,
		      rq->requester.net, rq->to ? contid_name(rq->to) : NULL, true);
}

/**
 * contid_request_outcome - a SET or DROP was done or refused
 * @rq: the request
 * @ab: its record, of contid_log_op_start(); NULL if there is none
 * @err: 0, or the errno of the refusal
 * @suppressed: refused requests that were not logged before this one
 *
 * Context: process context, no lock held. May sleep.
 */
void contid_request_outcome(const struct contid_request *rq,
			    struct audit_buffer *ab, int err,
			    unsigned int suppressed)
{
	if (err) {
		if (ab)
			log_refusal(rq, ab, suppressed);
		return;
	}
	contid_stats_inc(rq->op->stat);
	if (ab)
		log_request(rq, ab);
	/* A drop is an event of the container that was left. */
	contid_event_notify(rq->op->ntf, rq->to ?: rq->from, rq->target);
}
