/* SPDX-License-Identifier: GPL-2.0 */
/* What the fuzzers of contid-trail share. */
#ifndef CONTID_FUZZ_READER_H
#define CONTID_FUZZ_READER_H

#include "fuzz.h"
#include "record/batch.h"

/* A reader of batches that looks at every byte, and at the names of containers */
extern const struct batch_reader fuzz_reader;

#endif /* CONTID_FUZZ_READER_H */
