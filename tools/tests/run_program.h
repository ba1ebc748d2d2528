/* SPDX-License-Identifier: GPL-2.0 */
/* A program run by a test, with what it prints kept. */
#ifndef CONTID_TESTS_RUN_PROGRAM_H
#define CONTID_TESTS_RUN_PROGRAM_H

/* What the program did: its exit status, or 1000 and the signal that killed it */
struct result {
	int status;
	char out[65536];
	char err[65536];
};

extern struct result result;

/* A file in memory, with a text, or empty if that is NULL */
int run_file(const char *text);

/* The path of the test program @argv0, which executes itself */
const char *run_self(const char *argv0);

/*
 * Start a program, with arguments up to a NULL and a descriptor as its standard input.
 * @before, unless it is NULL, is called in the new process. Returns its pid.
 */
int run_start(const char *path, const char *name, int input,
	      const char *const *args, void (*before)(void));

/* Wait for the end of the program that was started last. */
void run_finish(int pid);

/* Check the last run; NULL for what does not matter. */
void run_check(int status, const char *out, const char *err);

/* The exit status of a program that could not be started */
#define NOT_STARTED	98

#endif /* CONTID_TESTS_RUN_PROGRAM_H */
