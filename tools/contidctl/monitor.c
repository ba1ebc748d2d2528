// SPDX-License-Identifier: GPL-2.0
/* contidctl monitor: what happens to containers, as it happens. */

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "emit.h"
#include "mirror.h"

#define RETRY_MS	100	/* before containers that kept changing are listed again */
#define TURN		256	/* events until signals are looked at again */

/* What is waited for, in the order of a pollfd array */
enum {
	SIGNALS,
	OUTPUT,
	EVENTS,
};

/**
 * struct monitor - a listener.
 * @ctl: the run; its handle is there to list containers
 * @events: what listens
 * @mirror: the containers that it knows of
 * @snapshot: print the first list
 * @started: the first list has been read
 * @behind: a list is to be read, the first one, or one after a loss
 * @turn: events of this turn
 */
struct monitor {
	struct ctl *ctl;
	struct contid_handle *events;
	struct mirror mirror;
	bool snapshot;
	bool started;
	bool behind;
	unsigned int turn;
};

/* One line, or one JSON object; @pid is 0 when there is none to tell. */
static void say(struct ctl *ctl, const char *event, pid_t pid,
		const struct contid_info *info)
{
	struct json_object *object;

	if (!ctl->json) {
		emit(ctl, "%s ", event);
		if (pid)
			emit(ctl, "pid %d ", pid);
		emit_container(ctl, info);
		return emit(ctl, "\n");
	}

	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add(ctl, object, "event", json_object_new_string(event));
	if (pid)
		json_add_u32(ctl, object, "pid", pid);
	json_add_container(ctl, object, info);
	emit_json_line(ctl, object);
}

static void say_lost(struct ctl *ctl)
{
	struct json_object *object;

	if (!ctl->json)
		return emit(ctl, "lost events: what has changed follows\n");

	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add(ctl, object, "event", json_object_new_string("lost"));
	emit_json_line(ctl, object);
}

static void say_synced(struct ctl *ctl, size_t containers)
{
	struct json_object *object;

	if (!ctl->json)
		return emit(ctl, "synced containers %zu\n", containers);

	object = json_object_new_object();
	if (!object)
		return emit_no_memory(ctl);
	json_add(ctl, object, "event", json_object_new_string("synced"));
	json_add_u32(ctl, object, "containers", containers);
	emit_json_line(ctl, object);
}

static int take_listed(const struct contid_info *info, void *data)
{
	struct monitor *m = data;
	int ret = mirror_listed(&m->mirror, info);

	if (ret < 0)
		return ret;
	if (!m->started && m->snapshot)
		say(m->ctl, "snapshot", 0, info);
	else if (m->started && ret)
		say(m->ctl, "appeared", 0, info);
	return 0;
}

static void take_missing(const struct contid_info *info, void *data)
{
	struct monitor *m = data;

	say(m->ctl, "ended", 0, info);
}

/* List the containers, and compare; later, if they do not stand still for it. */
static int catch_up(struct monitor *m)
{
	struct ctl *ctl = m->ctl;
	int err;

	mirror_compare(&m->mirror);
	err = contid_list(ctl->handle, CONTID_UNSET, -1, take_listed, m);
	if (err == -EAGAIN)
		return DONE;
	if (err)
		return ctl_refused(ctl, err);

	mirror_compared(&m->mirror, take_missing, m);
	if (m->started || m->snapshot)
		say_synced(ctl, m->mirror.count);
	emit_flush(ctl);
	m->started = true;
	m->behind = false;
	return DONE;
}

static int take_event(const struct contid_event *event, void *data)
{
	static const char *const names[] = {
		[CONTID_EVENT_SET] = "set",
		[CONTID_EVENT_DROP] = "drop",
		[CONTID_EVENT_ADOPT] = "adopt",
		[CONTID_EVENT_END] = "end",
	};
	struct monitor *m = data;
	int ret = mirror_event(&m->mirror, event);

	if (ret < 0)
		return ret;
	if (ret) {
		say(m->ctl, names[event->type], event->pid, event->info);
		emit_flush(m->ctl);
	}
	return m->ctl->out_errno || ++m->turn == TURN;
}

