// SPDX-License-Identifier: GPL-2.0
/*
 * stats [LIVES]: the counters of STATS_GET, which are exact: each thing that is done
 * counts once, also when several processes do it at the same time.
 */

#include "namespaces.h"
#include "raw_stats.h"
#include "requester.h"

#define WORKERS		4
#define FIRST_ID	100000

#define STAT(name)	v[CONTID_A_STATS_##name]
#define ALL		(1U << CONTID_A_STATS_CONTAINERS | 1U << CONTID_A_STATS_CONTAINERS_EVER | \
			 1U << CONTID_A_STATS_PROCESSES | 1U << CONTID_A_STATS_SETS |		\
			 1U << CONTID_A_STATS_DROPS | 1U << CONTID_A_STATS_ADOPTIONS |		\
			 1U << CONTID_A_STATS_ENDS | 1U << CONTID_A_STATS_SUPPRESSED |		\
			 1U << CONTID_A_STATS_NAMESPACES | 1U << CONTID_A_STATS_NAMESPACES_EVER | \
			 1U << CONTID_A_STATS_READERS | 1U << CONTID_A_STATS_RECORDS_DELIVERED | \
			 1U << CONTID_A_STATS_RECORDS_LOST)
#define NO_COUNTER	(1U << CONTID_A_STATS_REFUSALS | 1U << CONTID_A_STATS_PAD)

static struct raw_nl nl;
static struct raw_stats before, after;

/* What workers did, in memory that all share */
struct tally {
	uint64_t sets, made, drops, refused, wrong;
};

static struct tally *tallies;
static long lives = 300;

static void look(struct raw_stats *stats)
{
	must_do(raw_stats_get(&nl, stats), "STATS_GET");
}

/* How much a counter has grown. */
#define grown(name)	(after.STAT(name) - before.STAT(name))

static void check_first(void)
{
	struct process p = process_start(NULL, NULL), q = process_start(NULL, NULL);

	look(&before);
	ok((before.present & ~NO_COUNTER) == ALL, "each counter is there, and no other");
	ok(!before.STAT(CONTAINERS) && !before.STAT(PROCESSES), "there is no container yet");
	ok(before.STAT(NAMESPACES) >= 8 && before.STAT(NAMESPACES_EVER) >= before.STAT(NAMESPACES),
	   "the initial namespaces count");

	must_do(raw_set(&nl, p.pidfd, 1, NULL) ?: raw_set(&nl, q.pidfd, 1, NULL) ?:
		raw_nest(&nl, q.pidfd, 2, NULL), "the containers");
	look(&after);
	ok(grown(SETS) == 3 && grown(CONTAINERS_EVER) == 2 && after.STAT(CONTAINERS) == 2 &&
	   after.STAT(PROCESSES) == 2 && !grown(DROPS) && !grown(ENDS),
	   "each SET counts, each container, and each process");
	must_do(raw_drop(&nl, q.pidfd, NULL), "the drop");
	look(&after);
	ok(grown(DROPS) == 1 && grown(ENDS) == 1 && after.STAT(CONTAINERS) == 1 &&
	   after.STAT(PROCESSES) == 2, "so does a DROP, and an end");
	ok(raw_set(&nl, q.pidfd, 3, NULL) == -EEXIST, "a refused SET");
	look(&after);
	ok(grown(SETS) == 3 && after.refused[EEXIST] == before.refused[EEXIST] + 1,
	   "is a refusal, and no SET");
	process_end(&p);
	process_end(&q);
	until(raw_is_gone(&nl, 1));
}

static int get_stats(struct raw_nl *from, void *data)
{
	(void)data;
	return raw_stats_get(from, &after);
}

static void check_authority(void)
{
	static const struct {
		enum requester kind;
		int err;
	} cases[] = {
		{ READER, 0 }, { NETNS, 0 }, { UNPRIVILEGED, -EPERM }, { BORROWER, -EPERM },
		{ USERNS, -EPERM }, { LABELLED, -EPERM }, { DELEGATED, -EPERM },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ok(requester_run(&nl, cases[i].kind, get_stats, NULL).err == cases[i].err,
		   "%s: %s", requester_names[cases[i].kind],
		   cases[i].err ? "is refused" : "may read");
}

static void check_attributes(void)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl.family, CONTID_CMD_STATS_GET, 0);
	raw_nl_put_u64(&msg, CONTID_A_STATS_CONTAINERS, 0);
	ok(raw_nl_request(&nl, &msg, NULL, NULL) == -EINVAL, "an attribute is refused");
	raw_nl_start(&msg, nl.family, CONTID_CMD_STATS_GET, NLM_F_DUMP);
	ok(raw_nl_request(&nl, &msg, NULL, NULL) == -EOPNOTSUPP, "there is no dump");
}

