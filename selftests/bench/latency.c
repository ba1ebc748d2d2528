// SPDX-License-Identifier: GPL-2.0
/*
 * latency MOST: the longest time that the processor was without preemption or interrupts
 * while an operation ran, by the kernel's tracer preemptirqsoff. Prints a line for each
 * operation: its name, a size, the time in units of 1,000 ns, which are 1,000 instructions
 * with -icount, and the functions at which that time began and ended.
 *
 * Operations on up to MOST containers, processes and namespaces; then the same without
 * labels, where there is such a thing.
 */

#include <arpa/inet.h>
#include <sched.h>
#include <sys/resource.h>

#include "containers.h"
#include "../progs/identity.h"
#include "../progs/thread.h"

#define TRACING	"/run/tracing/"	/* where ip netns exec leaves it mounted */

static struct raw_nl nl;
static unsigned long most;

static void watch(void)
{
	must_write(TRACING "tracing_max_latency", "0");
	must_write(TRACING "tracing_on", "1");
}

/* The time, and where it began and ended, for one row. */
static void report(const char *what, unsigned long n)
{
	char line[256], began[128] = "-", ended[128] = "-";
	unsigned long took = 0;
	FILE *file;

	must_write(TRACING "tracing_on", "0");
	file = fopen(TRACING "trace", "re");
	if (!file)
		bail("trace");
	while (fgets(line, sizeof(line), file) && line[0] == '#') {
		sscanf(line, "# latency: %lu us", &took);
		sscanf(line, "# => started at: %127s", began);
		sscanf(line, "# => ended at: %127s", ended);
	}
	fclose(file);
	printf("%s\t%lu\t%lu\t%s\t%s\n", what, n, took, began, ended);
	fflush(stdout);
}

static void ignore(const struct nlmsghdr *nlh, void *data)
{
}

static void must_dump(uint64_t contid, uint32_t flags)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, nl.family, CONTID_CMD_GET, NLM_F_DUMP);
	if (contid)
		raw_nl_put_u64(&msg, CONTID_A_CONTID, contid);
	if (flags)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, flags);
	must_do(raw_nl_request(&nl, &msg, ignore, NULL), nl.answer.sentence);
}

static void of_many_containers(void)
{
	struct containers many = containers_new();

	watch();
	containers_grow(&many, most);
	report("fork and SET, each a container", most);
	watch();
	must_dump(0, 0);
	report("dump of containers", most);
	watch();
	containers_end(&many);
	report("end of containers", most);

	many.nl = NULL;
	watch();
	containers_grow(&many, most);
	containers_end(&many);
	report("fork and exit, no label", most);
}

/* Orders to the top of a tree: 'g' grows it, 't' as threads, 'n' in namespaces, 'e' ends it. */
static long grow(char order, void *data)
{
	static struct containers children;
	unsigned long i, n = *(unsigned long *)data;

	switch (order) {
	case 'g':
		containers_grow(&children, n);
		break;
	case 't':
		for (i = 0; i < n; i++)
			must_start_thread(idle_thread, NULL);
		break;
	case 'n':
		for (i = 0; i < n; i++) {
			must_unshare(CLONE_NEWNET);
			containers_grow(&children, i + 1);
		}
		break;
	case 'e':
		containers_end(&children);
		break;
	}
	return 0;
}

static void must_change(struct process *p, uint64_t contid, uint32_t flags)
{
	if (contid)
		must_do(raw_set_as(&nl, p->pidfd, contid, flags, NO_LIMIT, NULL),
			nl.answer.sentence);
	else
		must_do(raw_drop_as(&nl, p->pidfd, flags, NULL), nl.answer.sentence);
}

/* SET, NEST, a list and DROP of a tree with its children, and its end with a label. */
static void of_a_tree(char order, const char *kind, unsigned long n, uint32_t flags)
{
	struct process p = process_start(grow, &n);
	char what[128];

	process_ask(&p, order);

	watch();
	must_change(&p, 1, flags);
	snprintf(what, sizeof(what), "SET, %s", kind);
	report(what, n);

	watch();
	must_change(&p, 2, flags | CONTID_FLAG_NEST);
	snprintf(what, sizeof(what), "NEST, %s", kind);
	report(what, n);

	watch();
	must_dump(2, CONTID_FLAG_PROCESSES);
	snprintf(what, sizeof(what), "list of processes, %s", kind);
	report(what, n);

	watch();
	must_change(&p, 0, flags);
	snprintf(what, sizeof(what), "DROP, %s", kind);
	report(what, n);

	/* It is in the outer container now. */
	watch();
	if (order != 't')
		process_ask(&p, 'e');
	process_end(&p);
	snprintf(what, sizeof(what), "exit, %s", kind);
	report(what, n);

	p = process_start(grow, &n);
	process_ask(&p, order);
	watch();
	if (order != 't')
		process_ask(&p, 'e');
	process_end(&p);
	snprintf(what, sizeof(what), "exit, %s, no label", kind);
	report(what, n);
}

