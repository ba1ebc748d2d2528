/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Those who hear of the lives of soak.c: listeners of the multicast group, and an audit
 * daemon. Each knows at the end whether all that was to be heard came, once.
 */

#ifndef SELFTESTS_SOAK_EARS_H
#define SELFTESTS_SOAK_EARS_H

#include <sys/mman.h>

#include "listen.h"
#include "raw_audit.h"
#include "soak.story.h"

#define WORKERS		2
#define EARS		3
#define ROOM		(32 << 20)	/* of a socket, for what is not read yet */

/* AUDIT_… that Debian's headers do not have */
#define RECORD_CONTAINER_OP	1390
#define RECORD_CONTAINER_ID	1391

/* Shared by all processes. */
static struct {
	volatile unsigned long ends[EARS][WORKERS];	/* lives whose end was heard */
	volatile unsigned long wrong[EARS];
	volatile bool given_up;			/* too much was wrong */
} *shared;

/* How often an ear has heard of a life. */
struct heard {
	uint8_t sets, drops, ends, events, packets;
};

struct ear {
	unsigned int number;
	unsigned long lives;
	struct heard *heard;
	unsigned long said;	/* complaints */
};

#define COMPLAINTS	20
#define GIVEN_UP	1000	/* milliseconds until that is noticed */

