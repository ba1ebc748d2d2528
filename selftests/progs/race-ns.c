// SPDX-License-Identifier: GPL-2.0
/*
 * race-ns {labelled|churn} OPERATIONS FIRST-ID [SEED]: make, enter and leave namespaces
 * at random, by clone, unshare, setns, exit, open files and bind mounts, in several
 * processes and their threads at once.
 *
 * With "labelled", each process is in a container from the start. With "churn", they get
 * labels and lose them all the while. At the end no namespace is left; whether the
 * log has them all is for the caller to see.
 */

#include <sys/mount.h>

#include "namespaces.h"
#include "pick.h"
#include "raw_contid.h"
#include "thread.h"

#define WORKERS	4
#define TARGETS	4	/* children of each, which all of them enter */
#define FILES	6	/* open namespaces of each */

static struct shared {
	volatile pid_t targets[WORKERS][TARGETS];
	volatile unsigned int done[WORKERS];	/* operations */
	volatile unsigned int tried[WORKERS];	/* those of threads as one */
	volatile unsigned int changed[WORKERS];	/* of these succeeded */
	volatile int finished;			/* workers */
} *shared;

/* What this process holds. */
static int self;
static int files[FILES], home[NR_NS];
static bool mounted;

/* A network namespace costs as much as dozens of others. */
static uint64_t pick_flags(uint64_t among)
{
	uint64_t flags = 0;
	int i;

	for (i = 0; i < NR_NS; i++)
		if (!pick(i == NS_NET || i == NS_MNT ? 40 : 4))
			flags |= ns_types[i].flag;
	return flags & among;
}

static pid_t pick_target(void)
{
	return shared->targets[pick(WORKERS)][pick(TARGETS)];
}

/* The file of a namespace of a target, which may be gone, or -1. */
static int open_target(enum ns type)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pick_target(),
		 ns_types[type].name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* What is entered here can be left again. */
static enum ns pick_type(void)
{
	enum ns type;

	do {
		type = pick(NR_NS);
	} while (type == NS_USER);
	return type;
}

static bool keep_file(int fd)
{
	int *place = &files[pick(FILES)];

	if (*place > 0)
		close(*place);
	*place = fd;
	return fd >= 0;
}

static bool enter_by_file(void)
{
	enum ns type = pick_type();
	int fd = open_target(type);
	bool good = fd >= 0 && !setns(fd, ns_types[type].flag);

	keep_file(fd);
	return good;
}

static bool enter_by_pidfd(void)
{
	uint64_t among = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP |
			 CLONE_NEWPID | CLONE_NEWNET;
	int pidfd = pidfd_open(pick_target(), 0);
	bool good;

	if (pidfd < 0)
		return false;
	good = !setns(pidfd, pick_flags(among) | CLONE_NEWUTS);
	close(pidfd);
	return good;
}

static bool go_home(void)
{
	enum ns type = pick_type();

	return !setns(home[type], ns_types[type].flag);
}

static bool leave(void)
{
	return !unshare(pick_flags(NS_ALL & ~((uint64_t)CLONE_NEWUSER |
					      CLONE_NEWPID)) | CLONE_NEWUTS);
}

static bool replace_target(void)
{
	volatile pid_t *target = &shared->targets[self][pick(TARGETS)];
	pid_t pid = *target;

	*target = 0;
	if (pid > 0)
		end_idle(pid);
	/* Where children would go, the first process may have exited. */
	setns(home[NS_PID], CLONE_NEWPID);
	*target = clone3_idle(pick_flags(NS_ALL));
	return *target > 0;
}

