/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers, and processes, that are there while something is measured. On a
 * kernel without containers there are the same processes without labels.
 */

#ifndef BENCH_CONTAINERS_H
#define BENCH_CONTAINERS_H

#include <signal.h>

#include "bench.h"

#define CONTAINERS_FIRST	(1ULL << 40)
#define WORKER_FIRST	1000ULL	/* of a lineage, and below it the others */

struct containers {
	struct raw_nl *nl;		/* NULL: of members by inheritance */
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
	struct raw_nl_msg msg;
	struct raw_nl nl;

	if (no_container_yet())
		return false;
	if (has >= 0)
		return has;
	nl = (struct raw_nl){ .fd = raw_nl_socket() };
	raw_nl_start(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	raw_nl_put(&msg, CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
		   sizeof(CONTID_FAMILY_NAME));
	has = !raw_nl_request(&nl, &msg, raw_nl_handle_family, &family);
	close(nl.fd);
	return has;
}

static inline void must_set(struct raw_nl *nl, pid_t pid, uint64_t contid,
			    uint32_t flags)
{
	int pidfd = must_pidfd(pid);

	errno = -raw_set_as(nl, pidfd, contid, flags, NO_LIMIT, NULL);
	if (errno)
		bail("SET %llu: %s", (long long)contid, nl->answer.sentence);
	close(pidfd);
}

static inline void write_limit(const char *path, size_t value)
{
	FILE *file = fopen(path, "we");

	if (!file || fprintf(file, "%zu", value) < 0 || fclose(file))
		bail("%s", path);
}

/* Let there be as many processes, and some more. */
static inline void raise_limits(size_t n)
{
	write_limit("/proc/sys/kernel/pid_max", 4194304);
	write_limit("/proc/sys/kernel/threads-max", 2 * n + 10000);
}

/*
 * Containers to spawn. They come with a socket on each kernel: fork and exit see to each
 * open file.
 */
static inline struct containers containers_new(void)
{
	struct containers containers = {};

	containers.nl = malloc(sizeof(*containers.nl));
	if (!containers.nl)
		bail("out of memory");
	*containers.nl = has_contid() ? raw_connect() :
				   (struct raw_nl){ .fd = raw_nl_socket() };
	return containers;
}

/* Until there are @n, each in a container of its own. */
static inline void containers_grow(struct containers *containers, size_t n)
{
	containers->pids = realloc(containers->pids, n * sizeof(*containers->pids));
	if (n && !containers->pids)
		bail("out of memory");
	for (; containers->n < n; containers->n++) {
		containers->pids[containers->n] = process_smallest();
		if (containers->nl && has_contid())
			must_set(containers->nl, containers->pids[containers->n],
				 CONTAINERS_FIRST + containers->n, 0);
	}
}

static inline void containers_end(struct containers *containers)
{
	size_t i;

	for (i = 0; i < containers->n; i++)
		kill(containers->pids[i], SIGKILL);
	for (i = 0; i < containers->n; i++)
		waitpid(containers->pids[i], NULL, 0);
	free(containers->pids);
	*containers = (struct containers){ .nl = containers->nl };
}

/*
 * Run @fn in a process of its own, which carries a lineage of @depth containers:
 * none with 0. We run @labelled when it does, unless that is NULL.
 */
static inline void worker_with(unsigned int depth, void (*labelled)(void),
			       bench_fn fn, void *data)
{
	struct raw_nl nl = {};
	int line[2], status;
	unsigned int i;
	char go = 0;
	pid_t pid;

	if (depth)
		nl = raw_connect();
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
	if (labelled)
		labelled();
	if (write(line[1], &go, 1) != 1)
		bail("pipe");
	if (waitpid(pid, &status, 0) != pid || status)
		bail("worker: status %x", status);
	close(line[0]);
	close(line[1]);
	if (depth)
		close(nl.fd);
}

static inline void worker(unsigned int depth, bench_fn fn, void *data)
{
	worker_with(depth, NULL, fn, data);
}

#endif /* BENCH_CONTAINERS_H */
