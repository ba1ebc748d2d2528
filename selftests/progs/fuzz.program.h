/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What fuzz.c runs: a program, which is a list of steps of eight bytes each. Any bytes
 * are a valid program, so a mutation need not know what a step means; the chances of
 * step_random() are chosen for steps that make sense.
 */

#ifndef SELFTESTS_FUZZ_PROGRAM_H
#define SELFTESTS_FUZZ_PROGRAM_H

#include <linux/contid.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "pick.h"

#define NR_ACTORS	8	/* processes and threads that do the steps */
#define NR_SLOTS	16	/* file descriptors that steps name */
#define STEPS_MOST	40
#define STORM_MOST	255	/* requests of one step */
#define STEP_HEX	16	/* digits that a step is written with */

enum op {
	OP_ATTR,	/* an attribute of the next request: type A, kind B, value C */
	OP_SEND,	/* a request on slot A, command B, enum send in C */
	OP_READ,	/* up to B messages from slot A, C bytes at once */
	OP_SOCKET,	/* slot A, enum socket_kind in B */
	OP_RULE,	/* add or delete an audit rule: list A, operator B, field C */
	OP_AUDIT,	/* another message to audit: A on slot B, value C */
	OP_SPAWN,	/* actor A, flags of clone in C */
	OP_EXEC,
	OP_EXIT,
	OP_KILL,	/* actor A */
	OP_UNSHARE,	/* flags in C */
	OP_SETNS,	/* of actor A, flags in C */
	OP_CREDS,	/* enum creds in A */
	OP_PACKET,	/* on slot A, B of them */
	OP_CALL,	/* a system call that audit has records for: A */
	OP_NSFD,	/* slot A, the actor's namespace of type B */
	OP_CLOSE,	/* slot A */
	OP_FAIL,	/* the A-th allocation, or copy from user space, of the next step */
	OP_STORM,	/* B requests on slot A in one datagram; C is where their changes begin */
	NR_OPS
};

/* With the actor of a step: the next step does not wait for this one. */
#define ACTOR_ASYNC	0x80

/* What the value of an attribute is; C is the rest of it. */
enum value {
	VALUE_U32,
	VALUE_ID,		/* one of few, for them to meet */
	VALUE_U64,
	VALUE_SERIAL,		/* one that a reply had */
	VALUE_PIDFD,		/* of an actor */
	VALUE_THREAD_PIDFD,	/* of the thread that sends */
	VALUE_SLOT,		/* a file descriptor */
	VALUE_NAME,
	VALUE_FLAGS,
	VALUE_EXTREME,
	VALUE_EMPTY,
	VALUE_BYTES,
	VALUE_SMALL,		/* a limit that is soon reached */
	NR_VALUES
};

enum send {
	SEND_DUMP = 1,
	SEND_ECHO = 2,
	SEND_NO_ACK = 4,
	SEND_KEEP = 8,		/* the attributes are those of the next request, too */
	SEND_TO = 16,		/* with an address, which makes the sender's creds count */
	SEND_BREAK = 32,	/* change a byte: C >> 16 is where, C >> 24 to what */
	SEND_READ = 64,		/* and read what has come */
	SEND_VERSION = 128,
};

enum socket_kind {
	SOCKET_CONTID, SOCKET_STRICT, SOCKET_EVENTS, SOCKET_AUDIT, SOCKET_AUDIT_LOG,
	SOCKET_UDP, SOCKET_TCP, SOCKET_UNIX,
	NR_SOCKET_KINDS
};

enum creds {
	CREDS_USER, CREDS_ROOT, CREDS_NO_NEW_PRIVS, CREDS_MAP, CREDS_NO_AUDIT, CREDS_AUDIT_ONLY,
	NR_CREDS
};

struct step {
	uint8_t op, actor, a, b;
	uint32_t c;
};

struct program {
	unsigned int n;
	struct step step[STEPS_MOST];
};

/* Slots that are open from the beginning; those behind are for namespaces. */
enum { SLOT_CONTID, SLOT_STRICT, SLOT_AUDIT, SLOT_UDP, SLOT_TCP, SLOT_NS };

