/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requesters: a process of its own makes each request, with the credentials, the
 * namespaces and the label that the case is about.
 */

#ifndef SELFTESTS_REQUESTER_H
#define SELFTESTS_REQUESTER_H

#include "raw_contid.h"
#include "identity.h"
#include "thread.h"

#define LABEL_OF_REQUESTER	4999
#define LABEL_OF_DELEGATE	4998
#define LIMIT_OF_DELEGATE	1

/* Those from LABELLED to SQUATTER carry a label. */
enum requester {
	HOST,			/* root */
	HOST_THREAD,		/* root, from a thread that leads no group */
	READER,			/* root with no capability but CAP_AUDIT_READ */
	SERVICE,		/* a plain user with CAP_AUDIT_CONTROL */
	VISITOR,		/* root, on a socket of another network namespace */
	NETNS,			/* root, in a network namespace of its own */
	USERNS,			/* root of a user namespace, in the host's network */
	USERNS_NETNS,		/* root of a user and a network namespace */
	UNPRIVILEGED,		/* nobody */
	BORROWER,		/* nobody, with a socket that root opened */
	LENDER,			/* root, with a socket that nobody opened */
	SETUID,			/* nobody's, set-user-ID, on a socket nobody opened */
	LABELLED,		/* root, labelled */
	DELEGATED,		/* root, labelled with delegation */
	CONTAINED,		/* labelled root of user, pid and network namespace */
	TENANT,			/* the same, with delegation */
	SOCKET_STAYED,		/* as TENANT, on a socket of the host's namespaces */
	SQUATTER,		/* as DELEGATED, in namespaces that it makes itself */
	NR_REQUESTERS
};

static const char * const requester_names[NR_REQUESTERS] = {
	[HOST] = "host", [HOST_THREAD] = "thread of host",
	[READER] = "CAP_AUDIT_READ only",
	[SERVICE] = "user with CAP_AUDIT_CONTROL",
	[VISITOR] = "root on another namespace's socket",
	[NETNS] = "other network namespace",
	[USERNS] = "user namespace's root",
	[USERNS_NETNS] = "user and network namespace's root",
	[UNPRIVILEGED] = "nobody",
	[BORROWER] = "nobody on root's socket",
	[LENDER] = "root on nobody's socket",
	[SETUID] = "set-user-ID root on nobody's socket",
	[LABELLED] = "labelled root",
	[DELEGATED] = "labelled root with delegation",
	[CONTAINED] = "user namespace's labelled root",
	[TENANT] = "user namespace's labelled root with delegation",
	[SOCKET_STAYED] = "the same on the host's socket",
	[SQUATTER] = "labelled root with delegation, in namespaces of its own",
};

static inline bool has_label(enum requester kind)
{
	return kind >= LABELLED && kind <= SQUATTER;
}

static inline bool has_namespaces(enum requester kind)
{
	return kind == CONTAINED || kind == TENANT || kind == SOCKET_STAYED;
}

static inline bool has_delegation(enum requester kind)
{
	return has_label(kind) && kind != LABELLED && kind != CONTAINED;
}

static inline struct raw_nl connect_as_visitor(void)
{
	int netns = open_namespace(0, "net");
	struct raw_nl nl;

	must_unshare(CLONE_NEWNET);
	nl = raw_connect();
	must_setns(netns, CLONE_NEWNET);
	close(netns);
	return nl;
}

/*
 * Takes on what makes the requester, but for its label and the namespaces that
 * it has been made in, and returns its socket.
 */
static inline struct raw_nl requester_become(enum requester kind)
{
	struct raw_nl nl = {};

	switch (kind) {
	case READER:
		keep_only_capability(CAP_AUDIT_READ);
		break;
	case SERVICE:
		become_capable_nobody(CAP_AUDIT_CONTROL);
		break;
	case VISITOR:
		return connect_as_visitor();
	case NETNS:
		must_unshare(CLONE_NEWNET);
		break;
	case USERNS:
		must_unshare(CLONE_NEWUSER);
		break;
	case USERNS_NETNS:
	case SQUATTER:
		must_unshare(CLONE_NEWUSER | CLONE_NEWNET);
		break;
	case UNPRIVILEGED:
		become_nobody();
		break;
	case BORROWER:
		nl = raw_connect();
		become_nobody();
		return nl;
	case LENDER:
		must(seteuid(NOBODY), "seteuid");
		nl = raw_connect();
		must(seteuid(0), "seteuid");
		return nl;
	case SETUID:
		must(setresuid(NOBODY, NOBODY, 0), "setresuid");
		nl = raw_connect();
		must(seteuid(0), "seteuid");
		return nl;
	default:
		break;
	}
	return raw_connect();
}

/* Runs as the requester. */
typedef int (*requester_fn)(struct raw_nl *nl, void *data);

struct requester_job {
	enum requester kind;
	requester_fn fn;
	void *data;
	struct raw_nl_answer *answer;	/* shared */
	int go;				/* for a labelled one: wait until it is */
};

static inline void *requester_main(void *arg)
{
	struct requester_job *job = arg;
	struct raw_nl nl;
	char byte;

	if (has_label(job->kind))
		must(read(job->go, &byte, 1), "wait for the label");
	nl = requester_become(job->kind);
	job->fn(&nl, job->data);
	*job->answer = nl.answer;
	return NULL;
}

static inline void requester_label(struct raw_nl *nl, enum requester kind, pid_t pid)
{
	int pidfd = must_pidfd(pid), err = 0;

	if (kind == LABELLED)
		err = raw_set(nl, pidfd, LABEL_OF_REQUESTER, NULL);
	if (kind == DELEGATED)
		err = raw_set_as(nl, pidfd, LABEL_OF_DELEGATE,
				 CONTID_FLAG_DELEGATE, LIMIT_OF_DELEGATE,
				 NULL);
	if (err)
		bail("label of the requester");
	close(pidfd);
}

/*
 * Returns what the request came to; with @nl, host authority of our own. Not for
 * requesters that are made in namespaces of their own.
 */
static inline struct raw_nl_answer requester_run(struct raw_nl *nl, enum requester kind,
						 requester_fn fn, void *data)
{
	struct requester_job job = { .kind = kind, .fn = fn, .data = data };
	struct raw_nl_answer answer;
	pthread_t thread;
	int go[2];
	pid_t pid;

	job.answer = shared_memory(sizeof(answer));
	if (pipe(go))
		bail("requester");
	job.answer->err = 1;	/* never ran */
	job.go = go[0];

	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(go[1]);
		if (kind == HOST_THREAD) {
			pthread_create(&thread, NULL, requester_main, &job);
			pthread_join(thread, NULL);
		} else {
			requester_main(&job);
		}
		_exit(0);
	}
	requester_label(nl, kind, pid);
	if (write(go[1], "", 1) != 1)
		bail("requester");
	waitpid(pid, NULL, 0);
	close(go[0]);
	close(go[1]);
	answer = *job.answer;
	munmap(job.answer, sizeof(answer));
	return answer;
}

#endif /* SELFTESTS_REQUESTER_H */
