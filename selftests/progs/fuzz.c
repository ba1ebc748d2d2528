// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz PROGRAMS [SEED] < CORPUS: run programs of requests, forks, namespaces and sockets
 * (fuzz.program.h), and keep those that reach code which none before has reached. What
 * has been kept, a program a line, is where mutations begin. After each program its
 * processes have ended: then no container is left, and the kernel has not complained.
 *
 * fuzz -r < CORPUS: run each program of it once, and print those that are needed to reach
 * all the places that the whole reaches.
 *
 * Lines of output: "new PROGRAM", "place ADDRESS" at the end, "bad PROGRAM" with the
 * reason in a line before it, and "# …" for people.
 *
 * fuzz actor NUMBER FILE is what an exec of an actor starts.
 */

#include <sys/stat.h>
#include <time.h>

#include "fuzz.actor.h"
#include "fuzz.cover.h"

#define CGROUP		"/sys/fs/cgroup/fuzz"
#define CORPUS_MOST	20000
#define BASE_FD		200	/* descriptors of a program are below, ours from here on */

static struct program corpus[CORPUS_MOST];
static unsigned int corpus_size;
static struct raw_nl nl;
static int audit_fd, kernel_log, kill_fd;
static unsigned long messages;

/* Not to be closed behind a program, nor in the way of its numbers. */
static int keep(int fd, const char *what)
{
	int kept = fcntl(fd, F_DUPFD, BASE_FD);

	must(kept, what);
	close(fd);
	return kept;
}

static void world_begin(void)
{
	unsigned int i;

	world_file = keep(memfd_create("world", 0), "memfd");
	must(ftruncate(world_file, sizeof(*world)), "memfd");
	world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE, MAP_SHARED, world_file, 0);
	if (world == MAP_FAILED)
		bail("world");
	world->family = nl.family;
	world->self_fd = keep(open("/proc/self/exe", O_RDONLY), "program");
	if (mkdir(CGROUP, 0700) && errno != EEXIST)
		bail(CGROUP);
	world->procs_fd = keep(open(CGROUP "/cgroup.procs", O_WRONLY), "cgroup.procs");
	kill_fd = keep(open(CGROUP "/cgroup.kill", O_WRONLY), "cgroup.kill");
	for (i = 0; i < NR_ACTORS; i++) {
		world->actor[i].order_fd = keep(eventfd(0, 0), "eventfd");
		world->actor[i].done_fd = keep(eventfd(0, 0), "eventfd");
		world->actor[i].cover_fd = keep(cover_open(i), "kcov");
	}
}

static void events_group(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group, *field;

	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh)) {
		if ((attr->nla_type & NLA_TYPE_MASK) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		group = attr + 1;
		nl_for_each_attr(field, group + 1, (char *)group + group->nla_len)
			if (field->nla_type == CTRL_ATTR_MCAST_GRP_ID)
				memcpy(data, field + 1, sizeof(uint32_t));
	}
}

/*
 * Wait until an actor has done its step, or has ended. One that shares its file descriptors
 * with us no more may have ended unseen: it gets a tenth of a second.
 */
static void await_step(struct actor *actor)
{
	struct pollfd fds[] = {
		{ .fd = actor->done_fd, .events = POLLIN },
		{ .fd = actor->apart ? -1 : actor->pidfd, .events = POLLIN },
	};
	uint64_t n;

	if (poll(fds, 2, actor->apart || actor->pidfd < 0 ? 100 : 10000) > 0 &&
	    fds[0].revents & POLLIN)
		n = read(actor->done_fd, &n, sizeof(n));
	else
		actor->there = false;
	actor->busy = false;
}

static bool harvest(struct actor *actor)
{
	return cover_harvest(actor - world->actor);
}

/* Returns true if it reached something new. */
static bool give_step(const struct step *step)
{
	struct actor *actor = actor_at(step->actor);
	unsigned int op = step->op % NR_OPS;
	bool new = false;

	if (op == OP_ATTR) {
		if (world->attrs < STEPS_MOST)
			world->attr[world->attrs++] = *step;
		return false;
	}
	if (actor->there && actor->busy) {
		await_step(actor);
		new = harvest(actor);
	}
	if (!actor->there)
		return new;
	messages += op == OP_SEND || op == OP_RULE || op == OP_AUDIT;
	actor->step = *step;
	actor->apart |= op == OP_EXEC;
	cover_reset(actor - world->actor);
	ring(actor->order_fd);
	actor->busy = true;
	if (step->actor & ACTOR_ASYNC)
		return new;
	if (op == OP_EXIT) {
		actor->there = actor->busy = false;
		return new;
	}
	await_step(actor);
	return harvest(actor) || new;
}

