// SPDX-License-Identifier: GPL-2.0
/* libaudit, loaded. */

#define LIBRARY_NAMES
#include "library/audit.h"

struct audit_functions lib_audit;

static const struct library library = {
	.file = "libaudit.so.1",
	.package = "libaudit1",
	LIBRARY_SYMBOLS(AUDIT_FUNCTIONS),
};

/**
 * audit_load - load libaudit, unless it is loaded.
 * @ctl: the run
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int audit_load(const struct ctl *ctl)
{
	return library_load(ctl, &library, &lib_audit);
}
