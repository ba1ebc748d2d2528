/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The world of oracle.c: processes that fork, exit and send requests when they are asked
 * to, and the model beside them.
 */

#ifndef SELFTESTS_ORACLE_WORLD_H
#define SELFTESTS_ORACLE_WORLD_H

#include <poll.h>
#include <sys/eventfd.h>

#include "identity.h"
#include "oracle.model.h"
#include "raw_contid.h"

enum kind { FORK, EXIT, REQUEST };

struct operation {
	enum kind kind;
	int process;		/* FORK: the parent; EXIT: which one */
	int child;		/* FORK */
	struct model_request rq;
};

/* How the test and the processes of the world speak: shared memory. */
enum order { ORDER_FORK, ORDER_REQUEST };

struct mail {
	int order_fd, answer_fd;
	enum order order;
	int child;		/* ORDER_FORK */
	pid_t pid;		/* ORDER_FORK: of the child; ORDER_REQUEST: of the target */
	struct model_request rq;
	struct raw_nl_answer answer;
	struct raw_desc desc;
};

static struct mail *mail;	/* NR_PROCESSES */
static struct raw_nl nl, visitor;
static struct model model;
static pid_t pids[NR_PROCESSES];
static int pidfds[NR_PROCESSES];

static void ring(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) != sizeof(one))
		bail("ring");
}

static void await(int fd)
{
	uint64_t n;

	if (read(fd, &n, sizeof(n)) != sizeof(n))
		bail("await");
}

static int send_request(struct raw_nl *on, const struct model_request *rq, int pidfd,
			struct raw_desc *desc)
{
	struct raw_set_options options = {
		.flags = rq->flags, .name = rq->name,
		.limit = rq->limit ? &rq->limit : NULL,
		.parent = rq->parent ? &rq->parent : NULL,
	};

	memset(desc, 0, sizeof(*desc));
	switch (rq->command) {
	case MODEL_SET:
		return raw_set_with(on, pidfd, rq->id, options, desc);
	case MODEL_DROP:
		return raw_drop_as(on, pidfd, rq->flags, desc);
	case MODEL_GET_PROCESS:
		return raw_get_process(on, pidfd, desc);
	default:
		return raw_get(on, rq->id, desc);
	}
}

/* As a process of the world: its socket and its pidfd are its own. */
static void run_request(struct mail *m)
{
	struct raw_nl own = { .fd = raw_nl_socket(), .family = nl.family };
	int pidfd = pidfd_open(m->pid, 0);

	send_request(&own, &m->rq, pidfd, &m->desc);
	m->answer = own.answer;
	close(pidfd);
	close(own.fd);
}

__attribute__((noreturn)) static void live(int self);

static void run_fork(struct mail *m)
{
	int child = m->child;
	pid_t pid = fork();

	if (!pid)
		live(child);
	m->pid = pid;
}

static void live(int self)
{
	for (;;) {
		await(mail[self].order_fd);
		if (mail[self].order == ORDER_FORK)
			run_fork(&mail[self]);
		else
			run_request(&mail[self]);
		ring(mail[self].answer_fd);
	}
}

static void ask(int process, enum order order)
{
	mail[process].order = order;
	ring(mail[process].order_fd);
	await(mail[process].answer_fd);
}

/*
 * The first process from @process on that is alive, or dead, and if @labelled carries a
 * label; 0 if there is none. Operations are picked before it is known what lives.
 */
static int next_process(int process, bool alive, bool labelled)
{
	int i, p;

	for (i = 0; i < NR_PROCESSES; i++) {
		p = (process + i) % NR_PROCESSES;
		if (p && model.process[p].live == alive &&
		    (!labelled || model.process[p].label != NONE))
			return p;
	}
	return 0;
}

static void do_fork(struct operation *op)
{
	struct mail *m;

	if (op->process)
		op->process = next_process(op->process, true, false);
	op->child = next_process(op->child, false, false);
	if (!op->child)
		return;
	m = &mail[op->process];
	m->child = op->child;
	if (op->process)
		ask(op->process, ORDER_FORK);
	else
		run_fork(m);
	pids[op->child] = m->pid;
	if (pidfds[op->child] >= 0)
		close(pidfds[op->child]);
	pidfds[op->child] = must_pidfd(m->pid);
	model_fork(&model, op->process, op->child);
}

/* The label is put before the end shows on the pidfd, the container's end soon after. */
static void do_exit(struct operation *op)
{
	struct pollfd gone = { .events = POLLIN };
	struct raw_desc desc;
	uint64_t serial = 0;
	int label;

	op->process = next_process(op->process, true, false);
	if (!op->process)
		return;
	gone.fd = pidfds[op->process];
	label = model.process[op->process].label;
	if (label != NONE)
		serial = model.container[label].serial;
	kill(pids[op->process], SIGKILL);
	while (poll(&gone, 1, -1) < 0)
		;
	model_exit(&model, op->process);
	if (serial && !model.container[label].live)
		until(raw_get_serial(&nl, serial, &desc) == -ENOENT);
}

static void make_mail(void)
{
	int i;

	mail = shared_memory(NR_PROCESSES * sizeof(*mail));
	for (i = 0; i < NR_PROCESSES; i++) {
		mail[i].order_fd = eventfd(0, EFD_CLOEXEC);
		mail[i].answer_fd = eventfd(0, EFD_CLOEXEC);
		must(mail[i].answer_fd, "eventfd");
	}
}

static void world_begin(void)
{
	int i;

	model_begin(&model);
	for (i = 0; i < NR_PROCESSES; i++)
		pidfds[i] = -1;
	pidfds[0] = must_pidfd(getpid());
}

static void world_end(void)
{
	struct raw_descs list = {};
	struct pollfd gone = { .events = POLLIN };
	int i;

	for (i = 1; i < NR_PROCESSES; i++) {
		if (pidfds[i] < 0)
			continue;
		syscall(SYS_pidfd_send_signal, pidfds[i], SIGKILL, NULL, 0);
		gone.fd = pidfds[i];
		while (poll(&gone, 1, -1) < 0)
			;
		close(pidfds[i]);
	}
	close(pidfds[0]);
	until(!raw_dump(&nl, &list) && !list.n);
	free(list.v);
}

#endif /* SELFTESTS_ORACLE_WORLD_H */
