/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers in audit events and rules: part of kernel/audit.h.
 *
 * An event carries the label that its task had when the event drew its serial
 * number; the context keeps a reference to that container from then on.
 */

#ifndef _KERNEL_AUDIT_CONTID_H_
#define _KERNEL_AUDIT_CONTID_H_

#ifdef CONFIG_CONTID

#include <net/contid.h>

/* Adds to AUDIT_FEATURE_BITMAP_ALL. */
#define AUDIT_CONTID_FEATURE	AUDIT_FEATURE_BITMAP_CONTID

/**
 * struct audit_contid_target - a labelled task that an event acts on
 * @next: the next one
 * @pid: its process, as in the OBJ_PID record
 * @contid: its label, with a reference
 */
struct audit_contid_target {
	struct audit_contid_target	*next;
	pid_t				pid;
	struct contid			*contid;
};

/* audit_contid_event.c */

void __audit_contid_capture(struct audit_context *ctx);
void __audit_contid_release(struct audit_context *ctx);
void __audit_log_contid(struct audit_context *ctx);
struct contid *__audit_contid_alone(const struct audit_context *ctx, int type);
size_t audit_contid_stamp_len(const struct sk_buff *record);
struct sk_buff *audit_contid_record(const struct sk_buff *record,
				    const char *text,
				    const struct contid *contid, gfp_t gfp);
bool audit_contid_comes_first(int type);

/* audit_contid_packet.c */

struct sk_buff *audit_contid_packet(const struct sk_buff *record,
				    const struct net *net,
				    const struct contid *creator);

/* audit_contid_filter.c */

int audit_contid_unpack(struct audit_field *f, void **bufp, size_t *remain,
			u32 len);
u32 audit_contid_pack(const struct audit_field *f, void **bufp);
int audit_contid_compare(const struct task_struct *tsk,
			 const struct audit_context *ctx,
			 const struct audit_field *f);
bool __audit_contid_rule_match(const struct audit_krule *rule,
			       const struct audit_context *ctx);

/* audit_contid_signal.c */

void audit_contid_signaller(void);
void *audit_contid_signal_info(kuid_t uid, pid_t pid, u32 sid, int *len);

/**
 * audit_contid_capture - note the label that an event is stamped with
 * @ctx: context of current
 *
 * To be called before the serial number is drawn: the order is what keeps
 * a label's first event behind its registration.
 */
static inline void audit_contid_capture(struct audit_context *ctx)
{
	if (contid_used() && !ctx->serial &&
	    rcu_access_pointer(current->contid))
		__audit_contid_capture(ctx);
}

/**
 * audit_contid_release - forget the containers of an event
 * @ctx: context that is being reset
 */
static inline void audit_contid_release(struct audit_context *ctx)
{
	if (contid_used() && (ctx->contid || ctx->contid_targets))
		__audit_contid_release(ctx);
}

/**
 * audit_log_contid - add the CONTAINER_ID records to an event
 * @ctx: context whose event is being written
 */
static inline void audit_log_contid(struct audit_context *ctx)
{
	if (contid_used() && (ctx->contid || ctx->contid_targets))
		__audit_log_contid(ctx);
}

static inline bool audit_rule_has_contid(const struct audit_krule *rule)
{
	u32 i;

	for (i = 0; i < rule->field_count; i++) {
		if (rule->fields[i].type == AUDIT_CONTID)
			return true;
	}
	return false;
}

static inline bool audit_rule_has_fstype(const struct audit_krule *rule)
{
	u32 i;

	for (i = 0; i < rule->field_count; i++) {
		if (rule->fields[i].type == AUDIT_FSTYPE)
			return true;
	}
	return false;
}

/**
 * audit_contid_rule_match - whether a filesystem rule is for this container
 * @rule: whose other fields match
 * @ctx: context of current
 */
static inline bool audit_contid_rule_match(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return !audit_rule_has_contid(rule) ||
	       __audit_contid_rule_match(rule, ctx);
}

/**
 * audit_contid_rule_never - whether a filesystem rule that asks for nothing but
 * containers keeps this one's inodes out
 * @rule: the rule
 * @ctx: context of current
 */
static inline bool audit_contid_rule_never(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return rule->action == AUDIT_NEVER && audit_rule_has_contid(rule) &&
	       !audit_rule_has_fstype(rule) &&
	       __audit_contid_rule_match(rule, ctx);
}

#else /* CONFIG_CONTID */

#define AUDIT_CONTID_FEATURE	0

static inline void audit_contid_capture(struct audit_context *ctx) { }
static inline void audit_contid_release(struct audit_context *ctx) { }
static inline void audit_log_contid(struct audit_context *ctx) { }

static inline bool audit_contid_rule_match(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return true;
}

static inline bool audit_contid_rule_never(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return false;
}

static inline void audit_contid_signaller(void) { }

#endif /* CONFIG_CONTID */

#endif /* _KERNEL_AUDIT_CONTID_H_ */
