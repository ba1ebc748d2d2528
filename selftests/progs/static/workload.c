// SPDX-License-Identifier: GPL-2.0
/*
 * workload [wait | crash]: the whole life of a container: it is executed, opens the root
 * directory, and exits; or waits to be killed; or crashes. Static, for there is
 * nothing else in the container.
 */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	if (open("/", O_RDONLY) < 0)
		return 1;
	while (!strcmp(how, "wait"))
		pause();
	if (!strcmp(how, "crash"))
		__builtin_trap();
	return 0;
}
