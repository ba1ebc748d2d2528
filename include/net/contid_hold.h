/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places in the code where a test can hold a task, to have another one do
 * something at that very moment. Nothing is left of them without
 * CONFIG_CONTID_TEST_HOLD. The test's program takes the numbers from here.
 */

#ifndef _NET_CONTID_HOLD_H
#define _NET_CONTID_HOLD_H

/**
 * enum contid_hold - what is written to the parameter "hold"
 * @CONTID_HOLD_NONE: no place; lets go of the task that is held
 * @CONTID_HOLD_EXIT: a labelled thread exits, and has its label still
 * @CONTID_HOLD_EXITED: a labelled thread has taken itself off the counts, but
 *	is a user of its label still
 * @CONTID_HOLD_RELABEL: SET or DROP holds its locks and is about to change the
 *	label of a process
 * @CONTID_HOLD_PIECE: SET or DROP has released its locks between two pieces of its
 *	walk
 * @CONTID_HOLD_SWITCH_NETNS: a labelled thread is in another network namespace
 *	than its label, and about to switch to the label of that one
 */
enum contid_hold {
	CONTID_HOLD_NONE,
	CONTID_HOLD_EXIT,
	CONTID_HOLD_EXITED,
	CONTID_HOLD_RELABEL,
	CONTID_HOLD_SWITCH_NETNS,
	CONTID_HOLD_PIECE,
};

#ifdef __KERNEL__
#ifdef CONFIG_CONTID_TEST_HOLD

#include <linux/jump_label.h>

DECLARE_STATIC_KEY_FALSE(contid_hold_key);

void __contid_hold(enum contid_hold place);

/**
 * contid_hold - hold current if a test wants it here
 * @place: where current is
 *
 * Context: process context, perhaps with locks.
 */
static __always_inline void contid_hold(enum contid_hold place)
{
	if (static_branch_unlikely(&contid_hold_key))
		__contid_hold(place);
}

#else
static inline void contid_hold(enum contid_hold place) { }
#endif
#endif /* __KERNEL__ */

#endif /* _NET_CONTID_HOLD_H */