static uint32_t slot_random(unsigned int usual, unsigned int more)
{
	return pick(6) ? usual + pick(more) : pick(NR_SLOTS);
}

/* An attribute that belongs to the command, more often than not. */
static struct step attr_random(void)
{
	static const struct { uint8_t type, value; } usual[] = {
		{ CONTID_A_PIDFD, VALUE_PIDFD }, { CONTID_A_PIDFD, VALUE_PIDFD },
		{ CONTID_A_PIDFD, VALUE_THREAD_PIDFD },
		{ CONTID_A_CONTID, VALUE_ID }, { CONTID_A_CONTID, VALUE_ID },
		{ CONTID_A_FLAGS, VALUE_FLAGS }, { CONTID_A_FLAGS, VALUE_FLAGS },
		{ CONTID_A_LIMIT, VALUE_SMALL }, { CONTID_A_PARENT, VALUE_ID },
		{ CONTID_A_SERIAL, VALUE_SERIAL }, { CONTID_A_SCOPE, VALUE_SERIAL },
		{ CONTID_A_PARENT_SCOPE, VALUE_SERIAL }, { CONTID_A_NETNS_FD, VALUE_SLOT },
		{ CONTID_A_USERNS_FD, VALUE_SLOT }, { CONTID_A_NS_FD, VALUE_SLOT },
		{ CONTID_A_NAME, VALUE_NAME },
	};
	unsigned int i = pick(sizeof(usual) / sizeof(usual[0]));
	struct step step = {
		.op = OP_ATTR, .a = usual[i].type, .b = usual[i].value, .c = pick(256),
	};

	if (step.b == VALUE_SLOT)
		step.c = slot_random(SLOT_NS, 3);
	if (!pick(12))
		step.a = pick(CONTID_A_MAX + 2);
	if (!pick(12))
		step.b = pick(NR_VALUES);
	if (!pick(12))
		step.c = pick_bits();
	return step;
}

static struct step step_random(void)
{
	static const struct { uint8_t op, chances; } ops[] = {
		{ OP_ATTR, 30 }, { OP_SEND, 25 }, { OP_READ, 3 }, { OP_SOCKET, 6 },
		{ OP_RULE, 4 }, { OP_AUDIT, 3 }, { OP_SPAWN, 9 }, { OP_EXEC, 1 },
		{ OP_EXIT, 2 }, { OP_KILL, 2 }, { OP_UNSHARE, 4 }, { OP_SETNS, 3 },
		{ OP_CREDS, 3 }, { OP_PACKET, 3 }, { OP_CALL, 4 }, { OP_NSFD, 3 },
		{ OP_CLOSE, 1 }, { OP_FAIL, 6 }, { OP_STORM, 3 },
	};
	struct step step = {};
	int chance = pick(115);
	unsigned int i;

	for (i = 0; chance >= ops[i].chances && i + 1 < sizeof(ops) / sizeof(ops[0]); i++)
		chance -= ops[i].chances;
	if (ops[i].op == OP_ATTR)
		return attr_random();
	step.op = ops[i].op;
	step.actor = pick(pick(2) ? 2 : NR_ACTORS) | (pick(8) ? 0 : ACTOR_ASYNC);
	step.a = pick(NR_ACTORS);
	step.b = pick(16);
	step.c = pick(3) ? pick(256) : pick_bits();
	if (step.op == OP_SEND) {
		step.a = slot_random(SLOT_CONTID, 2);
		step.b = pick(16) ? 1 + pick(CONTID_CMD_MAX) : pick(256);
		step.c = (pick(4) ? 0 : SEND_DUMP) | (pick(4) ? 0 : SEND_ECHO) |
			 (pick(9) ? 0 : SEND_NO_ACK) | (pick(3) ? 0 : SEND_KEEP) |
			 (pick(3) ? 0 : SEND_TO) | (pick(24) ? 0 : SEND_BREAK) |
			 (pick(5) ? SEND_READ : 0) | (pick(64) ? 0 : SEND_VERSION) |
			 (pick_bits() & 0xffff0000);
	}
	if (step.op == OP_STORM) {
		step.a = slot_random(SLOT_CONTID, 2);
		step.b = 1 + pick(pick(2) ? 16 : STORM_MOST);
		step.c = pick_bits();
	}
	if (step.op == OP_FAIL)
		step.a = 1 + pick(pick(2) ? 8 : 60);
	if (step.op == OP_AUDIT)
		step.b = slot_random(SLOT_AUDIT, 1);
	if (step.op == OP_PACKET || step.op == OP_SOCKET)
		step.a = slot_random(SLOT_UDP, 2);
	if (step.op == OP_NSFD)
		step.a = slot_random(SLOT_NS, 3);
	if (step.op == OP_SPAWN || step.op == OP_UNSHARE || step.op == OP_SETNS)
		step.c = pick(3) ? 1U << pick(16) : pick_bits();
	return step;
}

