// SPDX-License-Identifier: GPL-2.0
/* Signals that a command which runs on is ended by, as a descriptor to poll. */

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/message.h"
#include "common/signals.h"

/**
 * signals_block - block SIGINT and SIGTERM, unless they are ignored.
 * @ctl: the run
 * @signals: where to put the descriptor, for signals_unblock()
 * @hup: block SIGHUP as well, also if it is ignored
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int signals_block(const struct ctl *ctl, struct signals *signals, bool hup)
{
	static const int ends[] = { SIGINT, SIGTERM };
	struct sigaction action;
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	if (hup)
		sigaddset(&set, SIGHUP);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!sigaction(ends[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, &signals->old);
	signals->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals->fd >= 0)
		return CTL_DONE;
	sigprocmask(SIG_SETMASK, &signals->old, NULL);
	return ctl_system(ctl, "signalfd", -errno);
}

/* The next signal that has come, or 0. */
int signals_next(const struct signals *signals)
{
	struct signalfd_siginfo info;

	if (read(signals->fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	return info.ssi_signo;
}

/* Before they are unblocked, pending signals are consumed. */
void signals_unblock(struct signals *signals)
{
	while (signals_next(signals))
		;
	close(signals->fd);
	sigprocmask(SIG_SETMASK, &signals->old, NULL);
}
