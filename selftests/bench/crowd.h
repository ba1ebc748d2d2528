/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers, and processes, that are there while something is measured. On a
 * kernel without containers there are the same processes without labels.
 */

#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include <signal.h>

#include "bench.h"

#define CROWD_FIRST	(1ULL << 40)
#define WORKER_FIRST	1000ULL	/* of a lineage, and below it the others */

struct crowd {
	struct nl *nl;		/* NULL: of members by inheritance */
	pid_t *pids;
	size_t n;
};

/* Set while there has been no container since boot, and shall be none. */
static inline bool no_container_yet(void)
{
	return getenv("BENCH_UNUSED");
}

static inline char *unlabelled(void)
{
	return no_container_yet() ? "no container yet" : "unlabelled";
}

/* Does the kernel know containers? Without, only the unlabelled is measured. */
static inline bool has_contid(void)
{
	static int has = -1;
	uint16_t family = 0;
	struct nl_msg msg;
	struct nl nl;

	if (no_container_yet())
		return false;
	if (has >= 0)
		return has;
	nl = (struct nl){ .fd = nl_socket() };
	nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	nl_put(&msg, CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
	       sizeof(CONTID_FAMILY_NAME));
	has = !nl_request(&nl, &msg, nl_take_family, &family);
	close(nl.fd);
	return has;
}

static inline void must_set(struct nl *nl, pid_t pid, uint64_t contid,
			    uint32_t flags)
{
	int pidfd = must_pidfd(pid);

	errno = -contid_set_as(nl, pidfd, contid, flags, NO_LIMIT, NULL);
	if (errno)
		bail("SET %llu: %s", (long long)contid, nl->answer.sentence);
	close(pidfd);
}

static inline void crowd_write(const char *path, size_t value)
{
	FILE *file = fopen(path, "we");

	if (!file || fprintf(file, "%zu", value) < 0 || fclose(file))
		bail("%s", path);
}

/* Let there be as many processes, and some more. */
static inline void crowd_limit(size_t n)
{
	crowd_write("/proc/sys/kernel/pid_max", 4194304);
	crowd_write("/proc/sys/kernel/threads-max", 2 * n + 10000);
}

/*
 * A crowd to grow. It holds a socket on each kernel: fork and exit see to each
 * open file.
 */
static inline struct crowd crowd_new(void)
{
	struct crowd crowd = {};

	crowd.nl = malloc(sizeof(*crowd.nl));
	if (!crowd.nl)
		bail("out of memory");
	*crowd.nl = has_contid() ? contid_connect() :
				   (struct nl){ .fd = nl_socket() };
	return crowd;
}

/* Until there are @n, each in a container of its own. */
static inline void crowd_grow(struct crowd *crowd, size_t n)
{
	crowd->pids = realloc(crowd->pids, n * sizeof(*crowd->pids));
	if (n && !crowd->pids)
		bail("out of memory");
	for (; crowd->n < n; crowd->n++) {
		crowd->pids[crowd->n] = process_tiny();
		if (crowd->nl && has_contid())
			must_set(crowd->nl, crowd->pids[crowd->n],
				 CROWD_FIRST + crowd->n, 0);
	}
}

static inline void crowd_end(struct crowd *crowd)
{
	size_t i;

	for (i = 0; i < crowd->n; i++)
		kill(crowd->pids[i], SIGKILL);
	for (i = 0; i < crowd->n; i++)
		waitpid(crowd->pids[i], NULL, 0);
	free(crowd->pids);
	*crowd = (struct crowd){ .nl = crowd->nl };
}

/*
 * Run @fn in a process of its own, which carries a lineage of @depth containers:
 * none with 0.
 */
static inline void worker(unsigned int depth, bench_fn fn, void *data)
{
	struct nl nl = {};
	int line[2], status;
	unsigned int i;
	char go = 0;
	pid_t pid;

	if (depth)
		nl = contid_connect();
	fflush(stdout);
	if (pipe(line))
		bail("pipe");
	pid = fork();
	if (pid < 0)
		bail("fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (read(line[0], &go, 1) != 1)
			_exit(1);
		/* As many files as without a label: fork and exit see to each. */
		close(line[0]);
		close(line[1]);
		if (depth)
			close(nl.fd);
		fn(data);
		fflush(stdout);
		_exit(0);
	}
	for (i = 0; i < depth; i++)
		must_set(&nl, pid, WORKER_FIRST + i, i ? CONTID_FLAG_NEST : 0);
	if (write(line[1], &go, 1) != 1)
		bail("pipe");
	if (waitpid(pid, &status, 0) != pid || status)
		bail("worker: status %x", status);
	close(line[0]);
	close(line[1]);
	if (depth)
		close(nl.fd);
}

#endif /* BENCH_CROWD_H */
