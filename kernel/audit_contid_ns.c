// SPDX-License-Identifier: GPL-2.0
/*
 * Namespaces in the audit log: NS_OP, for what becomes of a namespace, and
 * NS_INFO, for the namespaces of a process.
 *
 * Fields, and when there is a record: Documentation/contid/namespaces.rst.
 */

#include <linux/audit.h>
#include <linux/contid.h>
#include <linux/cred.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/nsproxy.h>
#include <linux/proc_ns.h>
#include <linux/sched/signal.h>
#include <linux/user_namespace.h>
#include <net/contid_ns.h>
#include <net/contid_types.h>

#include "audit.h"

#define FEATURE_LABELLED	AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_LABELLED)
#define FEATURE_ALL		AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_ALL)
#define FEATURE_INFO		AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_INFO)

/* Copies of audit's features; written with audit_cmd_mutex held. */
static u32 features = AUDIT_CONTID_FEATURES_DEFAULT;
static u32 features_locked;

/* Whether the feature AUDIT_FEATURE_NS_ALL is on, for audit_ns_may_skip(). */
bool audit_ns_all;

/* As the kernel makes them: in an event, ids grow. */
static const enum contid_ns_type order[CONTID_NR_NS] = {
	CONTID_NS_USER, CONTID_NS_MNT, CONTID_NS_UTS, CONTID_NS_IPC,
	CONTID_NS_PID, CONTID_NS_CGROUP, CONTID_NS_NET, CONTID_NS_TIME,
};

/**
 * audit_contid_set_features - audit's features have changed
 * @af: all of them
 */
void audit_contid_set_features(const struct audit_features *af)
{
	WRITE_ONCE(features, af->features);
	WRITE_ONCE(features_locked, af->lock);
	WRITE_ONCE(audit_ns_all, !!(af->features & FEATURE_ALL));
}

/**
 * audit_contid_get_features - read audit's features
 * @af: filled in, as audit does for AUDIT_GET_FEATURE
 */
void audit_contid_get_features(struct audit_features *af)
{
	*af = (struct audit_features){
		.vers		= AUDIT_FEATURE_VERSION,
		.mask		= ~0,
		.features	= READ_ONCE(features),
		.lock		= READ_ONCE(features_locked),
	};
}

/*
 * Whether to log what current does to namespaces with a system call that is
 * going to return @ret.
 */
static bool is_logged(long ret)
{
	u32 on = READ_ONCE(features);

	if (!audit_enabled)
		return false;
	if (on & FEATURE_ALL)
		return true;
	if (!(on & FEATURE_LABELLED))
		return false;
	return rcu_access_pointer(current->contid_label) ||
	       (!audit_dummy_context() && audit_contid_rule_match_exit(ret));
}

/* @old is NULL for an initial namespace. */
static void log_op(const char *op, struct ns_common *ns,
		   const struct ns_common *old, enum contid_ns_type type)
{
	struct audit_buffer *ab;

	ab = audit_log_start(audit_context(), GFP_KERNEL, AUDIT_NS_OP);
	if (!ab)
		return;
	audit_log_format(ab, "op=%s namespace_type=%#x namespace_id=%llu", op,
			 contid_ns_clone_flag(type), ns_id(ns));
	if (old)
		audit_log_format(ab, " old_namespace_id=%llu", ns_id(old));
	/* A task never leaves the pid namespace that it was born into. */
	if (type == CONTID_NS_PID && !strcmp(op, "enter"))
		audit_log_format(ab, " for_children=1");
	/* Only current can reach a namespace that it has just made. */
	if (!strcmp(op, "create"))
		ns->logged = true;
	audit_log_end(ab);
}

/* contid_ns_for_children() or contid_ns_present() */
typedef struct ns_common *(*get_ns)(const struct nsproxy *nsproxy,
				    struct user_namespace *user_ns,
				    enum contid_ns_type type);

