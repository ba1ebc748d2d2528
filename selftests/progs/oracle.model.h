/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of the contract: what SET, DROP and GET answer, and what is true afterwards.
 * It knows processes, labels, containers, owners, limits and names, and makes no
 * system call. For one requester at a time.
 */

#ifndef SELFTESTS_ORACLE_MODEL_H
#define SELFTESTS_ORACLE_MODEL_H

#include <linux/contid.h>

#include "tap.h"

#define NR_PROCESSES	20	/* 0 is the host's, which the test is */
#define NR_CONTAINERS	256	/* at one time; each process may hold a whole lineage */
#define NONE		(-1)

enum owner { OF_HOST, OF_OTHER };	/* network namespaces */

struct model_process {
	bool live;
	int parent;
	int label;
};

struct model_container {
	bool live;
	uint64_t scope, id, serial;
	int parent;
	enum owner owner;
	uint32_t flags, limit, charged;
	uint32_t depth;
	const char *name;	/* or NULL */
};

struct model {
	struct model_process process[NR_PROCESSES];
	struct model_container container[NR_CONTAINERS];
};

enum model_command { MODEL_SET, MODEL_DROP, MODEL_GET_PROCESS, MODEL_GET };

struct model_request {
	enum model_command command;
	int requester;			/* a process */
	enum owner owner;		/* of the host's socket */
	int target;			/* a process, dead or alive */
	uint64_t id;
	uint32_t flags;
	uint32_t limit;			/* 0: none is given */
	uint64_t parent;		/* 0: none is given */
	const char *name;		/* NULL: none is given */
};

/* What is expected: 0, or an errno and a part of the sentence. */
struct model_answer {
	int err;
	const char *sentence;
	const char *or_sentence;	/* where the order of processes decides */
	int container;			/* that is described, or NONE */
};

static inline struct model_answer refused(int err, const char *sentence)
{
	return (struct model_answer){ .err = err, .sentence = sentence, .container = NONE };
}

static inline bool is_within(const struct model *m, int container, int ancestor)
{
	for (; container != NONE; container = m->container[container].parent) {
		if (container == ancestor)
			return true;
	}
	return false;
}

static inline bool is_below(const struct model *m, int process, int ancestor)
{
	for (; process > 0; process = m->process[process].parent) {
		if (process == ancestor)
			return true;
	}
	return process == ancestor;
}

/* The container that delegates to a requester, or NONE for the host. */
static inline int delegator_of(const struct model *m, const struct model_request *rq)
{
	return m->process[rq->requester].label;
}

static inline uint64_t scope_of(const struct model *m, const struct model_request *rq)
{
	int delegator = delegator_of(m, rq);

	return delegator == NONE ? 0 : m->container[delegator].serial;
}

static inline bool may_see(const struct model *m, const struct model_request *rq, int container)
{
	int delegator = delegator_of(m, rq);

	return delegator == NONE || is_within(m, container, delegator);
}

static inline bool may_use(const struct model *m, const struct model_request *rq, int container)
{
	return rq->owner == m->container[container].owner ||
	       (delegator_of(m, rq) == NONE && rq->owner == OF_HOST);
}

static inline int find(const struct model *m, uint64_t scope, uint64_t id)
{
	int i;

	for (i = 0; i < NR_CONTAINERS; i++) {
		if (m->container[i].live && m->container[i].scope == scope &&
		    m->container[i].id == id)
			return i;
	}
	return NONE;
}

static inline uint32_t processes_of(const struct model *m, int container)
{
	uint32_t n = 0;
	int i;

	for (i = 0; i < NR_PROCESSES; i++)
		n += m->process[i].live && m->process[i].label == container;
	return n;
}

static inline uint32_t children_of(const struct model *m, int container)
{
	uint32_t n = 0;
	int i;

	for (i = 0; i < NR_CONTAINERS; i++)
		n += m->container[i].live && m->container[i].parent == container;
	return n;
}

static inline bool is_about(const struct model *m, const struct model_request *rq, int process)
{
	if (!m->process[process].live)
		return false;
	return process == rq->target ||
	       (rq->flags & CONTID_FLAG_SUBTREE && is_below(m, process, rq->target));
}

static inline bool has_live_children(const struct model *m, int process)
{
	int i;

	for (i = 1; i < NR_PROCESSES; i++) {
		if (m->process[i].live && m->process[i].parent == process)
			return true;
	}
	return false;
}

/* Flags that exclude each other */
static inline struct model_answer check_form(const struct model_request *rq)
{
	uint32_t nest_move = CONTID_FLAG_NEST | CONTID_FLAG_MOVE;

	if (rq->command != MODEL_SET)
		return refused(0, NULL);
	if ((rq->flags & nest_move) == nest_move)
		return refused(-EINVAL, "nest and move exclude each other");
	if (rq->limit && !(rq->flags & CONTID_FLAG_DELEGATE))
		return refused(-EINVAL, "a limit goes with delegation only");
	if (rq->parent && rq->flags & CONTID_FLAG_NEST)
		return refused(-EINVAL, "nest and a parent exclude each other");
	return refused(0, NULL);
}

