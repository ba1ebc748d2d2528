// SPDX-License-Identifier: GPL-2.0
/*
 * read-loss: what a reader did not get is counted, to the record: delivered and lost are
 * together what another reader got, which lost nothing. Rule for prctl(0x7ead).
 */

#include <stddef.h>

#include "process.h"
#include "raw_read.h"

#define ID		330
#define PRCTL_EVENT	0x7ead
#define BATCH		500	/* events of one order */
#define RECORDS		4	/* of one: SYSCALL, CONTAINER_ID, PROCTITLE, EOE */

static struct raw_nl nl;

/* What a reader has got. */
struct tally {
	unsigned long records;		/* all of them */
	unsigned long events;		/* of prctl(0x7ead), whole */
	unsigned long broken;		/* not whole */
	unsigned long in_event;		/* records of the present one */
	uint64_t lost;
	bool end;
};

static struct tally *tally;

static void count(const struct raw_record *record)
{
	static const char event[] = " a0=7ead ";

	tally->records++;
	if (record->has_lost)
		tally->lost = record->lost;
	if (record->type == 1300 && strstr(record->text, event)) {
		tally->broken += tally->in_event != 0;
		tally->in_event = 1;
	} else if (tally->in_event) {
		tally->in_event++;
	}
	if (record->type == 1320 && tally->in_event) {
		tally->events += tally->in_event == RECORDS;
		tally->broken += tally->in_event != RECORDS;
		tally->in_event = 0;
	}
}

static void start(struct raw_reader *reader, uint32_t limit, struct tally *to)
{
	struct raw_read_options options = { .limit = &limit };

	memset(to, 0, sizeof(*to));
	memset(reader, 0, offsetof(struct raw_reader, buf));
	tally = to;
	reader->nl = raw_connect();
	must_do(raw_read_start(reader, ID, options, count), "READ");
}

/* Read what is there. */
static void drain(struct raw_reader *reader, struct tally *to)
{
	struct raw_record record;

	tally = to;
	while (raw_read_next(reader, 0, &record) == 1) {
		if (record.cmd == CONTID_CMD_END_NTF) {
			to->end = true;
			to->lost = record.lost;
		} else {
			count(&record);
		}
	}
}

/* Read until so many events are there. */
static void drain_until(struct raw_reader *reader, struct tally *to,
			unsigned long events)
{
	struct raw_record record;

	tally = to;
	while (to->events < events) {
		if (raw_read_next(reader, -1, &record) != 1)
			bail("recv");
		count(&record);
	}
}

/* Orders: 'e' events; 'q' one */
static long make_events(char order, void *data)
{
	long i, n = order == 'e' ? BATCH : 1;

	(void)data;
	for (i = 0; i < n; i++)
		prctl(PRCTL_EVENT, i);
	return 0;
}

static struct process labelled(void)
{
	struct process p = process_start(make_events, NULL);

	must_do(raw_set(&nl, p.pidfd, ID, NULL), "SET");
	return p;
}

static struct raw_reader lagging, whole;
static struct tally of_lagging, of_whole;

static void check(const char *what, unsigned long events)
{
	diag("%s: %lu and %llu of %lu", what, of_lagging.records,
	     (unsigned long long)of_lagging.lost, of_whole.records);
	ok(of_whole.events == events && !of_whole.broken,
	   "%s: a reader with room gets all", what);
	ok(of_lagging.lost && of_lagging.records + of_lagging.lost ==
	   of_whole.records - 1,
	   "%s: delivered and lost are what was emitted", what);
	ok(of_lagging.events && !of_lagging.broken && !of_lagging.in_event,
	   "%s: events are whole", what);
}

