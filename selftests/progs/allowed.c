// SPDX-License-Identifier: GPL-2.0
/*
 * allowed: what the refusals border on: the least that a request needs to be
 * carried out, and what the answer says then.
 */

#include <time.h>

#include "raw_ns.h"
#include "requester.h"
#include "thread.h"

#define DESCRIBED	(1U << CONTID_A_CONTID | 1U << CONTID_A_DEPTH |		\
			 1U << CONTID_A_FLAGS | 1U << CONTID_A_LIMIT |		\
			 1U << CONTID_A_OWNER_NETNS | 1U << CONTID_A_PROCESSES |	\
			 1U << CONTID_A_CHILDREN | 1U << CONTID_A_CREATED |	\
			 1U << CONTID_A_SERIAL)
#define PADDING		(1U << CONTID_A_PAD)

static struct raw_nl nl;

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* A child that exits at once and is not waited for, or has a thread left. */
static long fork_child(char order, void *data)
{
	pid_t pid = fork();

	(void)data;
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (order == 't')
		must_start_thread(idle_thread, NULL);
	syscall(SYS_exit, 0);
	return 0;
}

static void check_dead_children(void)
{
	struct process p = process_start(fork_child, NULL);
	pid_t child = process_ask(&p, 'z');
	int pidfd = must_pidfd(child);

	await_zombie(pidfd);
	close(pidfd);
	ok(!raw_set(&nl, p.pidfd, 300, NULL), "SET: a zombie is no live child");
	ok(!raw_drop(&nl, p.pidfd, NULL), "DROP: nor here");
	process_end(&p);

	p = process_start(fork_child, NULL);
	child = process_ask(&p, 't');
	await_zombie_leader(child);
	ok(raw_set(&nl, p.pidfd, 300, NULL) == -EBUSY,
	   "SET: a child whose leader has exited lives while its threads do");
	kill(child, SIGKILL);
	process_end(&p);
}

static void check_description(void)
{
	struct process p = process_start(NULL, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_desc echo, got, by_id, listed;
	struct raw_descs list = {};
	uint64_t before = now();

	ok(!raw_set(&nl, p.pidfd, 301, &echo), "SET with echo");
	ok((echo.present & ~PADDING) == DESCRIBED,
	   "each attribute of a container at the top is there, and no other");
	ok(echo.contid == 301 && !echo.depth && !echo.flags && !echo.limit &&
	   echo.processes == 1 && !echo.children && echo.serial,
	   "they say what was asked for");
	ok(echo.owner && echo.owner == own_netns_cookie(),
	   "the owner is the network namespace of the socket");
	ok(echo.created >= before && echo.created <= now(), "it was made just now");
	raw_get_process(&nl, p.pidfd, &got);
	raw_get(&nl, 301, &by_id);
	raw_dump(&nl, &list);
	listed = list.v[0];
	ok(!memcmp(&echo, &got, sizeof(got)) && !memcmp(&echo, &by_id, sizeof(got)) &&
	   list.n == 1 && !memcmp(&echo, &listed, sizeof(got)),
	   "GET by process, by identifier and the dump say the same");

	ok(!raw_set(&nl, q.pidfd, 301, &got), "another process joins");
	ok(got.serial == echo.serial && got.created == echo.created &&
	   got.processes == 2, "it is the same container, with two processes");
	ok(!raw_drop(&nl, q.pidfd, &got) && got.contid == CONTID_UNSET &&
	   (got.present & ~PADDING) == 1U << CONTID_A_CONTID,
	   "the echo of a DROP that leaves no label says just that");
	raw_get(&nl, 301, &got);
	ok(got.processes == 1, "one process is left in it");
	process_end(&p);
	process_end(&q);
}

static void check_identifiers(void)
{
	static const uint64_t ids[] = { 0, 1, 1ULL << 63, CONTID_UNSET - 1 };
	struct process p = process_start(NULL, NULL);
	struct raw_desc desc;
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		ok(!raw_set(&nl, p.pidfd, ids[i], NULL) &&
		   !raw_get(&nl, ids[i], &desc) && desc.contid == ids[i] &&
		   raw_contid_of(&nl, p.pidfd) == ids[i],
		   "%llu is an identifier", (unsigned long long)ids[i]);
		raw_drop(&nl, p.pidfd, NULL);
	}
	process_end(&p);
}

