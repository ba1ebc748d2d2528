// SPDX-License-Identifier: GPL-2.0
/*
 * contid-top NETNS MILLISECONDS: the live view of contidctl top, which executes this
 * program. NETNS is the network namespace to connect from, or "". It is a program of
 * its own so that contidctl, which runs in the hook of engines, does not load curses.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/connect.h"
#include "common/message.h"
#include "top.h"

/* The descriptors that are polled, by their place in the array */
enum {
	KEYS,
	TICKS,
	RECORDS,
	NR_FDS,
};

static volatile sig_atomic_t stopped;

static void on_signal(int signal)
{
	stopped = signal;
}

/* Signals arrive in ppoll() alone. @open becomes what is blocked there. */
static void prepare_signals(sigset_t *open)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;
	size_t i;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGWINCH);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&blocked, signals[i]);
		sigaction(signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &blocked, open);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigdelset(open, signals[i]);
	sigdelset(open, SIGWINCH);
}

static int start_timer(int ms)
{
	struct itimerspec spec = {
		.it_interval = { ms / 1000, ms % 1000 * 1000000L },
		.it_value = { ms / 1000, ms % 1000 * 1000000L },
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0 && timerfd_settime(fd, 0, &spec, NULL)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int update(struct top *top)
{
	int err = rows_update(top);

	if (!err)
		err = readings_drain(top);
	if (err)
		return err;
	readings_rate(top);
	rows_show(top);
	return top->err;
}

static int on_tick(struct top *top, int timer)
{
	uint64_t ticks;

	return read(timer, &ticks, sizeof(ticks)) == sizeof(ticks) ? update(top) : 0;
}

/* Wait for something to do, and do it. Returns 0 or -errno. */
static int poll_once(struct top *top, int timer, const sigset_t *open)
{
	struct pollfd fds[NR_FDS] = {
		[KEYS] = { .fd = STDIN_FILENO, .events = POLLIN },
		[TICKS] = { .fd = timer, .events = POLLIN },
		[RECORDS] = { .fd = contid_read_fd(top->reader), .events = POLLIN },
	};
	int err = 0;

	if (ppoll(fds, NR_FDS, NULL, open) < 0 && errno != EINTR)
		return -errno;
	if (fds[RECORDS].revents)
		err = readings_drain(top);
	if (!err && fds[TICKS].revents)
		err = on_tick(top, timer);
	/* The terminal is gone. */
	if (fds[KEYS].revents & (POLLHUP | POLLERR | POLLNVAL))
		top->quit = true;
	/* Also after a signal, which may have been for a new size */
	if (!err)
		keys_handle(top);
	return err ?: top->err;
}

static int view(struct top *top, int timer, const sigset_t *open)
{
	int err = 0;

	while (!err && !top->quit && !stopped) {
		screen_draw(top);
		err = poll_once(top, timer, open);
	}
	return err;
}

/* What can fail before there is a view says so on an ordinary screen. */
static int run(struct top *top, int ms)
{
	sigset_t open;
	int timer;
	int err;
	int ret;

	ret = ctl_open(&top->ctl);
	if (!ret)
		ret = ctl_connect(&top->ctl, &top->reader);
	if (ret)
		return ret;
	err = update(top);
	if (err)
		return ctl_refused(&top->ctl, err);
	timer = start_timer(ms);
	if (timer < 0)
		return ctl_system(&top->ctl, "timerfd", -errno);
	prepare_signals(&open);
	if (!screen_open()) {
		close(timer);
		return ctl_system(&top->ctl, "the terminal is not one that curses knows",
				  -ENOTTY);
	}
	err = view(top, timer, &open);
	screen_close();
	close(timer);
	return err ? ctl_refused(&top->ctl, err) : CTL_DONE;
}

int main(int argc, char **argv)
{
	struct top top = { .column = COLUMN_PROCESSES };
	int ret;

	ctl_name(&top.ctl, "top");
	if (argc != 3 || atoi(argv[2]) < 1) {
		fprintf(stderr, "contid-top: this is for 'contidctl top' to execute\n");
		return CTL_USAGE;
	}
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return ctl_system(&top.ctl, "standard input and output", -ENOTTY);
	if (*argv[1])
		top.ctl.netns = argv[1];
	ret = run(&top, atoi(argv[2]));
	contid_close(top.reader);
	contid_close(top.ctl.handle);
	rows_free(&top);
	return ret;
}
