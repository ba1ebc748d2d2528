/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of contid-trail share: records, and stores written down as text. */
#ifndef CONTID_TESTS_TRAIL_H
#define CONTID_TESTS_TRAIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/events.h"
#include "store/store.h"
#include "run_program.h"

#define MACHINE	"0123456789abcdef0123456789abcdef"
#define BOOT	"11111111-2222-3333-4444-555555555555"

/* Arguments of collect */
#define IDS	"--machine-id", MACHINE, "--boot-id", BOOT

/* A directory of the test's own, removed at its end */
extern char trail_dir[];

/* Text that does something wherever it is taken for more than text */
extern const char *const hostile[];
extern const size_t nr_hostile;

/* The path of a file in it, which the next call but three overwrites */
const char *trail_path(const char *name);

/* A batch of the records in @lines, for free() of its data */
struct bytes trail_batch(const char *machine, const char *boot, const char *lines);

/* Append a batch of the records in @lines. */
void trail_append(struct store *store, const char *machine, const char *boot,
		  const char *lines);

/* The rows of a container, one a line, until the next call */
const char *trail_rows(struct store *store, const char *contid, bool nested);
const char *trail_lives(struct store *store, const char *contid);
const char *trail_named(struct store *store, const char *name);
const char *trail_list(struct store *store);
const char *trail_seen(struct store *store, const char *machine);

/* Start contid-trail, as run_start() does. */
int trail_start(int input, const char *const *args);

/* Run it, with text as its standard input. */
void trail_exec(const char *input, const char *const *args);
#define trail(input, ...) \
	trail_exec(input, (const char *const[]){ __VA_ARGS__, NULL })

/* Open a file of the test's directory as a store. */
struct store *trail_store(const char *name);

/* The serial numbers that a file, as a store, has seen; until the next call */
const char *trail_seen_of(const char *name);

/* The first value that SQL gives in a database, until the next call */
const char *trail_sql(const char *name, const char *sql);

/* Write a file into the test's directory. Returns its path. */
const char *trail_file(const char *name, const char *text);

int trail_test_main(int argc, char **argv, const struct CMUnitTest *tests, size_t n);

int trail_setup(void **state);
int trail_teardown(void **state);

/*
 * Run the tests of an array with such a directory; or be contid-trail, which a test
 * program is that executes itself.
 */
#define trail_run(argc, argv, tests) \
	trail_test_main(argc, argv, tests, sizeof(tests) / sizeof((tests)[0]))

#endif /* CONTID_TESTS_TRAIL_H */