static int take_events(struct monitor *m)
{
	int err;

	m->turn = 0;
	err = contid_dispatch(m->events, take_event, m);
	switch (err) {
	case 0:
	case 1:		/* of take_event() */
		return DONE;
	case -ENOBUFS:
		say_lost(m->ctl);
		emit_flush(m->ctl);
		m->behind = true;
		return DONE;
	case -EBADMSG:
		return ctl_system(m->ctl, "a notification is not understood",
				  err);
	default:
		return ctl_system(m->ctl, "notifications", err);
	}
}

/* Wait for something to do, and do it. Returns DONE, or what to exit with. */
static int attend(struct monitor *m, struct pollfd *fds)
{
	/* Events have to wait until the first list is there. */
	nfds_t n = m->started ? EVENTS + 1 : EVENTS;

	if (poll(fds, n, m->behind ? RETRY_MS : -1) < 0)
		return errno == EINTR ? DONE : ctl_system(m->ctl, "poll", -errno);

	if (fds[SIGNALS].revents)
		return DONE;
	if (fds[OUTPUT].revents & (POLLERR | POLLHUP))
		m->ctl->out_errno = EPIPE;
	else if (m->started && fds[EVENTS].revents)
		return take_events(m);
	return DONE;
}

/* Until a signal comes, or what is printed cannot be. */
static int watch(struct monitor *m, int signals)
{
	struct pollfd fds[] = {
		[SIGNALS] = { .fd = signals, .events = POLLIN },
		[OUTPUT] = { .fd = STDOUT_FILENO },
		[EVENTS] = { .fd = contid_events_fd(m->events), .events = POLLIN },
	};
	int ret = DONE;

	while (!ret && !m->ctl->out_errno && !fds[SIGNALS].revents) {
		if (m->behind)
			ret = catch_up(m);
		if (!ret && !m->ctl->out_errno)
			ret = attend(m, fds);
	}
	return ret;
}

/* A descriptor for the signals that end us, unless they are ignored. */
static int block_signals(sigset_t *old)
{
	static const int ends[] = { SIGINT, SIGTERM };
	struct sigaction action;
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!sigaction(ends[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, old);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int watch_until_signal(struct monitor *m)
{
	struct signalfd_siginfo infos[2];
	sigset_t old;
	int signals;
	int ret;

	signals = block_signals(&old);
	if (signals < 0) {
		ret = ctl_system(m->ctl, "signalfd", -errno);
		goto restore;
	}

	ret = watch(m, signals);
	/* Take it, or both, for none to come when they are blocked no more. */
	if (!ret && !m->ctl->out_errno &&
	    read(signals, infos, sizeof(infos)) < 0)
		ret = ctl_system(m->ctl, "signalfd", -errno);
	close(signals);
restore:
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ret;
}

static int subscribe(struct monitor *m)
{
	int ret = ctl_connect(m->ctl, &m->events);
	int err;

	if (ret)
		return ret;

	err = contid_subscribe(m->events);
	switch (err) {
	case 0:
		return DONE;
	case -EPERM:
		return ctl_system(m->ctl, "CAP_AUDIT_READ is needed", err);
	case -EOPNOTSUPP:
		return ctl_system(m->ctl, "this kernel sends no notifications",
				  err);
	default:
		return ctl_system(m->ctl, "notifications", err);
	}
}

static int monitor_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "snapshot", no_argument, NULL, OPT_SNAPSHOT },
		END_OF_OPTIONS
	};
	struct monitor m = { .ctl = ctl, .behind = true };
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;

	m.snapshot = args.snapshot;
	ret = subscribe(&m);
	if (!ret)
		ret = watch_until_signal(&m);
	mirror_free(&m.mirror);
	contid_close(m.events);
	return ret;
}

const struct command cmd_monitor = {
	.name = "monitor",
	.args = "[--snapshot]",
	.about = "tell what happens to containers",
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
"  ended contid N ...          a container has ended; it is as last heard of\n"
"  synced containers N         so many there are, and all of them have been told\n"
"\n"
"In the initial network namespace this is about all containers, in another one\n"
"(see -n) about those that it owns. Processes whose id means nothing there come\n"
"without pid.\n"
"\n"
"In JSON, each line is an object of its own, event being the first word; with -p\n"
"they take several lines.\n"
"\n"
"  --snapshot    print the containers that are there, as 'snapshot contid N ...',\n"
"                and 'synced', before anything else: no event is lost in between\n",
	.run = monitor_run,
};