/* A record for each namespace in @nsproxy and @user_ns that current has not. */
static void log_changes(const char *op, get_ns get,
			const struct nsproxy *nsproxy,
			struct user_namespace *user_ns)
{
	struct ns_common *old, *new;
	enum contid_ns_type type;
	unsigned int i;

	for (i = 0; i < CONTID_NR_NS; i++) {
		type = order[i];
		old = get(current->nsproxy, current_user_ns(), type);
		new = get(nsproxy, user_ns, type);
		if (new != old)
			log_op(op, new, old, type);
	}
}

static void log_created(const struct nsproxy *nsproxy,
			struct user_namespace *user_ns)
{
	log_changes("create", contid_ns_for_children, nsproxy, user_ns);
}

static void log_entered(const struct nsproxy *nsproxy,
			struct user_namespace *user_ns)
{
	log_changes("enter", contid_ns_present, nsproxy, user_ns);
}

/* See audit_ns_clone(). */
void __audit_ns_clone(struct task_struct *p, long nr)
{
	if (is_logged(nr))
		log_created(p->nsproxy, task_cred_xxx(p, user_ns));
}

/* See audit_ns_unshare(). */
void __audit_ns_unshare(const struct nsproxy *nsproxy, const struct cred *cred)
{
	if (is_logged(0))
		log_created(nsproxy ?: current->nsproxy,
			    cred ? cred->user_ns : current_user_ns());
}

/* See audit_ns_setns(). */
void __audit_ns_setns(const struct nsset *set)
{
	if (is_logged(0))
		log_entered(set->nsproxy, set->flags & CLONE_NEWUSER ?
				set->cred->user_ns : current_user_ns());
}

/**
 * audit_ns_exec - log that current enters the time namespace of its children
 * @nsproxy: what execve(2) is about to install
 *
 * Context: process context. May sleep.
 */
void audit_ns_exec(const struct nsproxy *nsproxy)
{
	if (is_logged(0))
		log_entered(nsproxy, current_user_ns());
}

/* See audit_ns_free(). */
void __audit_ns_free(const struct ns_common *ns)
{
	struct audit_buffer *ab;

	if (!audit_enabled)
		return;
	ab = audit_log_start(NULL, GFP_ATOMIC, AUDIT_NS_OP);
	if (!ab)
		return;
	/* The task that put the last reference need not be one that used it. */
	audit_contid_drop_aux(ab);
	ab->accompanied = false;
	audit_log_format(ab, "op=delete namespace_type=%#x namespace_id=%llu",
			 ns->ops->type, ns_id(ns));
	audit_log_end(ab);
}

/* Past the initcalls: audit can log. */
static bool booted;

/**
 * audit_contid_switched_on - log the initial namespaces
 *
 * Once, and not before the end of the boot: audit=1 on the kernel's command
 * line is parsed when audit can log nothing yet.
 *
 * Context: process context, with audit_cmd_mutex or in an initcall. May sleep.
 */
void audit_contid_switched_on(void)
{
	static bool done;
	enum contid_ns_type type;
	struct ns_common *ns;

	if (done || !booted || !audit_enabled ||
	    !(READ_ONCE(features) & (FEATURE_LABELLED | FEATURE_ALL)))
		return;
	done = true;
	for (type = 0; type < CONTID_NR_NS; type++) {
		ns = contid_ns_present(&init_nsproxy, &init_user_ns, type);
		if (ns)
			log_op("init", ns, NULL, type);
	}
}

static int __init log_if_on_at_boot(void)
{
	booted = true;
	audit_contid_switched_on();
	return 0;
}
late_initcall(log_if_on_at_boot);

