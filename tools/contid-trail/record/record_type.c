// SPDX-License-Identifier: GPL-2.0
/* The types of audit records, as contidctl has them, with libaudit linked. */

#define LIBRARY_NAMES
#include "../../contidctl/audit/record_type.c"