static inline struct model_answer check_authority(const struct model *m,
						  const struct model_request *rq)
{
	int delegator = delegator_of(m, rq);

	if (delegator != NONE && !(m->container[delegator].flags & CONTID_FLAG_DELEGATE))
		return refused(-EPERM, "without delegated authority");
	return refused(0, NULL);
}

static inline bool leaves(const struct model_request *rq)
{
	return rq->command == MODEL_DROP || rq->flags & CONTID_FLAG_MOVE;
}

/* All processes that the request is about */
static inline struct model_answer check_reach(const struct model *m,
					      const struct model_request *rq)
{
	bool self = false, reach = false;
	struct model_answer a;
	int i;

	for (i = 0; i < NR_PROCESSES; i++) {
		if (!is_about(m, rq, i))
			continue;
		self |= i == rq->requester;
		reach |= i != rq->requester && !may_see(m, rq, m->process[i].label);
	}
	a = refused(self || reach ? -EXDEV : 0,
		    self ? "cannot change its own label" : reach ? "outside the reach" : NULL);
	if (self && reach)
		a.or_sentence = "outside the reach";
	return a;
}

static inline bool may_nest(const struct model *m, const struct model_request *rq, int label)
{
	return rq->flags & CONTID_FLAG_NEST ||
	       (label != NONE && label == delegator_of(m, rq) &&
		!(rq->flags & CONTID_FLAG_MOVE));
}

static inline bool is_mixed(const struct model *m, const struct model_request *rq)
{
	int i;

	for (i = 0; i < NR_PROCESSES; i++) {
		if (is_about(m, rq, i) &&
		    m->process[i].label != m->process[rq->target].label)
			return true;
	}
	return false;
}

static inline int wanted_parent(const struct model *m, const struct model_request *rq, int label)
{
	if (rq->parent)
		return find(m, scope_of(m, rq), rq->parent);
	if (may_nest(m, rq, label))
		return label;
	return rq->flags & CONTID_FLAG_MOVE ? delegator_of(m, rq) : NONE;
}

static inline bool delegation_agrees(const struct model_request *rq,
				     const struct model_container *c)
{
	if (!(rq->flags & CONTID_FLAG_DELEGATE))
		return true;
	return c->flags & CONTID_FLAG_DELEGATE && (!rq->limit || rq->limit == c->limit);
}

static inline bool name_agrees(const struct model_request *rq, const struct model_container *c)
{
	return !rq->name || (c->name && !strcmp(rq->name, c->name));
}

static inline struct model_answer check_join(const struct model *m,
					     const struct model_request *rq, int found,
					     int parent)
{
	if (!may_use(m, rq, found))
		return refused(-ENOTUNIQ, "in use by another owner");
	if (m->container[found].parent != parent)
		return refused(-ENOTUNIQ, "in use under another parent");
	if (!delegation_agrees(rq, &m->container[found]))
		return refused(-ENOTUNIQ, "in use with another delegation");
	if (!name_agrees(rq, &m->container[found]))
		return refused(-ENOTUNIQ, "the container has another name");
	return (struct model_answer){ .container = found };
}

static inline struct model_answer check_fresh(const struct model *m,
					      const struct model_request *rq, int parent)
{
	int i;

	if (parent != NONE && m->container[parent].depth + 1 > CONTID_DEPTH_MAX)
		return refused(-EMLINK, "nested 16 deep already");
	for (i = parent; scope_of(m, rq) && i != NONE; i = m->container[i].parent) {
		if (m->container[i].flags & CONTID_FLAG_DELEGATE &&
		    m->container[i].charged >= m->container[i].limit)
			return refused(-ENOSPC, "the limit of a delegation is used up");
	}
	return refused(0, NULL);
}

static inline int create(struct model *m, const struct model_request *rq, int parent)
{
	struct model_container *c;
	int i, above;

	for (i = 0; i < NR_CONTAINERS && m->container[i].live; i++)
		;
	if (i == NR_CONTAINERS)
		bail("more containers than the model has room for");
	c = &m->container[i];
	*c = (struct model_container){
		.live = true, .scope = scope_of(m, rq), .id = rq->id, .parent = parent,
		.owner = rq->owner, .flags = rq->flags & CONTID_FLAG_DELEGATE,
		.depth = parent == NONE ? 0 : m->container[parent].depth + 1,
		.name = rq->name,
	};
	if (c->flags)
		c->limit = rq->limit ?: CONTID_LIMIT_DEFAULT;
	for (above = parent; c->scope && above != NONE; above = m->container[above].parent)
		m->container[above].charged++;
	return i;
}

