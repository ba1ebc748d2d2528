// SPDX-License-Identifier: GPL-2.0
/* contidctl run by tests, see cli.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exec/exec.h"
#include "output/names.h"
#include "cli.h"

/* Statuses that contidctl itself never exits with */
enum {
	CONNECTED = 96,
	REQUESTS_MISSING = 97,
	NOT_STARTED = 98,
};

struct result result;
const char *cli_input;
void (*cli_before)(void);

char cli_program[PATH_MAX];

static const char *scenario;
static int files[3];	/* standard input, output and error of the run */

int contidctl_main(int argc, char **argv);
int __real_contid_open(struct contid_handle **handle);
int __wrap_contid_open(struct contid_handle **handle);
int __wrap_contid_open(struct contid_handle **handle)
{
	if (!strcmp(scenario, "none"))
		_exit(CONNECTED);
	if (!strcmp(scenario, "real"))
		return __real_contid_open(handle);
	/* What stands in for the socket can be written to, like the socket. */
	assert_true(memfd_create("socket", MFD_CLOEXEC) >= 0);
	return contid_open_ops(handle, &fake_ops);
}

/* The machine was started 1000 s before 2023-11-14 22:13:20 UTC. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	ts->tv_sec = clock == CLOCK_BOOTTIME ? 1000 : 1700000000;
	ts->tv_nsec = clock == CLOCK_BOOTTIME ? 999999999 : 0;
	return 0;
}

/* A namespace of the fake kernel is a file in which its numbers stand. */
bool __real_netns_identify(int fd, struct netns_id *id, bool cookie);
bool __wrap_netns_identify(int fd, struct netns_id *id, bool cookie);
bool __wrap_netns_identify(int fd, struct netns_id *id, bool cookie)
{
	char text[64] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) > 0 &&
	    sscanf(text, "inum %u cookie %lu", &id->inum, &id->cookie) == 2) {
		if (!cookie)
			id->cookie = 0;
		/* A namespace that must not be visited */
		else if (strstr(text, "closed"))
			abort();
		return true;
	}
	return __real_netns_identify(fd, id, cookie);
}

void cli_full_disk(void)
{
	dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
}

void cli_no_output(void)
{
	close(STDOUT_FILENO);
}

void cli_broken_pipe(void)
{
	int fds[2];

	if (pipe(fds))
		_exit(1);
	close(fds[0]);
	dup2(fds[1], STDOUT_FILENO);
	close(fds[1]);
}

static int new_file(const char *text)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	if (text) {
		assert_int_equal(write(fd, text, strlen(text)), strlen(text));
		lseek(fd, 0, SEEK_SET);
	}
	return fd;
}

int cli_start(const char *name, const char *const *args)
{
	const char *argv[32] = { "contidctl" };
	int i, pid;

	for (i = 0; args[i]; i++) {
		assert_in_range(i, 0, 29);
		argv[i + 1] = args[i];
	}
	files[0] = new_file(cli_input);
	files[1] = new_file(NULL);
	files[2] = new_file(NULL);

	pid = fork();
	assert_true(pid >= 0);
	if (pid)
		return pid;

	for (i = 0; i < 3; i++)
		dup2(files[i], i);
	/* A shell without job control has what it puts aside ignore ^C. */
	for (i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	setenv(CLI_SCENARIO, name, 1);
	setenv("TZ", "UTC", 1);
	setenv("LC_ALL", "C", 1);
	if (cli_before)
		cli_before();
	execv(cli_program, (char **)argv);
	_exit(NOT_STARTED);
}

static void read_file(int fd, char *text)
{
	ssize_t len = pread(fd, text, sizeof(result.out) - 1, 0);

	assert_in_range(len, 0, sizeof(result.out) - 2);
	text[len] = '\0';
	close(fd);
}

void cli_finish(int pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	result.status = WIFEXITED(status) ? WEXITSTATUS(status) :
					    1000 + WTERMSIG(status);
	close(files[0]);
	read_file(files[1], result.out);
	read_file(files[2], result.err);
	cli_input = NULL;
	cli_before = NULL;
}

void cli_run(const char *name, const char *const *args)
{
	cli_finish(cli_start(name, args));
}

void cli_check(int status, const char *out, const char *err)
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

static int be_contidctl(int argc, char **argv,
			const struct scenario *scenarios)
{
	bool own = !strcmp(scenario, "none") || !strcmp(scenario, "real");
	int ret;

	fake_reset();
	for (; !own && scenarios->name; scenarios++) {
		if (!strcmp(scenarios->name, scenario)) {
			scenarios->prepare();
			own = true;
		}
	}
	if (!own)
		return NOT_STARTED;

	ret = contidctl_main(argc, argv);
	/* The requests of exec come from another process, and are not known here. */
	if (ret >= EXEC_FAILED)
		return ret;
	return fake_missing() ? REQUESTS_MISSING : ret;
}

int cli_main(int argc, char **argv, const struct scenario *scenarios,
	     const struct CMUnitTest *tests, size_t n)
{
	scenario = getenv(CLI_SCENARIO);
	if (scenario)
		return be_contidctl(argc, argv, scenarios);
	/* Not /proc/self/exe: below valgrind, that is valgrind. */
	assert_non_null(realpath(argv[0], cli_program));
	return _cmocka_run_group_tests("tests", tests, n, NULL, NULL);
}
