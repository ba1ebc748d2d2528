/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests that the test makes itself, with authority of the host, or that it
 * has another process make.
 */

#ifndef SELFTESTS_SCOPES_H
#define SELFTESTS_SCOPES_H

#include "requester.h"

#define MOVE		CONTID_FLAG_MOVE
#define NEST		CONTID_FLAG_NEST
#define SUBTREE		CONTID_FLAG_SUBTREE
#define DELEGATE	CONTID_FLAG_DELEGATE
#define PROCESSES	CONTID_FLAG_PROCESSES

/* An attribute that is left out, or sent with a value. */
struct maybe {
	bool sent;
	uint64_t value;
};

#define WITH(value)	{ true, value }

struct ask {
	uint8_t cmd;
	bool dump;
	pid_t pid;		/* PIDFD is of this process, unless 0 */
	uint32_t flags;
	struct maybe id, parent, scope, serial, limit;
	struct maybe userns_fd;	/* number in the file table of the process that asks */
};

#define MAX_LISTED	32

struct answer {
	struct raw_nl_answer nl;
	size_t n;
	struct raw_desc list[MAX_LISTED];	/* the first is the echo */
};

/* Shared with the processes that ask. */
static struct {
	struct ask ask;
	struct answer answer;
} *shared;

static inline void put_maybe(struct raw_nl_msg *msg, uint16_t type,
			     struct maybe maybe)
{
	if (maybe.sent)
		raw_nl_put_u64(msg, type, maybe.value);
}

static inline void put_maybe_u32(struct raw_nl_msg *msg, uint16_t type,
				 struct maybe maybe)
{
	if (maybe.sent)
		raw_nl_put_u32(msg, type, maybe.value);
}

static inline void take_listed(const struct nlmsghdr *nlh, void *data)
{
	struct answer *answer = data;

	if (answer->n == MAX_LISTED)
		bail("more containers than this test makes");
	raw_parse_desc(nlh, &answer->list[answer->n++]);
}

static inline void answer_ask(struct raw_nl *nl, const struct ask *ask,
			      struct answer *answer)
{
	int pidfd = ask->pid ? must_pidfd(ask->pid) : -1;
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl->family, ask->cmd,
		     ask->dump ? NLM_F_DUMP :
		     ask->cmd == CONTID_CMD_GET ? 0 : NLM_F_ECHO);
	if (ask->pid)
		raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	put_maybe(&msg, CONTID_A_CONTID, ask->id);
	if (ask->flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, ask->flags);
	put_maybe(&msg, CONTID_A_PARENT, ask->parent);
	put_maybe(&msg, CONTID_A_SCOPE, ask->scope);
	put_maybe(&msg, CONTID_A_SERIAL, ask->serial);
	put_maybe_u32(&msg, CONTID_A_LIMIT, ask->limit);
	put_maybe_u32(&msg, CONTID_A_USERNS_FD, ask->userns_fd);
	memset(answer, 0, sizeof(*answer));
	raw_nl_request(nl, &msg, take_listed, answer);
	answer->nl = nl->answer;
	if (pidfd >= 0)
		close(pidfd);
}

static int setns_fd;	/* for order 'e' */

/*
 * Orders: 'a' ask; 'f' have a child; 'u', 'n' go into a user and network
 * namespace, or a network namespace, of its own; 'k' the first of them and keep
 * the socket; 's' the first of them as an unprivileged user; 'o' open its user
 * namespace; 'p' have children in a pid namespace of their own; 'e' have them in
 * that of @setns_fd.
 */
static inline long run_order(char order, void *data)
{
	static struct raw_nl nl;

	(void)data;
	switch (order) {
	case 'a':
		if (!nl.family)
			nl = raw_connect();
		answer_ask(&nl, &shared->ask, &shared->answer);
		return 0;
	case 'f':
		return fork_idle();
	case 'u':
		nl.family = 0;
		return unshare(CLONE_NEWUSER | CLONE_NEWNET);
	case 'n':
		nl.family = 0;
		return unshare(CLONE_NEWNET);
	case 'k':
		return unshare(CLONE_NEWUSER | CLONE_NEWNET);
	case 's':
		become_nobody();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		nl.family = 0;
		return unshare(CLONE_NEWUSER | CLONE_NEWNET);
	case 'o':
		return open_namespace(0, "user");
	case 'p':
		return unshare(CLONE_NEWPID);
	case 'e':
		return setns(setns_fd, CLONE_NEWPID);
	}
	return -1;
}

static inline struct process actor(void)
{
	return process_start(run_order, NULL);
}

static struct raw_nl nl;

