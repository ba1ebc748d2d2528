// SPDX-License-Identifier: GPL-2.0
/* contidctl - label processes with audit container identifiers. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "common/options.h"
#include "output/output.h"

/*
 * Open /dev/null in place of descriptors 0 to 2 that are closed: otherwise the next
 * file that is opened would get their numbers, and messages would go there. It is
 * opened in the wrong direction, so that any use fails, and close-on-exec, so that a
 * command that is executed has them closed as well.
 */
static void fill_standard_fds(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/dev/null", O_CLOEXEC |
			 (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY)) != fd)
			exit(CTL_REFUSED);
	}
}

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "netns", required_argument, NULL, 'n' },
	{ "batch", required_argument, NULL, 'b' },
	{ "force", no_argument, NULL, 'f' },
	{ "Version", no_argument, NULL, 'V' },
	{ "version", no_argument, NULL, 'V' },
	END_OF_OPTIONS
};

/**
 * struct batch_options - the options about a batch file.
 * @file: of -b, or NULL
 * @force: whether there is -force
 */
struct batch_options {
	const char *file;
	bool force;
};

/* Returns CTL_DONE, CTL_USAGE after a message, or CTL_HELP after help or version. */
static int parse_option(struct ctl *ctl, int option,
			struct batch_options *batch)
{
	switch (option) {
	case 'j':
		ctl->json = true;
		return CTL_DONE;
	case 'p':
		ctl->pretty = true;
		return CTL_DONE;
	case 'n':
		ctl->netns = optarg;
		return CTL_DONE;
	case 'b':
		batch->file = optarg;
		return CTL_DONE;
	case 'f':
		batch->force = true;
		return CTL_DONE;
	case 'V':
		printf("contidctl %s\n", VERSION);
		return CTL_HELP;
	case 'h':
		help_print(ctl->commands);
		return CTL_HELP;
	default:
		return args_objection(ctl);
	}
}

static int run(struct ctl *ctl, int argc, char **argv)
{
	struct batch_options batch = { 0 };
	int option;
	int ret;

	argv[0] = ctl->name;
	options_begin(argc, argv);
	while ((option = getopt_long_only(argc, argv, "+jpn:b:Vh", options,
					  NULL)) != -1) {
		ret = parse_option(ctl, option, &batch);
		if (ret)
			return ret == CTL_HELP ? output_finish(ctl) : ret;
	}
	argc -= optind;
	argv += optind;

	if (batch.file && argc)
		return ctl_usage(ctl, "-b and a command exclude each other");
	if (batch.file)
		return batch_run(ctl, batch.file, batch.force);
	if (batch.force)
		return ctl_usage(ctl, "-force goes with -b");
	if (!argc)
		return ctl_usage(ctl, "no command given");
	return command_run(ctl, argc, argv);
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .commands = commands };
	int ret;

	fill_standard_fds();
	ctl_name(&ctl, NULL);
	ret = run(&ctl, argc, argv);
	contid_close(ctl.handle);
	return ret;
}
