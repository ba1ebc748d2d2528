// SPDX-License-Identifier: GPL-2.0
/*
 * contid-trail collect: records from auditd or a file to a store.
 *
 * Records become events, events batches, and each batch goes to the spool at once; a
 * thread brings it from there to the store (sender.c). A batch also has the serial
 * numbers of all events that were seen: what is lost before the spool has it, by a
 * SIGKILL say, shows as a gap in these.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/trail.h"
#include "collect/host.h"
#include "collect/sender.h"
#include "record/events.h"
#include "store/store.h"

#define READ_SIZE	(256 << 10)
/* A batch is written when it has so many bytes, or is so many milliseconds old. */
#ifndef BATCH_BYTES
#define BATCH_BYTES	(1 << 20)
#endif
#define BATCH_AGE_MS	1000
/* All events end when nothing has come for so long. */
#define IDLE_MS		2000
/* How often the kernel is asked what it has lost */
#define LOST_MS		60000
/* Of a file, so many batches may be ahead of the store. */
#define AHEAD		4

/**
 * struct collector - a run of collect.
 * @trail: the run
 * @live: the records are this host's, as they come
 * @fd: what is read
 * @size: bytes of the file that is read, 0 when they are not known
 * @done: bytes that were read
 * @shown: per cent of the file that are shown, or -1
 * @machine: machine-id
 * @boot: boot-id
 * @nr_boot: how many of the boot-ids that were given are behind us
 * @buffer: what was read, and is not part of a record yet
 * @events: the events
 * @batch: the batch
 * @begun: when the batch was begun
 * @read: when something was read last
 * @asked: when the kernel was asked last what it has lost
 * @kernel_lost: what it said
 * @written: records in batches before this one
 * @garbage: what was no record, since the last batch
 * @dropped: records that had no place in the spool, since the last batch
 * @loss_time: when a loss was noticed last
 * @spool: the spool
 * @sender: the thread that empties it
 */
struct collector {
	struct trail *trail;
	bool live;
	int fd;
	uint64_t size;
	uint64_t done;
	int shown;
	char machine[72];
	char boot[72];
	int nr_boot;
	struct bytes buffer;
	struct events *events;
	struct bytes batch;
	uint64_t begun;
	uint64_t read;
	uint64_t asked;
	uint64_t kernel_lost;
	uint64_t written;
	uint64_t garbage;
	uint64_t dropped;
	uint64_t loss_time;
	struct spool *spool;
	struct sender *sender;
};

static volatile sig_atomic_t stopped, reload;

static void on_signal(int signal)
{
	if (signal == SIGHUP)
		reload = 1;
	else
		stopped = 1;
}

/* They arrive in ppoll() alone. */
static void block_signals(sigset_t *open)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, open);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigdelset(open, SIGHUP);
	sigdelset(open, SIGTERM);
	sigdelset(open, SIGINT);
}

static uint64_t clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static uint64_t now_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

/* No two losses have one time, which is a part of their key. */
static void add_loss(struct collector *c, const char *what, uint64_t count)
{
	struct loss loss = { .what = text_of(what), .count = count };

	if (!count)
		return;
	/* A file that is imported again gives the same. */
	loss.time = c->live ? clock_ms(CLOCK_REALTIME) : events_time(c->events);
	if (loss.time <= c->loss_time)
		loss.time = c->loss_time + 1;
	c->loss_time = loss.time;
	batch_loss(&c->batch, &loss);
}

static void ask_kernel(struct collector *c)
{
	uint64_t lost;

	if (!c->live || (c->asked && now_ms() - c->asked < LOST_MS))
		return;
	c->asked = now_ms();
	if (!host_kernel_lost(&lost) || lost == c->kernel_lost)
		return;
	c->kernel_lost = lost;
	add_loss(c, LOSS_KERNEL, lost);
}

static void begin_batch(struct collector *c)
{
	batch_begin(&c->batch, c->machine, c->boot);
	c->begun = now_ms();
	c->written = events_count(c->events);
}

/* The batch has no place: its records are lost, and that is kept in mind. */
static void drop_batch(struct collector *c, uint64_t records, int err)
{
	trail_failed(c->trail, "%s: %s; %llu records are lost",
		     spool_path(c->spool),
		     err == -EDQUOT ? "the spool has reached its limit" : strerror(-err),
		     (unsigned long long)records);
	c->dropped += records;
	begin_batch(c);
}

/* Put the batch into the spool. */
static void write_batch(struct collector *c)
{
	uint64_t records = events_count(c->events) - c->written;
	int err;

	ask_kernel(c);
	if (!records && !events_seen(c->events) && !c->garbage && !c->dropped) {
		c->begun = now_ms();
		return;
	}
	events_ranges(c->events);
	add_loss(c, LOSS_EVENT, events_lost(c->events));
	add_loss(c, LOSS_INPUT, c->garbage);
	add_loss(c, LOSS_SPOOL, c->dropped);
	if (c->batch.failed)
		err = -ENOMEM;
	else
		err = spool_add(c->spool, (struct text){ c->batch.data, c->batch.len }, records);
	if (!err) {
		c->garbage = c->dropped = 0;
		begin_batch(c);
		sender_wake(c->sender);
		return;
	}
	drop_batch(c, records, err);
}

