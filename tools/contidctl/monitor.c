// SPDX-License-Identifier: GPL-2.0
/* contidctl monitor: what happens to containers, as it happens. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "common/signals.h"
#include "monitor/cache.h"
#include "output/output.h"

#define TURN		256	/* events until signals are checked again */

/* The descriptors that are polled, by their place in the array */
enum {
	SIGNALS,
	OUTPUT,
	EVENTS,
};

/**
 * struct monitor - a listener.
 * @ctl: the run; its handle is there to list containers
 * @events: what listens
 * @cache: the containers that it knows of
 * @ref: of --contid, only what is about this container
 * @filter: there is @ref
 * @nested: also what is about containers nested in that of @ref, at any depth
 * @ops: of --op, a bit for each type of events that is printed
 * @time: print when something happened
 * @snapshot: print the first list
 * @started: the first list has been read
 * @resync: a list is to be read: the first one, or one after events were lost
 */
struct monitor {
	struct ctl *ctl;
	struct contid_handle *events;
	struct cache cache;
	struct contid_ref ref;
	bool filter;
	bool nested;
	uint32_t ops;
	bool time;
	bool snapshot;
	bool started;
	bool resync;
};

static struct item begin_event(const struct monitor *m, const char *event)
{
	struct item item = item_begin(m->ctl);
	struct moment now = moment_now();

	if (m->time)
		item_moment(&item, &now);
	item_words(&item, "%s", event);
	item_string(&item, JSON, "event", event);
	item_time(&item, "time", &now);
	item_u64(&item, JSON, "boottime", now.boot);
	return item;
}

/* @pid is 0 for events without a process. */
static void print_event(const struct monitor *m, const char *event, pid_t pid,
			const struct contid_info *info)
{
	struct item item = begin_event(m, event);

	if (pid)
		item_u32(&item, BOTH, "pid", pid);
	item_container(&item, info, DETAIL_FULL);
	item_end_line(&item);
}

static void print_lost(const struct monitor *m)
{
	struct item item = begin_event(m, "lost");

	item_words(&item, "events: what has changed follows");
	item_end_line(&item);
}

static void print_synced(const struct monitor *m)
{
	struct item item = begin_event(m, "synced");

	item_u32(&item, BOTH, "containers", m->cache.count);
	item_end_line(&item);
}

static bool is_named(const struct monitor *m, const struct contid_info *info)
{
	return info->contid == m->ref.contid &&
	       (!m->ref.scope || info->scope == m->ref.scope);
}

static bool is_wanted(const struct monitor *m, const struct contid_info *info)
{
	if (!m->filter)
		return true;
	while (info && !is_named(m, info))
		info = m->nested ? cache_parent(&m->cache, info) : NULL;
	return info;
}

static bool is_wanted_op(const struct monitor *m, enum contid_event_type type)
{
	/* A type without a bit is one that no --op names. */
	if (!m->ops)
		return true;
	return (unsigned int)type < 32 && m->ops & 1U << type;
}

static int on_listed(const struct contid_info *info, void *data)
{
	struct monitor *m = data;
	int ret = resync_listed(&m->cache, info);

	if (ret < 0)
		return ret;
	if (!is_wanted(m, info))
		return 0;
	if (!m->started && m->snapshot)
		print_event(m, "snapshot", 0, info);
	else if (m->started && ret && is_wanted_op(m, CONTID_EVENT_SET))
		print_event(m, "appeared", 0, info);
	return 0;
}

static void on_ended(const struct contid_info *info, void *data)
{
	struct monitor *m = data;

	if (is_wanted(m, info) && is_wanted_op(m, CONTID_EVENT_END))
		print_event(m, "ended", 0, info);
}

/*
 * List the containers, and compare with those that are known. A list that changed
 * while it was read is good enough: a known container that is not in it has ended,
 * and for those that came or went meanwhile there are events to be read.
 */
static int resync(struct monitor *m)
{
	struct ctl *ctl = m->ctl;
	int ret;

	resync_begin(&m->cache);
	ret = contid_list(ctl->handle, contid_by_id(CONTID_UNSET), -1,
			  on_listed, m);
	if (ret < 0)
		return ctl_refused(ctl, ret);

	resync_end(&m->cache, on_ended, m);
	if (m->started || m->snapshot)
		print_synced(m);
	output_flush(ctl);
	m->started = true;
	m->resync = false;
	return CTL_DONE;
}

static void print_known_event(struct monitor *m, const struct contid_event *event)
{
	const char *name = contid_event_name(event->type);
	char number[32];

	/* The library may be newer than contidctl, and know more types. */
	if (!name) {
		snprintf(number, sizeof(number), "event-%u",
			 (unsigned int)event->type);
		name = number;
	}
	print_event(m, name, event->pid, event->info);
	output_flush(m->ctl);
}

static int on_event(const struct contid_event *event, void *data)
{
	struct monitor *m = data;
	int ret = cache_event(&m->cache, event);

	if (ret < 0)
		return ret;
	if (ret && is_wanted(m, event->info) && is_wanted_op(m, event->type))
		print_known_event(m, event);
	return m->ctl->out_errno ? 1 : 0;
}

static int read_events(struct monitor *m)
{
	int err;

	err = contid_dispatch(m->events, TURN, on_event, m);
	switch (err) {
	case 0:
	case 1:		/* of on_event() */
		return CTL_DONE;
	case -ENOBUFS:
		print_lost(m);
		output_flush(m->ctl);
		m->resync = true;
		return CTL_DONE;
	case -EBADMSG:
		return ctl_system(m->ctl, "a notification is not understood",
				  err);
	default:
		return ctl_system(m->ctl, "notifications", err);
	}
}

