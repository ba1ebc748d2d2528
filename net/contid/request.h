/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests: SET, DROP and GET of the generic netlink family CONTID. The top
 * layer: it knows tasks, events and objects.
 *
 * A SET goes from file to file as follows, a DROP likewise without reserve.c:
 *
 *	set.c, name.c	parse the attributes
 *	pipeline.c	run the stages below
 *	target.c	find the process behind the pidfd
 *	authority.c	find out the authority of the requester
 *	section.c	take the locks, walk the processes
 *	reserve.c	look the identifier up, or register a new container
 *	change.c	allocate labels and exchange those of the threads
 *	outcome.c	write the record, notify listeners
 *	message.c	answer
 *
 * reserve.c and change.c both begin with the checks of check.c.
 */

#ifndef _NET_CONTID_REQUEST_H
#define _NET_CONTID_REQUEST_H

#include <net/contid_ns.h>
#include <net/net_namespace.h>

#include "event.h"
#include "message.h"
#include "stats.h"
#include "task.h"

struct pid;
struct user_namespace;

/*
 * Refuse a request: the value is @err, the message and the attribute go to the
 * requester.
 */
#define contid_refuse(extack, attr, err, msg) ({			\
	NL_SET_ERR_MSG_ATTR(extack, attr, msg);				\
	err;								\
})

/* Flags of a SET that stay with the container. */
#define CONTID_FLAGS_KEPT	(CONTID_FLAG_DELEGATE | CONTID_FLAG_AUDITD)

/* authority.c */

/**
 * struct contid_requester - the authority that a request is made with
 * @net: network namespace of the socket
 * @delegator: container that the requester is in and that delegates authority
 *	       to it, with a reference; NULL for authority of the host
 * @scope: of the identifiers in the request: the serial number of @delegator,
 *	   or CONTID_SCOPE_HOST
 */
struct contid_requester {
	struct net	*net;
	struct contid	*delegator;
	u64		scope;
};

int contid_requester_get(struct contid_requester *requester,
			 const struct sk_buff *skb, bool write,
			 struct netlink_ext_ack *extack);
bool contid_have_cap(const struct sk_buff *skb, struct user_namespace *user_ns,
		     int cap);
u64 contid_scope_of_attr(const struct contid_requester *requester,
			 struct nlattr **attrs);

/**
 * contid_requester_put - put the reference of a requester
 * @requester: of contid_requester_get()
 */
static inline void contid_requester_put(struct contid_requester *requester)
{
	contid_put(requester->delegator);
}

/**
 * contid_may_see - whether a requester may know that a container exists
 * @requester: requester with authority
 * @container: container whose memory the caller keeps, or NULL
 */
static inline bool contid_may_see(const struct contid_requester *requester,
				  const struct contid *container)
{
	return !requester->delegator ||
	       contid_is_within(container, requester->delegator);
}

/**
 * contid_may_use - whether a requester may join a container or drop from it
 * @requester: requester with authority
 * @container: container
 *
 * Return: true for the owner, and for the host in the initial network
 * namespace.
 */
static inline bool contid_may_use(const struct contid_requester *requester,
				  const struct contid *container)
{
	return net_eq(requester->net, container->owner) ||
	       (!requester->delegator && net_eq(requester->net, &init_net));
}

/* target.c */

struct pid *contid_target_get(const struct nlattr *pidfd,
			      struct contid **container,
			      struct netlink_ext_ack *extack);

/* pipeline.c */

/**
 * struct contid_op - SET or DROP
 * @name: in the record
 * @ntf: notification that it was done
 * @stat: counter of those that were done
 * @change: which of the checks precede its change, CONTID_CHECK_*
 * @reserve: whether contid_reserve() precedes its record and its change
 * @security: asks security modules, for each process
 */
struct contid_op {
	const char	*name;
	int		ntf;
	enum contid_stat stat;
	unsigned int	change;
	bool		reserve;
	int		(*security)(struct task_struct *leader, u64 id);
};

/**
 * struct contid_pieces - the processes of a request that is done in pieces
 * @wanted: whether it is
 * @begun: whether the section under way is in pieces: @pids has all processes, and
 *	   they neither fork nor begin to exit
 * @pids: their thread groups, with references; room for as many as a request may be
 *	  about, and one
 * @n: how many there are
 * @at: which one the walk comes to next
 * @visited: threads and children since the locks were taken
 * @added: the numbers of those in @pids, a bit for each that there may be
 */
