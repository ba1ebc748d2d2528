// SPDX-License-Identifier: GPL-2.0
/*
 * readers: an audited openat in a container, with readers of others and of its own; what
 * it costs the process, and what until its records are delivered.
 */

#include <linux/audit.h>

#include "../progs/raw_read.h"
#include "containers.h"

#define MOST_READERS	100

static struct raw_reader own;
static int listeners[2] = { -1, -1 };	/* of the whole log */
static int file;

static void open_once(void *data)
{
	file = openat(AT_FDCWD, "/dev/null", O_RDONLY);
}

static void close_file(void *data)
{
	close(file);
}

/* A socket that gets all records, by multicast. */
static int listen_to_all(void)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK, .nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1),
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr)))
		bail("listen to the log");
	return fd;
}

static void wait_for_listener(int fd)
{
	static char buf[16384] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh = (const void *)buf;

	do {
		if (recv(fd, buf, sizeof(buf), 0) < 0)
			bail("recv");
	} while (nlh->nlmsg_type != AUDIT_EOE);
}

static void wait_for_reader(void)
{
	struct raw_record record;

	do {
		if (raw_read_next(&own, -1, &record) != 1)
			bail("recv");
	} while (record.type != AUDIT_EOE);
}

static void open_and_wait(void *data)
{
	open_once(data);
	wait_for_listener(listeners[0]);
	if (listeners[1] >= 0)
		wait_for_listener(listeners[1]);
	if (own.nl.family)
		wait_for_reader();
}

/* Records of what came before are not those of the next one. */
static void drain(void *data)
{
	static char buf[65536];
	unsigned int i;

	bench_rest();
	for (i = 0; i < 2; i++)
		while (listeners[i] >= 0 && recv(listeners[i], buf, sizeof(buf), MSG_DONTWAIT) > 0)
			;
	while (own.nl.family && recv(own.nl.fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		own.left = 0;
}

static unsigned int nr_readers;

static void measure_process(void *state)
{
	static const struct bench b = {
		.row = "audited openat, with readers", .run = open_once,
		.before = drain, .after = close_file,
	};

	bench_measure(&b, state, nr_readers);
}

static void measure_delivery(void *state)
{
	static const struct bench b = {
		.row = "audited openat, delivered", .run = open_and_wait,
		.before = drain, .after = close_file,
	};

	bench_measure(&b, state, nr_readers);
}

/* The worker, which has no authority, has the same socket. */
static void read_it(void)
{
	struct raw_read_options options = {};

	must_do(raw_read_start(&own, WORKER_FIRST, options, NULL), "READ");
}

static void measure(void *state)
{
	listeners[0] = listen_to_all();
	measure_process(state);
	measure_delivery(state);
}

static void measure_with_listener(void *state)
{
	listeners[1] = listen_to_all();
	measure(state);
}

static void read_others(unsigned int n)
{
	struct raw_read_options options = {};
	static struct raw_reader reader;

	for (; nr_readers < n; nr_readers++) {
		reader.nl = raw_connect();
		must_do(raw_read_start(&reader, CONTAINERS_FIRST + nr_readers,
				       options, NULL), "READ");
	}
}

int main(void)
{
	static const unsigned int numbers[] = { 1, 10, MOST_READERS };
	struct containers others;
	unsigned int i;

	if (!has_contid())
		return 0;
	bench_init();
	worker(1, measure, "no reader yet");
	worker(1, measure_with_listener, "one more listener of the whole log");
	others = containers_new();
	containers_grow(&others, MOST_READERS);
	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		read_others(numbers[i]);
		worker(1, measure, "readers of others");
	}
	own.nl = raw_connect();
	worker_with(1, read_it, measure, "a reader of its own");
	containers_end(&others);
	return 0;
}
