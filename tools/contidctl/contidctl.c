// SPDX-License-Identifier: GPL-2.0
/* contidctl - label processes with audit container identifiers. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"

/*
 * A descriptor 0 to 2 that is closed would be given to the next thing that is
 * opened, and be written messages to: fill it with what refuses to be used,
 * and with what a command that is executed does not see.
 */
static void fill_standard_fds(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/dev/null", O_CLOEXEC |
			 (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY)) != fd)
			exit(REFUSED);
	}
}

static int run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "netns", required_argument, NULL, 'n' },
		{ "batch", required_argument, NULL, 'b' },
		{ "force", no_argument, NULL, 'f' },
		{ "Version", no_argument, NULL, 'V' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		END_OF_OPTIONS
	};
	const char *batch = NULL;
	bool force = false;
	int c;

	argv[0] = ctl->name;
	while ((c = getopt_long_only(argc, argv, "+jpn:b:Vh", options,
				     NULL)) != -1) {
		switch (c) {
		case 'j':
			ctl->json = true;
			break;
		case 'p':
			ctl->pretty = true;
			break;
		case 'n':
			ctl->netns = optarg;
			break;
		case 'b':
			batch = optarg;
			break;
		case 'f':
			force = true;
			break;
		case 'V':
			printf("contidctl %s\n", VERSION);
			return print_flush(ctl);
		case 'h':
			help_print();
			return print_flush(ctl);
		default:
			return ctl_hint(ctl);
		}
	}
	argc -= optind;
	argv += optind;

	if (batch && argc)
		return ctl_usage(ctl, "-b and a command exclude each other");
	if (batch)
		return batch_run(ctl, batch, force);
	if (force)
		return ctl_usage(ctl, "-force goes with -b");
	if (!argc)
		return ctl_usage(ctl, "no command given");
	return command_run(ctl, argc, argv);
}

int main(int argc, char **argv)
{
	struct ctl ctl = { 0 };
	int ret;

	fill_standard_fds();
	/* A closed pipe is to be reported like a full disk. */
	signal(SIGPIPE, SIG_IGN);

	ctl_name(&ctl, NULL);
	ret = run(&ctl, argc, argv);
	contid_close(ctl.handle);
	return ret;
}
