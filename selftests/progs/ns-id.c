// SPDX-License-Identifier: GPL-2.0
/*
 * ns-id FILE…: print the ids of namespaces, in one line.
 */

#include "namespaces.h"

int main(int argc, char **argv)
{
	int i, fd;

	for (i = 1; i < argc; i++) {
		fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		must(fd, argv[i]);
		printf("%s%llu", i > 1 ? " " : "", (unsigned long long)ns_id(fd));
		close(fd);
	}
	printf("\n");
	return 0;
}
