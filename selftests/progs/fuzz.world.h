/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The world of a program of fuzz.c: up to eight actors, which are processes and threads,
 * with one table of file descriptors. So what one has opened another can lend itself,
 * and this program can wait for all. They are in one control group, which ends them all:
 * audit takes no rules from a pid namespace, which would.
 */

#ifndef SELFTESTS_FUZZ_WORLD_H
#define SELFTESTS_FUZZ_WORLD_H

#include "fuzz.program.h"
#include "process.h"
#include "raw_contid.h"

#define SERIALS		16
#define COVER_WORDS	(64 << 10)	/* places that one step may reach */

struct actor {
	bool there;
	bool busy;		/* with a step that was not waited for */
	bool apart;		/* its table of file descriptors is its own, after an exec */
	int order_fd, done_fd;	/* event counters */
	int cover_fd;
	unsigned int fail;	/* which allocation of its next step fails, or 0 */
	int pidfd;		/* none, for a thread before 6.9: -1 */
	struct step step;
};

/* Shared by all of them; an exec finds it through its file. */
struct world {
	struct actor actor[NR_ACTORS];
	int slot[NR_SLOTS];
	uint64_t serial[SERIALS];	/* of containers that were seen */
	unsigned int serials;
	struct step attr[STEPS_MOST];	/* of the next request */
	unsigned int attrs;
	unsigned long stormed;		/* requests that storms have sent */
	uint16_t family;
	uint32_t events;		/* the multicast group */
	int self_fd;			/* this program */
	int procs_fd;			/* of the control group */
};

static struct world *world;
static int world_file;

static void ring(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) < 0)
		_exit(1);
}

/* The one of a number, or the next one below that there is. */
static struct actor *actor_at(unsigned int number)
{
	unsigned int i = number % NR_ACTORS;

	while (i && !world->actor[i].there)
		i--;
	return &world->actor[i];
}

static void add_serials(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	if (nlh->nlmsg_type != world->family)
		return;
	nl_for_each_attr(attr, raw_nl_attrs(nlh), raw_nl_end(nlh))
		if (attr->nla_type == CONTID_A_SERIAL && attr->nla_len == NLA_HDRLEN + 8)
			memcpy(&world->serial[world->serials++ % SERIALS], attr + 1, 8);
}

/* What is there, and no more than @most messages; a small @room cuts them short. */
static void receive(int fd, unsigned int most, size_t room)
{
	char buf[32768] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh;
	ssize_t len;

	if (!room || room > sizeof(buf))
		room = sizeof(buf);
	while (most--) {
		len = recv(fd, buf, room, MSG_DONTWAIT);
		if (len <= 0)
			return;
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
			add_serials(nlh);
	}
}

#endif /* SELFTESTS_FUZZ_WORLD_H */