/* Wait for something to do, and do it. Returns CTL_DONE, or what to exit with. */
static int poll_once(struct monitor *m, struct pollfd *fds)
{
	if (poll(fds, EVENTS + 1, -1) < 0)
		return errno == EINTR ? CTL_DONE : ctl_system(m->ctl, "poll", -errno);

	if (fds[SIGNALS].revents)
		return CTL_DONE;
	if (fds[OUTPUT].revents & (POLLERR | POLLHUP))
		m->ctl->out_errno = EPIPE;
	else if (fds[EVENTS].revents)
		return read_events(m);
	return CTL_DONE;
}

/* Until a signal comes, or printing fails. */
static int watch(struct monitor *m, int signals)
{
	struct pollfd fds[] = {
		[SIGNALS] = { .fd = signals, .events = POLLIN },
		[OUTPUT] = { .fd = STDOUT_FILENO },
		[EVENTS] = { .fd = contid_events_fd(m->events), .events = POLLIN },
	};
	int ret = CTL_DONE;

	while (!ret && !m->ctl->out_errno && !fds[SIGNALS].revents) {
		if (m->resync)
			ret = resync(m);
		if (!ret && !m->ctl->out_errno)
			ret = poll_once(m, fds);
	}
	return ret;
}

static int watch_until_signal(struct monitor *m)
{
	struct signals signals;
	int ret;

	ret = signals_block(m->ctl, &signals, false);
	if (!ret) {
		ret = watch(m, signals.fd);
		signals_unblock(&signals);
	}
	return ret;
}

/* Parse "set,end": a bit for each type of events. */
static int parse_ops(struct ctl *ctl, const char *text, uint32_t *ops)
{
	const char *name;
	unsigned int type;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (type = 0; (name = contid_event_name(type)); type++)
			if (strlen(name) == len && !strncmp(name, text, len))
				break;
		if (!name)
			return ctl_usage(ctl, "'%.*s' is no operation: set, drop, adopt or end",
					 (int)len, text);
		*ops |= 1U << type;
		if (!text[len])
			return CTL_DONE;
	}
}

static int monitor_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "snapshot", no_argument, NULL, OPT_SNAPSHOT },
		{ "time", no_argument, NULL, OPT_TIME },
		{ "contid", required_argument, NULL, OPT_CONTID },
		{ "nested", no_argument, NULL, OPT_NESTED },
		{ "op", required_argument, NULL, OPT_OP },
		END_OF_OPTIONS
	};
	struct monitor m = { .ctl = ctl, .resync = true };
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret && args.op)
		ret = parse_ops(ctl, args.op, &m.ops);
	if (!ret && args.contid)
		ret = args_container(ctl, args.contid, &m.ref);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;

	m.snapshot = args.snapshot;
	m.time = args.time;
	m.filter = args.contid;
	m.nested = args.nested;
	ret = ctl_subscribe(ctl, &m.events);
	if (!ret)
		ret = watch_until_signal(&m);
	cache_free(&m.cache);
	contid_close(m.events);
	return ret;
}

const struct command cmd_monitor = {
	.name = "monitor",
	.args = "[--snapshot] [--time] [--contid CONTID [--nested]]\n"
		"                         [--op OP[,OP...]]",
	.about = "print what happens to containers",
	.help =
"Prints a line as soon as something happens, until SIGINT or SIGTERM, with the\n"
"process and with the container as it was then, as 'contidctl list' does, but for\n"
"the network namespaces that it lives in:\n"
"\n"
"  set [pid N] contid N ...    a process was labelled; the first line with a\n"
"                              serial is the birth of the container\n"
"  drop [pid N] contid N ...   a process lost the label\n"
"  adopt [pid N] contid N ...  a process that entered from outside got the label\n"
"  end [pid N] contid N ...    the last process has left, the container has ended\n"
"  lost events: ...            they came faster than they were read; until\n"
"                              'synced', there follows what has changed meanwhile\n"
"  appeared contid N ...       a container has come to be\n"
"  ended contid N ...          a container has ended; it is as last reported\n"
"  synced containers N         number of containers; everything before this line is\n"
"                              complete\n"
"\n"
"In the initial network namespace this is about all containers, in another one\n"
"(see -n) about those that it owns. A process without an id there has no\n"
"pid in the output.\n"
"\n"
"In JSON, each line is an object of its own, event being the first word; with -p\n"
"they take several lines. time is the wall clock's, boottime nanoseconds since boot\n"
"(CLOCK_BOOTTIME), both when contidctl read the event.\n"
"\n"
"  --snapshot    print the containers that are there, as 'snapshot contid N ...',\n"
"                and 'synced', before anything else: no event is lost in between\n"
"  --time        begin each line with the time in brackets, as 'ip -ts monitor'\n"
"                does\n"
"  --contid CONTID  only what is about this container, and about later ones with\n"
"                the same identifier; it may be a path such as 707/4\n"
"  --nested      with --contid, also what is about containers nested in it, at any\n"
"                depth\n"
"  --op OP       only these operations: set, drop, adopt, end. appeared counts as\n"
"                set, ended as end.\n",
	.no_sigpipe = true,
	.run = monitor_run,
};
