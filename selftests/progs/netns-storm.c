// SPDX-License-Identifier: GPL-2.0
/*
 * netns-storm ROUNDS STAYER GUEST STRANGER NETNS: setns, unshare, fork, thread
 * and exit, against a flood of audited packets in the namespace at NETNS.
 *
 * Container STAYER lives in NETNS all the time. GUEST comes and goes: by setns,
 * by a thread's unshare, by forking there, by exiting there. STRANGER does the
 * same in namespaces of its own. So each packet's list has STAYER, may have
 * GUEST, and never has STRANGER.
 *
 * At the end of the flood GUEST's processes are back outside. Prints the number
 * of packets sent.
 */

#include <arpa/inet.h>
#include <stdbool.h>
#include <pthread.h>

#include "raw_contid.h"
#include "identity.h"

static int inside, outside;
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

static void label(struct raw_nl *nl, struct process *p, const char *id)
{
	if (raw_set(nl, p->pidfd, strtoull(id, NULL, 10), NULL))
		bail("SET: %s", nl->answer.sentence);
}

static long settle_in(char order, void *data)
{
	(void)order;
	(void)data;
	must_setns(inside, CLONE_NEWNET);
	return 0;
}

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	struct process stayer, guest[2], stranger, flooder;
	volatile bool *stop;
	long sent;
	int i;

	if (argc != 6)
		bail("usage: netns-storm ROUNDS STAYER GUEST STRANGER NETNS");
	n_rounds = strtoul(argv[1], NULL, 10);
	inside = open(argv[5], O_RDONLY | O_CLOEXEC);
	if (inside < 0)
		bail("%s", argv[5]);
	outside = open_namespace(0, "net");
	stop = shared_memory(sizeof(*stop));
	moves = counter_new();

	stayer = process_start(settle_in, NULL);
	flooder = process_start(flood, (void *)stop);
	stranger = process_start(roam, NULL);
	for (i = 0; i < 2; i++)
		guest[i] = process_start(visit, NULL);
	label(&nl, &stayer, argv[2]);
	process_ask(&stayer, 's');
	for (i = 0; i < 2; i++)
		label(&nl, &guest[i], argv[3]);
	label(&nl, &stranger, argv[4]);

	process_order(&flooder, 'f');
	process_order(&stranger, 'r');
	for (i = 0; i < 2; i++)
		process_order(&guest[i], 'v');
	for (i = 0; i < 2; i++)
		process_answer(&guest[i]);
	process_answer(&stranger);
	*stop = true;
	counter_add(moves, 1);
	sent = process_answer(&flooder);

	process_end(&stranger);
	for (i = 0; i < 2; i++)
		process_end(&guest[i]);
	process_end(&stayer);
	process_end(&flooder);
	printf("%ld\n", sent);
	return 0;
}
