/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TAP from C: each check prints "ok N - WHAT" or "not ok N - WHAT". The plan
 * comes last, so a test that dies half-way does not look like one that passed.
 */

#ifndef SELFTESTS_TAP_H
#define SELFTESTS_TAP_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 1, 2)))
static inline void diag(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
}

__attribute__((format(printf, 2, 3)))
static inline bool ok(bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	tap_failed += !good;
	return good;
}

static inline void skip(const char *why, const char *what)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why);
	fflush(stdout);
}

/* When the test itself cannot go on. */
__attribute__((format(printf, 1, 2), noreturn))
static inline void bail(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	printf("Bail out! ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(": %s\n", strerror(err));
	fflush(stdout);
	exit(1);
}

static inline void must(int result, const char *what)
{
	if (result < 0)
		bail("%s", what);
}

static inline int done_testing(void)
{
	printf("1..%d\n", tap_count);
	fflush(stdout);
	return tap_failed ? 1 : 0;
}

/* @version: as "6.1." */
static inline bool kernel_is(const char *version)
{
	struct utsname uts;

	return !uname(&uts) && !strncmp(uts.release, version, strlen(version));
}

/* A kernel with all its debugging on is slower by a factor of ten. */
static inline bool kernel_is_slow(void)
{
	return !access("/sys/kernel/debug/kmemleak", F_OK);
}

static inline unsigned int rounds(unsigned int n)
{
	return kernel_is_slow() ? (n + 9) / 10 : n;
}

#endif /* SELFTESTS_TAP_H */
