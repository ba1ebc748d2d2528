// SPDX-License-Identifier: GPL-2.0
/*
 * read-many: readers at all depths, as many as a container can have, two thousand at
 * once; readers that are handed over. Rule for prctl(0x7ead).
 */

#include <sys/resource.h>

#include "handover.h"
#include "identity.h"
#include "raw_read.h"

#define ID_DEEP		400	/* and those below */
#define ID_MANY		1000	/* and those after */
#define PRCTL_EVENT	0x7ead
#define DEPTHS		(CONTID_DEPTH_MAX + 1)
#define CONTAINERS	125	/* with 16 readers each: 2,000 */

static struct raw_nl nl;
static struct raw_reader scratch;

static long make_event(char order, void *data)
{
	(void)data;
	return prctl(PRCTL_EVENT, order);
}

static struct process labelled(uint64_t id)
{
	struct process p = process_start(make_event, NULL);

	must_do(raw_set(&nl, p.pidfd, id, NULL), "SET");
	return p;
}

/* Readers share the buffer: each datagram is read to its end. */
static int read_with(int fd, uint64_t id, uint32_t flags, uint32_t limit)
{
	struct raw_read_options options = { .flags = flags, .limit = &limit };

	scratch.nl = (struct raw_nl){ .fd = fd, .family = nl.family };
	scratch.left = 0;
	return raw_read_start(&scratch, id, options, NULL);
}

static int must_read(uint64_t id, uint32_t flags)
{
	int fd = raw_nl_socket();

	must_do(read_with(fd, id, flags, 1 << 20), "READ");
	return fd;
}

/* The text of the next CONTAINER_ID, scope=task; "" if there is none. */
static const char *next_lineage(int fd, int timeout)
{
	struct raw_record record;
	const char *text;

	scratch.nl.fd = fd;
	while (raw_read_next(&scratch, timeout, &record) == 1) {
		text = record.text ? strstr(record.text, "scope=task contid=") : NULL;
		if (text) {
			/* The rest of the datagram */
			scratch.left = 0;
			return text;
		}
	}
	return "";
}

static void check_depths(void)
{
	static struct process members[DEPTHS];
	static char expected[2048], id[32];
	int trimmed[DEPTHS], whole[DEPTHS];
	bool good_trimmed = true, good_whole = true;
	int i, j;

	for (i = 0; i < DEPTHS; i++) {
		members[i] = process_start(make_event, NULL);
		must_do(raw_set(&nl, members[i].pidfd, ID_DEEP, NULL), "SET");
		for (j = 1; j <= i; j++)
			must_do(raw_nest(&nl, members[i].pidfd, ID_DEEP + j, NULL), "SET");
		trimmed[i] = must_read(ID_DEEP + i, CONTID_FLAG_TRIM);
		whole[i] = must_read(ID_DEEP + i, 0);
	}
	process_ask(&members[DEPTHS - 1], 'd');
	for (i = DEPTHS - 1; i >= 0; i--) {
		snprintf(expected, sizeof(expected), "scope=task contid=%d",
			 ID_DEEP + DEPTHS - 1);
		for (j = DEPTHS - 2; j >= i; j--) {
			snprintf(id, sizeof(id), ",^%d", ID_DEEP + j);
			strcat(expected, id);
		}
		if (strcmp(next_lineage(trimmed[i], -1), expected)) {
			good_trimmed = false;
			diag("depth %d, trimmed: not %s", i, expected);
		}
		for (; j >= 0; j--) {
			snprintf(id, sizeof(id), ",^%d", ID_DEEP + j);
			strcat(expected, id);
		}
		if (strcmp(next_lineage(whole[i], -1), expected)) {
			good_whole = false;
			diag("depth %d: not %s", i, expected);
		}
		close(trimmed[i]);
		close(whole[i]);
	}
	ok(good_trimmed, "readers at %d depths, trimmed: each has its own view", DEPTHS);
	ok(good_whole, "and not trimmed: the whole lineage");
	for (i = 0; i < DEPTHS; i++)
		process_end(&members[i]);
}

static void check_two_thousand(void)
{
	static struct process members[CONTAINERS];
	static int fds[CONTAINERS][CONTID_READERS_MAX];
	struct rlimit files = { 4096, 4096 };
	unsigned int got = 0;
	char expected[64];
	int i, j, fd;

	must(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
	/* Processes first: they would keep the sockets open. */
	for (i = 0; i < CONTAINERS; i++)
		members[i] = labelled(ID_MANY + i);
	for (i = 0; i < CONTAINERS; i++) {
		for (j = 0; j < CONTID_READERS_MAX; j++)
			fds[i][j] = must_read(ID_MANY + i, 0);
	}
	fd = raw_nl_socket();
	ok(read_with(fd, ID_MANY, 0, 65536) == -ENOSPC,
	   "a container has at most %d readers", CONTID_READERS_MAX);
	close(fds[0][0]);
	ok(!read_with(fd, ID_MANY, 0, 65536), "the close of a socket makes room for another");
	fds[0][0] = fd;
	for (i = 0; i < CONTAINERS; i++)
		process_ask(&members[i], 'm');
	for (i = 0; i < CONTAINERS; i++) {
		snprintf(expected, sizeof(expected), "scope=task contid=%d", ID_MANY + i);
		for (j = 0; j < CONTID_READERS_MAX; j++)
			got += !strcmp(next_lineage(fds[i][j], -1), expected);
	}
	ok(got == CONTAINERS * CONTID_READERS_MAX, "%u readers get the event of their container", got);
	for (i = 0; i < CONTAINERS; i++) {
		process_end(&members[i]);
		for (j = 0; j < CONTID_READERS_MAX; j++)
			close(fds[i][j]);
	}
}

/* Has the socket that the test hands over. Answers what it has got. */
static void receiver(int line, void *data)
{
	size_t n;
	char order;
	int fd;

	(void)data;
	become_nobody();
	if (!take_over(line, &order, 1, &fd, &n) || n != 1)
		_exit(1);
	do {
		long got = *next_lineage(fd, order == 'w' ? -1 : 0) != '\0';

		if (write(line, &got, sizeof(got)) != sizeof(got))
			_exit(1);
	} while (read(line, &order, 1) == 1);
}

static void check_handed_over(void)
{
	struct process p = labelled(ID_DEEP);
	struct process other = process_fork(receiver, NULL);
	int fd = must_read(ID_DEEP, 0);
	uint64_t lost;

	process_ask(&p, 'h');
	hand_over(other.fd, "w", 1, &fd, 1);
	ok(process_answer(&other) == 1, "a process without capabilities reads what it was handed");
	scratch.nl.fd = fd;
	ok(!raw_read_stop(&scratch, ID_DEEP, NULL, &lost), "the opener stops it");
	process_ask(&p, 'h');
	ok(process_ask(&other, 'n') == 0, "and the other one gets nothing more");
	ok(!read_with(fd, ID_DEEP, 0, 65536), "the opener starts it again");
	close(fd);
	process_ask(&p, 'h');
	ok(process_ask(&other, 'w') == 1, "the reader lives as long as one descriptor does");
	process_end(&other);
	process_end(&p);
}

int main(void)
{
	nl = raw_connect();
	check_depths();
	check_handed_over();
	check_two_thousand();
	return done_testing();
}
