/* SPDX-License-Identifier: GPL-2.0 */
/* Names of containers in records. */
#ifndef CONTID_TRAIL_NAME_H
#define CONTID_TRAIL_NAME_H

#include <contid/contid.h>

#include "base/bytes.h"

/* A name with a NUL behind it */
#define NAME_SIZE	(CONTID_NAME_MAX + 1)

struct text record_name(struct text key, struct text text, char name[NAME_SIZE]);

#endif /* CONTID_TRAIL_NAME_H */
