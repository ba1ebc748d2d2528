// SPDX-License-Identifier: GPL-2.0
/* Records as they come: put together to events, which are written. */

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <linux/audit.h>

#include <contid/events.h>

#include "common/message.h"
#include "common/signals.h"
#include "log/log.h"

#define TURN	256	/* records until signals are checked again */

/* How long the rest of an event may take, which the kernel has sent already */
#define REST_MS	1000

/* The descriptors that are polled, by their place in the array */
enum {
	SIGNALS,
	RECORDS,
	OUTPUT,
	EVENTS,
	NR_FDS,
};

/* What a step of the loop comes to, beside what to exit with */
enum {
	STOP = -1,	/* the end */
	SIGNALLED = -2,	/* the end, and what is queued is to be read */
	IDLE = -3,	/* no record is there */
};

/* Write the event that has been read. */
static int finish_event(struct log *log)
{
	if (!log->event.count)
		return CTL_DONE;
	log->format->event(log, &log->event);
	event_clear(&log->event);
	if (log->counted && !--log->left)
		return STOP;
	return log->out.err ? STOP : CTL_DONE;
}

static int end_target(struct log *log, struct log_target *target)
{
	target->reading = false;
	/* It may have come back before its end was read. */
	log->look = log->follow;
	return targets_wait(log) ? CTL_DONE : STOP;
}

static int add_record(struct log *log, struct log_target *target,
		      const struct contid_record *record)
{
	if (record->type == AUDIT_EOE)
		return finish_event(log);
	if (!event_add(&log->event, target, record))
		return ctl_system(log->ctl, "memory", -ENOMEM);
	return CTL_DONE;
}

static int on_record(struct log *log, const struct contid_record *record)
{
	struct log_target *target = targets_find(log, record->serial);
	int ret = CTL_DONE;

	if (!target)
		return CTL_DONE;
	if (record->type == CONTID_RECORD_END ||
	    !event_is_part(&log->event, target, record))
		ret = finish_event(log);
	if (ret)
		return ret;
	/* Whole events are lost: between two of them. */
	target_lost(log, target, record->lost);
	if (record->type == CONTID_RECORD_END)
		return end_target(log, target);
	return add_record(log, target, record);
}

/* Read records, a turn of them. Returns CTL_DONE, STOP, IDLE or what to exit with. */
static int read_records(struct log *log)
{
	const struct contid_record *record;
	int ret = CTL_DONE;
	int err;
	int n;

	/* All are waited for. */
	if (contid_read_fd(log->reader) < 0)
		return IDLE;
	for (n = 0; !ret && n < TURN; n++) {
		err = contid_read_next(log->reader, &record);
		if (err == -EAGAIN)
			return IDLE;
		if (err == -EBADMSG)
			return ctl_system(log->ctl, "a record is not understood",
					  err);
		if (err)
			return ctl_system(log->ctl, "records", err);
		ret = on_record(log, record);
	}
	return ret;
}

/*
 * No record is there: write what has been read. @timeout becomes how long to wait for
 * the next one, in milliseconds.
 */
static int settle(struct log *log, bool waited, int *timeout)
{
	int ret = CTL_DONE;

	*timeout = -1;
	if (!waited && log->event.count && event_may_go_on(&log->event))
		*timeout = REST_MS;
	else
		ret = finish_event(log);
	out_flush(&log->out);
	if (!ret && log->out.err)
		ret = STOP;
	if (!ret && log->look)
		ret = targets_look(log);
	return ret;
}

static int on_signal(struct log *log, const struct signals *signals)
{
	int signal = signals_next(signals);

	if (signal != SIGHUP)
		return signal ? SIGNALLED : CTL_DONE;
	out_reopen(log->ctl, &log->out);
	return log->out.err ? STOP : CTL_DONE;
}

/* Wait for something to do, and do it, but for records. @waited: in vain */
static int poll_once(struct log *log, const struct signals *signals, int timeout,
		     bool *waited)
{
	struct pollfd fds[NR_FDS] = {
		[SIGNALS] = { .fd = signals->fd, .events = POLLIN },
		[RECORDS] = { .fd = contid_read_fd(log->reader), .events = POLLIN },
		[OUTPUT] = { .fd = log->out.path ? -1 : STDOUT_FILENO },
		[EVENTS] = { .fd = -1, .events = POLLIN },
	};
	int n;

	if (log->events)
		fds[EVENTS].fd = contid_events_fd(log->events);
	n = poll(fds, NR_FDS, timeout);
	if (n < 0)
		return errno == EINTR ? CTL_DONE : ctl_system(log->ctl, "poll", -errno);
	*waited = !n && timeout;

	if (fds[SIGNALS].revents)
		return on_signal(log, signals);
	if (fds[OUTPUT].revents & (POLLERR | POLLHUP)) {
		log->out.err = EPIPE;
		return STOP;
	}
	return fds[EVENTS].revents ? targets_read_events(log) : CTL_DONE;
}

static int read_on(struct log *log, const struct signals *signals)
{
	bool waited = false;
	int ret = CTL_DONE;
	int timeout;

	while (!ret) {
		timeout = 0;
		ret = read_records(log);
		if (ret == IDLE)
			ret = settle(log, waited, &timeout);
		if (!ret)
			ret = poll_once(log, signals, timeout, &waited);
	}
	return ret;
}

/* After a signal: what the kernel has sent until now is written. */
static int read_rest(struct log *log)
{
	int ret;

	targets_stop(log);
	do {
		ret = read_records(log);
	} while (!ret);
	if (ret == IDLE)
		ret = finish_event(log);
	if (ret <= CTL_DONE)
		targets_account(log);
	return ret;
}

/**
 * stream_run - write events until a signal comes, or all containers have ended.
 * @log: the run
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int stream_run(struct log *log)
{
	struct signals signals;
	int ret;

	ret = signals_block(log->ctl, &signals, log->out.path);
	if (ret)
		return ret;
	ret = read_on(log, &signals);
	if (ret == SIGNALLED)
		ret = read_rest(log);
	/* Before an error, what has been read */
	else if (ret > 0)
		finish_event(log);
	signals_unblock(&signals);
	return ret < 0 ? CTL_DONE : ret;
}
