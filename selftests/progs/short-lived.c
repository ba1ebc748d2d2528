// SPDX-License-Identifier: GPL-2.0
/*
 * short-lived COUNT FIRST-ID: COUNT processes that are labelled, live for one
 * execve() and one exit_group(), and are gone. Prints the process id of each.
 */

#include "raw_contid.h"
#include "process.h"
#include "min_elf.h"

int main(int argc, char **argv)
{
	int i, n = argc > 1 ? atoi(argv[1]) : 1;
	uint64_t id = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	int min_elf = min_elf_open(min_elf_exit, sizeof(min_elf_exit));
	struct raw_nl nl = raw_connect();

	for (i = 0; i < n; i++) {
		int go[2], pidfd;
		char byte = 0;
		pid_t pid;

		if (pipe2(go, O_CLOEXEC))
			bail("pipe");
		pid = fork();
		if (!pid) {
			if (read(go[0], &byte, 1) == 1)
				min_elf_exec(min_elf);
			_exit(1);
		}
		pidfd = must_pidfd(pid);
		errno = -raw_set(&nl, pidfd, id + i, NULL);
		if (errno)
			bail("label: %s", nl.answer.sentence);
		if (write(go[1], &byte, 1) != 1 || waitpid(pid, NULL, 0) != pid)
			bail("process");
		if (!raw_is_gone(&nl, id + i))
			bail("the container outlived its process");
		printf("%d\n", pid);
		close(go[0]);
		close(go[1]);
		close(pidfd);
	}
	return 0;
}