static void program_insert(struct program *p, unsigned int at, struct step step)
{
	if (p->n == STEPS_MOST)
		return;
	memmove(&p->step[at + 1], &p->step[at], (p->n - at) * sizeof(step));
	p->step[at] = step;
	p->n++;
}

static void program_delete(struct program *p, unsigned int at)
{
	memmove(&p->step[at], &p->step[at + 1], (--p->n - at) * sizeof(p->step[0]));
}

static struct step attr_of(uint8_t type, uint8_t value)
{
	return (struct step){
		.op = OP_ATTR, .a = type, .b = value,
		.c = value == VALUE_SLOT ? slot_random(SLOT_NS, 3) : pick(256),
	};
}

/* A request with the attributes that it has to have, and some that it may. */
static void program_insert_request(struct program *p, unsigned int at)
{
	static const struct {
		uint8_t cmd, dump, type, value, second, second_value;
	} usual[] = {
		{ CONTID_CMD_SET, 0, CONTID_A_PIDFD, VALUE_PIDFD, CONTID_A_CONTID, VALUE_ID },
		{ CONTID_CMD_SET, 0, CONTID_A_PIDFD, VALUE_PIDFD, CONTID_A_CONTID, VALUE_ID },
		{ CONTID_CMD_SET, 0, CONTID_A_PIDFD, VALUE_PIDFD, CONTID_A_CONTID, VALUE_ID },
		{ CONTID_CMD_DROP, 0, CONTID_A_PIDFD, VALUE_PIDFD, CONTID_A_FLAGS, VALUE_FLAGS },
		{ CONTID_CMD_GET, 0, CONTID_A_PIDFD, VALUE_PIDFD, 0, 0 },
		{ CONTID_CMD_GET, 0, CONTID_A_CONTID, VALUE_ID, CONTID_A_SCOPE, VALUE_SERIAL },
		{ CONTID_CMD_GET, 1, CONTID_A_CONTID, VALUE_ID, CONTID_A_FLAGS, VALUE_FLAGS },
		{ CONTID_CMD_GET, 1, CONTID_A_SERIAL, VALUE_SERIAL, CONTID_A_FLAGS, VALUE_FLAGS },
		{ CONTID_CMD_GET, 1, CONTID_A_PARENT, VALUE_ID, 0, 0 },
		{ CONTID_CMD_GET, 1, CONTID_A_NETNS_FD, VALUE_SLOT, 0, 0 },
		{ CONTID_CMD_NS_GET, 0, CONTID_A_PIDFD, VALUE_PIDFD, 0, 0 },
		{ CONTID_CMD_NS_GET, 0, CONTID_A_NS_FD, VALUE_SLOT, 0, 0 },
		{ CONTID_CMD_NS_GET, 1, CONTID_A_CONTID, VALUE_ID, CONTID_A_SCOPE, VALUE_SERIAL },
		{ CONTID_CMD_STATS_GET, 0, 0, 0, 0, 0 },
		{ CONTID_CMD_READ, 0, CONTID_A_CONTID, VALUE_ID, CONTID_A_FLAGS, VALUE_FLAGS },
		{ CONTID_CMD_READ, 0, CONTID_A_SERIAL, VALUE_SERIAL, CONTID_A_LIMIT, VALUE_SMALL },
	};
	unsigned int i = pick(sizeof(usual) / sizeof(usual[0])), more = pick(4);
	bool is_set = usual[i].cmd == CONTID_CMD_SET;
	struct step send = {
		.op = OP_SEND, .actor = pick(pick(2) ? 2 : NR_ACTORS), .a = pick(2),
		.b = usual[i].cmd,
		.c = (usual[i].dump ? SEND_DUMP : pick(2) ? SEND_ECHO : 0) |
		     (pick(5) ? SEND_READ : 0) | (pick(8) ? 0 : SEND_TO),
	};

	program_insert(p, at, send);
	while (is_set && more-- > 1)
		program_insert(p, at, attr_random());
	if (is_set && pick(2))
		program_insert(p, at, attr_of(CONTID_A_FLAGS, VALUE_FLAGS));
	if (usual[i].second && (is_set || pick(2)))
		program_insert(p, at, attr_of(usual[i].second, usual[i].second_value));
	if (usual[i].type && (!usual[i].dump || pick(2)))
		program_insert(p, at, attr_of(usual[i].type, usual[i].value));
}