struct contid_pieces {
	bool		wanted;
	bool		begun;
	struct pid	**pids;
	unsigned long	*added;
	unsigned int	n;
	unsigned int	at;
	unsigned int	visited;
};

/**
 * struct contid_request - a SET or DROP under way
 * @op: which of the two
 * @requester: the authority behind it
 * @target: the process that it is about, a reference
 * @id: identifier to label the target with; SET only
 * @flags: CONTID_FLAG_* of the request
 * @limit: of a delegation; SET only
 * @name: of a new container, or the empty string; SET only
 * @user_ns: that it delegates to, held; or NULL for the target's. SET only
 * @parent: container that PARENT names, with a reference; or NULL. SET only
 * @extack: where a refusal goes
 * @attrs: of the request, for a refusal to name
 * @before: container of the target before, with a reference, or NULL
 * @after: container of the target after, with a reference, or NULL; when done
 *	   only
 * @from: container that is left; cannot end before the change is in the log.
 *	  Or NULL.
 * @to: container that is entered, likewise
 * @leader: leader of the target; set by the checks, as are the next four, and
 *	    valid until the locks are released
 * @container: container of the target, or NULL
 * @mixed: whether a descendant has another container
 * @found: container that has the identifier already, or NULL; SET only
 * @ending: serial number of a container of the identifier that is ending, or 0;
 *	    SET only
 * @fresh: new container that is not registered yet; SET only
 * @threads: of all processes of the request, as counted by the checks; not all
 *	     of them if they are more than one request may be about
 * @pieces: its processes, if they are many
 * @prealloc: labels that were allocated before the locks were taken
 * @nr_prealloc: how many, those that are used by now included
 * @shortage: how many more the change takes
 * @unlinked: labels that no thread carries any more; freed after the locks are
 *	      released, since forks wait for those
 */
struct contid_request {
	const struct contid_op		*op;
	struct contid_requester		requester;
	struct pid			*target;
	u64				id;
	u32				flags;
	u32				limit;
	char				name[CONTID_NAME_SIZE];
	struct user_namespace		*user_ns;
	struct contid			*parent;
	struct netlink_ext_ack		*extack;
	struct nlattr			**attrs;
	struct contid			*before;
	struct contid			*after;
	struct contid			*from;
	struct contid			*to;

	struct task_struct		*leader;
	struct contid			*container;
	bool				mixed;
	struct contid			*found;
	u64				ending;
	struct contid			*fresh;
	unsigned int			threads;
	struct contid_pieces		pieces;

	struct list_head		prealloc;
	unsigned int			nr_prealloc;
	unsigned int			shortage;
	struct list_head		unlinked;
};

/* Refuse a SET or DROP, for one of its attributes. */
#define contid_request_refuse(rq, attr, err, msg) ({			\
	const struct contid_request *__rq = (rq);			\
	contid_refuse(__rq->extack, __rq->attrs[attr], err, msg);	\
})

/**
 * contid_request_refuse_gone - refuse a request whose target has no live thread
 * @rq: the request
 */
static inline int contid_request_refuse_gone(const struct contid_request *rq)
{
	return contid_request_refuse(rq, CONTID_A_PIDFD, -ESRCH,
				     "the process is gone or exiting");
}

int contid_request_run(struct contid_request *rq, struct sk_buff *skb,
		       struct genl_info *info);

/**
 * contid_request_threads_max - how many threads a request may be about
 * @rq: the request, with authority
 */
static inline unsigned int
contid_request_threads_max(const struct contid_request *rq)
{
	return rq->requester.delegator ? CONTID_THREADS_MAX_DELEGATED :
					 CONTID_THREADS_MAX;
}

/**
 * contid_request_is_too_big - whether a request is about more
 * @rq: the request; its threads have been counted so far
 */
static inline bool contid_request_is_too_big(const struct contid_request *rq)
{
	return rq->threads > contid_request_threads_max(rq);
}

/* section.c */

