// SPDX-License-Identifier: GPL-2.0
/*
 * requests MOST: what is asked of the family, and the end of a container, with
 * up to MOST live containers. Beside it what they are compared with: an `echo`
 * into loginuid, the least that a netlink request takes, and the bytes of a
 * dump passed through a netlink socket.
 */

#include "audit.h"
#include "containers.h"

#define FRESH	77ULL		/* none of the others */

static struct raw_nl nl;
static pid_t target;
static int pidfd;
static struct containers containers;

/* An identifier that many have come before and many after */
static uint64_t middle(void)
{
	return CONTAINERS_FIRST + containers.n / 2;
}

static void set_new(void *data)
{
	must_do(raw_set(&nl, pidfd, FRESH, NULL), "SET new");
}

static void set_join(void *data)
{
	must_do(raw_set(&nl, pidfd, middle(), NULL), "SET join");
}

/* Several in one message to the kernel; the last one alone is acknowledged */
#define BATCH	32

static pid_t crowd[BATCH];
static int crowd_pidfds[BATCH];

static void set_batch(void *data)
{
	static char batch[BATCH * 64] __attribute__((aligned(4)));
	struct raw_nl_msg msg;
	size_t len = 0;
	int i;

	for (i = 0; i < BATCH; i++) {
		raw_nl_start(&msg, nl.family, CONTID_CMD_SET, 0);
		raw_nl_put_u32(&msg, CONTID_A_PIDFD, crowd_pidfds[i]);
		raw_nl_put_u64(&msg, CONTID_A_CONTID, FRESH + i);
		msg.nlh.nlmsg_seq = ++nl.seq;
		if (i < BATCH - 1)
			msg.nlh.nlmsg_flags &= ~NLM_F_ACK;
		memcpy(batch + len, &msg, msg.nlh.nlmsg_len);
		len += msg.nlh.nlmsg_len;
	}
	if (send(nl.fd, batch, len, 0) != (ssize_t)len)
		bail("batch of SET");
	must_do(raw_nl_receive(&nl, NULL, NULL), "batch of SET");
}

static void drop_batch(void *data)
{
	int i;

	for (i = 0; i < BATCH; i++)
		must_do(raw_drop(&nl, crowd_pidfds[i], NULL), "DROP");
}

static void drop(void *data)
{
	must_do(raw_drop(&nl, pidfd, NULL), "DROP");
}

static void get_by_id(void *data)
{
	must_do(raw_get(&nl, middle(), NULL), "GET");
}

static void get_by_process(void *data)
{
	must_do(raw_get_process(&nl, pidfd, NULL), "GET");
}

static void ack_only(void *data)
{
	struct raw_nl_msg msg;

	raw_nl_start(&msg, NLMSG_NOOP, 0, 0);
	must_do(raw_nl_request(&nl, &msg, NULL, NULL), "no-op");
}

/*
 * A request of another generic netlink family that does no more than look for what it
 * names, and a system call that does no more than look a pidfd up
 */
static void genl_and_pidfd(void *data)
{
	uint16_t no_family = 0xffff;
	struct raw_nl_msg msg;

	raw_nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	raw_nl_put(&msg, CTRL_ATTR_FAMILY_ID, &no_family, sizeof(no_family));
	if (raw_nl_request(&nl, &msg, NULL, NULL) != -ENOENT ||
	    syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0))
		bail("a request and a pidfd");
}

/* The exit of a process, which is measured in the process that kills it and waits for it */
static pid_t victim;

static void raise_unlabelled(void *data)
{
	victim = process_smallest();
}

static void raise_one_of_two(void *data)
{
	victim = process_smallest();
	must_set(&nl, victim, middle(), 0);
}

static void raise_alone(void *data)
{
	victim = process_smallest();
	must_set(&nl, victim, FRESH, 0);
}

static void end_victim(void *data)
{
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
}

static void take(const struct nlmsghdr *nlh, void *data)
{
	*(size_t *)data += nlh->nlmsg_len;
}

static size_t dumped;

static void dump(void *data)
{
	struct raw_nl_msg msg;

	dumped = 0;
	raw_nl_start(&msg, nl.family, CONTID_CMD_GET, NLM_F_DUMP);
	must_do(raw_nl_request(&nl, &msg, take, &dumped), "dump");
}

