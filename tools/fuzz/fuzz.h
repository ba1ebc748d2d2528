/* SPDX-License-Identifier: GPL-2.0 */
/* What all fuzzers share. */
#ifndef CONTID_FUZZ_H
#define CONTID_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* fail.c */
void __attribute__((noreturn))
fuzz_fail(const char *file, int line, const char *what);

/* Stop here, as at a crash, unless something holds. */
#define check(holds)							\
	((holds) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #holds))

#endif /* CONTID_FUZZ_H */
