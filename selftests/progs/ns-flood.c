// SPDX-License-Identifier: GPL-2.0
/*
 * ns-flood COUNT: make so many user namespaces, one after the other, as any user may.
 */

#include "identity.h"

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1, status;
	pid_t pid;

	/* A process of its own for each, since they would nest. */
	while (n--) {
		pid = fork();
		if (!pid) {
			must_unshare(CLONE_NEWUSER);
			_exit(0);
		}
		if (waitpid(pid, &status, 0) != pid || status)
			return 1;
	}
	return 0;
}
