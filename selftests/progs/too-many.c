// SPDX-License-Identifier: GPL-2.0
/*
 * too-many [delegated]: a request is about so many threads, and not one more; of
 * the host as well, or of a delegated requester only.
 *
 * For a delegated requester these are threads. The bound of the host is reached
 * with zombies, which count and take least memory.
 */

#include "requester.h"
#include "thread.h"

static struct raw_nl nl;

static long start_threads(unsigned int n)
{
	int err = 0;

	while (!err && n--)
		err = start_thread(idle_thread, NULL);
	return -err;
}

static pid_t make_zombie(void)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(0);
	return pid;
}

static long make_zombies(unsigned int n)
{
	while (n--) {
		if (make_zombie() < 0)
			return -errno;
	}
	return 0;
}

/*
 * Orders: 'T' and 'Z' make as many threads, or zombies, as one request may be
 * about, 't' and 'z' one more. 'w' waits for all zombies.
 */
static long run_order(char order, void *data)
{
	(void)data;
	switch (order) {
	case 'T':
		return start_threads(CONTID_THREADS_MAX_DELEGATED - 1);
	case 't':
		return start_threads(1);
	case 'Z':
		return make_zombies(CONTID_THREADS_MAX - 1);
	case 'z':
		return make_zombies(1);
	case 'w':
		while (wait(NULL) > 0)
			;
		return 0;
	}
	return -EINVAL;
}

static void must_ask(struct process *p, char order)
{
	long err = process_ask(p, order);

	if (err)
		bail("order %c: %s", order, strerror(-err));
}

struct request {
	int pidfd;
	uint64_t id;
	bool drop;
	uint32_t flags;
};

static int ask(struct raw_nl *nl, void *data)
{
	struct request *r = data;

	return r->drop ? raw_drop_as(nl, r->pidfd, r->flags, NULL) :
			 raw_set_as(nl, r->pidfd, r->id, r->flags, NO_LIMIT,
				    NULL);
}

static void check_answer(struct raw_nl_answer answer, int error, const char *what)
{
	if (!ok(answer.err == error, "%s", what))
		diag("%s: %s", strerror(-answer.err), answer.sentence);
}

static struct raw_nl_answer set(enum requester kind, struct process *p, uint64_t id,
				uint32_t flags)
{
	struct request r = { .pidfd = p->pidfd, .id = id, .flags = flags };

	return requester_run(&nl, kind, ask, &r);
}

static struct raw_nl_answer drop(enum requester kind, struct process *p,
				 uint32_t flags)
{
	struct request r = { .pidfd = p->pidfd, .drop = true, .flags = flags };

	return requester_run(&nl, kind, ask, &r);
}

static void check_delegated(void)
{
	struct process p = process_start(run_order, NULL);

	must_ask(&p, 'T');
	/* The requester's own container keeps its limit for one request. */
	if (raw_set_as(&nl, p.pidfd, LABEL_OF_DELEGATE, CONTID_FLAG_DELEGATE,
		       LIMIT_OF_DELEGATE, NULL))
		bail("SET: %s", nl.answer.sentence);
	check_answer(set(DELEGATED, &p, 11, 0), 0,
		     "SET of as many threads as a delegated requester may ask about");
	must_ask(&p, 't');
	check_answer(drop(DELEGATED, &p, 0), -E2BIG, "DROP of one more");
	check_answer(set(DELEGATED, &p, 12, CONTID_FLAG_NEST), -E2BIG,
		     "SET of one more, before the limit");
	check_answer(drop(HOST, &p, 0), 0, "the host may");
	process_end(&p);
}

static void check_host(void)
{
	struct process p = process_start(run_order, NULL);

	must_write("/proc/sys/kernel/threads-max", "200000");
	must_write("/proc/sys/kernel/pid_max", "200000");
	must_ask(&p, 'Z');
	check_answer(set(HOST, &p, 11, CONTID_FLAG_SUBTREE), 0,
		     "SET of as many as the host may ask about");
	check_answer(drop(HOST, &p, CONTID_FLAG_SUBTREE), 0, "and DROP");
	must_ask(&p, 'z');
	check_answer(set(HOST, &p, 11, CONTID_FLAG_SUBTREE), -E2BIG,
		     "SET of one more");
	ok(raw_is_gone(&nl, 11), "no container came of it");
	check_answer(set(HOST, &p, 11, 0), 0, "SET of the process alone");
	check_answer(set(HOST, &p, 11, CONTID_FLAG_SUBTREE), -EEXIST,
		     "a label of its own is refused first");
	check_answer(drop(HOST, &p, CONTID_FLAG_SUBTREE), -E2BIG,
		     "DROP of one more");
	must_ask(&p, 'w');
	process_end(&p);
}

int main(int argc, char **argv)
{
	nl = raw_connect();
	check_delegated();
	if (argc < 2 || strcmp(argv[1], "delegated"))
		check_host();
	return done_testing();
}
