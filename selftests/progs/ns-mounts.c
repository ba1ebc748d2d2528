// SPDX-License-Identifier: GPL-2.0
/*
 * ns-mounts: what Linux itself says of mount namespaces by id, and the rules that go
 * by it: setns leads to an older one, and a mount holds a newer one only.
 */

#include <sys/mount.h>

#include "namespaces.h"

/*
 * What 6.12 says of mount namespaces itself. The headers may be older.
 */
#ifndef NS_GET_MNTNS_ID
#define NS_GET_MNTNS_ID		_IOR(NSIO, 0x5, __u64)
#endif

struct mnt_info {
	uint32_t size, nr_mounts;
	uint64_t mnt_ns_id;
};

#define MNT_GET(nr)		_IOR(NSIO, nr, struct mnt_info)
#define MNT_GET_INFO		MNT_GET(10)
#define MNT_GET_NEXT		MNT_GET(11)
#define MNT_GET_PREV		MNT_GET(12)

#define SYS_STATMOUNT		457
#define SYS_LISTMOUNT		458
#define STATMOUNT_OF_NS		0x40U	/* STATMOUNT_MNT_NS_ID */
#define LIST_ROOT		UINT64_MAX

struct mount_request {
	uint32_t size, spare;
	uint64_t mnt_id, param, mnt_ns_id;
};

struct mount_status {
	uint32_t size, mnt_opts;
	uint64_t mask;
	uint64_t until_ns_id[12];
	uint64_t mnt_ns_id;
	uint64_t spare[49];
};

/* The first mount of a mount namespace, or 0. */
static uint64_t first_mount(uint64_t id)
{
	struct mount_request request = {
		.size = sizeof(request), .mnt_id = LIST_ROOT, .mnt_ns_id = id,
	};
	uint64_t mount = 0;

	return syscall(SYS_LISTMOUNT, &request, &mount, 1UL, 0UL) == 1 ? mount : 0;
}

static uint64_t id_by_statmount(uint64_t id)
{
	struct mount_request request = {
		.size = sizeof(request), .mnt_id = first_mount(id),
		.param = STATMOUNT_OF_NS, .mnt_ns_id = id,
	};
	struct mount_status status = {};

	if (syscall(SYS_STATMOUNT, &request, &status, sizeof(status), 0UL) ||
	    !(status.mask & STATMOUNT_OF_NS))
		return 0;
	return status.mnt_ns_id;
}

static void check_mount_ids(const char *what, int fd)
{
	uint64_t id = ns_id(fd), other = 0;
	struct mnt_info info = { .size = sizeof(info) };

	ok(!ioctl(fd, NS_GET_MNTNS_ID, &other) && other == id,
	   "%s: NS_GET_MNTNS_ID reads the id", what);
	ok(!ioctl(fd, MNT_GET_INFO, &info) && info.mnt_ns_id == id,
	   "%s: so does NS_MNT_GET_INFO", what);
	ok(id_by_statmount(id) == id,
	   "%s: listmount and statmount know it by the id", what);
}

/* From a mount namespace on in one direction; whether the other one comes. */
static bool reaches(int from, unsigned long step, uint64_t wanted)
{
	int fd = dup(from), next;
	uint64_t last = ns_id(fd), id;
	bool found = false;

	while (!found) {
		struct mnt_info info = { .size = sizeof(info) };

		next = ioctl(fd, step, &info);
		close(fd);
		if (next < 0)
			return false;
		fd = next;
		id = ns_id(fd);
		if (info.mnt_ns_id != id ||
		    (step == MNT_GET_NEXT ? id <= last : id >= last)) {
			diag("%llu after %llu", (unsigned long long)id,
			     (unsigned long long)last);
			break;
		}
		last = id;
		found = id == wanted;
	}
	close(fd);
	return found;
}

static void check_mount_interfaces(int older, int newer)
{
	int initial = open_namespace(1, "mnt");
	uint64_t id;

	if (kernel_is("6.1.")) {
		ok(ioctl(older, NS_GET_MNTNS_ID, &id) && errno == ENOTTY,
		   "6.1 has no NS_GET_MNTNS_ID");
		ok(syscall(SYS_STATMOUNT, NULL, NULL, 0UL, 0UL) < 0,
		   "and no statmount");
		skip("6.1 reads no id of mount namespaces but NS_GET_ID",
		     "the interfaces of mount namespaces have the same id");
		close(initial);
		return;
	}
	check_mount_ids("the initial mount namespace", initial);
	check_mount_ids("a later one", older);
	ok(reaches(initial, MNT_GET_NEXT, ns_id(newer)),
	   "NS_MNT_GET_NEXT goes up the ids");
	ok(reaches(newer, MNT_GET_PREV, ns_id(initial)),
	   "NS_MNT_GET_PREV goes down");
	close(initial);
}

static int mount_fds[2];	/* the older and the newer mount namespace */

static int bind_namespace(int fd, const char *to)
{
	char from[64];

	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	return mount(from, to, NULL, MS_BIND, NULL) ? errno : 0;
}

#define OLDER	"/tmp/ns-older"
#define NEWER	"/tmp/ns-newer"

/* Orders: 'm' make one; 'o', 'n' bind the older or the newer one in it; 'e' enter
 * the older one, which it says the id of; 'b' the id by the bound file
 */
static long run_mount_order(char order, void *data)
{
	uint64_t id;
	int fd;

	(void)data;
	switch (order) {
	case 'm':
		must_unshare(CLONE_NEWNS);
		must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL),
		     "private mounts");
		return ns_of(0, NS_MNT);
	case 'o':
		return bind_namespace(mount_fds[0], OLDER);
	case 'n':
		return bind_namespace(mount_fds[1], NEWER);
	case 'e':
		must_setns(mount_fds[0], CLONE_NEWNS);
		return ns_of(0, NS_MNT);
	case 'b':
		fd = open(NEWER, O_RDONLY | O_CLOEXEC);
		must(fd, NEWER);
		id = ns_id(fd);
		close(fd);
		return id;
	}
	return -1;
}

/* Two processes in a mount namespace each, which both have both files. */
static void check_mounts(void)
{
	struct process older = process_start(run_mount_order, NULL);
	struct process newer, p;
	uint64_t id, older_id;

	make_file(OLDER);
	make_file(NEWER);
	older_id = process_ask(&older, 'm');
	p = process_start(run_mount_order, NULL);
	id = process_ask(&p, 'm');
	ok(id > older_id, "a newer mount namespace has the larger id");
	mount_fds[0] = open_namespace(older.pid, "mnt");
	mount_fds[1] = open_namespace(p.pid, "mnt");
	check_mount_interfaces(mount_fds[0], mount_fds[1]);

	/* These inherit the files of both. */
	newer = process_start(run_mount_order, NULL);
	ok((uint64_t)process_ask(&newer, 'e') == older_id,
	   "setns goes to an older mount namespace");
	ok(!process_ask(&newer, 'n') && (uint64_t)process_ask(&newer, 'b') == id,
	   "the file of a newer one can be mounted in an older one");
	ok(process_ask(&newer, 'o') == EINVAL, "that of its own cannot: EINVAL");
	must_setns(mount_fds[1], CLONE_NEWNS);
	ok(bind_namespace(mount_fds[0], OLDER) == EINVAL,
	   "nor that of an older one in a newer one: EINVAL");
	process_end(&newer);
	process_end(&older);
	process_end(&p);
}

int main(void)
{
	/* Leaves us in another mount namespace. */
	check_mounts();
	return done_testing();
}