/* A packet that a rule of this namespace audits, with as many containers in it. */
static void of_packets(unsigned long n)
{
	struct containers many = containers_new();
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = inet_addr("10.9.0.2"),
	};
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	containers_grow(&many, n);
	watch();
	if (sendto(sock, "packet", 6, 0, (void *)&to, sizeof(to)) != 6)
		bail("send");
	report("audited packet", n);
	containers_end(&many);
	watch();
	if (sendto(sock, "packet", 6, 0, (void *)&to, sizeof(to)) != 6)
		bail("send");
	report("audited packet, no container", 0);
	close(sock);
}

/* Requests of a user that are refused, as fast as they come. */
static void of_refusals(unsigned long n)
{
	struct process p = process_start(grow, &n);
	pid_t pid;
	unsigned long i;

	watch();
	pid = fork();
	if (!pid) {
		become_nobody();
		nl = raw_connect();
		for (i = 0; i < n; i++) {
			if (raw_set(&nl, p.pidfd, 1, NULL) != -EPERM)
				bail("not refused");
		}
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	report("refused requests", n);
	process_end(&p);
}

/* Processes that enter the pid namespace of a container. */
static long enter_pid_namespace(char order, void *data)
{
	unsigned long i, n = *(unsigned long *)data;
	pid_t pid;

	/* 'i': the first process of such a namespace; 'a': enter that of our data's process */
	if (order == 'i') {
		must_unshare(CLONE_NEWPID);
		return fork_idle();
	}
	for (i = 0; i < n; i++) {
		pid = vfork();
		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	return 0;
}

static void of_adoptions(unsigned long n)
{
	struct process owner = process_start(enter_pid_namespace, &n), guest;
	pid_t init = process_ask(&owner, 'i');
	int ours = open_namespace(0, "pid"), theirs = open_namespace(init, "pid");

	must_set(&nl, init, 1, 0);
	must_setns(theirs, CLONE_NEWPID);
	guest = process_start(enter_pid_namespace, &n);
	must_setns(ours, CLONE_NEWPID);
	if (raw_contid_of(&nl, guest.pidfd) != 1)
		bail("no label came with the pid namespace");
	process_end(&guest);

	/* Each child of one that has entered is adopted */
	watch();
	must_setns(theirs, CLONE_NEWPID);
	enter_pid_namespace('a', &n);
	must_setns(ours, CLONE_NEWPID);
	report("adoptions", n);
	process_end(&owner);
	close(ours);
	close(theirs);
}

/* Sockets of containers that have ended. */
static void of_sockets(unsigned long n)
{
	int line[2];
	unsigned long i;
	char go = 0;
	pid_t pid;

	if (pipe2(line, O_CLOEXEC))
		bail("pipe");
	watch();
	for (i = 0; i < n; i++) {
		/* Its files are ours, so its socket stays. */
		pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
		must(pid, "clone");
		if (!pid) {
			if (read(line[0], &go, 1) != 1 ||
			    socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) < 0)
				_exit(1);
			_exit(0);
		}
		must_set(&nl, pid, CONTAINERS_FIRST + i, 0);
		if (write(line[1], &go, 1) != 1)
			bail("pipe");
		waitpid(pid, NULL, 0);
	}
	report("sockets of ended containers", n);
	watch();
	must(close_range(line[1] + 1, ~0U, 0), "close_range");
	report("and their end", n);
}

int main(int argc, char **argv)
{
	struct rlimit files;

	if (argc != 2)
		bail("usage: latency MOST");
	most = strtoul(argv[1], NULL, 10);
	raise_limits(most);
	files = (struct rlimit){ most + 100, most + 100 };
	must(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
	nl = raw_connect();

	of_many_containers();
	of_a_tree('g', "processes", most / 10, CONTID_FLAG_SUBTREE);
	of_a_tree('t', "threads", most / 10 * 3, 0);
	of_a_tree('n', "network namespaces", most / 10, CONTID_FLAG_SUBTREE);
	of_packets(most / 100);
	of_refusals(most / 10);
	of_adoptions(most / 10);
	of_sockets(most / 10);
	return 0;
}
