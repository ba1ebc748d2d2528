// SPDX-License-Identifier: GPL-2.0
/*
 * contid-top on a kernel that a file describes, which a test replaces with rename(2):
 * the file in $CONTID_TOP_STATE is read with each list of containers. Its lines:
 *
 *	clock SECONDS
 *	stats READERS DELIVERED LOST		without it, the counters are refused
 *	container SERIAL SCOPE CONTID PROCESSES [NAME]
 *	events SERIAL EVENTS LOST		so many there are in all, of two records each
 *	full					READ is refused
 *	fail					and so is the list
 *
 * A container that is read and has no line any more has ended. The log of requests in
 * $CONTID_TOP_LOG has READ and its end.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <linux/audit.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fake.h"

#define MANY	64

/**
 * struct container - a container, and the reader that it may have.
 * @info: what the kernel says of it
 * @name: its name
 * @events: events that there have been
 * @lost: records that were lost
 */
struct container {
	struct contid_info info;
	char name[CONTID_NAME_MAX + 1];
	uint64_t events;
	uint64_t lost;
};

/**
 * struct reader - a container that is read.
 * @serial: its serial number
 * @sent: events that were sent
 */
struct reader {
	uint64_t serial;
	uint64_t sent;
};

static struct container containers[MANY];
static size_t nr_containers;
static struct reader readers[MANY];
static size_t nr_readers;
static struct contid_stats stats;
static bool have_stats, full, fail;
static double now = 1;
static struct nl_sock *reader_sk;
static struct contid_ops ops;

static void add_container(const char *line)
{
	struct container *c = &containers[nr_containers++];
	int at = 0;

	memset(c, 0, sizeof(*c));
	c->info.parent = CONTID_UNSET;
	if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu32 " %n", &c->info.serial,
		   &c->info.scope, &c->info.contid, &c->info.processes, &at) < 4)
		abort();
	strncpy(c->name, line + at, sizeof(c->name) - 1);
	c->info.name = *c->name ? c->name : NULL;
}

static struct container *find(uint64_t serial)
{
	size_t i;

	for (i = 0; i < nr_containers; i++)
		if (containers[i].info.serial == serial)
			return &containers[i];
	return NULL;
}

static void add_events(const char *line)
{
	uint64_t serial, events, lost;

	if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64, &serial, &events, &lost) != 3 ||
	    !find(serial))
		abort();
	find(serial)->events = events;
	find(serial)->lost = lost;
}

static void read_line(const char *line)
{
	if (!strncmp(line, "clock ", 6))
		now = atof(line + 6);
	else if (!strncmp(line, "stats ", 6))
		have_stats = sscanf(line + 6, "%" SCNu64 " %" SCNu64 " %" SCNu64, &stats.readers,
				    &stats.records_delivered, &stats.records_lost) == 3;
	else if (!strncmp(line, "container ", 10))
		add_container(line + 10);
	else if (!strncmp(line, "events ", 7))
		add_events(line + 7);
	full |= !strcmp(line, "full");
	fail |= !strcmp(line, "fail");
}

static void read_state(void)
{
	FILE *f = fopen(getenv("CONTID_TOP_STATE"), "r");
	char line[512];

	if (!f)
		abort();
	nr_containers = 0;
	have_stats = full = fail = false;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		read_line(line);
	}
	fclose(f);
}

static void note(const char *what, uint64_t serial)
{
	FILE *f = fopen(getenv("CONTID_TOP_LOG"), "a");

	fprintf(f, "%s %" PRIu64 "\n", what, serial);
	fclose(f);
}

static void list(struct nlmsghdr *req)
{
	size_t i;

	read_state();
	if (fail) {
		fake_refuse(req, EPERM, "no authority any more", 0, 0);
		return;
	}
	for (i = 0; i < nr_containers; i++)
		fake_info(req, NLM_F_MULTI, &containers[i].info);
	fake_done(req, 0, 0, NULL);
}

