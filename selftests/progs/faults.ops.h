/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations of faults.c, and what has to be true after each.
 */

#ifndef SELFTESTS_FAULTS_OPS_H
#define SELFTESTS_FAULTS_OPS_H

#include <netinet/in.h>

#include "faults.log.h"
#include "faults.request.h"
#include "identity.h"
#include "thread.h"

#define MANY_THREADS	300
#define RECORD_OPTION	0x7ead	/* of prctl(), which the test's rule is about */

/**
 * struct op - an operation
 * @name: its name
 * @inside: a labelled process does it, and not this one
 * @prepare: makes what it takes
 * @run: does it; returns 0, a negative errno, or NO_ANSWER
 * @check: returns what is wrong afterwards, or NULL
 * @finish: ends what @prepare has made; or NULL
 */
struct op {
	const char *name;
	bool inside;
	void (*prepare)(void);
	int (*run)(void);
	const char *(*check)(int err);
	void (*finish)(void);
};

/* Requests about a process alone, or about one and two children of it */

static struct process target;

/* Order 'c': two children; 't': as many threads as are walked in pieces. */
static long grow(char order, void *data)
{
	unsigned int i;

	(void)data;
	if (order == 'c')
		return fork_idle() > 0 && fork_idle() > 0 ? order : -1;
	for (i = 0; i < MANY_THREADS; i++)
		must_start_thread(idle_thread, NULL);
	return order;
}

static void prepare_one(void)
{
	target = process_start(grow, NULL);
}

static void prepare_labelled_one(void)
{
	prepare_one();
	must_do(raw_set(&nl, target.pidfd, ID, NULL), "SET");
}

static void prepare_three(void)
{
	prepare_one();
	process_ask(&target, 'c');
}

static void prepare_labelled(void)
{
	prepare_three();
	must_do(raw_set_as(&nl, target.pidfd, ID, CONTID_FLAG_SUBTREE, NO_LIMIT, NULL), "SET");
}

static void prepare_labelled_many(void)
{
	prepare_labelled_one();
	process_ask(&target, 't');
}

static void finish_target(void)
{
	process_end(&target);
}

/* How many of the processes a container has. */
static unsigned int members(uint64_t id)
{
	struct raw_desc desc;

	return raw_get(&nl, id, &desc) ? 0 : desc.processes;
}

static const char *check_members(int err, unsigned int before, unsigned int after)
{
	unsigned int now = members(ID);

	if (err == NO_ANSWER)
		return now == before || now == after ? NULL : "half of it is done";
	if (err)
		return now == before ? NULL : "it was refused, and done";
	return now == after ? NULL : "it was answered, and not done";
}

static int run_set(void)
{
	return set_request(target.pidfd, ID, 0, "a name");
}

static const char *check_set(int err)
{
	return check_members(err, 0, 1);
}

static int run_set_subtree(void)
{
	return set_request(target.pidfd, ID, CONTID_FLAG_SUBTREE, NULL);
}

static const char *check_set_subtree(int err)
{
	return check_members(err, 0, 3);
}

static int run_nest(void)
{
	return set_request(target.pidfd, ID + 1, CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE, NULL);
}

static const char *check_leave_one(int err)
{
	return check_members(err, 1, 0);
}

static int run_move(void)
{
	return set_request(target.pidfd, ID + 1, CONTID_FLAG_MOVE | CONTID_FLAG_SUBTREE, NULL);
}

static const char *check_leave_all(int err)
{
	return check_members(err, 3, 0);
}

static int run_drop(void)
{
	return drop_request(target.pidfd, CONTID_FLAG_SUBTREE);
}

static int run_get(void)
{
	return get_request(CONTID_CMD_GET, 0, ID);
}

static int run_dump(void)
{
	return get_request(CONTID_CMD_GET, NLM_F_DUMP, 0);
}

static int run_dump_processes(void)
{
	return get_request(CONTID_CMD_GET, NLM_F_DUMP, ID);
}

static int run_ns_dump(void)
{
	return get_request(CONTID_CMD_NS_GET, NLM_F_DUMP, ID);
}

static int run_stats(void)
{
	return get_request(CONTID_CMD_STATS_GET, 0, 0);
}

static int run_read(void)
{
	return read_request(ID);
}

/* A request that only asks changes nothing. */
static const char *check_unchanged(int err)
{
	(void)err;
	return members(ID) == 3 ? NULL : "it has changed something";
}

/* What is answered is as long as when nothing fails. */
static const char *check_answer(int err)
{
	size_t bytes = here.bytes;

	if (!err) {
		here.nth = 0;
		if (here.run() || here.bytes != bytes)
			return "the answer has only a part";
	}
	return check_unchanged(err);
}

