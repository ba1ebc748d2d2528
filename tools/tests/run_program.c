// SPDX-License-Identifier: GPL-2.0
/* A program run by a test, see run_program.h. */

#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "run_program.h"

struct result result;

static int files[2];	/* standard output and error of the run */

int run_file(const char *text)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	if (text) {
		assert_int_equal(write(fd, text, strlen(text)), strlen(text));
		lseek(fd, 0, SEEK_SET);
	}
	return fd;
}

const char *run_self(const char *argv0)
{
	static char path[PATH_MAX];

	/* Not /proc/self/exe: below valgrind, that is valgrind. */
	assert_non_null(realpath(argv0, path));
	return path;
}

int run_start(const char *path, const char *name, int input,
	      const char *const *args, void (*before)(void))
{
	const char *argv[32] = { name };
	int i, pid;

	for (i = 0; args[i]; i++) {
		assert_in_range(i, 0, 29);
		argv[i + 1] = args[i];
	}
	files[0] = run_file(NULL);
	files[1] = run_file(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid)
		return pid;

	dup2(input, 0);
	dup2(files[0], 1);
	dup2(files[1], 2);
	/* A shell without job control has its background processes ignore ^C. */
	for (i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	setenv("TZ", "UTC", 1);
	setenv("LC_ALL", "C", 1);
	if (before)
		before();
	execv(path, (char **)argv);
	_exit(NOT_STARTED);
}

static void read_file(int fd, char *text)
{
	ssize_t len = pread(fd, text, sizeof(result.out) - 1, 0);

	assert_in_range(len, 0, sizeof(result.out) - 2);
	text[len] = '\0';
	close(fd);
}

void run_finish(int pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	result.status = WIFEXITED(status) ? WEXITSTATUS(status) :
					    1000 + WTERMSIG(status);
	read_file(files[0], result.out);
	read_file(files[1], result.err);
}

void run_check(int status, const char *out, const char *err)
{
	/* A sanitizer that complains does so on standard error. */
	if (result.status != status)
		fprintf(stderr, "exits with %d, and says: %s%s\n",
			result.status, result.out, result.err);
	if (err)
		assert_string_equal(result.err, err);
	if (out)
		assert_string_equal(result.out, out);
	assert_int_equal(result.status, status);
}
