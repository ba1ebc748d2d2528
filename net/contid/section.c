// SPDX-License-Identifier: GPL-2.0
/*
 * A section of a request under the locks, and the walk over its processes there. Many
 * threads are walked in pieces, between which the locks are released: design.rst, "A
 * request in pieces".
 */

#include <linux/cgroup-defs.h>
#include <linux/mm.h>
#include <linux/percpu-rwsem.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "request.h"

/* More threads than this are visited in pieces. */
#define THREADS_AT_ONCE	256

#ifdef CONFIG_CGROUPS
static void hold_processes(void)
{
	percpu_down_write(&cgroup_threadgroup_rwsem);
}

static void release_processes(void)
{
	percpu_up_write(&cgroup_threadgroup_rwsem);
}
#else
static void hold_processes(void) { }
static void release_processes(void) { }
#endif

static bool breathe(struct contid_pieces *pieces)
{
	return contid_relabel_breathe(&contid_registry, &pieces->visited);
}

/* Unless it has been added before. */
static void add_process(struct contid_request *rq, struct task_struct *leader)
{
	struct contid_pieces *pieces = &rq->pieces;
	struct pid *pid = task_tgid(leader);

	pieces->visited++;
	if (__test_and_set_bit(pid_nr(pid), pieces->added))
		return;
	pieces->pids[pieces->n++] = get_pid(pid);
	/* Zombies as well: they make the walk as long. */
	rq->threads += leader->signal->nr_threads;
}

/* Whether children of a process may get another parent meanwhile. */
static bool may_lose_children(struct task_struct *leader)
{
	struct task_struct *t;

	for_each_thread(leader, t) {
		/* No thread begins to exit now. Its other flags may change. */
		if ((data_race(t->flags) & PF_EXITING) &&
		    !list_empty(&t->children))
			return true;
	}
	return false;
}

/* Those that are about to leave are added all at once, or none is. */
static void add_children(struct contid_request *rq, struct task_struct *leader)
{
	struct pid *parent = task_tgid(leader), *last = NULL;
	bool at_once = may_lose_children(leader);
	struct task_struct *child = NULL;

	/* Each look for a child may pass by all threads. */
	rq->pieces.visited += leader->signal->nr_threads;
	do {
		if (!at_once && breathe(&rq->pieces)) {
			leader = pid_task(parent, PIDTYPE_TGID);
			child = pid_task(last, PIDTYPE_TGID);
			if (!leader)
				return;
		}
		child = contid_next_child(leader, child);
		if (!child)
			break;
		add_process(rq, child);
		/* The array has a reference. */
		last = task_tgid(child);
	} while (!contid_request_is_too_big(rq));
	rq->pieces.visited += leader->signal->nr_threads;
}

/**
 * contid_section_next_piece - walk the processes of a section in pieces
 * @rq: the request; @rq->pieces.at is where the walk is
 *
 * See contid_section_next().
 *
 * Context: in a section.
 * Return: leader of the next process, or NULL.
 */
struct task_struct *contid_section_next_piece(struct contid_request *rq)
{
	struct contid_pieces *pieces = &rq->pieces;
	struct task_struct *leader;

	while (pieces->at < pieces->n) {
		breathe(pieces);
		pieces->visited++;
		leader = pid_task(pieces->pids[pieces->at++], PIDTYPE_TGID);
		if (leader)
			return leader;
	}
	return NULL;
}

/*
 * All processes, each after its parent. Once more if any was added, since a thread that
 * is exiting may have left its children to a process that the walk had passed.
 */
static void collect(struct contid_request *rq)
{
	struct contid_pieces *pieces = &rq->pieces;
	struct task_struct *leader;
	unsigned int before;

	pieces->visited = 0;
	rq->threads = 0;
	leader = pid_task(rq->target, PIDTYPE_TGID);
	if (leader)
		add_process(rq, leader);
	if (!(rq->flags & CONTID_FLAG_SUBTREE))
		return;
	do {
		before = pieces->n;
		pieces->at = 0;
		while (!contid_request_is_too_big(rq) &&
		       (leader = contid_section_next_piece(rq)))
			add_children(rq, leader);
	} while (pieces->n != before && !contid_request_is_too_big(rq));
}

static int begin_pieces(struct contid_request *rq)
{
	struct contid_pieces *pieces = &rq->pieces;
	unsigned int max = 1;

	/* Each has one thread at least. */
	if (rq->flags & CONTID_FLAG_SUBTREE)
		max += contid_request_threads_max(rq);

	pieces->pids = kvmalloc_array(max, sizeof(*pieces->pids),
				      GFP_KERNEL_ACCOUNT);
	pieces->added = kvcalloc(BITS_TO_LONGS(PID_MAX_LIMIT),
				 sizeof(*pieces->added), GFP_KERNEL_ACCOUNT);
	if (!pieces->pids || !pieces->added) {
		kvfree(pieces->pids);
		kvfree(pieces->added);
		return contid_refuse(rq->extack, NULL, -ENOMEM,
				     "no memory for the processes of the request");
	}
	hold_processes();
	pieces->begun = true;
	return 0;
}

/**
 * contid_section_begin - take the locks for the checks or the change of a request
 * @rq: the request
 *
 * Context: process context, no lock held. May sleep.
 * Return: 0, or -ENOMEM, and then no lock is held.
 */
int contid_section_begin(struct contid_request *rq)
{
	int err;

	if (rq->pieces.wanted) {
		err = begin_pieces(rq);
		if (err)
			return err;
	}
	contid_relabel_lock(&contid_registry);
	if (rq->pieces.begun)
		collect(rq);
	return 0;
}

/**
 * contid_section_end - undo contid_section_begin()
 * @rq: the request
 */
void contid_section_end(struct contid_request *rq)
{
	struct contid_pieces *pieces = &rq->pieces;

	contid_relabel_unlock(&contid_registry);
	if (!pieces->begun)
		return;
	release_processes();
	pieces->begun = false;
	while (pieces->n) {
		put_pid(pieces->pids[--pieces->n]);
		cond_resched();
	}
	kvfree(pieces->pids);
	kvfree(pieces->added);
}

/**
 * contid_section_too_long - whether a section has to be begun again, in pieces
 * @rq: the request; its threads have been counted so far
 *
 * Return: true if so, and contid_section_begin() does it then.
 */
bool contid_section_too_long(struct contid_request *rq)
{
	if (!IS_ENABLED(CONFIG_CGROUPS) || rq->pieces.begun ||
	    rq->threads <= THREADS_AT_ONCE)
		return false;
	rq->pieces.wanted = true;
	return true;
}