static bool next_boot(struct collector *c)
{
	const struct args *args = &c->trail->args;

	if (c->nr_boot >= args->nr_boots)
		return false;
	snprintf(c->boot, sizeof(c->boot), "%s", args->boots[c->nr_boot++]);
	return true;
}

/* The log goes on in another boot. Returns what to exit with, after a message. */
static int change_boot(struct collector *c, const struct record *record)
{
	events_close(c->events);
	write_batch(c);
	events_forget(c->events);
	if (next_boot(c)) {
		begin_batch(c);
		return TRAIL_DONE;
	}
	return trail_failed(c->trail,
			    "serial numbers begin anew at %llu.%03llu:%llu, so another boot begins there: give a --boot-id for each boot in the log, in order, as 'journalctl --list-boots' lists them",
			    (unsigned long long)record->time / 1000,
			    (unsigned long long)record->time % 1000,
			    (unsigned long long)record->serial);
}

static int add_record(struct collector *c, const struct record *record)
{
	int ret = TRAIL_DONE;

	if (!c->live && events_is_other_boot(c->events, record))
		ret = change_boot(c, record);
	if (!ret && !events_add(c->events, record))
		ret = trail_failed(c->trail, "out of memory");
	return ret;
}

/* Take the records out of the buffer. */
static int take_records(struct collector *c, bool end)
{
	struct record record;
	size_t at = 0, used;
	int ret = TRAIL_DONE;

	while (!ret && at < c->buffer.len) {
		enum input input = input_next(c->buffer.data + at,
					      c->buffer.len - at, end, &used,
					      &record);

		if (input == INPUT_MORE)
			break;
		if (input == INPUT_RECORD)
			ret = add_record(c, &record);
		else if (used > 1)	/* and no empty line */
			c->garbage++;
		at += used;
		if (c->batch.len > BATCH_BYTES)
			write_batch(c);
	}
	if (at) {
		c->buffer.len -= at;
		memmove(c->buffer.data, c->buffer.data + at, c->buffer.len);
	}
	return ret;
}

static void show_progress(struct collector *c)
{
	int percent = c->size ? c->done * 100 / c->size : 100;

	if (!c->size || percent == c->shown || !isatty(STDERR_FILENO))
		return;
	c->shown = percent;
	fprintf(stderr, "\r%s: %3d %%%s", c->trail->name, percent,
		percent >= 100 ? "\n" : "");
}

/* Read once. Returns what to exit with; *@end says that nothing follows. */
static int read_some(struct collector *c, bool *end)
{
	static char data[READ_SIZE];
	ssize_t len = read(c->fd, data, sizeof(data));

	*end = !len;
	if (len < 0 && (errno == EINTR || errno == EAGAIN))
		return TRAIL_DONE;
	if (len < 0)
		return trail_failed(c->trail, "%s: %s",
				    c->trail->args.input ?: "standard input",
				    strerror(errno));
	c->read = now_ms();
	c->done += len;
	show_progress(c);
	bytes_add(&c->buffer, data, len);
	if (c->buffer.failed)
		return trail_failed(c->trail, "out of memory");
	return take_records(c, *end);
}

/* What is due now, also without input */
static void do_due(struct collector *c)
{
	uint64_t now = now_ms();

	if (now - c->read >= IDLE_MS)
		events_close(c->events);
	if (now - c->begun >= BATCH_AGE_MS)
		write_batch(c);
}

/* Connect anew, to the store that the configuration file names now */
static void reload_config(struct collector *c)
{
	struct trail again = *c->trail;
	const char *url = c->trail->args.store;

	reload = 0;
	write_batch(c);
	again.args.store = again.args.spool = NULL;
	if (!c->trail->args.store_given && !config_read(&again) && again.args.store)
		url = again.args.store;
	if (store_has(url))
		sender_change(c->sender, url);
	else
		trail_failed(c->trail, "%s: '%s' is no store: " STORE_URLS,
			     c->trail->args.conf, url);
	free(again.args.store);
	free(again.args.spool);
}

static int collect_loop(struct collector *c, const sigset_t *open)
{
	static const struct timespec tick = { .tv_nsec = 250000000 };
	struct pollfd fd = { .fd = c->fd, .events = POLLIN };
	bool end = false;
	int ret = TRAIL_DONE;

	while (!ret && !end && !stopped) {
		int ready = ppoll(&fd, 1, &tick, open);

		if (reload)
			reload_config(c);
		if (ready > 0)
			ret = read_some(c, &end);
		do_due(c);
		if (!ret && c->trail->args.input && !sender_wait(c->sender, AHEAD))
			ret = TRAIL_FAILED;
	}
	events_close(c->events);
	write_batch(c);
	if (c->dropped)
		write_batch(c);
	return ret;
}

