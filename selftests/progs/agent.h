/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An agent: a process that opens sockets, or makes requests on sockets that
 * another one opened. Messages say what it is to do.
 */

#ifndef SELFTESTS_AGENT_H
#define SELFTESTS_AGENT_H

#include "handover.h"
#include "listen.h"
#include "requester.h"

#define AGENT_SOCKETS	7

enum operation {
	SET, NEST, MOVE, SUBTREE, DROP, GET, GET_ID, GET_SERIAL, LIST,
	PROCESSES, JOIN, BIND, NR_OPERATIONS,
	OPEN,		/* AGENT_SOCKETS sockets, which come with the reply */
	OPEN_AS_NOBODY,
	ENTER,		/* the namespaces and capabilities of a requester */
};

/* What an agent becomes. The namespaces are file descriptors, or -1. */
struct place {
	int userns, netns;
	bool only_control;	/* a plain user with CAP_AUDIT_CONTROL */
};

/*
 * @socket: number of a descriptor that the agent inherited; -1 - N for the Nth
 * that it opened; NO_SOCKET when it comes with the job, after the pidfd.
 */
#define NO_SOCKET	(-1000)

struct job {
	enum operation operation;
	enum sending sending;
	int socket;
	uint32_t seq;
	uint16_t family;
	uint64_t id, serial;
	struct place place;
};

/* @n: descriptions that came. */
struct reply {
	struct raw_nl_answer answer;
	unsigned int n;
	struct raw_desc last;
};

static inline int agent_join(int fd)
{
	struct raw_nl nl = { .fd = fd };

	return listen_join(&nl);
}

/* Binds a socket that is bound already, for it to hear. */
static inline int agent_bind(int fd)
{
	struct sockaddr_nl addr = {};
	socklen_t len = sizeof(addr);
	uint32_t group = listen_group();

	if (group > 32 || getsockname(fd, (void *)&addr, &len))
		bail("group %u is none to bind to", group);
	addr.nl_groups = 1U << (group - 1);
	return bind(fd, (void *)&addr, sizeof(addr)) ? -errno : 0;
}

static inline void agent_build(struct raw_nl_msg *msg, const struct job *job,
			       int pidfd)
{
	static const uint32_t flags[] = {
		[NEST] = CONTID_FLAG_NEST, [MOVE] = CONTID_FLAG_MOVE,
		[SUBTREE] = CONTID_FLAG_NEST | CONTID_FLAG_SUBTREE,
		[PROCESSES] = CONTID_FLAG_PROCESSES, [NR_OPERATIONS] = 0,
	};
	uint8_t cmd = job->operation <= SUBTREE ? CONTID_CMD_SET :
		      job->operation == DROP ? CONTID_CMD_DROP : CONTID_CMD_GET;

	raw_nl_start(msg, job->family, cmd,
		     job->operation == LIST || job->operation == PROCESSES ? NLM_F_DUMP : 0);
	if (job->operation <= GET)
		raw_nl_put_u32(msg, CONTID_A_PIDFD, pidfd);
	if (job->operation <= SUBTREE || job->operation == GET_ID)
		raw_nl_put_u64(msg, CONTID_A_CONTID, job->id);
	if (job->operation == GET_SERIAL || job->operation == PROCESSES)
		raw_nl_put_u64(msg, CONTID_A_SERIAL, job->serial);
	if (flags[job->operation])
		raw_nl_put_u32(msg, CONTID_A_FLAGS, flags[job->operation]);
	msg->nlh.nlmsg_seq = job->seq;
}

static inline void agent_take(const struct nlmsghdr *nlh, void *data)
{
	struct reply *reply = data;

	raw_parse_desc(nlh, &reply->last);
	reply->n++;
}

static inline void agent_request(const struct job *job, int fd, int pidfd,
				 struct reply *reply)
{
	struct raw_nl nl = { .fd = fd, .family = job->family, .seq = job->seq };
	struct raw_nl_msg msg;

