// SPDX-License-Identifier: GPL-2.0
/*
 * A process and its live descendants. A child is in the list of the thread that
 * forked it. tasklist_lock keeps these lists as they are.
 */

#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "task.h"

/* The first child of a thread or of one after it in the group, or NULL. */
static struct task_struct *first_child(struct task_struct *t)
{
	struct list_head *threads = &t->signal->thread_head;

	list_for_each_entry_from(t, threads, thread_node) {
		if (!list_empty(&t->children))
			return list_first_entry(&t->children,
						struct task_struct, sibling);
	}
	return NULL;
}

static struct task_struct *first_thread(struct task_struct *leader)
{
	return list_first_entry(&leader->signal->thread_head,
				struct task_struct, thread_node);
}

static struct task_struct *parent_of(struct task_struct *child)
{
	return rcu_dereference_protected(child->real_parent,
					 lockdep_tasklist_lock_is_held());
}

static struct task_struct *next_sibling(struct task_struct *child)
{
	struct task_struct *parent = parent_of(child);

	if (!list_is_last(&child->sibling, &parent->children))
		return list_next_entry(child, sibling);
	if (list_is_last(&parent->thread_node, &parent->signal->thread_head))
		return NULL;
	return first_child(list_next_entry(parent, thread_node));
}

/**
 * contid_next_child - walk the children of a process
 * @leader: of its thread group
 * @child: leader of the process that came before, or NULL; the walk begins anew if it is
 *	   not a child of @leader any more
 *
 * Visits zombies as well.
 *
 * Context: tasklist_lock held; it may be released between two calls.
 * Return: leader of the next child, or NULL.
 */
struct task_struct *contid_next_child(struct task_struct *leader,
				      struct task_struct *child)
{
	if (child && same_thread_group(parent_of(child), leader))
		return next_sibling(child);
	return first_child(first_thread(leader));
}

/**
 * contid_next_process - walk a subtree
 * @root: leader of the process at the top, where the walk begins
 * @p: leader of the process that came before
 *
 * Visits each process before its children. Zombies are visited as well:
 * contid_is_live() is false for them.
 *
 * Context: tasklist_lock held, from the beginning to the end.
 * Return: leader of the next process, or NULL.
 */
struct task_struct *contid_next_process(struct task_struct *root,
					struct task_struct *p)
{
	struct task_struct *next = first_child(first_thread(p));

	while (!next && p != root) {
		next = next_sibling(p);
		p = parent_of(p)->group_leader;
	}
	return next;
}

/**
 * contid_is_live - whether a process has threads that have not exited
 * @leader: of its thread group; may be a zombie while other threads live
 *
 * Context: tasklist_lock held.
 */
bool contid_is_live(struct task_struct *leader)
{
	/* A parent that waits changes it, from one value that is not 0 to another. */
	return !READ_ONCE(leader->exit_state) || !thread_group_empty(leader);
}

/**
 * contid_has_children - whether a process has live children
 * @leader: of its thread group
 *
 * Visits each child once, as wait4() does.
 *
 * Context: tasklist_lock held.
 */
bool contid_has_children(struct task_struct *leader)
{
	struct task_struct *p = leader;

	/* A dead child has no children: they were reparented. */
	do {
		p = contid_next_process(leader, p);
	} while (p && !contid_is_live(p));
	return p;
}
