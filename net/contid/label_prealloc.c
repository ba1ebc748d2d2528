// SPDX-License-Identifier: GPL-2.0
/*
 * Labels that are allocated before the locks are taken, one for each thread:
 * each thread may be in a network namespace of its own, where the container has
 * no label yet. So a change does not run out of labels, and need not visit its
 * threads twice.
 */

#include <linux/sched.h>
#include <linux/slab.h>

#include "request.h"

/**
 * contid_labels_prealloc - allocate labels
 * @labels: list to add them to, linked by_contid
 * @n: how many
 *
 * Context: no lock held. May sleep.
 * Return: 0, or -ENOMEM; the labels allocated so far are in the list then.
 */
int contid_labels_prealloc(struct list_head *labels, unsigned int n)
{
	struct contid_label *label;

	while (n--) {
		label = contid_label_alloc(GFP_KERNEL_ACCOUNT);
		if (!label)
			return -ENOMEM;
		list_add(&label->by_contid, labels);
		if (n)
			cond_resched();
	}
	return 0;
}

/**
 * contid_labels_free - free the labels that were not used
 * @labels: the list
 *
 * Context: no lock held. May sleep.
 */
void contid_labels_free(struct list_head *labels)
{
	struct contid_label *label, *next;

	list_for_each_entry_safe(label, next, labels, by_contid) {
		kfree(label);
		cond_resched();
	}
}

/**
 * contid_labels_free_rcu - free the labels that no thread carries any more
 * @labels: the list; readers of their namespaces may still see them. The caller has
 *	    a user of their container.
 *
 * Context: no lock held. May sleep.
 */
void contid_labels_free_rcu(struct list_head *labels)
{
	struct contid_label *label, *next;

	list_for_each_entry_safe(label, next, labels, by_contid) {
		contid_label_free_rcu(label);
		cond_resched();
	}
}