/* What a child has made goes with it, and what it has entered may. */
static bool be_brief(void)
{
	pid_t pid;

	setns(home[NS_PID], CLONE_NEWPID);
	pid = fork();
	if (!pid) {
		if (pick(2))
			unshare(pick_flags(NS_ALL) | CLONE_NEWUSER);
		else
			enter_by_file();
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return pid > 0;
}

static void *wander(void *arg)
{
	pick_seed((uintptr_t)arg);
	leave();
	enter_by_pidfd();
	leave();
	return NULL;
}

static bool wander_in_threads(void)
{
	pthread_t threads[2];
	int i, n = 0;

	/* Threads have to be where the process is. */
	setns(home[NS_PID], CLONE_NEWPID);
	for (i = 0; i < 2; i++)
		n += !pthread_create(&threads[n], NULL, wander,
				     (void *)(uintptr_t)(pick_state + n));
	leave();
	go_home();
	/* Each thread was three operations, and this one has been three. */
	shared->done[self] += 2 + 3 * n;
	while (n)
		pthread_join(threads[--n], NULL);
	return true;
}

static bool close_file(void)
{
	return keep_file(-1) || true;
}

static void bound_path(char *path, size_t size)
{
	snprintf(path, size, "/tmp/race-ns-%d", self);
}

/* In the mount namespace of before, or in none. */
static bool bind_or_unbind(void)
{
	char from[64], to[64];

	if (setns(home[NS_MNT], CLONE_NEWNS))
		return false;
	bound_path(to, sizeof(to));
	if (mounted) {
		mounted = umount2(to, MNT_DETACH);
		return true;
	}
	snprintf(from, sizeof(from), "/proc/%d/ns/%s", pick_target(),
		 ns_types[pick(NR_NS)].name);
	mounted = !mount(from, to, NULL, MS_BIND, NULL);
	return mounted;
}

static const struct operation {
	bool (*run)(void);
	unsigned int weight;
} operations[] = {
	{ replace_target, 6 },
	{ enter_by_file, 8 },
	{ enter_by_pidfd, 4 },
	{ go_home, 5 },
	{ leave, 6 },
	{ be_brief, 3 },
	{ wander_in_threads, 2 },
	{ close_file, 3 },
	{ bind_or_unbind, 2 },
};

#define NR_OPERATIONS	(sizeof(operations) / sizeof(*operations))

static const struct operation *pick_operation(void)
{
	const struct operation *op = operations;
	unsigned int sum = 0, n;
	size_t i;

	for (i = 0; i < NR_OPERATIONS; i++)
		sum += operations[i].weight;
	for (n = pick(sum); n >= op->weight; op++)
		n -= op->weight;
	return op;
}

static void begin(void)
{
	char path[64];
	int i;

	for (i = 0; i < NR_NS; i++)
		home[i] = open_namespace(0, ns_types[i].name);
	bound_path(path, sizeof(path));
	make_file(path);
}

static void let_all_go(void)
{
	int i;

	for (i = 0; i < TARGETS; i++)
		if (shared->targets[self][i] > 0)
			end_idle(shared->targets[self][i]);
	while (mounted)
		bind_or_unbind();
}

struct job {
	unsigned int n;
	uint64_t seed;
};

/* Order: the number of the worker. */
static long work(char order, void *data)
{
	const struct job *job = data;

	self = order;
	pick_seed(job->seed + 7919 * (self + 1));
	begin();
	while (shared->done[self] < job->n) {
		shared->tried[self]++;
		shared->changed[self] += pick_operation()->run();
		shared->done[self]++;
	}
	let_all_go();
	__atomic_add_fetch(&shared->finished, 1, __ATOMIC_SEQ_CST);
	return 0;
}

/* Labels for what lives at the moment, until the workers are done. */
static unsigned int churn_labels(struct raw_nl *nl, uint64_t id)
{
	unsigned int n = 0;
	int pidfd;

	while (shared->finished < WORKERS) {
		pidfd = pidfd_open(pick_target(), 0);
		if (pidfd < 0) {
			sched_yield();
			continue;
		}
		if (!raw_set(nl, pidfd, id, NULL)) {
			n++;
			id++;
			if (pick(2))
				raw_drop(nl, pidfd, NULL);
		}
		close(pidfd);
	}
	return n;
}

int main(int argc, char **argv)
{
	bool labelled = argc > 1 && !strcmp(argv[1], "labelled");
	unsigned int n = rounds(argc > 2 ? atoi(argv[2]) : 1000);
	uint64_t id = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	struct job job = { n / WORKERS, argc > 4 ? strtoull(argv[4], NULL, 0) : 1 };
	struct raw_nl nl = raw_connect();
	struct process workers[WORKERS];
	unsigned int labels = WORKERS, tried = 0, changed = 0;
	int i;

	pick_seed(job.seed);
	shared = shared_memory(sizeof(*shared));
	for (i = 0; i < WORKERS; i++) {
		workers[i] = process_start(work, &job);
		if (labelled)
			must_do(raw_set(&nl, workers[i].pidfd, id + i, NULL),
				"label");
	}
	for (i = 0; i < WORKERS; i++)
		process_order(&workers[i], i);
	if (!labelled)
		labels = churn_labels(&nl, id);
	for (i = 0; i < WORKERS; i++) {
		process_answer(&workers[i]);
		tried += shared->tried[i];
		changed += shared->changed[i];
		process_end(&workers[i]);
	}
	diag("%u operations; %u of %u succeeded; %u labels", n, changed, tried,
	     labels);
	ok(changed > tried / 2, "%s: most of the operations succeeded",
	   labelled ? "labelled" : "churn");
	ok(labels >= WORKERS, "there were containers");
	return done_testing();
}
