/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of creators.c, one for each kind of requester: its containers, the
 * sockets that processes in and outside of them have created, and the targets.
 */

#ifndef SELFTESTS_CREATORS_FIXTURE_H
#define SELFTESTS_CREATORS_FIXTURE_H

#include "agent.h"

/* Where a socket was created; ENDED had the identifier of OWN, earlier. */
enum creator {
	UNLABELLED, USER, OWN, BELOW, ABOVE, OTHER, ENDED, ENDED_BELOW,
	NR_CREATORS
};

/* Where things happen that a listener hears of, or not. */
enum { NOWHERE, IN_OTHER, IN_ABOVE, IN_OWN, IN_BELOW, NR_PLACES };

#define ALL	((1U << NR_PLACES) - 1)

struct fixture {
	enum requester kind;
	struct place place;
	uint64_t above, own, below, other;
	uint64_t serial_below;
	struct raw_nl nl;			/* the host's, in its network namespace */
	int sockets[NR_CREATORS][AGENT_SOCKETS];
	struct process passed, inherited, kept[NR_CREATORS];
	int plain, family, in_below;	/* targets */
	int member[NR_PLACES];
};

static struct raw_nl nl;
static uint64_t fresh = 1000000;
static uint32_t seq = 1000000;

static uint64_t label_of_requester(const struct fixture *f)
{
	return has_label(f->kind) ? f->own : CONTID_UNSET;
}

/*
 * Orders: 'n' enter the fixture's network namespace, 'u' make a user and a network
 * namespace, 'f' have a child, which stays.
 */
static long run_target_order(char order, void *data)
{
	const struct fixture *f = data;

	if (order == 'n')
		return f->place.netns < 0 ? 0 :
		       setns(f->place.netns, CLONE_NEWNET);
	if (order == 'u')
		return unshare(CLONE_NEWUSER | CLONE_NEWNET);
	return fork_idle();
}

static struct process target_start(struct fixture *f)
{
	struct process p = process_start(run_target_order, f);

	must(process_ask(&p, 'n'), "network namespace");
	return p;
}

static uint32_t subtree_of(bool subtree)
{
	return subtree ? CONTID_FLAG_SUBTREE : 0;
}

static void enter_own(struct fixture *f, int pidfd, bool subtree)
{
	uint32_t flags = CONTID_FLAG_NEST | subtree_of(subtree);

	must_do(raw_set_as(&f->nl, pidfd, f->above, subtree_of(subtree),
			   NO_LIMIT, NULL), "the container above");
	must_do(raw_set_as(&f->nl, pidfd, f->own, flags, NO_LIMIT, NULL),
		"own container");
}

/* A delegate makes its own, so that the identifier is of its scope. */
static void go_below(struct fixture *f, int pidfd)
{
	struct job job = {
		.operation = NEST, .socket = NO_SOCKET, .family = nl.family,
		.seq = ++seq, .id = f->below,
	};
	struct reply reply;

	if (!has_delegation(f->kind)) {
		must_do(raw_nest(&f->nl, pidfd, f->below, NULL), "below");
		return;
	}
	reply = agent_ask(&f->passed, job, pidfd, f->sockets[UNLABELLED][0],
			  NULL);
	must_do(reply.answer.err, reply.answer.sentence);
}

static void enter_below(struct fixture *f, int pidfd)
{
	enter_own(f, pidfd, false);
	go_below(f, pidfd);
}

/* A socket of the host's, in the fixture's network namespace. */
static struct raw_nl connect_there(const struct fixture *f)
{
	int here = open_namespace(0, "net");
	struct raw_nl there;

	if (f->place.netns >= 0)
		must_setns(f->place.netns, CLONE_NEWNET);
	there = raw_connect();
	must_setns(here, CLONE_NEWNET);
	close(here);
	return there;
}

static void label_creator(struct fixture *f, int pidfd, enum creator creator)
{
	switch (creator) {
	case OWN:
		enter_own(f, pidfd, false);
		break;
	case BELOW:
		enter_below(f, pidfd);
		break;
	case ABOVE:
		must_do(raw_set(&f->nl, pidfd, f->above, NULL), "above");
		break;
	case OTHER:
		must_do(raw_set(&f->nl, pidfd, f->other, NULL), "other");
		break;
	case ENDED:
		must_do(raw_set(&nl, pidfd, f->own, NULL), "earlier");
		break;
	case ENDED_BELOW:
		enter_own(f, pidfd, false);
		must_do(raw_nest(&f->nl, pidfd, ++fresh, NULL), "ended");
		break;
	default:
		break;
	}
}