static const struct {
	const char		*name;
	enum contid_ns_type	type;
} info_fields[CONTID_NR_NS] = {
	{ "mntnsid=", CONTID_NS_MNT },
	{ " utsnsid=", CONTID_NS_UTS },
	{ " ipcnsid=", CONTID_NS_IPC },
	{ " pidnsid=", CONTID_NS_PID },
	{ " usernsid=", CONTID_NS_USER },
	{ " netnsid=", CONTID_NS_NET },
	{ " cgroupnsid=", CONTID_NS_CGROUP },
	{ " timensid=", CONTID_NS_TIME },
};

#define INFO_SIZE	(CONTID_NR_NS * (sizeof(" cgroupnsid=") + CONTID_DIGITS))

/* Without printf, which would take three times as long for so many numbers. */
static void print_info(const struct contid_ns *set, char *buf)
{
	char *end = buf + INFO_SIZE, *pos = buf;
	unsigned int i;

	for (i = 0; i < CONTID_NR_NS; i++) {
		pos += strscpy(pos, info_fields[i].name, end - pos);
		pos += num_to_str(pos, end - pos, set[info_fields[i].type].id, 0);
	}
	*pos = '\0';
}

static bool wants_info(u32 mask)
{
	return READ_ONCE(features) & mask &&
	       audit_filter(AUDIT_NS_INFO, AUDIT_FILTER_EXCLUDE);
}

static void log_info(struct audit_context *ctx, const char *text)
{
	struct audit_buffer *ab;

	ab = audit_log_start(ctx, GFP_KERNEL, AUDIT_NS_INFO);
	if (!ab)
		return;
	audit_log_format(ab, "%s", text);
	audit_log_end(ab);
}

static bool print_info_of_current(char *text)
{
	struct contid_ns set[CONTID_NR_NS];

	if (!wants_info(FEATURE_INFO) || !contid_ns_of_task(current, NULL, set))
		return false;
	print_info(set, text);
	return true;
}

/**
 * audit_contid_log_ns_info - add the namespaces of current to an event
 * @ctx: context whose event is being written
 */
void audit_contid_log_ns_info(struct audit_context *ctx)
{
	char text[INFO_SIZE];

	if (print_info_of_current(text))
		log_info(ctx, text);
}

/**
 * audit_contid_ns_info - make the NS_INFO of a record that stands alone
 * @record: the record, complete
 * @gfp: for the allocation
 *
 * Return: complete message, or NULL.
 */
struct sk_buff *audit_contid_ns_info(const struct sk_buff *record, gfp_t gfp)
{
	char text[INFO_SIZE];

	return print_info_of_current(text) ?
	       audit_contid_aux(record, AUDIT_NS_INFO, text, "", 0, gfp) : NULL;
}

static bool print_info_of(struct pid *target, char *text)
{
	struct contid_ns set[CONTID_NR_NS];
	struct task_struct *leader;
	bool found;

	rcu_read_lock();
	leader = pid_task(target, PIDTYPE_TGID);
	found = leader && contid_ns_of_group(leader, NULL, set);
	rcu_read_unlock();
	if (found)
		print_info(set, text);
	return found;
}

/**
 * audit_contid_end_op - complete a CONTAINER_OP, with the namespaces of its
 * process
 * @ab: the record's buffer; consumed
 * @target: the process; it has no namespaces left if it is exiting
 *
 * Context: process context, may sleep.
 */
void audit_contid_end_op(struct audit_buffer *ab, struct pid *target)
{
	struct audit_context *ctx = ab->ctx;
	bool in_event = ctx && ctx->context != AUDIT_CTX_UNUSED;
	char text[INFO_SIZE];
	bool found;

	found = wants_info(FEATURE_LABELLED | FEATURE_ALL) &&
		print_info_of(target, text);
	/* Without an event the record is one, and NS_INFO shares its stamp. */
	if (found && !in_event)
		audit_contid_accompany(ab, audit_contid_aux(ab->skb,
							    AUDIT_NS_INFO, text,
							    "", 0, GFP_KERNEL));
	audit_log_end(ab);
	if (found && in_event)
		log_info(ctx, text);
}