static int set_302(struct raw_nl *from, void *data)
{
	return raw_set(from, *(int *)data, 302, NULL);
}

static void check_owners(void)
{
	struct process p = process_start(NULL, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_desc desc;

	ok(!requester_run(&nl, NETNS, set_302, &p.pidfd).err,
	   "SET from another network namespace");
	raw_get(&nl, 302, &desc);
	ok(desc.owner != own_netns_cookie(), "which is the owner");
	ok(!raw_set(&nl, q.pidfd, 302, &desc) && desc.processes == 2 &&
	   desc.owner != own_netns_cookie(), "the host may join");
	ok(!raw_drop(&nl, p.pidfd, NULL) && !raw_drop(&nl, q.pidfd, NULL),
	   "and drop");
	ok(raw_is_gone(&nl, 302), "until it is empty");
	process_end(&p);
	process_end(&q);
}

static int read_all(struct raw_nl *from, void *data)
{
	struct raw_ns_list namespaces = {};
	struct raw_descs list = {};
	struct raw_nss nss;

	return raw_get_process(from, *(int *)data, NULL) ?:
	       raw_get(from, 303, NULL) ?: raw_dump(from, &list) ?:
	       raw_dump_processes(from, 303, &list) ?:
	       raw_ns_get(from, CONTID_A_PIDFD, *(int *)data, &nss) ?:
	       raw_ns_dump(from, 0, 0, &namespaces);
}

static void check_readers(void)
{
	struct process p = process_start(NULL, NULL);

	raw_set(&nl, p.pidfd, 303, NULL);
	ok(!requester_run(&nl, READER, read_all, &p.pidfd).err,
	   "CAP_AUDIT_READ is enough for each kind of GET, and NS_GET");
	ok(!requester_run(&nl, NETNS, read_all, &p.pidfd).err,
	   "so is host authority in another network namespace");
	process_end(&p);
}

/* Two requests in one send() are two requests. */
static void check_two_at_once(void)
{
	struct process p = process_start(NULL, NULL);
	struct process q = process_start(NULL, NULL);
	struct raw_nl_msg msg, second;

	raw_nl_start(&msg, nl.family, CONTID_CMD_SET, 0);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, p.pidfd);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, 304);
	raw_nl_start(&second, nl.family, CONTID_CMD_SET, 0);
	raw_nl_put_u32(&second, CONTID_A_PIDFD, q.pidfd);
	raw_nl_put_u64(&second, CONTID_A_CONTID, 305);
	msg.nlh.nlmsg_seq = nl.seq + 1;
	second.nlh.nlmsg_seq = nl.seq + 2;
	memcpy(msg.buf + msg.nlh.nlmsg_len, &second, second.nlh.nlmsg_len);
	if (send(nl.fd, &msg, msg.nlh.nlmsg_len + second.nlh.nlmsg_len, 0) < 0)
		bail("send");
	nl.seq++;
	ok(!raw_nl_receive(&nl, NULL, NULL), "the first of two requests in one send");
	nl.seq++;
	ok(!raw_nl_receive(&nl, NULL, NULL), "the second");
	ok(raw_contid_of(&nl, p.pidfd) == 304 && raw_contid_of(&nl, q.pidfd) == 305,
	   "both were carried out");
	process_end(&p);
	process_end(&q);
}

int main(void)
{
	struct raw_descs list = {};

	nl = raw_connect();
	check_dead_children();
	check_description();
	check_identifiers();
	check_owners();
	check_readers();
	check_two_at_once();
	ok(!raw_dump(&nl, &list) && !list.n, "no container is left");
	return done_testing();
}
