/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who makes a request: a process of its own, with the authority, the namespaces
 * and the label that the case is about.
 */

#ifndef SELFTESTS_REQUESTER_H
#define SELFTESTS_REQUESTER_H

#include <grp.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sys/mman.h>

#include "contid.h"
#include "process.h"

#define NOBODY	65534
#define LABEL_OF_REQUESTER	4999
#define LABEL_OF_DELEGATE	4998
#define LIMIT_OF_DELEGATE	1

enum requester {
	HOST,			/* root, as ever */
	HOST_THREAD,		/* root, from a thread that leads no group */
	READER,			/* root with no capability but CAP_AUDIT_READ */
	UNPRIVILEGED,		/* nobody */
	BORROWER,		/* nobody, with a socket that root opened */
	LENDER,			/* root, with a socket that nobody opened */
	USERNS,			/* root of a user namespace, in the host's network */
	USERNS_NETNS,		/* root of a user and a network namespace */
	NETNS,			/* root, in a network namespace of its own */
	INMATE,			/* root, labelled */
	DELEGATED,		/* root, labelled with delegation */
};

static const char * const requester_names[] = {
	[HOST] = "host", [HOST_THREAD] = "thread of host",
	[READER] = "CAP_AUDIT_READ only", [UNPRIVILEGED] = "nobody",
	[BORROWER] = "nobody on root's socket",
	[LENDER] = "root on nobody's socket",
	[USERNS] = "user namespace's root",
	[USERNS_NETNS] = "user and network namespace's root",
	[NETNS] = "other network namespace", [INMATE] = "labelled requester",
	[DELEGATED] = "labelled requester with delegation",
};

/* Runs as the requester. */
typedef int (*requester_fn)(struct nl *nl, void *data);

struct requester_job {
	enum requester who;
	requester_fn fn;
	void *data;
	struct nl_answer *answer;	/* shared */
	int go;				/* for a labelled one: wait until it is */
};

static inline void must(int result, const char *what)
{
	if (result < 0)
		bail("%s", what);
}

static inline void become_nobody(void)
{
	must(setgroups(0, NULL), "setgroups");
	must(setresgid(NOBODY, NOBODY, NOBODY), "setresgid");
	must(setresuid(NOBODY, NOBODY, NOBODY), "setresuid");
}

static inline void keep_only_audit_read(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	data[1].permitted = 1U << (CAP_AUDIT_READ - 32);
	data[1].effective = data[1].permitted;
	must(syscall(SYS_capset, &header, data), "capset");
}

static inline void *requester_act(void *arg)
{
	struct requester_job *job = arg;
	struct nl nl = {};
	char byte;

	switch (job->who) {
	case HOST:
	case HOST_THREAD:
		break;
	case READER:
		keep_only_audit_read();
		break;
	case UNPRIVILEGED:
		become_nobody();
		break;
	case BORROWER:
		nl = contid_connect();
		become_nobody();
		break;
	case LENDER:
		must(seteuid(NOBODY), "seteuid");
		nl = contid_connect();
		must(seteuid(0), "seteuid");
		break;
	case USERNS:
		must(unshare(CLONE_NEWUSER), "unshare");
		break;
	case USERNS_NETNS:
		must(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare");
		break;
	case NETNS:
		must(unshare(CLONE_NEWNET), "unshare");
		break;
	case INMATE:
	case DELEGATED:
		must(read(job->go, &byte, 1), "wait for the label");
		break;
	}
	if (!nl.family)
		nl = contid_connect();
	job->fn(&nl, job->data);
	*job->answer = nl.answer;
	return NULL;
}

static inline void requester_label(struct nl *nl, enum requester who, pid_t pid)
{
	int pidfd = must_pidfd(pid), err = 0;

	if (who == INMATE)
		err = contid_set(nl, pidfd, LABEL_OF_REQUESTER, NULL);
	if (who == DELEGATED)
		err = contid_set_as(nl, pidfd, LABEL_OF_DELEGATE,
				    CONTID_FLAG_DELEGATE, LIMIT_OF_DELEGATE,
				    NULL);
	if (err)
		bail("label of the requester");
	close(pidfd);
}

/* Returns what the request came to; with @nl, host authority of our own. */
static inline struct nl_answer requester_run(struct nl *nl, enum requester who,
					     requester_fn fn, void *data)
{
	struct requester_job job = { .who = who, .fn = fn, .data = data };
	struct nl_answer answer;
	pthread_t thread;
	int go[2];
	pid_t pid;

	job.answer = mmap(NULL, sizeof(answer), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job.answer == MAP_FAILED || pipe(go))
		bail("requester");
	job.answer->err = 1;	/* never ran */
	job.go = go[0];

	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(go[1]);
		if (who == HOST_THREAD) {
			pthread_create(&thread, NULL, requester_act, &job);
			pthread_join(thread, NULL);
		} else {
			requester_act(&job);
		}
		_exit(0);
	}
	requester_label(nl, who, pid);
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
