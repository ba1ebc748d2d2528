/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers in audit events and rules: part of kernel/audit.h.
 *
 * An event names the container that its task was in when the event got its
 * serial number; the context keeps a reference to it from then on.
 */

#ifndef _KERNEL_AUDIT_CONTID_H_
#define _KERNEL_AUDIT_CONTID_H_

#ifdef CONFIG_CONTID

#include <net/contid_read.h>

/* Adds to AUDIT_FEATURE_BITMAP_ALL. */
#define AUDIT_CONTID_FEATURE	AUDIT_FEATURE_BITMAP_CONTID

/**
 * struct audit_contid_target - a labelled task that an event acts on
 * @next: the next one
 * @pid: its process, as in the OBJ_PID record
 * @container: its container, with a reference
 */
struct audit_contid_target {
	struct audit_contid_target	*next;
	pid_t				pid;
	struct contid			*container;
};

/* audit_contid.c */

void __audit_contid_capture(struct audit_context *ctx);
void __audit_contid_release(struct audit_context *ctx);
void __audit_log_contid(struct audit_context *ctx);
void __audit_contid_signalled(struct task_struct *t);

/* audit_contid_aux.c */

void __audit_contid_start(struct audit_buffer *ab, int type);
void audit_contid_accompany(struct audit_buffer *ab, struct sk_buff *aux);
size_t audit_contid_stamp_len(const struct sk_buff *record);
struct sk_buff *audit_contid_aux(const struct sk_buff *record, int type,
				 const char *text, const char *rest,
				 size_t rest_len, gfp_t gfp);
struct sk_buff *audit_contid_record(const struct sk_buff *record,
				    const char *text,
				    const struct contid *container, gfp_t gfp);
void __audit_contid_queue(const struct audit_buffer *ab,
			  struct sk_buff *record, struct sk_buff_head *queue,
			  const u32 *limit);
void audit_contid_drop_aux(const struct audit_buffer *ab);

/* audit_contid_read.c */

void audit_contid_read_capture(struct audit_context *ctx);
void audit_contid_read_release(struct audit_context *ctx);
struct sk_buff *audit_contid_read_mark(const struct audit_buffer *ab,
				       struct sk_buff *record);
void audit_contid_read_mark_chain(struct contid *actor, struct sk_buff *record,
				  struct sk_buff *task, struct sk_buff *aux,
				  gfp_t gfp);
void audit_contid_read_forget(struct sk_buff *record);
void audit_contid_about_record(struct sk_buff *record,
			       struct contid *container, gfp_t gfp);
void __audit_contid_about(struct audit_buffer *ab, struct contid *container);
void __audit_contid_about_pid(struct audit_buffer *ab,
			      const struct audit_context *ctx, pid_t pid);

/* audit_contid_daemon.c */

bool __audit_contid_receive(struct sk_buff *skb);

/* audit_contid_ns.c */

/* What af.features begins with, and what follows AUDIT_LAST_FEATURE. */
#define AUDIT_CONTID_FEATURES_DEFAULT \
	AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_LABELLED)
#define AUDIT_CONTID_LAST_FEATURE	AUDIT_FEATURE_NS_INFO
#define AUDIT_CONTID_FEATURE_NAMES \
	"namespaces_labelled", "namespaces_all", "namespaces_info",

void audit_contid_set_features(const struct audit_features *af);
void audit_contid_get_features(struct audit_features *af);
void audit_contid_switched_on(void);
void audit_contid_log_ns_info(struct audit_context *ctx);
struct sk_buff *audit_contid_ns_info(const struct sk_buff *record, gfp_t gfp);
void audit_contid_end_op(struct audit_buffer *ab, struct pid *target);

/* auditsc.c */

bool audit_contid_rule_match_exit(long code);

/* audit_contid_filter.c */

int audit_contid_unpack(struct audit_krule *rule, struct audit_field *f,
			void **bufp, size_t *remain);
u32 audit_contid_pack(const struct audit_field *f, void **bufp);
int audit_contid_compare(const struct audit_context *ctx,
			 const struct audit_field *f);