/* @requester: a process of actor(), or NULL for the host. */
static inline const struct answer *by(struct process *requester, struct ask ask)
{
	shared->ask = ask;
	if (requester)
		process_ask(requester, 'a');
	else
		answer_ask(&nl, &shared->ask, &shared->answer);
	return &shared->answer;
}

/* What follows returns 0 or a negative errno; the rest is in the answer. */
static inline int set_as(struct process *requester, pid_t pid, uint64_t id,
			 struct ask ask)
{
	ask.cmd = CONTID_CMD_SET;
	ask.pid = pid;
	ask.id = (struct maybe)WITH(id);
	return by(requester, ask)->nl.err;
}

#define set(requester, pid, id, ...) \
	set_as(requester, pid, id, (struct ask){ __VA_ARGS__ })

static inline int drop(struct process *requester, pid_t pid)
{
	return by(requester, (struct ask){ .cmd = CONTID_CMD_DROP,
				     .pid = pid })->nl.err;
}

#define get(requester, ...)							\
	(by(requester, (struct ask){ .cmd = CONTID_CMD_GET, __VA_ARGS__ })->nl.err)

/* dump(requester, attributes) */
#define dump(requester, ...)							\
	(by(requester, (struct ask){ .cmd = CONTID_CMD_GET, .dump = true,	\
			       __VA_ARGS__ })->nl.err)

static inline const struct raw_desc *got(void)
{
	return &shared->answer.list[0];
}

static inline const char *sentence(void)
{
	return shared->answer.nl.sentence;
}

/* The answer was a list of these identifiers, in this order. */
static inline bool listed_are(const uint64_t *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < shared->answer.n; i++)
		if (shared->answer.list[i].contid != ids[i])
			break;
	if (i == n && n == shared->answer.n)
		return true;
	for (i = 0; i < shared->answer.n; i++)
		diag("listed: %llu",
		     (unsigned long long)shared->answer.list[i].contid);
	return false;
}

#define listed(...)							\
	listed_are((const uint64_t[]){ __VA_ARGS__ },			\
		   sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

#define has(attr)	(!!(got()->present & 1U << CONTID_A_ ## attr))

#define NONE	CONTID_UNSET	/* no parent */
#define OF_HOST	0		/* scope */

/*
 * Whether the host sees a process in a container of that identifier and scope,
 * nested in @parent; the description is in the answer.
 */
static inline bool carries(pid_t pid, uint64_t id, uint64_t scope,
			   uint64_t parent, uint32_t depth)
{
	const struct raw_desc *desc = got();
	uint64_t above;

	if (get(NULL, .pid = pid))
		return false;
	above = desc->present & 1U << CONTID_A_PARENT ? desc->parent : NONE;
	if (desc->contid == id && desc->scope == scope && above == parent &&
	    desc->depth == depth)
		return true;
	diag("process %d: contid %llu, scope %llu, parent %llu, depth %u", pid,
	     (unsigned long long)desc->contid,
	     (unsigned long long)desc->scope, (unsigned long long)above,
	     desc->depth);
	return false;
}

/* In a container at the top of the host's scope. */
static inline bool is_hosts(const struct process *p, uint64_t id)
{
	return carries(p->pid, id, OF_HOST, NONE, 0);
}

static inline bool is_unlabelled(pid_t pid)
{
	return !get(NULL, .pid = pid) && got()->contid == CONTID_UNSET;
}

static inline uint64_t serial_of(pid_t pid)
{
	if (get(NULL, .pid = pid) || got()->contid == CONTID_UNSET)
		bail("no label");
	return got()->serial;
}

/* A delegate in a container of that identifier: its container's serial number. */
static inline uint64_t delegate_to(struct process *p, uint64_t id)
{
	*p = actor();
	must_do(set(NULL, p->pid, id, .flags = CONTID_FLAG_DELEGATE),
		"a delegate");
	return got()->serial;
}

/* A process in the delegate's own container. */
static inline struct process inside(uint64_t id)
{
	struct process p = actor();

	must_do(set(NULL, p.pid, id, .flags = 0), "a process inside");
	return p;
}

/* Delegates, in containers 707 and 808 that the host made. */
static struct process delegate, rival;
static uint64_t scope, rivals;

static inline void scopes_begin(void)
{
	shared = shared_memory(sizeof(*shared));
	nl = raw_connect();
	scope = delegate_to(&delegate, 707);
	rivals = delegate_to(&rival, 808);
}

/* Returns the exit status. */
static inline int scopes_end(void)
{
	process_end(&delegate);
	process_end(&rival);
	until(!dump(NULL, .flags = 0) && !shared->answer.n);
	ok(true, "all containers end");
	return done_testing();
}

#endif /* SELFTESTS_SCOPES_H */