int contid_section_begin(struct contid_request *rq);
void contid_section_end(struct contid_request *rq);
bool contid_section_too_long(struct contid_request *rq);
struct task_struct *contid_section_next_piece(struct contid_request *rq);

/**
 * contid_section_first - begin a walk over all processes that a request is about
 * @rq: the request, with a target that is there
 *
 * Context: in a section.
 * Return: leader of the first process, or NULL.
 */
static inline struct task_struct *
contid_section_first(struct contid_request *rq)
{
	rq->pieces.at = 0;
	return rq->pieces.begun ? contid_section_next_piece(rq) : rq->leader;
}

/**
 * contid_section_next - go on with a walk
 * @rq: the request
 * @p: leader of the process before
 *
 * Releases the locks for a moment if @rq->pieces.begun. No task, label or container that
 * was found before is valid then, @rq->leader included.
 *
 * Context: in a section.
 * Return: leader of the next process, or NULL.
 */
static inline struct task_struct *
contid_section_next(struct contid_request *rq, struct task_struct *p)
{
	if (!(rq->flags & CONTID_FLAG_SUBTREE))
		return NULL;
	return rq->pieces.begun ? contid_section_next_piece(rq) :
				  contid_next_process(rq->leader, p);
}

/* check.c */

/* Sections under the locks, each with checks of its own. */
#define CONTID_CHECK_RESERVE	BIT(0)	/* of a SET, the first one */
#define CONTID_CHECK_SET	BIT(1)	/* of a SET, the second one */
#define CONTID_CHECK_DROP	BIT(2)

int contid_check_locked(struct contid_request *rq, unsigned int section);
struct contid *contid_request_parent(const struct contid_request *rq,
				     struct contid *container);

/* reserve.c */

int contid_reserve(struct contid_request *rq);

/* change.c */

int contid_change(struct contid_request *rq);

/* label_prealloc.c */

int contid_labels_prealloc(struct list_head *labels, unsigned int n);
void contid_labels_free(struct list_head *labels);
void contid_labels_free_rcu(struct list_head *labels);

/* outcome.c */

void contid_request_outcome(const struct contid_request *rq,
			    struct audit_buffer *ab, int err,
			    unsigned int suppressed);

/* set.c, drop.c */

int contid_nl_set_doit(struct sk_buff *skb, struct genl_info *info);
int contid_nl_drop_doit(struct sk_buff *skb, struct genl_info *info);

/* name.c */

int contid_name_parse(const struct nlattr *attr, char *name,
		      struct netlink_ext_ack *extack);
bool contid_name_agrees(const char *name, const struct contid *container);

/* get.c */

int contid_check_name(struct nlattr **attrs, struct netlink_ext_ack *extack);
struct contid *contid_container_get(const struct contid_requester *requester,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack);
int contid_nl_get_doit(struct sk_buff *skb, struct genl_info *info);

/* dump.c */

int contid_dump_start(struct netlink_callback *cb);
int contid_dump(struct sk_buff *skb, struct netlink_callback *cb);
int contid_dump_done(struct netlink_callback *cb);

/* ns_get.c */

/**
 * struct contid_ns_viewer - which namespaces a requester may see
 * @above: those that this user namespace owns, or one below it; NULL for all.
 *	   The requester keeps it.
 * @own: and those that the sender is in; not set if @above is NULL
 */
struct contid_ns_viewer {
	const struct user_namespace	*above;
	struct contid_ns		own[CONTID_NR_NS];
};

void contid_ns_viewer_init(struct contid_ns_viewer *viewer,
			   const struct contid_requester *requester);
int contid_msg_put_ns(struct sk_buff *skb,
		      const struct contid_ns_viewer *viewer,
		      const struct contid_ns *set);
int contid_nl_ns_get_doit(struct sk_buff *skb, struct genl_info *info);

/* stats_get.c */

int contid_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);

/* read.c */

int contid_nl_read_doit(struct sk_buff *skb, struct genl_info *info);

/* ns_dump.c */

int contid_ns_dump_start(struct netlink_callback *cb);
int contid_ns_dump(struct sk_buff *skb, struct netlink_callback *cb);
int contid_ns_dump_done(struct netlink_callback *cb);

#endif /* _NET_CONTID_REQUEST_H */
