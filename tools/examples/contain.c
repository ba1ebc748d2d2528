/* SPDX-License-Identifier: GPL-2.0 */
/*
 * contain CONTID COMMAND [ARG...]: run a command in a container.
 *
 * cc -o contain contain.c $(pkg-config --cflags --libs libcontid)
 */
#include <contid/contid.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int complain(struct contid_handle *h, const char *what, int err)
{
	const char *why = h ? contid_error_text(h) : NULL;

	fprintf(stderr, "%s: %s%s%s\n", what, why ? why : "", why ? ": " : "",
		strerror(-err));
	return 125;
}

int main(int argc, char **argv)
{
	struct contid_handle *h;
	int err, pidfd, status, go[2];
	uint64_t contid;
	pid_t pid;
	char c;

	if (argc < 3 || contid_parse(argv[1], &contid)) {
		fprintf(stderr, "Usage: contain CONTID COMMAND [ARG...]\n");
		return 125;
	}
	err = contid_open(&h);
	if (err)
		return complain(NULL, "contid_open", err);

	/* The child waits, so that all of the command carries the label. */
	pid = pipe(go) ? -1 : fork();
	if (pid < 0)
		return complain(NULL, "fork", -errno);
	if (!pid) {
		close(go[1]);
		if (read(go[0], &c, 1) == 1)
			execvp(argv[2], argv + 2);
		_exit(127);
	}
	pidfd = pidfd_open(pid, 0);
	err = pidfd < 0 ? -errno : contid_set(h, pidfd, contid, 0, 0, NULL);
	if (!err && write(go[1], "", 1) != 1)
		err = -errno;
	close(go[1]);	/* ends a child that has not been told to go */
	waitpid(pid, &status, 0);
	return err ? complain(h, "contid_set", err) : WEXITSTATUS(status);
}