	agent_build(&msg, job, pidfd);
	nl.answer.err = send_as(job->sending, fd, &msg, msg.nlh.nlmsg_len);
	if (!nl.answer.err)
		raw_nl_receive(&nl, agent_take, reply);
	reply->answer = nl.answer;
}

static inline void agent_enter(const struct place *place)
{
	if (place->userns >= 0)
		must_setns(place->userns, CLONE_NEWUSER);
	if (place->netns >= 0)
		must_setns(place->netns, CLONE_NEWNET);
	if (place->only_control)
		become_capable_nobody(CAP_AUDIT_CONTROL);
	/* A change of credentials forgets it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static inline void agent_open(const struct job *job, int *sockets)
{
	int i;

	if (job->operation == OPEN_AS_NOBODY)
		must(seteuid(NOBODY), "seteuid");
	for (i = 0; i < AGENT_SOCKETS; i++)
		sockets[i] = raw_nl_socket();
	if (job->operation == OPEN_AS_NOBODY)
		must(seteuid(0), "seteuid");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static inline int agent_socket(const struct job *job, const int *opened,
			       const int *fds, size_t n)
{
	if (job->socket == NO_SOCKET)
		return n > 1 ? fds[1] : -1;
	return job->socket < 0 ? opened[-1 - job->socket] : job->socket;
}

/* @opened: room for AGENT_SOCKETS, some of which may be there already. */
static inline void agent_run(int line, int *opened)
{
	int fds[HANDOVER_MOST], fd;
	struct reply reply;
	struct job job;
	size_t n;

	while (take_over(line, &job, sizeof(job), fds, &n)) {
		memset(&reply, 0, sizeof(reply));
		fd = agent_socket(&job, opened, fds, n);
		if (job.operation == ENTER)
			agent_enter(&job.place);
		else if (job.operation > NR_OPERATIONS)
			agent_open(&job, opened);
		else if (job.operation == JOIN)
			reply.answer.err = agent_join(fd);
		else if (job.operation == BIND)
			reply.answer.err = agent_bind(fd);
		else
			agent_request(&job, fd, fds[0], &reply);
		while (n)
			close(fds[--n]);
		hand_over(line, &reply, sizeof(reply), opened,
			  job.operation == OPEN || job.operation == OPEN_AS_NOBODY ?
			  AGENT_SOCKETS : 0);
	}
	_exit(0);
}

#define AGENT_OPTION	"agent"

#define AGENT_OPTION	"agent"

static inline void agent_main(int line, void *data)
{
	int opened[AGENT_SOCKETS];

	(void)data;
	agent_run(line, opened);
}

static inline void agent_exec(int line, void *data)
{
	char number[16];

	(void)data;
	snprintf(number, sizeof(number), "%d", line);
	fcntl(line, F_SETFD, 0);
	execl("/proc/self/exe", AGENT_OPTION, number, NULL);
	_exit(1);
}

/* With @exec, it has inherited what we hold, across an exec. */
static inline struct process agent_start(bool exec)
{
	return process_fork(exec ? agent_exec : agent_main, NULL);
}

/* To be called first: this may be the program that an agent executes. */
static inline void agent_run_if_executed(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[0], AGENT_OPTION))
		agent_main(atoi(argv[1]), NULL);
}

/* @pidfd and @socket are handed over unless negative; @sockets is for OPEN. */
static inline struct reply agent_ask(struct process *p, struct job job,
				     int pidfd, int socket, int *sockets)
{
	int fds[] = { pidfd, socket }, got[HANDOVER_MOST];
	struct reply reply;
	size_t n = pidfd < 0 ? 0 : socket < 0 ? 1 : 2;

	hand_over(p->fd, &job, sizeof(job), fds, n);
	if (!take_over(p->fd, &reply, sizeof(reply), got, &n))
		bail("agent %d", p->pid);
	if (sockets)
		memcpy(sockets, got, n * sizeof(*got));
	return reply;
}

#endif /* SELFTESTS_AGENT_H */
