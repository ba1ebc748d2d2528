/* SPDX-License-Identifier: GPL-2.0 */
/* What the fuzzers of contid-trail share. */
#ifndef CONTID_FUZZ_H
#define CONTID_FUZZ_H

#include <stdlib.h>

#include "record/batch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stop here, as at a crash, unless something holds. */
#define check(holds) ((holds) ? (void)0 : abort())

/* A reader of batches that looks at every byte, and at the names of containers */
extern const struct batch_reader fuzz_reader;

#endif /* CONTID_FUZZ_H */
