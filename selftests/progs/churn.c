// SPDX-License-Identifier: GPL-2.0
/*
 * churn DUMPS: dump the containers while others come and go. What has been
 * there all the time is in each dump, once; or the dump says that it has been
 * interrupted, and a dump need not be read to its end.
 */

#include "race.h"

#define STABLE	500
#define FIRST	10000
#define WORKERS	2

static volatile int *stop;

/* Containers that live for a moment. */
static long work(char order, void *data)
{
	struct raw_nl nl = raw_connect();
	uint64_t id = 1000000ULL * (order - '0' + 1);
	struct process p;
	long n;

	(void)data;
	for (n = 0; !*stop; n++) {
		p = process_start(NULL, NULL);
		if (raw_set(&nl, p.pidfd, id + n, NULL))
			return -1;
		if (n % 2 && raw_drop(&nl, p.pidfd, NULL))
			return -1;
		process_end(&p);
	}
	return n;
}

static int by_serial(const void *a, const void *b)
{
	uint64_t x = ((const struct raw_desc *)a)->serial;
	uint64_t y = ((const struct raw_desc *)b)->serial;

	return x < y ? -1 : x > y;
}

/* How many of the stable containers are in the list; -1 for a duplicate. */
static int count_stable(struct raw_descs *list)
{
	int n = 0;
	size_t i;

	qsort(list->v, list->n, sizeof(*list->v), by_serial);
	for (i = 0; i < list->n; i++) {
		if (i && list->v[i].serial == list->v[i - 1].serial)
			return -1;
		n += list->v[i].contid >= FIRST &&
		     list->v[i].contid < FIRST + STABLE;
	}
	return n;
}

static void dump_often(int dumps)
{
	struct raw_nl sockets[] = { raw_connect_small(), raw_connect() };
	struct raw_descs list = {};
	struct tally tally = {};
	unsigned int missing = 0;

	for (; tally.rounds < (unsigned int)dumps; tally.rounds++) {
		struct raw_nl *nl = &sockets[tally.rounds % 2];
		int err, n;

		err = raw_dump(nl, &list);
		n = count_stable(&list);
		if (err)
			tally_wrong(&tally, "dump: %s", strerror(-err));
		else if (n < 0)
			tally_wrong(&tally, "a container is there twice");
		else if (n != STABLE && !nl->answer.interrupted)
			tally_wrong(&tally, "%d of %d, and nothing is said", n,
				    STABLE);
		missing += n != STABLE;
		tally.refused += nl->answer.interrupted;
		tally.done += !nl->answer.interrupted;
	}
	diag("%u dumps: %u undisturbed, %u interrupted, %u of them with gaps",
	     tally.rounds, tally.done, tally.refused, missing);
	ok(!tally.wrong, "each dump is complete, or says that it may not be");
	free(list.v);
}

/* The first part is made when the request is sent, the next one when that is read. */
static void check_interrupted(struct raw_nl *nl)
{
	struct raw_nl small = raw_connect_small();
	struct process p = process_start(NULL, NULL);
	struct raw_nl_msg msg;

	raw_nl_start(&msg, small.family, CONTID_CMD_GET, NLM_F_DUMP);
	must_do(raw_nl_send(&small, &msg), "dump");
	must_do(raw_set(nl, p.pidfd, FIRST + STABLE, NULL), "SET");
	must_do(raw_nl_receive(&small, NULL, NULL), "dump");
	ok(small.answer.interrupted, "a dump that a container comes into says so");
	close(small.fd);
	process_end(&p);
}

/* The rest of the answer is thrown away with the socket. */
static void abandon(int times, bool tasks)
{
	struct raw_nl_msg msg;
	char buf[4096];
	int i;

	for (i = 0; i < times; i++) {
		struct raw_nl nl = raw_connect();

		raw_nl_start(&msg, nl.family, CONTID_CMD_GET, NLM_F_DUMP);
		if (tasks) {
			raw_nl_put_u64(&msg, CONTID_A_CONTID, FIRST + i % STABLE);
			raw_nl_put_u32(&msg, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
		}
		raw_nl_send(&nl, &msg);
		if (i % 2 && recv(nl.fd, buf, sizeof(buf), 0) < 0)
			bail("recv");
		close(nl.fd);
	}
}

static void check_quiet(void)
{
	struct raw_nl sockets[] = { raw_connect_small(), raw_connect() };
	struct raw_descs list = {};
	int i, interrupted = 0, wrong = 0;

	for (i = 0; i < 20; i++) {
		struct raw_nl *nl = &sockets[i % 2];

		wrong += raw_dump(nl, &list) || list.n != STABLE ||
			 count_stable(&list) != STABLE;
		interrupted += nl->answer.interrupted;
	}
	ok(!wrong && !interrupted, "undisturbed dumps are complete and say so");
	free(list.v);
}

/* Threads that keep changing namespaces do not interrupt a dump of all containers. */
static long roam(char order, void *data)
{
	long n;

	(void)order;
	(void)data;
	for (n = 0; !*stop; n++)
		if (unshare(CLONE_NEWNET))
			return -1;
	return n;
}

static void check_undisturbed_by_moves(struct raw_nl *nl)
{
	struct process p = process_start(roam, NULL);
	struct raw_descs list = {};
	int i, bad = 0;
	long n;

	if (raw_set(nl, p.pidfd, FIRST, NULL))
		bail("SET: %s", nl->answer.sentence);
	*stop = 0;
	process_order(&p, 'r');
	for (i = 0; i < 20; i++)
		bad += raw_dump(nl, &list) || nl->answer.interrupted ||
		       count_stable(&list) != STABLE;
	*stop = 1;
	n = process_answer(&p);
	ok(!bad && n > 0, "%ld changes of namespace disturb no dump", n);
	process_end(&p);
	free(list.v);
}

int main(int argc, char **argv)
{
	int i, dumps = rounds(argc > 1 ? atoi(argv[1]) : 300);
	static struct process stable[STABLE], workers[WORKERS];
	struct raw_nl nl = raw_connect();
	struct raw_descs list = {};
	long came = 0;

	stop = shared_memory(sizeof(*stop));
	for (i = 0; i < STABLE; i++) {
		stable[i] = process_start(NULL, NULL);
		if (raw_set(&nl, stable[i].pidfd, FIRST + i, NULL))
			bail("SET: %s", nl.answer.sentence);
	}
	check_quiet();
	check_interrupted(&nl);

	for (i = 0; i < WORKERS; i++) {
		workers[i] = process_start(work, NULL);
		process_order(&workers[i], '0' + i);
	}
	dump_often(dumps);
	abandon(dumps, false);
	abandon(dumps, true);
	*stop = 1;
	for (i = 0; i < WORKERS; i++) {
		long n = process_answer(&workers[i]);

		came = n < 0 || came < 0 ? -1 : came + n;
		process_end(&workers[i]);
	}
	ok(came > 0, "%ld containers came and went meanwhile", came);
	check_quiet();
	check_undisturbed_by_moves(&nl);
	for (i = 0; i < STABLE; i++)
		process_end(&stable[i]);
	ok(!raw_dump(&nl, &list) && !list.n, "no container is left");
	return done_testing();
}
