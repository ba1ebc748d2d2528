/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A SET or DROP of so many threads that they are visited in pieces. It is held between
 * the first two, on processor 1; everything else is on 0.
 */

#ifndef SELFTESTS_PIECES_H
#define SELFTESTS_PIECES_H

#include "hold.h"
#include "raw_contid.h"

/*
 * Label a process, or with @id 0 drop it, until the first piece is done. *@result is
 * that of the request, and 1 until then; it is in shared memory. Returns the pid of the
 * requester.
 */
static inline pid_t pieces_begin(struct raw_nl *nl, const struct process *p, uint64_t id,
				 uint32_t flags, volatile int *result)
{
	pid_t pid;

	*result = 1;
	hold(CONTID_HOLD_PIECE);
	pid = fork();
	must(pid, "fork");
	if (!pid) {
		run_on(1);
		*result = id ? raw_set_as(nl, p->pidfd, id, flags, NO_LIMIT, NULL) :
			       raw_drop_as(nl, p->pidfd, flags, NULL);
		_exit(0);
	}
	await_held(CONTID_HOLD_PIECE);
	return pid;
}

static inline void pieces_end(pid_t pid)
{
	let_go();
	waitpid(pid, NULL, 0);
}

#endif /* SELFTESTS_PIECES_H */
