/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stories of ns-story.c about setns and execve.
 */

#ifndef SELFTESTS_NS_STORY_ENTER_H
#define SELFTESTS_NS_STORY_ENTER_H

/* What the order 'i' enters, and all other orders but 'f' leave. */
static struct entry {
	int fd, flags;
	int home[NR_NS];	/* files of the namespaces of before, or 0 */
} entry;

static long run_setns_order(char order, void *data)
{
	int i;

	(void)data;
	if (order == 'i')
		return setns(entry.fd, entry.flags);
	if (order == 'f') {
		end_idle(fork_idle());
		return 0;
	}
	for (i = 0; i < NR_NS; i++)
		if (entry.home[i])
			must_setns(entry.home[i], ns_types[i].flag);
	return 0;
}

/* A process goes in, goes there again, which is no change, and comes home. */
static void go_in_and_out(pid_t target, uint64_t changed)
{
	struct process p = process_start(run_setns_order, NULL);
	int i;

	must(process_ask(&p, 'i'), "setns");
	must(process_ask(&p, 'i'), "setns");
	for (i = 0; i < NR_NS; i++)
		if (changed & ns_types[i].flag)
			entered(p.pid, SYS_setns, i, ns_of(target, i), ns_of(0, i));
	/* Its children are there, which is no record of theirs. */
	process_ask(&p, 'f');
	process_ask(&p, 'o');
	for (i = 0; i < NR_NS; i++)
		if (entry.home[i] && (changed & ns_types[i].flag))
			entered(p.pid, SYS_setns, i, ns_of(0, i), ns_of(target, i));
	process_end(&p);
}

static void open_home(uint64_t flags)
{
	int i;

	memset(&entry, 0, sizeof(entry));
	for (i = 0; i < NR_NS; i++)
		if (flags & ns_types[i].flag)
			entry.home[i] = open_namespace(0, ns_types[i].name);
}

static void close_home(void)
{
	int i;

	close(entry.fd);
	for (i = 0; i < NR_NS; i++)
		if (entry.home[i])
			close(entry.home[i]);
}

static void tell_setns(void)
{
	pid_t target = born(NS_ALL & ~(uint64_t)CLONE_NEWUSER);
	int i;

	for (i = 0; i < NR_NS; i++) {
		if (i == NS_USER)
			continue;
		open_home(ns_types[i].flag);
		entry.fd = open_namespace(target, ns_types[i].name);
		/* Without the type, the file says it. */
		entry.flags = i % 2 ? ns_types[i].flag : 0;
		go_in_and_out(target, ns_types[i].flag);
		close_home();
	}
	end_idle(target);
}

/* No way leads home from there. */
static void tell_setns_user(void)
{
	pid_t target = born(CLONE_NEWUSER);
	struct process p;

	open_home(0);
	entry.fd = open_namespace(target, "user");
	p = process_start(run_setns_order, NULL);
	must(process_ask(&p, 'i'), "setns");
	entered(p.pid, SYS_setns, NS_USER, ns_of(target, NS_USER),
		ns_of(0, NS_USER));
	process_end(&p);
	close_home();
	end_idle(target);
}

/* Several types at once, of which the target shares some with us. */
static void tell_pidfd(void)
{
	uint64_t made = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWTIME;
	pid_t target = born(made);

	open_home(made);
	entry.fd = must_pidfd(target);
	entry.flags = made | CLONE_NEWNET | CLONE_NEWCGROUP;
	go_in_and_out(target, made);
	close_home();
	end_idle(target);
}

/*
 * execve enters the time namespace that was made for children, since 6.3
 */
static long run_exec_order(char order, void *data)
{
	(void)data;
	if (order == 'u')
		return unshare(CLONE_NEWTIME);
	/* We see the end of the line when it has happened. */
	execl("/proc/self/exe", "ns-story", "--idle", NULL);
	return -1;
}

static void tell_exec(void)
{
	struct process p = process_start(run_exec_order, NULL);
	uint64_t id;
	char byte;

	must(process_ask(&p, 'u'), "unshare");
	id = ns_id_of(p.pid, "time_for_children");
	created(p.pid, SYS_unshare, NS_TIME, id, ns_of(0, NS_TIME));
	process_order(&p, 'x');
	if (read(p.fd, &byte, 1))
		bail("execve");
	if (kernel_is("6.1."))
		printf("# execve enters no time namespace in 6.1\n");
	else
		entered(p.pid, SYS_execve, NS_TIME, id, ns_of(0, NS_TIME));
	if ((ns_of(p.pid, NS_TIME) == id) == kernel_is("6.1."))
		bail("the time namespace after execve");
	process_end(&p);
}

#endif /* SELFTESTS_NS_STORY_ENTER_H */
