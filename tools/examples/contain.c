/* SPDX-License-Identifier: CC0-1.0 */
/*
 * contain CONTID COMMAND [ARG...]: run a command in a container.
 *
 * cc -o contain contain.c $(pkg-config --cflags --libs libcontid)
 */
#define _GNU_SOURCE
#include <contid/contid.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int complain(struct contid_handle *h, const char *what, int err)
{
	const char *why = h ? contid_error_text(h) : NULL;

	fprintf(stderr, "%s: %s\n", what, why ? why : contid_strerror(err));
	return 125;
}

int main(int argc, char **argv)
{
	struct contid_request request = CONTID_REQUEST_INIT;
	struct contid_handle *h;
	int err, status, go[2];
	pid_t pid;
	char c;

	if (argc < 3 || contid_parse(argv[1], &request.contid)) {
		fprintf(stderr, "Usage: contain CONTID COMMAND [ARG...]\n");
		return 125;
	}
	err = contid_open(&h);
	if (err)
		return complain(NULL, "contid_open", err);

	/* The child waits, so that all of the command carries the label. */
	pid = pipe2(go, O_CLOEXEC) ? -1 : fork();
	if (pid < 0)
		return complain(NULL, "fork", -errno);
	if (!pid) {
		close(go[1]);
		if (read(go[0], &c, 1) == 1)
			execvp(argv[2], argv + 2);
		_exit(errno == ENOENT ? 127 : 126);
	}
	request.pidfd = syscall(SYS_pidfd_open, pid, 0);
	err = request.pidfd < 0 ? -errno : contid_set(h, &request, NULL);
	if (!err && write(go[1], "", 1) != 1)
		err = -errno;
	close(go[1]);	/* a child that has not got the byte exits */
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return complain(NULL, "waitpid", -errno);
	if (err)
		return complain(h, "contid_set", err);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}
