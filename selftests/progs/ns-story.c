// SPDX-License-Identifier: GPL-2.0
/*
 * ns-story [STORY…]: make, enter and end namespaces in one of the ways that there are, or
 * in all of them, and print what the audit log has to say of it, a line per record:
 *
 *	PID SYSCALL op=create namespace_type=0x4000000 namespace_id=97 old_namespace_id=2
 *	- - op=delete namespace_type=0x4000000 namespace_id=97
 *
 * with the process and the number of the system call of the record's event. A line
 * "# WHY" says what the kernel does not have. The log gets a message "held=ID" where
 * only what the story says holds a namespace: its op=delete comes later.
 */

#include <libaudit.h>

#include "namespaces.h"
#include "thread.h"

#define ACT(nr)		getpid(), (nr)

static void created(pid_t pid, long nr, enum ns type, uint64_t id, uint64_t old)
{
	uint32_t flag = ns_types[type].flag;

	printf("%d %ld op=create namespace_type=%#x namespace_id=%llu old_namespace_id=%llu\n",
	       pid, nr, flag, (unsigned long long)id, (unsigned long long)old);
	printf("- - op=delete namespace_type=%#x namespace_id=%llu\n", flag,
	       (unsigned long long)id);
}

static void entered(pid_t pid, long nr, enum ns type, uint64_t id, uint64_t old)
{
	printf("%d %ld op=enter namespace_type=%#x namespace_id=%llu old_namespace_id=%llu%s\n",
	       pid, nr, ns_types[type].flag, (unsigned long long)id,
	       (unsigned long long)old, type == NS_PID ? " for_children=1" : "");
}

/* What a child of ours was born into, as far as it is not ours. */
static void created_with(pid_t child, long nr)
{
	int i;

	for (i = 0; i < NR_NS; i++)
		if (ns_of(child, i) != ns_of(0, i))
			created(getpid(), nr, i, ns_of(child, i), ns_of(0, i));
}

static void say_held(uint64_t id)
{
	char text[64];
	int fd = audit_open();

	snprintf(text, sizeof(text), "held=%llu", (unsigned long long)id);
	if (fd < 0 || audit_log_user_message(fd, AUDIT_USER, text, NULL, NULL,
					     NULL, 1) <= 0)
		bail("message");
	audit_close(fd);
}

/* Born into namespaces of its own. */
static pid_t born(uint64_t flags)
{
	pid_t pid = clone3_idle(flags);

	must(pid, "clone3");
	created_with(pid, SYS_clone3);
	return pid;
}

/*
 * clone, clone3
 */
static void tell_clone(void)
{
	pid_t pid;
	int i;

	for (i = 0; i < NR_NS; i++) {
		/* clone takes the flag for a signal */
		if (i == NS_TIME)
			continue;
		pid = clone_idle(ns_types[i].flag);
		must(pid, "clone");
		created_with(pid, SYS_clone);
		end_idle(pid);
	}
	/* Without one of them, nothing is said. */
	end_idle(clone_idle(0));
}

static void tell_clone3(void)
{
	end_idle(born(NS_ALL));
}

/*
 * unshare: the order is the number of a type; 'a' is all; 'f' have a child; 'e' end it
 */
static long run_unshare_order(char order, void *data)
{
	static pid_t child;

	(void)data;
	switch (order) {
	case 'a':
		return unshare(NS_ALL);
	case 'f':
		return child = fork_idle();
	case 'e':
		end_idle(child);
		return 0;
	}
	return unshare(ns_types[(int)order].flag);
}

/* What @p has made, with its child, which is in the namespaces for children. */
static void created_by_unshare(struct process *p)
{
	pid_t child = process_ask(p, 'f');
	int i;

	for (i = 0; i < NR_NS; i++)
		if (ns_of(child, i) != ns_of(0, i))
			created(p->pid, SYS_unshare, i, ns_of(child, i),
				ns_of(0, i));
	process_ask(p, 'e');
}

static void tell_unshare(void)
{
	struct process p;
	int i;

	for (i = 0; i <= NR_NS; i++) {
		p = process_start(run_unshare_order, NULL);
		must(process_ask(&p, i < NR_NS ? i : 'a'), "unshare");
		created_by_unshare(&p);
		process_end(&p);
	}
}

static volatile pid_t thread;

static void *unshare_in_thread(void *arg)
{
	must_unshare(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWIPC);
	thread = gettid();
	return idle_thread(arg);
}

static long start_unsharer(char order, void *data)
{
	(void)order;
	(void)data;
	must_start_thread(unshare_in_thread, NULL);
	until(thread);
	return thread;
}

/* The event names the process. */
static void tell_thread(void)
{
	struct process p = process_start(start_unsharer, NULL);
	pid_t tid = process_ask(&p, 't');
	int i;

	for (i = 0; i < NR_NS; i++)
		if (ns_of(tid, i) != ns_of(p.pid, i))
			created(p.pid, SYS_unshare, i, ns_of(tid, i),
				ns_of(p.pid, i));
	process_end(&p);
}

#include "ns-story.enter.h"
#include "ns-story.holders.h"
#include "ns-story.failures.h"

static const struct story {
	const char *name;
	void (*tell)(void);
} stories[] = {
	{ "clone", tell_clone },
	{ "clone3", tell_clone3 },
	{ "unshare", tell_unshare },
	{ "thread", tell_thread },
	{ "setns", tell_setns },
	{ "setns-user", tell_setns_user },
	{ "pidfd", tell_pidfd },
	{ "exec", tell_exec },
	{ "file", tell_file },
	{ "bind", tell_bind },
	{ "umount", tell_umount },
	{ "socket", tell_socket },
	{ "revival", tell_revival },
	{ "failures", tell_failures },
};

#define NR_STORIES	(sizeof(stories) / sizeof(*stories))

int main(int argc, char **argv)
{
	size_t i;
	int j;

	if (argc == 2 && !strcmp(argv[1], "--idle"))
		idle();
	for (i = 0; i < NR_STORIES; i++) {
		for (j = 1; j < argc && strcmp(argv[j], stories[i].name); j++)
			;
		if (argc == 1 || j < argc)
			stories[i].tell();
	}
	fflush(stdout);
	return 0;
}