static void drain(int fd)
{
	uint64_t n;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (read(fd, &n, sizeof(n)) < 0)
		n = 0;
	fcntl(fd, F_SETFL, 0);
}

static void actors_begin(void)
{
	static const int first[] = {
		[SLOT_CONTID] = SOCKET_CONTID, [SLOT_STRICT] = SOCKET_STRICT,
		[SLOT_AUDIT] = SOCKET_AUDIT, [SLOT_UDP] = SOCKET_UDP, [SLOT_TCP] = SOCKET_TCP,
	};
	unsigned int i;

	world->attrs = 0;
	for (i = 0; i < NR_ACTORS; i++) {
		struct actor *actor = &world->actor[i];

		drain(actor->order_fd);
		drain(actor->done_fd);
		actor->there = actor->busy = actor->apart = false;
		actor->fail = 0;
		actor->pidfd = -1;
	}
	for (i = 0; i < NR_SLOTS; i++)
		world->slot[i] = i <= SLOT_TCP ? open_socket(first[i]) : -1;
	must(spawn(0, CLONE_FILES | CLONE_PIDFD | SIGCHLD), "first actor");
	world->actor[0].there = true;
}

/*
 * cgroup.kill signals the first thread of each process, and no other. A process whose first
 * thread has exited lives on: it is signalled as a whole.
 */
static void kill_actors(void)
{
	FILE *procs = fopen(CGROUP "/cgroup.procs", "r");
	int pid;

	if (!procs || write(kill_fd, "1", 1) < 0)
		bail("cgroup.kill");
	while (fscanf(procs, "%d", &pid) == 1)
		kill(pid, SIGKILL);
	fclose(procs);
}

/* All of them are children of ours when their parents are gone. */
static void actors_end(void)
{
	pid_t ended;

	do {
		kill_actors();
		do
			ended = waitpid(-1, NULL, __WALL | WNOHANG);
		while (ended > 0);
		sched_yield();
	} while (!ended);
}

static void send_audit(const struct audit_msg *msg)
{
	static char answer[65536];

	send_message(audit_fd, msg, msg->nlh.nlmsg_len, true);
	while (recv(audit_fd, answer, sizeof(answer), MSG_DONTWAIT) > 0)
		;
}

/* What a program has changed for all that come. */
static void restore_audit(const struct program *p)
{
	struct audit_features features = {
		.vers = AUDIT_FEATURE_VERSION, .mask = ((1 << FEATURES) - 1) << FEATURE_FIRST,
		.features = 1 << FEATURE_FIRST,
	};
	struct audit_status status = { .mask = AUDIT_STATUS_ENABLED, .enabled = 1 };
	struct audit_msg msg;
	bool changed = false;
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		if (p->step[i].op % NR_OPS == OP_RULE) {
			rule_message(&msg, &p->step[i], true);
			send_audit(&msg);
		}
		changed |= p->step[i].op % NR_OPS == OP_AUDIT;
	}
	if (!changed)
		return;
	audit_message(&msg, AUDIT_SET, &status, sizeof(status));
	send_audit(&msg);
	audit_message(&msg, AUDIT_SET_FEATURE, &features, sizeof(features));
	send_audit(&msg);
}

