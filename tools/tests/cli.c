// SPDX-License-Identifier: GPL-2.0
/* contidctl run by tests, see cli.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "exec/exec.h"
#include "output/names.h"
#include "cli.h"

/* Statuses that contidctl itself never exits with */
enum {
	CONNECTED = 96,
	REQUESTS_MISSING = 97,
};

const char *cli_input;
void (*cli_before)(void);

const char *cli_program;

static const char *scenario;

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

/* The system's log of a test is a file, if the test has one. */
void __wrap_oci_syslog(int priority, const char *line);
void __wrap_oci_syslog(int priority, const char *line)
{
	const char *path = getenv(CLI_SYSLOG);
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	fprintf(file, "%d %s", priority, line);
	fclose(file);
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

int cli_start(const char *name, const char *const *args)
{
	int input = run_file(cli_input);
	int pid;

	setenv(CLI_SCENARIO, name, 1);
	pid = run_start(cli_program, "contidctl", input, args, cli_before);
	unsetenv(CLI_SCENARIO);
	close(input);
	cli_input = NULL;
	cli_before = NULL;
	return pid;
}

void cli_run(const char *name, const char *const *args)
{
	run_finish(cli_start(name, args));
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
	cli_program = run_self(argv[0]);
	return _cmocka_run_group_tests("tests", tests, n, NULL, NULL);
}
