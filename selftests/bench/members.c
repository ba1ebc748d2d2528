// SPDX-License-Identifier: GPL-2.0
/*
 * members MOST: the list of one container's processes, up to MOST of them.
 */

#include "audit.h"
#include "containers.h"

static struct raw_nl nl;
static size_t listed;

static void count(const struct nlmsghdr *nlh, void *data)
{
	listed++;
}

static void dump(void *data)
{
	struct raw_nl_msg msg;

	listed = 0;
	raw_nl_start(&msg, nl.family, CONTID_CMD_GET, NLM_F_DUMP);
	raw_nl_put_u64(&msg, CONTID_A_CONTID, WORKER_FIRST);
	raw_nl_put_u32(&msg, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
	errno = -raw_nl_request(&nl, &msg, count, NULL);
	if (errno)
		bail("dump: %s", nl.answer.sentence);
}

/* In the container: ten times as many members, by inheritance; or one again */
static long obey(char order, void *data)
{
	static struct containers others;
	static unsigned long n = 1;

	if (order == 'e') {
		containers_end(&others);
		return 0;
	}
	n *= 10;
	containers_grow(&others, n - 1);
	return n;
}

int main(int argc, char **argv)
{
	struct process inside;
	unsigned long n, most;

	if (argc != 2)
		bail("usage: members MOST");
	if (!has_contid())
		return 0;
	most = strtoul(argv[1], NULL, 10);
	raise_limits(most);
	bench_init();
	nl = raw_connect();
	inside = process_start(obey, NULL);
	must_set(&nl, inside.pid, WORKER_FIRST, 0);
	for (n = 10; n <= most; n *= 10) {
		process_ask(&inside, 'g');
		bench_measure(&(struct bench){ .row = "dump of one's members",
			      .run = dump, .times = n > 10000 ? 3 : 11 },
			      "-", n);
		if (listed != n)
			bail("%zu of %lu members listed", listed, n);
	}
	process_ask(&inside, 'e');
	process_end(&inside);
	return 0;
}