/* Each container ends with its last process; NULL, or what is wrong. */
static const char *leftover(void)
{
	struct timespec begin, now;
	struct raw_descs list = {};
	bool left;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	do {
		left = raw_dump(&nl, &list) || list.n;
		if (left)
			sched_yield();
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (left && now.tv_sec - begin.tv_sec < 30);
	free(list.v);
	return left ? "a container is left behind" : NULL;
}

/* A line of the kernel's log that is a complaint, or NULL. */
static const char *complaint(void)
{
	static const char * const words[] = {
		"BUG:", "WARNING:", "KASAN", "INFO:", "Oops", "refcount_t", "general protection",
	};
	static char line[8192];
	unsigned int i;
	ssize_t n;

	while ((n = read(kernel_log, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		line[n > 0 ? n : 0] = '\0';
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strstr(line, words[i]) && !strstr(line, "audit: type="))
				return line;
	}
	return NULL;
}

/* Returns true if it reached something new. */
static bool run(const struct program *p)
{
	const char *why;
	unsigned int i;
	bool new = false;

	actors_begin();
	for (i = 0; i < p->n; i++)
		new |= give_step(&p->step[i]);
	for (i = 0; i < NR_ACTORS; i++) {
		if (world->actor[i].there && world->actor[i].busy)
			await_step(&world->actor[i]);
		new |= harvest(&world->actor[i]);
		cover_reset(i);
	}
	actors_end();
	close_range(3, BASE_FD - 1, 0);
	restore_audit(p);
	why = leftover() ?: complaint();
	if (why) {
		printf("# %s\n", why);
		program_print("bad", p);
		exit(1);
	}
	return new;
}

/* The daemon takes what is logged, or the kernel would print it. */
static void start_daemon(void)
{
	struct audit_status status = {
		.mask = AUDIT_STATUS_PID | AUDIT_STATUS_BACKLOG_WAIT_TIME |
			AUDIT_STATUS_FAILURE, .failure = 0,
	};
	static char record[16384];
	struct audit_msg msg;
	int ready = counter_new(), fd;

	/* No child of ours, for those are waited for; the guest ends it */
	if (!fork()) {
		if (fork())
			_exit(0);
		fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
		status.pid = getpid();
		audit_message(&msg, AUDIT_SET, &status, sizeof(status));
		send_message(fd, &msg, msg.nlh.nlmsg_len, true);
		counter_add(ready, 1);
		while (recv(fd, record, sizeof(record), 0) > 0 || errno == ENOBUFS)
			;
		_exit(0);
	}
	counter_await(ready, 1);
	close(ready);
	wait(NULL);
}

static void begin(void)
{
	struct raw_nl_msg msg;

	start_daemon();
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper");
	nl = raw_connect();
	nl.fd = keep(nl.fd, "socket");
	audit_fd = keep(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT), "audit");
	kernel_log = keep(open("/dev/kmsg", O_RDONLY | O_NONBLOCK), "kmsg");
	lseek(kernel_log, 0, SEEK_END);
	world_begin();
	raw_nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	raw_nl_put(&msg, CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
		   sizeof(CONTID_FAMILY_NAME));
	must_do(raw_nl_request(&nl, &msg, events_group, &world->events), "events group");
	close_range(3, BASE_FD - 1, 0);
	signal(SIGCHLD, SIG_DFL);
}

static void read_corpus(bool print)
{
	static char line[STEPS_MOST * STEP_HEX + 2];

	while (corpus_size < CORPUS_MOST && fgets(line, sizeof(line), stdin)) {
		if (!program_parse(&corpus[corpus_size], line))
			continue;
		if (run(&corpus[corpus_size]) && print)
			program_print("new", &corpus[corpus_size]);
		corpus_size++;
	}
}

static void status(unsigned long programs)
{
	printf("# %lu programs, %lu messages, %u kept, %u places\n", programs,
	       messages + world->stormed, corpus_size, cover_places());
	fflush(stdout);
}

static void explore(unsigned long programs)
{
	struct program p;
	unsigned long n;

	for (n = 0; n < programs; n++) {
		if (corpus_size && pick(10)) {
			p = corpus[pick(corpus_size)];
			program_mutate(&p, &corpus[pick(corpus_size)]);
		} else {
			program_random(&p);
		}
		if (run(&p) && corpus_size < CORPUS_MOST) {
			corpus[corpus_size++] = p;
			program_print("new", &p);
		}
		if (n % 1000 == 999)
			status(n + 1);
	}
	status(programs);
}

int main(int argc, char **argv)
{
	bool replay = argc == 2 && !strcmp(argv[1], "-r");

	if (argc == 4 && !strcmp(argv[1], "actor")) {
		world_file = atoi(argv[3]);
		world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE, MAP_SHARED,
			     world_file, 0);
		ring(world->actor[strtoul(argv[2], NULL, 0) % NR_ACTORS].done_fd);
		act((void *)(uintptr_t)(strtoul(argv[2], NULL, 0) % NR_ACTORS));
	}
	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: fuzz {PROGRAMS [SEED]|-r} < CORPUS\n");
		return 2;
	}
	pick_seed(argc > 2 ? strtoull(argv[2], NULL, 0) : 1);
	begin();
	cover_by_places(replay);
	read_corpus(replay);
	if (replay)
		status(corpus_size);
	else
		explore(strtoul(argv[1], NULL, 0));
	cover_print();
	return 0;
}