static void check_lag(void)
{
	struct process p = labelled();
	uint64_t lost = 0;
	int i;

	start(&whole, 16 << 20, &of_whole);
	start(&lagging, 64 << 10, &of_lagging);
	process_ask(&p, 'e');
	drain_until(&whole, &of_whole, BATCH);
	drain(&lagging, &of_lagging);
	process_ask(&p, 'q');
	drain_until(&whole, &of_whole, BATCH + 1);
	drain(&lagging, &of_lagging);
	drain(&whole, &of_whole);
	check("a slow reader", BATCH + 1);

	for (i = 0; i < 3; i++)
		process_ask(&p, 'e');
	drain_until(&whole, &of_whole, 4 * BATCH + 1);
	tally = &of_lagging;
	must_do(raw_read_stop(&lagging, ID, count, &lost), "stop");
	of_lagging.lost = lost;
	drain(&lagging, &of_lagging);
	check("a stopped reader", 4 * BATCH + 1);
	ok(raw_read_stop(&lagging, ID, count, &lost) == -ENOENT,
	   "it cannot be stopped twice");

	start(&lagging, 64 << 10, &of_lagging);
	process_ask(&p, 'q');
	drain_until(&whole, &of_whole, 4 * BATCH + 2);
	drain_until(&lagging, &of_lagging, 1);
	of_whole.records = of_lagging.records = 0;
	for (i = 0; i < 2; i++)
		process_ask(&p, 'e');
	drain_until(&whole, &of_whole, 6 * BATCH + 2);
	process_end(&p);
	while (!of_whole.end)
		drain(&whole, &of_whole);
	drain(&lagging, &of_lagging);
	/* The record of the end has been lost as well. */
	ok(of_lagging.end && of_lagging.lost,
	   "the end says what was lost before");
	diag("end: %lu and %llu of %lu", of_lagging.records,
	     (unsigned long long)of_lagging.lost, of_whole.records);
	ok(of_lagging.records + of_lagging.lost == of_whole.records,
	   "to the record");
	close(lagging.nl.fd);
	close(whole.nl.fd);
}

/*
 * What each of three may do: the records of all of them have room in a socket of 64 MiB,
 * however slowly that is read.
 */
#define ROUNDS	4000

/* Readers that come and go, each in its own way, until they are stopped. */
static void come_and_go(int line, void *data)
{
	static struct raw_reader reader;
	static struct tally ignored;
	unsigned long rounds = 0;
	uint64_t lost;
	char stop;

	(void)data;
	do {
		start(&reader, 1 << (12 + rounds % 8), &ignored);
		if (rounds % 3)
			drain(&reader, &ignored);
		tally = &ignored;
		if (rounds % 2)
			must_do(raw_read_stop(&reader, ID, count, &lost), "stop");
		close(reader.nl.fd);
		rounds++;
	} while (recv(line, &stop, 1, rounds < ROUNDS ? MSG_DONTWAIT : 0) != 1);
	if (write(line, &rounds, sizeof(rounds)) != sizeof(rounds))
		_exit(1);
}

#define STORM	20	/* orders */

static void check_storm(void)
{
	struct process a = labelled(), b = labelled();
	struct process readers[3];
	unsigned long rounds = 0;
	int i;

	start(&whole, 64 << 20, &of_whole);
	for (i = 0; i < 3; i++)
		readers[i] = process_fork(come_and_go, NULL);
	for (i = 0; i < STORM; i++) {
		process_order(&a, 'e');
		process_order(&b, 'e');
		drain_until(&whole, &of_whole, (2 * i + 2) * BATCH);
		process_answer(&a);
		process_answer(&b);
	}
	for (i = 0; i < 3; i++)
		process_order(&readers[i], 'x');
	for (i = 0; i < 3; i++) {
		rounds += process_answer(&readers[i]);
		process_reap(&readers[i]);
		drain(&whole, &of_whole);
	}
	process_end(&a);
	process_end(&b);
	while (!of_whole.end)
		drain(&whole, &of_whole);
	diag("%lu readers came and went; %lu events, %lu broken, %llu records lost",
	     rounds, of_whole.events, of_whole.broken,
	     (unsigned long long)of_whole.lost);
	ok(of_whole.events == 2 * STORM * BATCH && !of_whole.broken && !of_whole.lost,
	   "others come and go: a reader with room gets all, each event whole");
	ok(rounds > 30, "and they do");
	close(whole.nl.fd);
}

/* A reader that is killed with a full queue leaves nothing behind. */
static void check_killed(void)
{
	struct process p = labelled();
	pid_t pid = fork();

	if (!pid) {
		start(&lagging, 64 << 10, &of_lagging);
		idle();
	}
	must(pid, "fork");
	start(&whole, 16 << 20, &of_whole);
	process_ask(&p, 'e');
	drain_until(&whole, &of_whole, BATCH);
	end_idle(pid);
	process_ask(&p, 'q');
	drain_until(&whole, &of_whole, BATCH + 1);
	ok(!of_whole.broken, "a reader that was killed takes nothing from others");
	process_end(&p);
	while (!of_whole.end)
		drain(&whole, &of_whole);
	close(whole.nl.fd);
}

int main(void)
{
	nl = raw_connect();
	check_lag();
	check_killed();
	check_storm();
	return done_testing();
}
