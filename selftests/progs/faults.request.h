/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What faults.c fails allocations in: a request of this process, or what a labelled one
 * does.
 */

#ifndef SELFTESTS_FAULTS_REQUEST_H
#define SELFTESTS_FAULTS_REQUEST_H

#include "family.h"
#include "raw_contid.h"

#define ID		700
#define NO_ANSWER	1	/* it may have been done or not */

/* What became of an operation: 0, a negative errno or NO_ANSWER. */
struct outcome {
	int err;
	unsigned int left;	/* of fail-nth; 0 if something failed */
};

static struct raw_nl nl;	/* for what must not fail */
static struct raw_nl failing;

/* What is to be done, with which failure, and what became of it. */
struct order {
	int (*run)(void);
	unsigned int nth;
	struct outcome outcome;
	size_t bytes;	/* of the answers to a request, without the acknowledgment */
};

static struct order here;	/* by this process */

/* Of the process that has opened it, and open all the time: to open it allocates. */
static int nth_fd = -1;
static pid_t nth_pid;

static void arm(unsigned int nth)
{
	char text[12];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (nth_pid != getpid()) {
		nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
		nth_pid = getpid();
	}
	if (pwrite(nth_fd, text, len, 0) != len)
		bail("fail-nth");
}

/*
 * Returns what is left: 0 if something has failed. If that is the copy of this answer, it
 * was nothing before.
 */
static unsigned int disarm(void)
{
	char text[16] = "";
	unsigned int left = 1;

	if (pread(nth_fd, text, sizeof(text) - 1, 0) > 0)
		left = strtoul(text, NULL, 10);
	while (pwrite(nth_fd, "0", 1, 0) != 1)
		;
	return left;
}

static void count_bytes(const struct nlmsghdr *nlh, void *data)
{
	*(size_t *)data += nlh->nlmsg_len;
}

/*
 * Only sending it may fail: the kernel does all of it then. An answer that is lost leaves
 * ENOBUFS.
 */
static int send_request(struct raw_nl_msg *msg)
{
	int err;

	arm(here.nth);
	err = raw_nl_send(&failing, msg);
	here.outcome.left = disarm();
	here.bytes = 0;
	if (!err)
		err = raw_nl_receive(&failing, count_bytes, &here.bytes);
	return err == -ENOBUFS ? NO_ANSWER : err;
}

static int set_request(int pidfd, uint64_t id, uint32_t flags, const char *name)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, failing.family, CONTID_CMD_SET, NLM_F_ECHO);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, id);
	if (flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	if (name)
		raw_nl_put(&msg, CONTID_A_NAME, name, strlen(name));
	return send_request(&msg);
}

static int drop_request(int pidfd, uint32_t flags)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, failing.family, CONTID_CMD_DROP, NLM_F_ECHO);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	raw_nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	return send_request(&msg);
}

/* @id: 0 for none. A dump of a container's processes says so in its flags. */
static int get_request(uint8_t cmd, uint16_t nl_flags, uint64_t id)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, failing.family, cmd, nl_flags);
	if (id)
		raw_nl_put_u64(&msg, CONTID_A_CONTID, id);
	if (id && cmd == CONTID_CMD_GET && nl_flags & NLM_F_DUMP)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
	return send_request(&msg);
}

static int read_request(uint64_t id)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, failing.family, CONTID_CMD_READ, 0);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, id);
	return send_request(&msg);
}

/* A labelled process that does what it is ordered to, with a failure in it */

static struct process actor;
static struct family family;

static struct order *order;	/* shared with it */

static int other_netns, packet_socket;

static long obey(char unused, void *data)
{
	(void)data;
	arm(order->nth);
	order->outcome.err = order->run();
	order->outcome.left = disarm();
	return unused;
}

static void prepare_actor(void)
{
	actor = process_start(obey, NULL);
	must_do(raw_set(&nl, actor.pidfd, ID, NULL), "SET of the actor");
}

/* What it has forked ends with it. */
static void finish_actor(void)
{
	process_end(&actor);
}

/* Whether the actor, and all that it has forked, are in its container, and no more. */
static bool family_is_labelled(void)
{
	struct raw_desc desc;
	size_t others;

	family_of(&family, actor.pid);
	return family_count(&nl, &family, ID, &others) == family.n && !others &&
	       !raw_get(&nl, ID, &desc) && desc.processes == family.n;
}

/* Containers end soon after their last process, if they do. */
static bool none_is_left(void)
{
	static struct raw_descs left;
	unsigned int tries;

	for (tries = 0; tries < 1000000; tries++) {
		if (!raw_dump(&nl, &left) && !left.n)
			return true;
		sched_yield();
	}
	return false;
}

#endif /* SELFTESTS_FAULTS_REQUEST_H */
