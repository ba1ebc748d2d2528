// SPDX-License-Identifier: GPL-2.0
/*
 * The stages of a SET or DROP, from the parsed attributes to its answer: see
 * request.h.
 */

#include <linux/pid.h>

#include "refusals.h"
#include "request.h"

/* Returns without a record if the requester has had too many refusals. */
static int perform(struct contid_request *rq, const struct sk_buff *skb)
{
	unsigned int suppressed = 0;
	struct audit_buffer *ab;
	int err;

	err = contid_requester_get(&rq->requester, skb, true, rq->extack);
	if (err && !contid_refusals_log(rq->requester.delegator, &suppressed))
		return err;
	if (!err && rq->op->reserve)
		err = contid_reserve(rq);
	/* Allocates the audit serial; must precede publishing the label. */
	ab = contid_log_op_start(GFP_KERNEL);
	if (!err)
		err = contid_change(rq);
	contid_request_outcome(rq, ab, err, suppressed);
	return err;
}

/* A container that is left may end here, so that its op=end follows. */
static void release(struct contid_request *rq)
{
	contid_labels_free(&rq->prealloc);
	contid_put(rq->before);
	contid_put(rq->after);
	contid_put(rq->parent);
	contid_user_put(rq->to, rq->target);
	contid_user_put(rq->from, rq->target);
	contid_requester_put(&rq->requester);
	put_pid(rq->target);
}

/**
 * contid_request_run - do what a SET or DROP asks for
 * @rq: the request, with what is in its attributes
 * @skb: its message, in the context of the sender
 * @info: its header and attributes
 *
 * Context: process context, no lock held. May sleep.
 * Return: 0, or the errno of the refusal as in contid.yaml.
 */
int contid_request_run(struct contid_request *rq, struct sk_buff *skb,
		       struct genl_info *info)
{
	struct sk_buff *reply = NULL;
	int err;

	rq->extack = info->extack;
	rq->attrs = info->attrs;
	INIT_LIST_HEAD(&rq->prealloc);
	INIT_LIST_HEAD(&rq->unlinked);
	rq->target = contid_target_get(info->attrs[CONTID_A_PIDFD],
				       &rq->before, info->extack);
	if (IS_ERR(rq->target))
		return PTR_ERR(rq->target);
	if (info->nlhdr->nlmsg_flags & NLM_F_ECHO) {
		reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
		if (!reply) {
			err = -ENOMEM;
			goto release;
		}
	}

	err = perform(rq, skb);
	/*
	 * Put our user first, so that a container that ends here is not counted
	 * in CHILDREN of the reply.
	 */
	contid_user_put(rq->from, rq->target);
	rq->from = NULL;
	/* The change stands, whether or not the reply can be sent. */
	if (!err && reply)
		contid_reply(reply, info, rq->after, rq->requester.delegator);
	else
		nlmsg_free(reply);
release:
	release(rq);
	return err;
}
