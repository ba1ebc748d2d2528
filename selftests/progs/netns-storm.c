// SPDX-License-Identifier: GPL-2.0
/*
 * netns-storm ROUNDS STAYER GUEST STRANGER NEIGHBOUR LONER NETNS: setns, unshare,
 * fork, thread and exit, against a flood of audited packets in the namespace at
 * NETNS.
 *
 * Container STAYER lives in NETNS all the time. GUEST comes and goes: by setns,
 * by a thread's unshare, by forking there, by exiting there. STRANGER does the
 * same in namespaces of its own. NEIGHBOUR lives in another namespace. LONER and
 * the 7 after it go from NETNS to that one and back, with one thread each, so
 * that their labels move. So each packet's list has STAYER, may have GUEST and
 * loners, and never has STRANGER or NEIGHBOUR.
 *
 * At the end of the flood GUEST's processes and the loners are back outside.
 * Prints the number of packets sent.
 */

#include <arpa/inet.h>
#include <stdbool.h>
#include <pthread.h>

#include "raw_contid.h"
#include "identity.h"

#define LONERS	8

static int inside, outside, next_door;
static unsigned int n_rounds;
static int moves;		/* counter of the guests' steps, a packet for each */

static void *wander(void *arg)
{
	(void)arg;
	must_setns(inside, CLONE_NEWNET);
	/* A thread of its own namespace, whose process stays where it is */
	must_unshare(CLONE_NEWNET);
	must_setns(inside, CLONE_NEWNET);
	return NULL;
}

static void fork_and_reap(unsigned long flags)
{
	pid_t pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, 0);

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static long visit(char order, void *data)
{
	pthread_t thread;
	unsigned int i;

	(void)order;
	(void)data;
	for (i = 0; i < n_rounds; i++) {
		must_setns(inside, CLONE_NEWNET);
		counter_add(moves, 1);
		fork_and_reap(0);
		if (i % 16 == 0)
			fork_and_reap(CLONE_NEWNET);
		counter_add(moves, 1);
		must_setns(outside, CLONE_NEWNET);
		fork_and_reap(0);
		counter_add(moves, 1);
		if (i % 16 == 8 && !pthread_create(&thread, NULL, wander, NULL))
			pthread_join(thread, NULL);
	}
	return 0;
}

static long roam(char order, void *data)
{
	unsigned int i;

	(void)order;
	(void)data;
	for (i = 0; i < n_rounds; i += 16) {
		must_unshare(CLONE_NEWNET);
		fork_and_reap(0);
		fork_and_reap(CLONE_NEWNET);
		must_setns(outside, CLONE_NEWNET);
	}
	return 0;
}

static long go_alone(char order, void *data)
{
	volatile bool *stop = data;

	(void)order;
	while (!*stop) {
		must_setns(inside, CLONE_NEWNET);
		must_setns(next_door, CLONE_NEWNET);
	}
	return 0;
}

static long settle_next_door(char order, void *data)
{
	(void)order;
	(void)data;
	must_setns(next_door, CLONE_NEWNET);
	return 0;
}

/* Its socket is made before it is labelled: the packets have no scope=sock. */
static long flood(char order, void *data)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	volatile bool *stop = data;
	long sent = 0;
	int fd;

	(void)order;
	must_setns(inside, CLONE_NEWNET);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	while (!*stop) {
		/* As the guests go, and so no faster than the log is written */
		counter_await(moves, 1);
		sent += sendto(fd, "x", 1, 0, (void *)&to, sizeof(to)) == 1;
	}
	return sent;
}

static void label(struct raw_nl *nl, struct process *p, unsigned long id)
{
	if (raw_set(nl, p->pidfd, id, NULL))
		bail("SET: %s", nl->answer.sentence);
}

static long settle_in(char order, void *data)
{
	(void)order;
	(void)data;
	must_setns(inside, CLONE_NEWNET);
	return 0;
}

/* A file of a namespace that no process is left in. */
static int another_netns(void)
{
	int fd;

	must_unshare(CLONE_NEWNET);
	fd = open_namespace(0, "net");
	must_setns(outside, CLONE_NEWNET);
	return fd;
}

struct cast {
	struct process stayer, guest[2], stranger, neighbour, loner[LONERS], flooder;
};

static void enter(struct cast *c, struct raw_nl *nl, char **id, bool *stop)
{
	int i;

	c->stayer = process_start(settle_in, NULL);
	c->flooder = process_start(flood, stop);
	c->stranger = process_start(roam, NULL);
	c->neighbour = process_start(settle_next_door, NULL);
	for (i = 0; i < 2; i++)
		c->guest[i] = process_start(visit, NULL);
	for (i = 0; i < LONERS; i++)
		c->loner[i] = process_start(go_alone, stop);
	label(nl, &c->stayer, strtoul(id[0], NULL, 10));
	process_ask(&c->stayer, 's');
	for (i = 0; i < 2; i++)
		label(nl, &c->guest[i], strtoul(id[1], NULL, 10));
	label(nl, &c->stranger, strtoul(id[2], NULL, 10));
	label(nl, &c->neighbour, strtoul(id[3], NULL, 10));
	process_ask(&c->neighbour, 's');
	for (i = 0; i < LONERS; i++)
		label(nl, &c->loner[i], strtoul(id[4], NULL, 10) + i);
}

/* Returns the number of packets sent. */
static long play(struct cast *c, volatile bool *stop)
{
	int i;

	process_order(&c->flooder, 'f');
	process_order(&c->stranger, 'r');
	for (i = 0; i < 2; i++)
		process_order(&c->guest[i], 'v');
	for (i = 0; i < LONERS; i++)
		process_order(&c->loner[i], 'l');
	for (i = 0; i < 2; i++)
		process_answer(&c->guest[i]);
	process_answer(&c->stranger);
	*stop = true;
	counter_add(moves, 1);
	for (i = 0; i < LONERS; i++)
		process_answer(&c->loner[i]);
	return process_answer(&c->flooder);
}

static void leave(struct cast *c)
{
	int i;

	process_end(&c->stranger);
	for (i = 0; i < 2; i++)
		process_end(&c->guest[i]);
	for (i = 0; i < LONERS; i++)
		process_end(&c->loner[i]);
	process_end(&c->neighbour);
	process_end(&c->stayer);
	process_end(&c->flooder);
}

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	struct cast cast;
	bool *stop;
	long sent;

	if (argc != 8)
		bail("usage: netns-storm ROUNDS STAYER GUEST STRANGER NEIGHBOUR LONER NETNS");
	n_rounds = strtoul(argv[1], NULL, 10);
	inside = open(argv[7], O_RDONLY | O_CLOEXEC);
	if (inside < 0)
		bail("%s", argv[7]);
	outside = open_namespace(0, "net");
	next_door = another_netns();
	stop = shared_memory(sizeof(*stop));
	moves = counter_new();

	enter(&cast, &nl, argv + 2, stop);
	sent = play(&cast, stop);
	leave(&cast);
	printf("%ld\n", sent);
	return 0;
}
