// SPDX-License-Identifier: GPL-2.0
/*
 * A function for make(1): $(exec PROGRAM,ARG,...) replaces make by PROGRAM.
 * Empty arguments are left out. With -n it prints the words and returns.
 *
 * make turns every failure into status 2 and adds a line about it. A target
 * whose contract is a program's own status and output can not have either.
 */
#include <gnumake.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int plugin_is_GPL_compatible;

/* Whether make only prints what it would do: single letters come first. */
static int is_dry_run(void)
{
	char *n = gmk_expand("$(findstring n,$(firstword -$(MAKEFLAGS)))");
	int dry = n && *n;

	gmk_free(n);
	return dry;
}

static char *exec_program(const char *name, unsigned int argc, char **argv)
{
	char **args = calloc(argc + 1, sizeof(*args));
	unsigned int i, n = 0;
	sigset_t none;

	for (i = 0; args && i < argc; i++)
		if (*argv[i])
			args[n++] = argv[i];
	if (!n)
		exit(2);
	if (is_dry_run()) {
		for (i = 0; i < n; i++)
			printf("%s%c", args[i], i + 1 < n ? ' ' : '\n');
		free(args);
		return NULL;
	}

	/* make blocks signals while it looks after children */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	fflush(NULL);

	execv(args[0], args);
	perror(args[0]);
	exit(2);
}

int make_exec_gmk_setup(const gmk_floc *floc);
int make_exec_gmk_setup(const gmk_floc *floc)
{
	gmk_add_function("exec", exec_program, 1, 0, GMK_FUNC_DEFAULT);
	return 1;
}