static void begin_reader(struct nlmsghdr *req, uint64_t serial)
{
	if (full) {
		fake_refuse(req, ENOSPC, "the container has 16 readers", 0, 0);
		return;
	}
	note("read", serial);
	readers[nr_readers++] = (struct reader){ serial, find(serial)->events };
	fake_ack(req);
}

static void end_reader(struct nlmsghdr *req, uint64_t serial)
{
	size_t i;

	note("unread", serial);
	for (i = 0; i < nr_readers; i++)
		if (readers[i].serial == serial)
			readers[i] = readers[--nr_readers];
	fake_begin(req, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_LOST, 0);
	fake_end();
	fake_ack(req);
}

static void read_request(struct nlmsghdr *req)
{
	struct nlattr *flags = fake_find(req, CONTID_A_FLAGS);
	uint64_t serial = nla_get_u64(fake_find(req, CONTID_A_SERIAL));

	if (flags && nla_get_u32(flags) & CONTID_FLAG_STOP)
		end_reader(req, serial);
	else
		begin_reader(req, serial);
}

static void answer(struct nlmsghdr *req)
{
	switch (((struct genlmsghdr *)nlmsg_data(req))->cmd) {
	case CONTID_CMD_GET:
		list(req);
		break;
	case CONTID_CMD_STATS_GET:
		if (have_stats) {
			fake_stats(req, &stats);
			fake_ack(req);
			break;
		}
		note("refused", 0);
		fake_refuse(req, EPERM, NULL, 0, 0);
		break;
	case CONTID_CMD_READ:
		read_request(req);
		break;
	default:
		abort();
	}
}

static void put_event(const struct reader *reader, uint64_t lost)
{
	char text[64];

	snprintf(text, sizeof(text), "audit(1.000:%" PRIu64 "): x=", reader->sent);
	fake_record(reader->serial, AUDIT_SYSCALL, text, lost);
	fake_record(reader->serial, AUDIT_PATH, text, 0);
	fake_record(reader->serial, AUDIT_EOE, text, 0);
}

/* Put together what readers have not been sent. */
static void put_records(void)
{
	size_t i;

	fake_to_records();
	for (i = nr_readers; i--;) {
		struct container *c = find(readers[i].serial);

		if (!c) {
			fake_record(readers[i].serial, CONTID_RECORD_END, NULL, 0);
			readers[i] = readers[--nr_readers];
			continue;
		}
		while (readers[i].sent < c->events) {
			readers[i].sent++;
			put_event(&readers[i], c->lost);
		}
	}
	fake_cut();
	fake_to_answers();
}

static int receive(struct nl_sock *sk, struct sockaddr_nl *from, unsigned char **buf,
		   struct ucred **creds)
{
	if (sk == reader_sk && !fake_unread())
		put_records();
	if (sk == reader_sk && !fake_unread()) {
		errno = EAGAIN;
		return -NLE_FAILURE;
	}
	return fake_ops.recv(sk, from, buf, creds);
}

static int become_reader(struct nl_sock *sk)
{
	reader_sk = sk;
	return fake_ops.read(sk);
}

/* It is never ready: records are looked for at each update. */
static int descriptor(const struct nl_sock *sk)
{
	static int fd = -1;

	(void)sk;
	if (fd < 0)
		fd = eventfd(0, EFD_CLOEXEC);
	return fd;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ts);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	(void)clock;
	ts->tv_sec = now;
	ts->tv_nsec = 0;
	return 0;
}

int __wrap_contid_open(struct contid_handle **handle);
int __wrap_contid_open(struct contid_handle **handle)
{
	if (!ops.send) {
		fake_reset();
		fake_expect_all(answer);
		ops = fake_ops;
		ops.recv = receive;
		ops.read = become_reader;
		ops.fd = descriptor;
	}
	return contid_open_ops(handle, &ops);
}
