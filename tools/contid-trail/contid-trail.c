// SPDX-License-Identifier: GPL-2.0
/* contid-trail - the audit trail of containers over all their hosts. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/trail.h"

const struct command *const commands[] = {
	&cmd_collect, &cmd_show, &cmd_list, &cmd_verify,
	NULL
};

/* Keep files that are opened later from being what messages are written to. */
static void fill_standard_fds(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			exit(TRAIL_FAILED);
}

static const struct command *find(const char *name)
{
	const struct command *const *c;

	for (c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") ||
	       !strcmp(word, "-h");
}

static int run_command(struct trail *trail, const struct command *cmd,
		       int argc, char **argv)
{
	int ret = TRAIL_HELP;

	snprintf(trail->name, sizeof(trail->name), "contid-trail: %s", cmd->name);
	if (argc < 2 || !is_help(argv[1])) {
		argv[0] = trail->name;
		ret = args_parse(trail, cmd, argc, argv);
		if (!ret)
			ret = cmd->run(trail);
		args_free(&trail->args);
	}
	return ret == TRAIL_HELP ? help_print_command(cmd) : ret;
}

static int run(struct trail *trail, int argc, char **argv)
{
	const struct command *cmd;

	if (argc < 2)
		return trail_usage(trail, "no command given");
	if (!strcmp(argv[1], "-V") || !strcmp(argv[1], "--version"))
		return printf("contid-trail %s\n", VERSION) < 0;
	if (is_help(argv[1]) && argc == 2)
		return help_print();
	if (is_help(argv[1])) {
		cmd = find(argv[2]);
		if (cmd)
			return help_print_command(cmd);
		return trail_usage(trail, "there is no command '%s'", argv[2]);
	}
	cmd = find(argv[1]);
	if (!cmd)
		return trail_usage(trail, "there is no command '%s'", argv[1]);
	return run_command(trail, cmd, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	struct trail trail = { .name = "contid-trail" };
	int ret;

	fill_standard_fds();
	/* Audit records are for root. */
	umask(077);
	ret = run(&trail, argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return trail_failed(&trail, "standard output: %s",
				    strerror(errno));
	return ret;
}
