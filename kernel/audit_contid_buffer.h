/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The container of a record that stands alone: part of kernel/audit.c, which
 * alone knows what an audit_buffer is.
 */

#ifdef CONFIG_CONTID

#include <net/contid.h>

/**
 * audit_contid_start - note the label for a record
 * @ab: the record's buffer, before it has a serial number
 * @type: of the record
 */
static inline void audit_contid_start(struct audit_buffer *ab, int type)
{
	ab->contid = NULL;
	if (rcu_access_pointer(current->contid))
		ab->contid = __audit_contid_alone(ab->ctx, type);
}

/**
 * audit_contid_queue - queue the CONTAINER_ID of a record, ahead of it
 * @ab: the record's buffer
 * @record: the record, complete
 * @queue: where it is going
 */
static inline void audit_contid_queue(const struct audit_buffer *ab,
				      const struct sk_buff *record,
				      struct sk_buff_head *queue)
{
	if (ab->contid)
		__audit_contid_queue(ab->contid, record, queue, ab->gfp_mask);
}

/**
 * audit_contid_end - forget the label with the record
 * @ab: the record's buffer
 */
static inline void audit_contid_end(const struct audit_buffer *ab)
{
	contid_ref_put(ab->contid);
}

#else /* CONFIG_CONTID */

static inline void audit_contid_start(struct audit_buffer *ab, int type) { }
static inline void audit_contid_queue(const struct audit_buffer *ab,
				      const struct sk_buff *record,
				      struct sk_buff_head *queue) { }
static inline void audit_contid_end(const struct audit_buffer *ab) { }

#endif /* CONFIG_CONTID */