static void finish_read(void)
{
	close(failing.fd);
	failing = raw_connect();
	finish_target();
}

/* What a labelled process does */

static int run_fork(void)
{
	return fork_idle() < 0 ? -errno : 0;
}

static int run_thread(void)
{
	return -start_thread(idle_thread, NULL);
}

static int run_clone_namespaces(void)
{
	pid_t pid = clone_idle(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWPID | CLONE_NEWNS |
			       CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWCGROUP);

	return pid < 0 ? -errno : 0;
}

static int run_unshare(void)
{
	return unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS) ? -errno : 0;
}

static int run_setns(void)
{
	return setns(other_netns, CLONE_NEWNET) ? -errno : 0;
}

static int run_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int run_record(void)
{
	/* It is refused by itself, after it was recorded */
	prctl(RECORD_OPTION, 0, 0, 0, 0);
	return 0;
}

static int run_packet(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(9),
	};

	return sendto(packet_socket, "", 1, 0, (void *)&to, sizeof(to)) < 0 ? -errno : 0;
}

static const char *check_family(int err)
{
	(void)err;
	return family_is_labelled() ? NULL : "not all processes are in the container, or more";
}

static void prepare_logged(void)
{
	prepare_actor();
	log_take();
}

/* What was not done need not be in the log. */
static const char *check_logged(int err)
{
	struct log_part part = log_take();

	if (part.lost || (err && !part.events) || (part.events == 1 && part.named))
		return NULL;
	diag("%u events, %u records of the container", part.events, part.named);
	return "a record is missing, and not counted as lost";
}

#define REQUEST(name, prepare, run, check)				\
	{ name, false, prepare, run, check, finish_target }
#define INSIDE(name, run, check)					\
	{ name, true, prepare_actor, run, check, finish_actor }

static const struct op ops[] = {
	REQUEST("SET", prepare_one, run_set, check_set),
	REQUEST("SET of a subtree", prepare_three, run_set_subtree, check_set_subtree),
	REQUEST("SET of a nested container", prepare_labelled_one, run_nest, check_leave_one),
	REQUEST("MOVE of a subtree", prepare_labelled, run_move, check_leave_all),
	REQUEST("DROP of a subtree", prepare_labelled, run_drop, check_leave_all),
	REQUEST("DROP in pieces", prepare_labelled_many, run_drop, check_leave_one),
	REQUEST("GET", prepare_labelled, run_get, check_answer),
	REQUEST("dump of containers", prepare_labelled, run_dump, check_answer),
	REQUEST("dump of processes", prepare_labelled, run_dump_processes, check_answer),
	REQUEST("dump of namespaces", prepare_labelled, run_ns_dump, check_answer),
	REQUEST("STATS_GET", prepare_labelled, run_stats, check_answer),
	{ "READ", false, prepare_labelled, run_read, check_unchanged, finish_read },
	INSIDE("fork", run_fork, check_family),
	INSIDE("thread", run_thread, check_family),
	INSIDE("clone with namespaces", run_clone_namespaces, check_family),
	INSIDE("unshare", run_unshare, check_family),
	INSIDE("setns", run_setns, check_family),
	INSIDE("socket", run_socket, check_family),
	{ "record of a system call", true, prepare_logged, run_record, check_logged, finish_actor },
	{ "record of a packet", true, prepare_logged, run_packet, check_logged, finish_actor },
};

static struct outcome run_here(const struct op *op, unsigned int nth)
{
	here.run = op->run;
	here.nth = nth;
	here.outcome.err = op->run();
	return here.outcome;
}

/* The kernel kills a task whose restartable sequence it cannot update. */
static struct outcome run_inside(const struct op *op, unsigned int nth)
{
	long answer;

	order->run = op->run;
	order->nth = nth;
	process_order(&actor, 'o');
	if (read(actor.fd, &answer, sizeof(answer)) != sizeof(answer))
		return (struct outcome){ .err = NO_ANSWER };
	return order->outcome;
}

static int open_other_netns(void)
{
	int ready = counter_new(), fd;
	pid_t pid = fork();

	if (!pid) {
		must(unshare(CLONE_NEWNET), "unshare");
		counter_add(ready, 1);
		idle();
	}
	counter_await(ready, 1);
	fd = open_namespace(pid, "net");
	end_idle(pid);
	close(ready);
	return fd;
}

static void begin(void)
{
	nl = raw_connect();
	failing = raw_connect();
	order = shared_memory(sizeof(*order));
	other_netns = open_other_netns();
	packet_socket = socket(AF_INET, SOCK_DGRAM, 0);
	log_begin();
}

#endif /* SELFTESTS_FAULTS_OPS_H */
