// SPDX-License-Identifier: GPL-2.0
/* contidctl wait: until a container has ended. */

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

#include <contid/events.h>

#include "command.h"
#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"

enum {
	TIMED_OUT = 124,	/* as timeout(1) exits */
};

#define TURN		256	/* events until the clock is read again */
#define LOOK_AGAIN_MS	1000

/**
 * struct waiting - for the end of a container.
 * @ctl: the run; its handle is there to look the container up
 * @events: what listens
 * @ref: names the container
 * @serial: distinguishes it from a later one with the same identifier
 * @ended: it has ended
 */
struct waiting {
	struct ctl *ctl;
	struct contid_handle *events;
	struct contid_ref ref;
	uint64_t serial;
	bool ended;
};

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* Whether the container still exists; the first time, note its serial number. */
static int look_up(struct waiting *w)
{
	const struct contid_info *info;
	int err = contid_get(w->ctl->handle, w->ref, &info);

	if (err == -ENOENT)
		w->ended = true;
	else if (err)
		return ctl_refused(w->ctl, err);
	else if (!w->serial)
		w->serial = info->serial;
	else if (info->serial != w->serial)
		w->ended = true;
	return CTL_DONE;
}

static int on_event(const struct contid_event *event, void *data)
{
	struct waiting *w = data;

	if (event->type == CONTID_EVENT_END && event->info->serial == w->serial)
		w->ended = true;
	return w->ended;
}

/* If events were lost, the END may have been among them: look it up. */
static int read_events(struct waiting *w)
{
	int err = contid_dispatch(w->events, TURN, on_event, w);

	if (err == -ENOBUFS)
		return look_up(w);
	if (err < 0)
		return ctl_system(w->ctl, "notifications", err);
	return CTL_DONE;
}

/*
 * Wait for events until @end. A network namespace other than the initial one gets
 * only events of the containers that it owns: the container is looked up every
 * second as well.
 */
static int wait_until(struct waiting *w, long long end)
{
	struct pollfd fd = {
		.fd = contid_events_fd(w->events),
		.events = POLLIN,
	};
	long long left;
	int ret = CTL_DONE;
	int n;

	while (!ret && !w->ended) {
		left = end - now_ms();
		if (left <= 0)
			return TIMED_OUT;
		n = poll(&fd, 1, left < LOOK_AGAIN_MS ? (int)left :
							LOOK_AGAIN_MS);
		if (n < 0 && errno != EINTR)
			return ctl_system(w->ctl, "poll", -errno);
		ret = n > 0 ? read_events(w) : look_up(w);
	}
	return ret;
}

static int wait_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "timeout", required_argument, NULL, OPT_TIMEOUT },
		END_OF_OPTIONS
	};
	struct waiting w = { .ctl = ctl };
	long long end = LLONG_MAX;
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (args.timeout >= 0)
		end = now_ms() + args.timeout;
	ret = args_only_container(ctl, &args, &w.ref);
	/* Subscribe before the look-up, so that no END after it is missed. */
	if (!ret)
		ret = ctl_subscribe(ctl, &w.events);
	if (!ret)
		ret = look_up(&w);
	if (!ret)
		ret = wait_until(&w, end);
	contid_close(w.events);
	return ret;
}

const struct command cmd_wait = {
	.name = "wait",
	.args = "[--timeout SECONDS] CONTID",
	.about = "wait until a container has ended",
	.help =
"Returns when the container that has CONTID now has ended: its last process has\n"
"left, and so has all that is nested in it. A later container with the same\n"
"identifier does not count. No end is missed, however soon it comes; where CONTID\n"
"is not in use there is nothing to wait for. CONTID may be a path, such as 707/4.\n"
"\n"
"  --timeout SECONDS  wait no longer than this, such as 10 or 0.5, and exit with 124\n",
	.run = wait_run,
};