int audit_contid_compare_child(const struct audit_field *f);
bool __audit_contid_rule_match(const struct audit_krule *rule,
			       const struct audit_context *ctx);
bool __audit_contid_suppresses_inode(const struct audit_krule *rule,
				     const struct audit_context *ctx);

/* audit_contid_signal.c */

void audit_contid_save_signaller(void);
void *audit_contid_signal_info(kuid_t uid, pid_t pid, u32 sid, int *len);

/**
 * audit_contid_capture - save the container that an event is stamped with
 * @ctx: context of current, without a serial number so far
 *
 * Must precede the allocation of the serial number: this order keeps the first
 * event of a label behind the record of its SET.
 */
static inline void audit_contid_capture(struct audit_context *ctx)
{
	if (contid_used() && rcu_access_pointer(current->contid_label))
		__audit_contid_capture(ctx);
}

/**
 * audit_contid_release - put the containers of an event
 * @ctx: context that is being reset
 */
static inline void audit_contid_release(struct audit_context *ctx)
{
	if (unlikely(ctx->names_containers))
		__audit_contid_release(ctx);
}

/**
 * audit_log_contid - add the CONTAINER_ID records to an event
 * @ctx: context whose event is being written
 */
static inline void audit_log_contid(struct audit_context *ctx)
{
	if (unlikely(ctx->names_containers))
		__audit_log_contid(ctx);
}

/**
 * audit_contid_signalled - save the container of a task that current signals
 * @t: the task
 */
static inline void audit_contid_signalled(struct task_struct *t)
{
	if (unlikely(!audit_dummy_context()) &&
	    rcu_access_pointer(t->contid_label))
		__audit_contid_signalled(t);
}

/**
 * audit_contid_start - save the container for a record that stands alone
 * @ab: the record's buffer, before it has a serial number
 * @type: of the record
 */
static inline void audit_contid_start(struct audit_buffer *ab, int type)
{
	ab->accompanied = false;
	if (contid_used() &&
	    unlikely(rcu_access_pointer(current->contid_label)))
		__audit_contid_start(ab, type);
}

/* Whether a record may be for a reader. */
static inline bool audit_contid_may_read(const struct audit_buffer *ab,
					 struct sk_buff *record)
{
	return (ab->ctx && ab->ctx->read_event) ||
	       contid_record_cb(record)->about;
}

/**
 * audit_contid_queue - queue a record and its aux records
 * @ab: the record's buffer; its container and aux records are used up
 * @record: the record, complete
 * @queue: where it is going
 * @limit: of records in @queue, 0 for none
 *
 * The order within an event is part of the interface: see
 * audit_contid_aux.c.
 */
static inline void audit_contid_queue(const struct audit_buffer *ab,
				      struct sk_buff *record,
				      struct sk_buff_head *queue,
				      const u32 *limit)
{
	if (unlikely(ab->accompanied)) {
		__audit_contid_queue(ab, record, queue, limit);
		return;
	}
	if (contid_read_used() && unlikely(audit_contid_may_read(ab, record)))
		record = audit_contid_read_mark(ab, record);
	skb_queue_tail(queue, record);
}

/**
 * audit_contid_about - a record names a container beside that of its task
 * @ab: the record's buffer
 * @container: the container
 */
static inline void audit_contid_about(struct audit_buffer *ab,
				      struct contid *container)
{
	if (contid_read_used())
		__audit_contid_about(ab, container);
}

/**
 * audit_contid_about_pid - a record names a process that the event acts on
 * @ab: the record's buffer
 * @ctx: context of current
 * @pid: the process
 */
static inline void audit_contid_about_pid(struct audit_buffer *ab,
					  const struct audit_context *ctx,
					  pid_t pid)
{
	if (contid_read_used())
		__audit_contid_about_pid(ab, ctx, pid);
}

/**
 * audit_contid_read - a record goes to the readers of its containers
 * @record: taken from audit's queue, and not sent yet
 *
 * Context: kauditd. May sleep.
 */
static inline void audit_contid_read(struct sk_buff *record)
{
	const struct contid_record_cb *cb = contid_record_cb(record);

	if (contid_read_used() && unlikely(cb->event || cb->about))
		contid_record_clone(record);
}

