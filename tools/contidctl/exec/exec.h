/* SPDX-License-Identifier: GPL-2.0 */
/* contidctl exec: what its two ways have in common. */
#ifndef CONTIDCTL_EXEC_H
#define CONTIDCTL_EXEC_H

#include "common/args.h"

/* Exit statuses as those of env(1) and of a shell */
enum {
	EXEC_FAILED = 125,		/* by contidctl, or the kernel refused */
	EXEC_CANNOT_EXECUTE = 126,
	EXEC_NOT_FOUND = 127,
	EXEC_KILLED = 128,		/* plus the signal */
};

/**
 * struct exec - a command to be run in a container.
 * @ctl: the run
 * @args: the options
 * @request: what asks for the container, but for the process
 * @command: the words of the command, with a NULL behind them
 */
struct exec {
	struct ctl *ctl;
	struct args args;
	struct contid_request request;
	char **command;
};

/* in_place.c */
int exec_label(const struct exec *exec, int pidfd);
int exec_execute(const struct exec *exec);
int exec_in_place(const struct exec *exec);

/* stay.c */
int exec_stay(const struct exec *exec);

#endif /* CONTIDCTL_EXEC_H */
