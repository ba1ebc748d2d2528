/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The container in an audit event: part of kernel/audit.h.
 *
 * An event carries the label that its task had when the event drew its serial
 * number; the context keeps a reference to that container from then on.
 */

#ifndef _KERNEL_AUDIT_CONTID_H_
#define _KERNEL_AUDIT_CONTID_H_

#ifdef CONFIG_CONTID

void __audit_contid_capture(struct audit_context *ctx);
void __audit_contid_release(struct audit_context *ctx);
void __audit_log_contid(struct audit_context *ctx);

/**
 * audit_contid_capture - note the label that an event is stamped with
 * @ctx: context of current
 *
 * To be called before the serial number is drawn: the order is what keeps
 * a label's first event behind its registration.
 */
static inline void audit_contid_capture(struct audit_context *ctx)
{
	if (!ctx->serial && rcu_access_pointer(current->contid))
		__audit_contid_capture(ctx);
}

/**
 * audit_contid_release - forget the label with the event's serial number
 * @ctx: context that is being reset
 */
static inline void audit_contid_release(struct audit_context *ctx)
{
	if (ctx->contid)
		__audit_contid_release(ctx);
}

/**
 * audit_log_contid - add the task's CONTAINER_ID record to an event
 * @ctx: context whose event is being written
 */
static inline void audit_log_contid(struct audit_context *ctx)
{
	if (ctx->contid)
		__audit_log_contid(ctx);
}

#else /* CONFIG_CONTID */

static inline void audit_contid_capture(struct audit_context *ctx) { }
static inline void audit_contid_release(struct audit_context *ctx) { }
static inline void audit_log_contid(struct audit_context *ctx) { }

#endif /* CONFIG_CONTID */

#endif /* _KERNEL_AUDIT_CONTID_H_ */