/* As many bytes through a pair of netlink sockets, in parts of a dump's size */
static int from, to;

static void pair(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(addr);

	from = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	to = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	if (from < 0 || to < 0 || bind(to, (void *)&addr, len) ||
	    getsockname(to, (void *)&addr, &len) ||
	    connect(from, (void *)&addr, len))
		bail("netlink sockets");
}

static void pass_bytes(void *data)
{
	static char buf[32768];
	size_t left, part;

	for (left = dumped; left; left -= part) {
		part = left < sizeof(buf) ? left : sizeof(buf);
		if (send(from, buf, part, 0) != (ssize_t)part ||
		    recv(to, buf, part, 0) != (ssize_t)part)
			bail("netlink sockets");
	}
}

static void write_loginuid(void *data)
{
	int fd = open("/proc/self/loginuid", O_WRONLY);

	if (fd < 0 || write(fd, "0\n", 2) != 2)
		bail("loginuid");
	close(fd);
}

static const struct bench requests[] = {
	{ "SET new", .run = set_new, .after = drop },
	{ "SET new, 32 in a message", .run = set_batch, .after = drop_batch, .per = BATCH },
	{ "SET join", .run = set_join, .after = drop },
	{ "GET by contid", .run = get_by_id },
	{ "GET by pidfd", .before = set_join, .run = get_by_process,
	  .after = drop },
	{ "DROP, others stay", .before = set_join, .run = drop },
	{ "DROP and end", .before = set_new, .run = drop },
	{ "kill+exit+wait", .before = raise_one_of_two, .run = end_victim },
	{ "kill+exit+wait and end", .before = raise_alone, .run = end_victim },
};

static const struct bench references[] = {
	{ "echo into loginuid", .run = write_loginuid },
	{ "netlink no-op and its ack", .run = ack_only },
	{ "genl request, and a pidfd", .run = genl_and_pidfd },
	{ "kill+exit+wait", .before = raise_unlabelled, .run = end_victim },
};

static void measure_references(const char *state)
{
	unsigned int i;

	for (i = 0; i < sizeof(references) / sizeof(*references); i++)
		bench_measure(&references[i], state, 0);
}

static void measure_requests(const char *state)
{
	unsigned int i;

	for (i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		bench_measure(&requests[i], state, containers.n);
}

static void measure_dump(void)
{
	unsigned int times = containers.n > 10000 ? 3 : 11;

	bench_measure(&(struct bench){ .row = "dump of all", .run = dump,
		      .times = times }, "-", containers.n);
	if (containers.n == 1000)
		bench_measure(&(struct bench){ .row = "dump of all, 100 bytes",
			      .run = dump, .times = times,
			      .per = dumped / 100 }, "-", containers.n);
	bench_measure(&(struct bench){ .row = "the bytes of a dump of all",
		      .before = dump, .run = pass_bytes, .times = times },
		      "reference", containers.n);
}

int main(int argc, char **argv)
{
	unsigned long n, most;
	int i;

	if (argc != 2)
		bail("usage: requests MOST");
	most = strtoul(argv[1], NULL, 10);
	raise_limits(most);
	bench_init();
	pair();
	target = process_smallest();
	pidfd = must_pidfd(target);
	for (i = 0; i < BATCH; i++) {
		crowd[i] = process_smallest();
		crowd_pidfds[i] = must_pidfd(crowd[i]);
	}
	containers = containers_new();
	nl = *containers.nl;

	audit_switch(false);
	measure_references("audit=0");
	audit_switch(true);
	measure_references("audit=1");
	if (!has_contid())
		return 0;

	for (n = 10; n <= most; n *= 10) {
		audit_switch(false);
		containers_grow(&containers, n);
		measure_requests("audit=0");
		measure_dump();
		audit_switch(true);
		measure_requests("audit=1");
	}
	audit_switch(false);
	containers_end(&containers);
	kill(target, SIGKILL);
	for (i = 0; i < BATCH; i++)
		kill(crowd[i], SIGKILL);
	audit_switch(true);
	return 0;
}
