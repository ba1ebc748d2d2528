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
#include <sys/mount.h>

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

/*
 * setns: what @entry names is entered for the order 'i', and left for 'o'
 */
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

/*
 * The last holders
 */
static void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	must(fd, path);
	close(fd);
}

static void bind_file(pid_t pid, enum ns type, const char *to)
{
	char from[64];

	snprintf(from, sizeof(from), "/proc/%d/ns/%s", pid, ns_types[type].name);
	make_file(to);
	must(mount(from, to, NULL, MS_BIND, NULL), "bind mount");
}

static void tell_file(void)
{
	pid_t pid = born(CLONE_NEWUTS | CLONE_NEWNET);
	int uts = open_namespace(pid, "uts"), net = open_namespace(pid, "net");

	end_idle(pid);
	say_held(ns_id(uts));
	say_held(ns_id(net));
	close(uts);
	close(net);
}

#define BOUND	"/tmp/ns-story-bound"

static void tell_bind(void)
{
	pid_t pid = born(CLONE_NEWIPC);
	uint64_t id = ns_of(pid, NS_IPC);

	bind_file(pid, NS_IPC, BOUND);
	end_idle(pid);
	say_held(id);
	must(umount(BOUND), "umount");
}

/* The file of a mount namespace, with a mount in it that holds another. */
static void tell_umount(void)
{
	struct process p = process_start(run_unshare_order, NULL);
	pid_t pid = born(CLONE_NEWCGROUP);
	int home = open_namespace(0, "mnt"), there;
	uint64_t mnt, cgroup = ns_of(pid, NS_CGROUP);

	must(process_ask(&p, NS_MNT), "unshare");
	created_by_unshare(&p);
	mnt = ns_of(p.pid, NS_MNT);
	bind_file(p.pid, NS_MNT, BOUND);

	there = open_namespace(p.pid, "mnt");
	must_setns(there, CLONE_NEWNS);
	entered(ACT(SYS_setns), NS_MNT, mnt, ns_id(home));
	bind_file(pid, NS_CGROUP, BOUND);
	must_setns(home, CLONE_NEWNS);
	entered(ACT(SYS_setns), NS_MNT, ns_id(home), mnt);
	close(there);
	close(home);
	end_idle(pid);
	process_end(&p);
	say_held(mnt);
	say_held(cgroup);
	must(umount2(BOUND, MNT_DETACH), "umount");
}

static void tell_socket(void)
{
	int home = open_namespace(0, "net"), fd;
	uint64_t id;

	must_unshare(CLONE_NEWNET);
	id = ns_of(0, NS_NET);
	created(ACT(SYS_unshare), NS_NET, id, ns_id(home));
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	must_setns(home, CLONE_NEWNET);
	entered(ACT(SYS_setns), NS_NET, ns_id(home), id);
	say_held(id);
	close(fd);
	close(home);
}

/* No process is left in it; then one is again. */
static void tell_revival(void)
{
	pid_t pid = born(CLONE_NEWUTS);
	int home = open_namespace(0, "uts"), fd;
	uint64_t id = ns_of(pid, NS_UTS);

	bind_file(pid, NS_UTS, BOUND);
	end_idle(pid);
	fd = open(BOUND, O_RDONLY | O_CLOEXEC);
	must(fd, BOUND);
	must_setns(fd, CLONE_NEWUTS);
	entered(ACT(SYS_setns), NS_UTS, id, ns_id(home));
	close(fd);
	must(umount(BOUND), "umount");
	say_held(id);
	must_setns(home, CLONE_NEWUTS);
	entered(ACT(SYS_setns), NS_UTS, ns_id(home), id);
	close(home);
}

/*
 * What fails: no record
 */
static void must_fail(long result, int err, const char *what)
{
	int got = result < 0 ? errno : 0;

	if (got == err)
		return;
	errno = got;
	bail("%s, which is to fail with %s", what, strerrorname_np(err));
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		bail("%s", path);
	close(fd);
}

static void fail_as_nobody(void)
{
	int uts = open_namespace(0, "uts");

	become_nobody();
	must_fail(unshare(CLONE_NEWUTS), EPERM, "unshare by nobody");
	must_fail(clone_idle(CLONE_NEWNET), EPERM, "clone by nobody");
	must_fail(clone3_idle(CLONE_NEWNS | CLONE_NEWIPC), EPERM,
		  "clone3 by nobody");
	must_fail(setns(uts, CLONE_NEWUTS), EPERM, "setns by nobody");
}

/* Half of what is asked for is made before the limit is met. */
static void fail_at_limit(const char *path, uint64_t flags)
{
	char limit[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, limit, sizeof(limit) - 1) <= 0)
		bail("%s", path);
	close(fd);
	write_file(path, "0");
	must_fail(unshare(flags), ENOSPC, "unshare above the limit");
	must_fail(clone3_idle(flags), ENOSPC, "clone3 above the limit");
	write_file(path, limit);
}

/* All namespaces are made when these fail. */
static void fail_late(void)
{
	pid_t taken = getpid();
	struct clone_args args = {
		.flags = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET,
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&taken,
		.set_tid_size = 1,
	};

	must_fail(syscall(SYS_clone3, &args, sizeof(args)), EEXIST,
		  "clone3 with a process id that is in use");
	args.set_tid = 0;
	args.set_tid_size = 0;
	args.flags |= CLONE_PIDFD | CLONE_NEWUSER;
	must_fail(syscall(SYS_clone3, &args, sizeof(args)), EFAULT,
		  "clone3 with no room for the pidfd");
}

#define FULL	"/sys/fs/cgroup/ns-story"

static void fail_in_full_cgroup(void)
{
	write_file(FULL "/cgroup.procs", "0");
	must_fail(clone_idle(CLONE_NEWUTS | CLONE_NEWNET), EAGAIN,
		  "clone in a full cgroup");
	must_fail(clone3_idle(NS_ALL), EAGAIN, "clone3 in a full cgroup");
}

static void in_child(void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		fn();
		exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		bail("a child that fails");
}

static void tell_failures(void)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	in_child(fail_as_nobody);
	fail_at_limit("/proc/sys/user/max_user_namespaces",
		      CLONE_NEWUSER | CLONE_NEWUTS);
	fail_at_limit("/proc/sys/user/max_net_namespaces",
		      CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET);
	fail_late();
	must_fail(setns(null, 0), EINVAL, "setns to no namespace");
	close(null);

	mkdir(FULL, 0755);
	if (access(FULL "/pids.max", F_OK)) {
		printf("# no cgroup counts processes here\n");
	} else {
		write_file(FULL "/pids.max", "1");
		in_child(fail_in_full_cgroup);
	}
	until(!rmdir(FULL) || errno != EBUSY);
}

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
