/* SPDX-License-Identifier: GPL-2.0 */
/*
 * contidctl, run by a test as a process of its own: the test program executes
 * itself as contidctl, on a kernel that a scenario of the test plays.
 */
#ifndef CONTID_TESTS_CLI_H
#define CONTID_TESTS_CLI_H

#include "fake.h"
#include "run_program.h"

/* Environment variable: the test program is contidctl, in this scenario */
#define CLI_SCENARIO	"CONTIDCTL_TEST_SCENARIO"

/* Environment variable: the file that stands in for the system's log */
#define CLI_SYSLOG	"CONTIDCTL_TEST_SYSLOG"

/**
 * struct scenario - how the kernel behaves during a run of contidctl.
 * @name: by which a test calls it
 * @prepare: makes the fake kernel ready
 *
 * Two scenarios need no entry: "none", in which contidctl must not so much as
 * connect, and "real", which is the kernel that runs.
 */
struct scenario {
	const char *name;
	void (*prepare)(void);
};

/* For the next run: standard input, and what to do before contidctl starts */
extern const char *cli_input;
extern void (*cli_before)(void);

/* The path of the test program */
extern const char *cli_program;

/* Such things: a standard output that takes nothing, is not there, is not read */
void cli_full_disk(void);
void cli_no_output(void);
void cli_broken_pipe(void);

/* Run contidctl, with arguments up to a NULL. */
void cli_run(const char *scenario, const char *const *args);
#define run(scenario, ...) \
	cli_run(scenario, (const char *const[]){ __VA_ARGS__, NULL })

/* The same in two steps, for something to happen before run_finish() */
int cli_start(const char *scenario, const char *const *args);

int cli_main(int argc, char **argv, const struct scenario *scenarios,
	     const struct CMUnitTest *tests, size_t n);

#endif /* CONTID_TESTS_CLI_H */