static int find_host(struct collector *c)
{
	const struct args *args = &c->trail->args;

	c->live = !args->input && !args->machine && !args->nr_boots;
	if (args->machine)
		snprintf(c->machine, sizeof(c->machine), "%s", args->machine);
	else if (!host_machine_id(c->machine, sizeof(c->machine)))
		return trail_failed(c->trail, "/etc/machine-id has no id: give --machine-id");
	if (!next_boot(c) && !host_boot_id(c->boot, sizeof(c->boot)))
		return trail_failed(c->trail, "/proc/sys/kernel/random/boot_id has no id: give --boot-id");
	return TRAIL_DONE;
}

static int open_input(struct collector *c)
{
	const char *input = c->trail->args.input;
	struct stat st;

	c->fd = STDIN_FILENO;
	if (!input)
		return TRAIL_DONE;
	if (strcmp(input, "-"))
		c->fd = open(input, O_RDONLY | O_CLOEXEC);
	if (c->fd < 0)
		return trail_failed(c->trail, "%s: %s", input, strerror(errno));
	if (!fstat(c->fd, &st) && S_ISREG(st.st_mode))
		c->size = st.st_size;
	return TRAIL_DONE;
}

/* A file can be read again: what it has needs no spool on the disk. */
static int open_spool(struct collector *c)
{
	const struct args *args = &c->trail->args;
	const char *path = args->input ? SPOOL_MEMORY : args->spool;
	int err;

	/* If it is another place, or there is none, opening the spool says so. */
	mkdir(SPOOL_DIR, 0700);
	err = spool_open(&c->spool, path, args->spool_limit);
	if (err == -EBUSY)
		return trail_failed(c->trail, "%s: another collector uses this spool: give --spool FILE",
				    path);
	if (err == -EPROTO)
		return trail_failed(c->trail, "%s is of a later contid-trail", path);
	if (err)
		return trail_failed(c->trail, "spool %s: %s", path, strerror(-err));
	return TRAIL_DONE;
}

static int start(struct collector *c)
{
	struct events_options options = { .batch = &c->batch, .live = c->live };

	c->events = events_new(&options);
	if (c->events)
		c->sender = sender_start(c->trail, c->spool, c->trail->args.store);
	if (!c->sender)
		return trail_failed(c->trail, "out of memory");
	c->read = now_ms();
	begin_batch(c);
	return TRAIL_DONE;
}

static int finish(struct collector *c, int ret)
{
	uint64_t records = 0;
	bool empty = sender_stop(c->sender);

	if (empty)
		return ret;
	spool_waiting(c->spool, &records);
	if (c->trail->args.input)
		return trail_failed(c->trail, "%llu records are not stored: run it again",
				    (unsigned long long)records);
	trail_failed(c->trail, "%llu records wait in %s for the next run",
		     (unsigned long long)records, spool_path(c->spool));
	return ret;
}

static int collect_run(struct trail *trail)
{
	struct collector c = { .trail = trail, .shown = -1 };
	sigset_t open;
	int ret;

	stopped = reload = 0;
	trail->syslog = !trail->args.input && !isatty(STDERR_FILENO);
	ret = find_host(&c);
	if (!ret)
		ret = open_input(&c);
	if (!ret)
		ret = open_spool(&c);
	if (ret)
		return ret;
	block_signals(&open);
	ret = start(&c);
	if (!ret)
		ret = collect_loop(&c, &open);
	if (c.sender)
		ret = finish(&c, ret);
	if (c.events)
		events_free(c.events);
	bytes_free(&c.batch);
	bytes_free(&c.buffer);
	spool_close(c.spool);
	if (c.fd > STDIN_FILENO)
		close(c.fd);
	return ret;
}

const struct command cmd_collect = {
	.name = "collect",
	.args = "[--store URL] [--input FILE] [--machine-id ID] [--boot-id ID] [--spool FILE]",
	.about = "store the records of this host, or of a log",
	.options = "sfmbo",
	.run = collect_run,
	.help =
"Reads audit records from standard input, as a plugin of auditd gets them in either\n"
"format, and stores each event in which a container takes part. It stores it for\n"
"each container in the lineages of the event, so for those that others nest in as\n"
"well. Storing an event again changes nothing.\n"
"\n"
"While the store is away, records wait in the spool, and go to the store in order\n"
"when it is back, also after a restart. Records for which the spool has no more room\n"
"are counted, and 'contid-trail verify' prints the number.\n"
"\n"
"  --input FILE     read a log, or with - standard input, up to its end, and wait for\n"
"                   the store. There is no spool then: after a failure, run it again.\n"
"  --machine-id ID  the host that the records are of, by default this one\n"
"  --boot-id ID     the boot that they are of, by default this one. For a log of several\n"
"                   boots, once for each, in order, as 'journalctl --list-boots' lists\n"
"                   them\n"
"  --spool FILE     the spool\n"
"\n"
"SIGHUP reads the configuration file again and connects anew; SIGTERM ends it as the\n"
"end of the input does.\n",
};