static void unlabel(int pidfd)
{
	while (raw_contid_of(&nl, pidfd) != CONTID_UNSET)
		must_do(raw_drop(&nl, pidfd, NULL), "unlabel");
}

/* It opens the sockets; those it keeps, it uses as a requester later. */
static void make_creator(struct fixture *f, enum creator creator)
{
	struct process *p = &f->kept[creator];
	struct job job = {
		.operation = ENTER, .place = { -1, f->place.netns, false },
	};

	*p = agent_start(false);
	agent_ask(p, job, -1, -1, NULL);
	job.operation = creator == USER ? OPEN_AS_NOBODY : OPEN;
	label_creator(f, p->pidfd, creator);
	agent_ask(p, job, -1, -1, f->sockets[creator]);
	unlabel(p->pidfd);
}

/* The first member decides to which user namespace a container is delegated. */
static void make_containers(struct fixture *f, int first)
{
	struct process other = process_start(run_target_order, f);

	must_do(raw_set_as(&f->nl, first, f->above, CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "above");
	must_do(raw_set_as(&f->nl, first, f->own, CONTID_FLAG_NEST |
			   (has_delegation(f->kind) ? CONTID_FLAG_DELEGATE : 0),
			   NO_LIMIT, NULL), "own");
	must_do(raw_set_as(&f->nl, other.pidfd, f->other,
			   CONTID_FLAG_DELEGATE, NO_LIMIT, NULL), "other");
}

static void make_requester(struct fixture *f, struct process *p)
{
	if (has_label(f->kind))
		enter_own(f, p->pidfd, false);
	agent_ask(p, (struct job){ .operation = ENTER, .place = f->place },
		  -1, -1, NULL);
}

/* The requester makes it, if it has the authority. */
static void make_below(struct fixture *f)
{
	struct process first = target_start(f);
	struct raw_desc desc = {};

	f->sockets[UNLABELLED][0] = f->nl.fd;
	enter_below(f, first.pidfd);
	must_do(raw_get_process(&nl, first.pidfd, &desc), "below");
	f->serial_below = desc.serial;
}

static void make_targets(struct fixture *f)
{
	struct process p = target_start(f);
	int i;

	f->plain = p.pidfd;
	p = target_start(f);
	process_ask(&p, 'f');
	f->family = p.pidfd;
	if (has_label(f->kind)) {
		enter_own(f, f->plain, false);
		enter_own(f, f->family, true);
	}
	f->in_below = target_start(f).pidfd;
	enter_below(f, f->in_below);

	for (i = 0; i < NR_PLACES; i++)
		f->member[i] = target_start(f).pidfd;
	label_creator(f, f->member[IN_OTHER], OTHER);
	label_creator(f, f->member[IN_ABOVE], ABOVE);
	label_creator(f, f->member[IN_OWN], OWN);
	label_creator(f, f->member[IN_BELOW], BELOW);
}

#define IN_BELOW_ALL	3	/* the first, the target and the member */

static void make_fixture(struct fixture *f, enum requester kind)
{
	struct process first;
	int i;

	f->kind = kind;
	f->above = 1000 * (kind + 1);
	f->own = f->above + 1;
	f->below = f->above + 2;
	f->other = f->above + 3;

	f->place = (struct place){ -1, -1, kind == SERVICE };
	first = process_start(run_target_order, f);
	/* dup(): an agent that is executed inherits them. */
	if (kind == TENANT) {
		must(process_ask(&first, 'u'), "namespaces");
		map_root(first.pid);
		f->place.userns = dup(open_namespace(first.pid, "user"));
		f->place.netns = dup(open_namespace(first.pid, "net"));
	}
	f->nl = connect_there(f);
	/* While there is no other one of its identifier */
	make_creator(f, ENDED);
	make_containers(f, first.pidfd);
	f->passed = agent_start(false);
	make_requester(f, &f->passed);
	make_below(f);
	for (i = 0; i < NR_CREATORS; i++)
		if (i != ENDED)
			make_creator(f, i);
	f->inherited = agent_start(true);
	make_requester(f, &f->inherited);
	for (i = 0; i < NR_CREATORS; i++)
		make_requester(f, &f->kept[i]);
	make_targets(f);
}

#endif /* SELFTESTS_CREATORS_FIXTURE_H */
