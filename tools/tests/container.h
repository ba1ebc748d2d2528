/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container with large numbers, for tests to ask for and to get. */
#ifndef CONTID_TESTS_CONTAINER_H
#define CONTID_TESTS_CONTAINER_H

#include "fake.h"

#define BIG	0xfedcba9876543210ULL

static const struct contid_info full = {
	.contid = BIG,
	.scope = BIG + 4,
	.parent = 0,
	.owner_netns = BIG + 1,
	.created = BIG + 2,
	.serial = BIG + 3,
	.depth = 16,
	.flags = CONTID_FLAG_DELEGATE,
	.limit = 1024,
	.processes = 0xffffffff,
	.children = 5,
	.name = "a \"name\"\n\377",
};

static inline void check_info(const struct contid_info *a,
			      const struct contid_info *b)
{
	assert_int_equal(a->contid, b->contid);
	assert_int_equal(a->scope, b->scope);
	assert_int_equal(a->parent, b->parent);
	assert_int_equal(a->owner_netns, b->owner_netns);
	assert_int_equal(a->created, b->created);
	assert_int_equal(a->serial, b->serial);
	assert_int_equal(a->depth, b->depth);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->limit, b->limit);
	assert_int_equal(a->processes, b->processes);
	assert_int_equal(a->children, b->children);
	assert_int_equal(!a->name, !b->name);
	if (a->name)
		assert_string_equal(a->name, b->name);
}

#endif /* CONTID_TESTS_CONTAINER_H */
