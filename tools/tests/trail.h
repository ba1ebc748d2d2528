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

#define MACHINE	"0123456789abcdef0123456789abcdef"
#define BOOT	"11111111-2222-3333-4444-555555555555"

/* A directory of the test's own, removed at its end */
extern char trail_dir[];

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
const char *trail_list(struct store *store);
const char *trail_seen(struct store *store);

int trail_setup(void **state);
int trail_teardown(void **state);

/* Run the tests of an array with such a directory. */
#define trail_run(tests) \
	_cmocka_run_group_tests("tests", tests, sizeof(tests) / sizeof((tests)[0]), \
				trail_setup, trail_teardown)

#endif /* CONTID_TESTS_TRAIL_H */
