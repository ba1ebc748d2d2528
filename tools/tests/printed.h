/* SPDX-License-Identifier: GPL-2.0 */
/* Two containers that tests have contidctl print: one with little, one with all. */
#ifndef TESTS_PRINTED_H
#define TESTS_PRINTED_H

#include "fake.h"

#define SECOND	1000000000ULL

static const struct contid_info plain = {
	.contid = 707,
	.parent = CONTID_UNSET,
	.owner_netns = 1,
	.created = 5 * SECOND,
	.serial = 12,
	.processes = 3,
};

static const struct contid_info nested = {
	.contid = 0xfffffffffffffffe,
	.parent = 0x4f2a000000000001,
	.owner_netns = 0xffffffffffffffff,
	.created = 0xffffffff,
	.serial = 0xffffffffffffffff,
	.depth = 16,
	.flags = CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE | 0x80000000,
	.limit = 1024,
	.processes = 0xffffffff,
	.children = 5,
};

#endif /* TESTS_PRINTED_H */