/* Before a step that is there, of the same actor. */
static void program_insert_failure(struct program *p)
{
	unsigned int at = pick(p->n);
	struct step step = {
		.op = OP_FAIL, .actor = p->step[at].actor & ~ACTOR_ASYNC, .a = 1 + pick(24),
	};

	program_insert(p, at, step);
}

static void program_grow(struct program *p, unsigned int at)
{
	unsigned int kind = pick(8);

	if (kind < 3)
		program_insert_request(p, at);
	else if (kind == 3 && p->n)
		program_insert_failure(p);
	else
		program_insert(p, at, step_random());
}

static void program_random(struct program *p)
{
	unsigned int n = 4 + pick(STEPS_MOST / 2);

	for (p->n = 0; p->n < n; )
		program_grow(p, p->n);
}

/* The begin of one and the end of another. */
static void program_splice(struct program *p, const struct program *other)
{
	unsigned int from = pick(other->n);

	p->n = 1 + pick(p->n);
	while (from < other->n && p->n < STEPS_MOST)
		p->step[p->n++] = other->step[from++];
}

static void step_change(struct step *step)
{
	switch (pick(6)) {
	case 0: step->actor ^= pick(3) ? 1 << pick(3) : ACTOR_ASYNC; break;
	case 1: step->a = pick(32); break;
	case 2: step->b = pick(16); break;
	case 3: step->c ^= 1U << pick(32); break;
	case 4: step->c = pick(2) ? pick(16) : pick_bits(); break;
	default: *step = step_random();
	}
}

static void program_mutate(struct program *p, const struct program *other)
{
	unsigned int times = 1 + pick(4);

	if (!pick(6))
		program_splice(p, other);
	while (times--) {
		switch (pick(5)) {
		case 0:
			if (p->n > 1)
				program_delete(p, pick(p->n));
			break;
		case 1:
			program_insert(p, pick(p->n + 1), p->step[pick(p->n)]);
			break;
		case 2:
			step_change(&p->step[pick(p->n)]);
			break;
		default:
			program_grow(p, pick(p->n + 1));
		}
	}
}

/* For a line of text; returns false if it is none of a program. */
static bool program_parse(struct program *p, const char *hex)
{
	unsigned int op, actor, a, b, c;

	for (p->n = 0; strlen(hex) >= STEP_HEX && p->n < STEPS_MOST; hex += STEP_HEX) {
		if (sscanf(hex, "%2x%2x%2x%2x%8x", &op, &actor, &a, &b, &c) != 5)
			return false;
		p->step[p->n++] = (struct step){ op, actor, a, b, c };
	}
	return p->n && (!*hex || *hex == '\n');
}

static void program_print(const char *word, const struct program *p)
{
	unsigned int i;

	printf("%s ", word);
	for (i = 0; i < p->n; i++)
		printf("%02x%02x%02x%02x%08x", p->step[i].op, p->step[i].actor,
		       p->step[i].a, p->step[i].b, p->step[i].c);
	printf("\n");
	fflush(stdout);
}

#endif /* SELFTESTS_FUZZ_PROGRAM_H */