__attribute__((format(printf, 2, 3)))
static void complain(struct ear *ear, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	shared->wrong[ear->number]++;
	if (ear->said++ >= COMPLAINTS) {
		shared->given_up = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	diag("ear %u: %s", ear->number, text);
}

/* One thing of one life: @count is that of its kind. */
static void hear(struct ear *ear, uint64_t id, const char *what, uint8_t *count,
		 unsigned int most)
{
	if (++*count > most)
		complain(ear, "%s of %llu comes %u times", what, (long long)id, *count);
}

static void hear_change(struct ear *ear, uint8_t cmd, uint64_t id)
{
	struct heard *heard;
	unsigned long life;

	if (!life_of(id, ear->lives, &life)) {
		complain(ear, "a container %llu, which there is not", (long long)id);
		return;
	}
	heard = &ear->heard[life];
	switch (cmd) {
	case CONTID_CMD_SET_NTF:
		hear(ear, id, "SET", &heard->sets, containers_of(life));
		break;
	case CONTID_CMD_DROP_NTF:
		hear(ear, id, "DROP", &heard->drops, drops_of(life));
		break;
	case CONTID_CMD_END_NTF:
		if (heard->ends == heard->sets)
			complain(ear, "%llu ends before it begins", (long long)id);
		hear(ear, id, "the end", &heard->ends, containers_of(life));
		if (heard->ends == containers_of(life))
			shared->ends[ear->number][life % WORKERS]++;
		break;
	default:
		complain(ear, "command %u for %llu", cmd, (long long)id);
	}
}

static bool is_over(const struct ear *ear)
{
	unsigned long ended = 0;
	unsigned int i;

	for (i = 0; i < WORKERS; i++)
		ended += shared->ends[ear->number][i];
	return ended == ear->lives || shared->given_up;
}

/* What each life had to be heard of for; @records: of events and packets as well. */
static void check_all(struct ear *ear, bool records)
{
	unsigned long life;

	for (life = 0; life < ear->lives; life++) {
		const struct heard *heard = &ear->heard[life];

		if (heard->sets != containers_of(life) ||
		    heard->ends != containers_of(life) ||
		    heard->drops != drops_of(life) ||
		    (records && (heard->events != events_of(life) ||
				 heard->packets != packets_of(life))))
			complain(ear, "life %lu, kind %u: %u SET, %u DROP, %u ends, %u events, %u packets",
				 life, kind_of(life), heard->sets, heard->drops,
				 heard->ends, heard->events, heard->packets);
	}
}

static struct ear ear_new(unsigned int number, unsigned long lives)
{
	struct ear ear = { .number = number, .lives = lives };

	ear.heard = calloc(lives, sizeof(*ear.heard));
	if (!ear.heard)
		bail("out of memory");
	return ear;
}

static void give_room(int fd)
{
	int room = ROOM;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		bail("room of a socket");
}

/* A listener of the group, until all lives have ended. @ready: counted up when it hears. */
static void listen_to_all(unsigned int number, unsigned long lives, int ready)
{
	struct ear ear = ear_new(number, lives);
	struct raw_nl nl = listen_begin();
	struct pollfd poll_for = { .fd = nl.fd, .events = POLLIN };
	struct event event;
	int got;

	give_room(nl.fd);
	counter_add(ready, 1);
	while (!is_over(&ear)) {
		got = listen_next(&nl, &event);
		if (!got)
			poll(&poll_for, 1, GIVEN_UP);
		else if (got < 0)
			complain(&ear, "receive: %s", strerror(-got));
		else
			hear_change(&ear, event.cmd, event.desc.contid);
	}
	check_all(&ear, false);
}

/* Events of audit whose end has not come: which life each is of. */
#define PENDING	8192

struct pending {
	unsigned long serial, life;
	bool packet;
};

/* The number behind @name in a record, or 0. */
static unsigned long long field(const char *text, const char *name, int base)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

static void hear_operation(struct ear *ear, const char *text)
{
	uint64_t id = field(text, " contid=", 10), old = field(text, " old-contid=", 10);

	if (strstr(text, " op=set "))
		hear_change(ear, CONTID_CMD_SET_NTF, id);
	else if (strstr(text, " op=drop "))
		hear_change(ear, CONTID_CMD_DROP_NTF, old);
	else if (strstr(text, " op=end "))
		hear_change(ear, CONTID_CMD_END_NTF, old);
}

/* The CONTAINER_ID of an event or of a packet has to name the container that made it. */
static void hear_container(struct ear *ear, const struct pending *pending, const char *text)
{
	struct heard *heard = &ear->heard[pending->life];
	uint64_t id = id_of(pending->life) + (kind_of(pending->life) == NESTED);

	if (pending->packet && !strstr(text, " scope=sock "))
		return;
	if (field(text, " contid=", 10) != id) {
		complain(ear, "%llu has another's record: %s", (long long)id, text);
		return;
	}
	if (pending->packet)
		hear(ear, id, "a packet", &heard->packets, packets_of(pending->life));
	else
		hear(ear, id, "an event", &heard->events, events_of(pending->life));
}

static void hear_record(struct ear *ear, int type, const char *text)
{
	static struct pending pending[PENDING];
	unsigned long serial = field(text, ":", 10);
	struct pending *slot = &pending[serial % PENDING];
	unsigned long long life;

	switch (type) {
	case RECORD_CONTAINER_OP:
		hear_operation(ear, text);
		break;
	case AUDIT_SYSCALL:
		if (field(text, " a0=", 16) == PRCTL_EVENT)
			*slot = (struct pending){ serial, field(text, " a1=", 16), false };
		break;
	case AUDIT_NETFILTER_PKT:
		life = field(text, " mark=", 0);
		if (life)
			*slot = (struct pending){ serial, life - 1, true };
		break;
	case RECORD_CONTAINER_ID:
		if (slot->serial == serial && slot->life < ear->lives)
			hear_container(ear, slot, text);
		break;
	}
}

/* The audit daemon, until all lives have ended. */
static void read_all(unsigned int number, unsigned long lives, int ready)
{
	struct ear ear = ear_new(number, lives);
	struct audit_status status = { .mask = AUDIT_STATUS_PID, .pid = getpid() };
	static char text[AUDIT_TEXT_MOST];
	int fd = raw_audit_socket(), type;
	struct pollfd poll_for = { .fd = fd, .events = POLLIN };

	give_room(fd);
	must_do(raw_audit_set(fd, status), "audit daemon");
	counter_add(ready, 1);
	while (!is_over(&ear)) {
		type = raw_audit_record(fd, text);
		if (!type)
			poll(&poll_for, 1, GIVEN_UP);
		else
			hear_record(&ear, type, text);
	}
	check_all(&ear, true);
}

#endif /* SELFTESTS_SOAK_EARS_H */