/* One life: a container, now and then one within, a DROP, a refusal. */
static void live(struct raw_nl *own, struct tally *t, uint64_t id, long n)
{
	struct process p = process_start(NULL, NULL);

	t->wrong += !!raw_set(own, p.pidfd, id, NULL);
	t->sets++;
	t->made++;
	if (n % 3 == 0) {
		t->wrong += !!raw_nest(own, p.pidfd, id + 1, NULL);
		t->sets++;
		t->made++;
	}
	if (n % 4 == 0) {
		t->wrong += raw_set(own, p.pidfd, id, NULL) != -EEXIST;
		t->refused++;
	}
	if (n % 2 == 0) {
		t->wrong += !!raw_drop(own, p.pidfd, NULL);
		t->drops++;
	}
	process_end(&p);
}

static long work(char order, void *data)
{
	struct raw_nl own = raw_connect();
	int worker = order - '0';
	long n;

	(void)data;
	for (n = 0; n < lives; n++)
		live(&own, &tallies[worker], FIRST_ID * (worker + 1) + 2 * n, n);
	return 0;
}

static void check_storm(void)
{
	struct process workers[WORKERS];
	struct tally sum = {};
	struct raw_descs list = {};
	int i;

	tallies = shared_memory(WORKERS * sizeof(*tallies));
	look(&before);
	for (i = 0; i < WORKERS; i++) {
		workers[i] = process_start(work, NULL);
		process_order(&workers[i], '0' + i);
	}
	for (i = 0; i < WORKERS; i++)
		process_answer(&workers[i]);
	for (i = 0; i < WORKERS; i++) {
		process_end(&workers[i]);
		sum.sets += tallies[i].sets;
		sum.made += tallies[i].made;
		sum.drops += tallies[i].drops;
		sum.refused += tallies[i].refused;
		sum.wrong += tallies[i].wrong;
	}
	until(!raw_dump(&nl, &list) && !list.n);
	look(&after);
	diag("%llu sets, %llu containers, %llu drops, %llu refused", (unsigned long long)sum.sets,
	     (unsigned long long)sum.made, (unsigned long long)sum.drops,
	     (unsigned long long)sum.refused);
	ok(!sum.wrong, "a storm of requests, each as it should be");
	ok(grown(SETS) == sum.sets && grown(DROPS) == sum.drops, "each SET and DROP is counted");
	ok(grown(CONTAINERS_EVER) == sum.made && grown(ENDS) == sum.made &&
	   !after.STAT(CONTAINERS) && !after.STAT(PROCESSES),
	   "as many ends as containers, and none is left");
	ok(after.refused[EEXIST] - before.refused[EEXIST] == sum.refused, "each refusal is counted");
	free(list.v);
}

static int refused_set(struct raw_nl *from, void *data)
{
	int i;

	for (i = 0; i < 100; i++)
		raw_set(from, *(int *)data, 1, NULL);
	return 0;
}

static void check_suppressed(void)
{
	struct process p = process_start(NULL, NULL);
	uint64_t more;

	look(&before);
	requester_run(&nl, UNPRIVILEGED, refused_set, &p.pidfd);
	look(&after);
	more = grown(SUPPRESSED);
	ok(after.refused[EPERM] - before.refused[EPERM] == 100, "100 refusals for lack of authority");
	/* At least ten got a record; more if they took longer than a second. */
	ok(more && more <= 90, "those without record are counted: %llu", (unsigned long long)more);
	process_end(&p);
}

static bool namespaces_are_back(void)
{
	look(&after);
	return after.STAT(NAMESPACES) == before.STAT(NAMESPACES);
}

static void check_namespaces(void)
{
	int i, status;
	pid_t pid;

	look(&before);
	for (i = 0; i < 20; i++) {
		pid = fork();
		if (!pid) {
			must_unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET);
			_exit(0);
		}
		waitpid(pid, &status, 0);
	}
	until(namespaces_are_back());
	ok(true, "namespaces that are gone do not count");
	ok(grown(NAMESPACES_EVER) == 60, "each that there was does");
}

int main(int argc, char **argv)
{
	if (argc > 1)
		lives = atol(argv[1]);
	nl = raw_connect();
	check_first();
	check_authority();
	check_attributes();
	check_storm();
	check_suppressed();
	check_namespaces();
	return done_testing();
}