/**
 * audit_contid_receive - answer a message from inside a container that may have
 * an audit daemon
 * @skb: received by audit, in the context of its sender
 *
 * Context: process context, no lock held. May sleep.
 * Return: false if the message is for the host.
 */
static inline bool audit_contid_receive(struct sk_buff *skb)
{
	return contid_used() && current_user_ns() != &init_user_ns &&
	       __audit_contid_receive(skb);
}

/**
 * audit_field_is_contid - whether a field of a rule is about the container
 * @f: the field
 *
 * Without CONFIG_CONTID the compiler drops what depends on it: the type is as
 * invalid then as any number that is not in use.
 */
static inline bool audit_field_is_contid(const struct audit_field *f)
{
	return f->type == AUDIT_CONTID;
}

/**
 * audit_contid_rule_match - whether a filesystem rule is for this container
 * @rule: whose other fields match
 * @ctx: context of current
 */
static inline bool audit_contid_rule_match(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return !(rule->pflags & AUDIT_RULE_CONTID) ||
	       __audit_contid_rule_match(rule, ctx);
}

/**
 * audit_contid_suppresses_inode - whether a filesystem rule drops an inode
 * @rule: the rule
 * @ctx: context of current
 *
 * Return: true for a "never" rule about the container of current that is not
 * limited to a file system type.
 */
static inline bool
audit_contid_suppresses_inode(const struct audit_krule *rule,
			      const struct audit_context *ctx)
{
	return rule->pflags & AUDIT_RULE_CONTID &&
	       __audit_contid_suppresses_inode(rule, ctx);
}

#else /* CONFIG_CONTID */

#define AUDIT_CONTID_FEATURE	0

#define AUDIT_CONTID_FEATURES_DEFAULT	0
#define AUDIT_CONTID_LAST_FEATURE	AUDIT_LAST_FEATURE
#define AUDIT_CONTID_FEATURE_NAMES

static inline void audit_contid_set_features(const struct audit_features *af)
{
}

static inline void audit_contid_switched_on(void) { }

static inline void audit_contid_capture(struct audit_context *ctx) { }
static inline void audit_contid_release(struct audit_context *ctx) { }
static inline void audit_log_contid(struct audit_context *ctx) { }
static inline void audit_contid_signalled(struct task_struct *t) { }

static inline bool audit_field_is_contid(const struct audit_field *f)
{
	return false;
}

static inline int
audit_contid_unpack(struct audit_krule *rule, struct audit_field *f,
		    void **bufp, size_t *remain)
{
	return -EINVAL;
}

static inline u32 audit_contid_pack(const struct audit_field *f, void **bufp)
{
	return 0;
}

static inline int audit_contid_compare(const struct audit_context *ctx,
				       const struct audit_field *f)
{
	return 0;
}

static inline int audit_contid_compare_child(const struct audit_field *f)
{
	return 0;
}

static inline bool audit_contid_rule_match(const struct audit_krule *rule,
					   const struct audit_context *ctx)
{
	return true;
}

static inline bool
audit_contid_suppresses_inode(const struct audit_krule *rule,
			      const struct audit_context *ctx)
{
	return false;
}

static inline void audit_contid_start(struct audit_buffer *ab, int type) { }

static inline void audit_contid_queue(const struct audit_buffer *ab,
				      struct sk_buff *record,
				      struct sk_buff_head *queue,
				      const u32 *limit)
{
	skb_queue_tail(queue, record);
}

static inline void audit_contid_drop_aux(const struct audit_buffer *ab) { }

static inline void audit_contid_about_pid(struct audit_buffer *ab,
					  const struct audit_context *ctx,
					  pid_t pid)
{
}

static inline void audit_contid_read(struct sk_buff *record) { }

static inline bool audit_contid_receive(struct sk_buff *skb)
{
	return false;
}

static inline void audit_contid_save_signaller(void) { }

#endif /* CONFIG_CONTID */

#endif /* _KERNEL_AUDIT_CONTID_H_ */
