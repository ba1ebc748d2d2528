/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stories of ns-story.c about the last that holds a namespace: a file, a mount, a
 * socket. One that no process is in may be entered again.
 */

#ifndef SELFTESTS_NS_STORY_HOLDERS_H
#define SELFTESTS_NS_STORY_HOLDERS_H

#include <sys/mount.h>

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

#endif /* SELFTESTS_NS_STORY_HOLDERS_H */
