/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hold a task at a place in the kernel's code (CONFIG_CONTID_TEST_HOLD). It spins
 * there, so it has to have a processor of its own.
 */

#ifndef SELFTESTS_HOLD_H
#define SELFTESTS_HOLD_H

/* In the project's tree, or below tools/testing/selftests/contid in the kernel's */
#if __has_include("../../include/net/contid_hold.h")
#include "../../include/net/contid_hold.h"
#else
#include "../../../../../include/net/contid_hold.h"
#endif
#include "process.h"

#define PARAMETERS	"/sys/module/contid/parameters/"

static inline void must_have_holds(void)
{
	if (access(PARAMETERS "hold", F_OK))
		bail("this kernel has no hold points");
}

static inline void hold(enum contid_hold place)
{
	int fd = open(PARAMETERS "hold", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d", place) < 0)
		bail(PARAMETERS "hold");
	close(fd);
}

static inline int held_at(void)
{
	char text[16] = "";
	int fd = open(PARAMETERS "held", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		bail(PARAMETERS "held");
	close(fd);
	return atoi(text);
}

static inline void await_held(enum contid_hold place)
{
	until(held_at() == (int)place);
}

static inline void let_go(void)
{
	hold(CONTID_HOLD_NONE);
	await_held(CONTID_HOLD_NONE);
}

#endif /* SELFTESTS_HOLD_H */
