// SPDX-License-Identifier: GPL-2.0
/* The end of a fuzzer that has found something. */

#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "fuzz.h"

/* Say which property does not hold, and what was printed; libFuzzer keeps the input. */
void fuzz_fail(const char *file, int line, const char *what)
{
	struct printed out = capture_end();

	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	fprintf(stderr, "--- printed: %zu bytes\n", out.len);
	fwrite(out.text, 1, out.len, stderr);
	fprintf(stderr, "---\n");
	abort();
}