/* A container ends without processes and without live containers in it. */
static inline void end_unused(struct model *m)
{
	bool again;
	int i, above;

	do {
		again = false;
		for (i = 0; i < NR_CONTAINERS; i++) {
			if (!m->container[i].live || processes_of(m, i) || children_of(m, i))
				continue;
			m->container[i].live = false;
			for (above = m->container[i].parent;
			     m->container[i].scope && above != NONE;
			     above = m->container[above].parent)
				m->container[above].charged--;
			again = true;
		}
	} while (again);
}

static inline void relabel(struct model *m, const struct model_request *rq, int to)
{
	bool about[NR_PROCESSES];
	int i;

	for (i = 0; i < NR_PROCESSES; i++)
		about[i] = is_about(m, rq, i);
	for (i = 0; i < NR_PROCESSES; i++) {
		if (about[i])
			m->process[i].label = to;
	}
	end_unused(m);
}

static inline struct model_answer check_set(const struct model *m,
					    const struct model_request *rq, int *parent)
{
	int label = m->process[rq->target].label, found;
	struct model_answer a;

	if (label != NONE && !(rq->flags & CONTID_FLAG_MOVE) && !may_nest(m, rq, label))
		return refused(-EEXIST, "the process carries a label already");
	if (is_mixed(m, rq))
		return refused(-EEXIST, "a descendant carries another label");
	*parent = wanted_parent(m, rq, label);
	if (rq->parent && *parent == NONE)
		return refused(-ENOENT, "identifier of the parent");
	if (rq->parent && !may_use(m, rq, *parent))
		return refused(-ENOTUNIQ, "the parent belongs to another owner");
	found = find(m, scope_of(m, rq), rq->id);
	a = found == NONE ? check_fresh(m, rq, *parent) : check_join(m, rq, found, *parent);
	return a;
}

static inline struct model_answer check_drop(const struct model *m,
					     const struct model_request *rq)
{
	int label = m->process[rq->target].label;

	if (label == NONE)
		return refused(-ENODATA, "the process carries no label");
	if (is_mixed(m, rq))
		return refused(-EEXIST, "a descendant carries another label");
	return (struct model_answer){ .container = m->container[label].parent };
}

/* SET and DROP, in the order of the refusal table */
static inline struct model_answer check_change(const struct model *m,
					       const struct model_request *rq, int *parent)
{
	int label = m->process[rq->target].label;
	struct model_answer a;

	if (label != NONE && leaves(rq) && may_see(m, rq, label) && !may_use(m, rq, label))
		return refused(-EPERM, "the container belongs to another owner");
	a = check_reach(m, rq);
	if (a.err)
		return a;
	if (rq->command == MODEL_DROP && label != NONE && label == delegator_of(m, rq))
		return refused(-EXDEV, "outside the reach");
	if (!(rq->flags & CONTID_FLAG_SUBTREE) && has_live_children(m, rq->target))
		return refused(-EBUSY, "the process has live children already");
	return rq->command == MODEL_SET ? check_set(m, rq, parent) : check_drop(m, rq);
}

static inline struct model_answer answer_get(const struct model *m,
					     const struct model_request *rq)
{
	int found = rq->command == MODEL_GET ? find(m, scope_of(m, rq), rq->id) :
					       m->process[rq->target].label;

	if (found != NONE && !may_see(m, rq, found))
		found = NONE;
	if (rq->command == MODEL_GET && found == NONE)
		return refused(-ENOENT, "no container has this identifier");
	return (struct model_answer){ .container = found };
}

/* What the kernel has to answer; the model is what is true afterwards. */
static inline struct model_answer model_do(struct model *m, const struct model_request *rq)
{
	struct model_answer a = check_form(rq);
	int parent = NONE;

	if (a.err)
		return a;
	if (rq->command != MODEL_GET && !m->process[rq->target].live)
		return refused(-ESRCH, "the process is gone");
	a = check_authority(m, rq);
	if (a.err)
		return a;
	if (rq->command == MODEL_GET || rq->command == MODEL_GET_PROCESS)
		return answer_get(m, rq);
	a = check_change(m, rq, &parent);
	if (a.err)
		return a;
	if (rq->command == MODEL_SET && a.container == NONE)
		a.container = create(m, rq, parent);
	relabel(m, rq, a.container);
	return a;
}

static inline void model_fork(struct model *m, int parent, int child)
{
	m->process[child] = (struct model_process){
		.live = true, .parent = parent, .label = m->process[parent].label,
	};
}

/* Its children become the test's. */
static inline void model_exit(struct model *m, int process)
{
	int i;

	m->process[process].live = false;
	for (i = 1; i < NR_PROCESSES; i++) {
		if (m->process[i].parent == process)
			m->process[i].parent = 0;
	}
	end_unused(m);
}

static inline void model_begin(struct model *m)
{
	memset(m, 0, sizeof(*m));
	m->process[0] = (struct model_process){ .live = true, .parent = NONE, .label = NONE };
}

#endif /* SELFTESTS_ORACLE_MODEL_H */
