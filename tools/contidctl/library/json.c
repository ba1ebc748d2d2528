// SPDX-License-Identifier: GPL-2.0
/* json-c, loaded. */

#define LIBRARY_NAMES
#include "library/json.h"

struct json_functions lib_json;

static const struct library library = {
	.file = "libjson-c.so.5",
	.package = "libjson-c5",
	LIBRARY_SYMBOLS(JSON_FUNCTIONS),
};

/**
 * json_load - load json-c, unless it is loaded.
 * @ctl: the run
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int json_load(const struct ctl *ctl)
{
	return library_load(ctl, &library, &lib_json);
}
