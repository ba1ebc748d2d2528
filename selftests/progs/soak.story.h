/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lives of soak.c: what a container does, and what is to be heard of it.
 */

#ifndef SELFTESTS_SOAK_STORY_H
#define SELFTESTS_SOAK_STORY_H

#include <arpa/inet.h>
#include <sched.h>

#include "raw_contid.h"
#include "thread.h"

#define FIRST		(1ULL << 40)
#define PRCTL_EVENT	0x7ead		/* a rule audits it */
#define NEW_NETNS	64		/* every so many-th life of its kind has a new one */

/* What a container does, by its number. */
enum kind {
	PLAIN, EVENT, FAMILY, NAMESPACES, PACKET, NESTED, DROPPED, THREADED, NR_KINDS
};

static enum kind kind_of(unsigned long life)
{
	return life % NR_KINDS;
}

/* Each life has two identifiers; the second one is for a container in the first one. */
static uint64_t id_of(unsigned long life)
{
	return FIRST + 2 * life;
}

static bool life_of(uint64_t id, unsigned long lives, unsigned long *life)
{
	*life = (id - FIRST) / 2;
	return id >= FIRST && *life < lives;
}

/* How often each thing is to be heard. */
static unsigned int events_of(unsigned long life)
{
	switch (kind_of(life)) {
	case EVENT:
	case NESTED:
		return 1;
	case FAMILY:
		return 3;
	case THREADED:
		return 2;
	default:
		return 0;
	}
}

static unsigned int packets_of(unsigned long life)
{
	return kind_of(life) == PACKET;
}

static unsigned int containers_of(unsigned long life)
{
	return kind_of(life) == NESTED ? 2 : 1;
}

static unsigned int drops_of(unsigned long life)
{
	return kind_of(life) == DROPPED;
}

/* An audited call, which says whose it is. */
static void make_event(unsigned long life)
{
	prctl(PRCTL_EVENT, life);
}

static void *make_event_in_thread(void *life)
{
	make_event(*(unsigned long *)life);
	return NULL;
}

/* A rule audits packets to that port; the mark says whose it is. */
static void send_packet(unsigned long life)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned int mark = life + 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) ||
	    sendto(fd, "", 1, 0, (void *)&to, sizeof(to)) != 1)
		bail("packet");
}

/*
 * The process has a child, and the child has one. The child exits without waiting for its own,
 * so that process may be the last one of the container.
 */
static void have_family(unsigned long life)
{
	pid_t pid = fork();

	must(pid, "fork");
	if (!pid) {
		if (!fork()) {
			make_event(life);
			_exit(0);
		}
		make_event(life);
		_exit(0);
	}
	make_event(life);
	waitpid(pid, NULL, 0);
}

static void have_threads(unsigned long life)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, make_event_in_thread, &life);
	if (errno)
		bail("thread");
	make_event(life);
	pthread_join(thread, NULL);
}

static void make_namespaces(unsigned long life)
{
	int flags = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS;

	if (life / NR_KINDS % NEW_NETNS == 0)
		flags |= CLONE_NEWNET;
	must(unshare(flags), "unshare");
}

/* The first process of a container, once it is labelled. */
static void live(int line, void *data)
{
	unsigned long life = *(unsigned long *)data;
	char go;

	if (read(line, &go, 1) != 1)
		return;
	switch (kind_of(life)) {
	case EVENT:
	case NESTED:
		make_event(life);
		break;
	case FAMILY:
		have_family(life);
		break;
	case NAMESPACES:
		make_namespaces(life);
		break;
	case PACKET:
		send_packet(life);
		break;
	case THREADED:
		have_threads(life);
		break;
	default:
		break;
	}
}

/* From the SET to the exit of its first process. */
static void run_life(struct raw_nl *nl, unsigned long life)
{
	struct process p = process_fork(live, &life);

	must_do(raw_set(nl, p.pidfd, id_of(life), NULL), nl->answer.sentence);
	if (kind_of(life) == NESTED)
		must_do(raw_nest(nl, p.pidfd, id_of(life) + 1, NULL),
			nl->answer.sentence);
	if (kind_of(life) == DROPPED)
		must_do(raw_drop(nl, p.pidfd, NULL), nl->answer.sentence);
	process_order(&p, 'g');
	process_reap(&p);
	close(p.pidfd);
	close(p.fd);
}

#endif /* SELFTESTS_SOAK_STORY_H */
