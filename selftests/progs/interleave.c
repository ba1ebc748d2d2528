// SPDX-License-Identifier: GPL-2.0
/*
 * interleave EVENTS FIRST-ID: on each CPU, four processes make audit events in
 * turns of the scheduler: with and without a label, with and without an audit
 * context. A task rule for group 4321 is to take the context away. Each
 * event names its container itself: comm or op is w and the contid, or w0.
 *
 *	prctl(MARK)	an event of a system call, where a rule asks for it
 *	a message	stands alone
 *	SECCOMP		stands alone without a context
 *	ANOM_ABEND	a child's
 *
 * Meanwhile timers send packets, in softirq, on top of the process that runs. The number of
 * events made is printed; whether the log agrees is for the caller to see.
 */

#include <arpa/inet.h>
#include <libaudit.h>
#include <netinet/in.h>

#include "raw_contid.h"
#include "process.h"
#include "provoke.h"

#define MARK		0x7eae
#define NO_CONTEXT	4321	/* group */
#define CONNECTIONS	100

struct worker {
	struct process process;
	uint64_t id;		/* or 0 */
	int cpu;
	bool context;
	long quota;
};

static void mark(void)
{
	prctl(MARK, 0, 0, 0, 0);
}

static void message(int audit, const char *name)
{
	char op[32];

	snprintf(op, sizeof(op), "op=%s", name);
	if (audit_log_user_message(audit, AUDIT_USER, op, NULL, NULL, NULL,
				   1) <= 0)
		bail("message");
}

static void crash_child(void)
{
	pid_t pid = fork();

	must(pid, "fork");
	if (!pid)
		crash();
	waitpid(pid, NULL, 0);
}

static void work(const struct worker *worker)
{
	int audit = audit_open();
	char name[16];
	long i;

	snprintf(name, sizeof(name), "w%llu", (unsigned long long)worker->id);
	prctl(PR_SET_NAME, name);
	must(seccomp_log_getppid(), "seccomp");
	for (i = 0; i < worker->quota; i++) {
		if (i % 64 == 0)
			crash_child();
		else if (i % 4 == 0)
			message(audit, name);
		else if (i % 4 == 1 || !worker->context)
			syscall(SYS_getppid);
		else
			mark();
	}
	_exit(0);
}

/* The context is decided on at birth, so the work is done by a child. */
static long run_worker(char order, void *data)
{
	const struct worker *worker = data;
	pid_t pid;
	int status;

	(void)order;
	run_on(worker->cpu);
	if (!worker->context && setresgid(NO_CONTEXT, NO_CONTEXT, NO_CONTEXT))
		bail("setresgid");
	pid = fork();
	if (!pid)
		work(worker);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return 0;
	return worker->quota;
}

/* No host answers, so that a timer sends each SYN again and again. */
static void connect_unanswered(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = inet_addr("192.0.2.2"),
	};
	int i, fd;

	for (i = 0; i < CONNECTIONS; i++) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(fd, (void *)&addr, sizeof(addr)) == 0 ||
		    errno != EINPROGRESS)
			bail("connect");
	}
}

int main(int argc, char **argv)
{
	long events = argc > 1 ? atol(argv[1]) : 1000, made = 0;
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 5000;
	int i, n = 4 * sysconf(_SC_NPROCESSORS_ONLN);
	struct worker workers[n];
	struct raw_nl nl = raw_connect();

	for (i = 0; i < n; i++) {
		workers[i] = (struct worker) {
			.id = i & 1 ? id++ : 0,
			.cpu = i / 4,
			.context = i & 2,
			.quota = (events + n - 1) / n,
		};
		workers[i].process = process_start(run_worker, &workers[i]);
		if (!workers[i].id)
			continue;
		errno = -raw_set(&nl, workers[i].process.pidfd,
				 workers[i].id, NULL);
		if (errno)
			bail("SET: %s", nl.answer.sentence);
	}
	connect_unanswered();
	for (i = 0; i < n; i++)
		process_order(&workers[i].process, 'r');
	for (i = 0; i < n; i++)
		made += process_answer(&workers[i].process);
	for (i = 0; i < n; i++)
		process_end(&workers[i].process);
	printf("%ld\n", made);
	return 0;
}
