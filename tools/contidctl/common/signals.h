/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that a command which runs on is ended by, as a descriptor to poll. */
#ifndef CONTIDCTL_SIGNALS_H
#define CONTIDCTL_SIGNALS_H

#include <signal.h>

#include "common/ctl.h"

/**
 * struct signals - those that are blocked meanwhile.
 * @fd: can be read when one has come
 * @old: what was blocked before
 */
struct signals {
	int fd;
	sigset_t old;
};

int signals_block(const struct ctl *ctl, struct signals *signals, bool hup);
int signals_next(const struct signals *signals);
void signals_unblock(struct signals *signals);

#endif /* CONTIDCTL_SIGNALS_H */
