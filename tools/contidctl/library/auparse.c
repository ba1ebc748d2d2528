// SPDX-License-Identifier: GPL-2.0
/* libauparse, loaded. */

#define LIBRARY_NAMES
#include "library/auparse.h"

struct auparse_functions lib_auparse;

static const struct library library = {
	.file = "libauparse.so.0",
	.package = "libauparse0",
	LIBRARY_SYMBOLS(AUPARSE_FUNCTIONS),
};

/**
 * auparse_load - load libauparse, unless it is loaded.
 * @ctl: the run
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int auparse_load(const struct ctl *ctl)
{
	return library_load(ctl, &library, &lib_auparse);
}
